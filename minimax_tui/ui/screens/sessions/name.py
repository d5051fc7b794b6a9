"""Asks for the name of a session."""

from __future__ import annotations

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.screens.line_dialog import LineDialog

LONGEST = 200
"""Characters of a name."""


def name_dialog(title: str) -> LineDialog:
    """A dialog that gives the new name of a session, None if it stays as it is.

    Args:
        title: The name so far; foreign text.
    """
    return LineDialog(
        tr("Rename the session"),
        enter=tr("keep this name"),
        esc=tr("leave it"),
        value=one_line(title, LONGEST),
        longest=LONGEST,
    )
