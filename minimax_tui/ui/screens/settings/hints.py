"""Which keys the panel names, for the highlighted row and for the value that is edited."""

from __future__ import annotations

from minimax_tui.config.schema import Setting
from minimax_tui.domain.i18n import tr
from minimax_tui.ui import keymap
from minimax_tui.ui.screens.key_line import Hint
from minimax_tui.ui.screens.settings.entries import Entry
from minimax_tui.ui.screens.settings.stepping import CHOSEN


def list_hints(entry: Entry | None, *, can_undo: bool) -> list[Hint]:
    """The keys while one goes through the list.

    Args:
        entry: The highlighted row.
        can_undo: Whether there is a change to take back.
    """
    hints = []
    if entry is not None and entry.kind != "problem":
        hints.append(Hint("enter", tr("change") if entry.setting else tr("open")))
    if entry is not None and entry.setting is not None:
        if entry.setting.type in CHOSEN or entry.setting.bounds is not None:
            hints.append(Hint("← →", tr("step"), "right"))
        hints.append(Hint("ctrl+r", tr("default")))
    if can_undo:
        hints.append(Hint("ctrl+z", tr("undo")))
    hints.append(Hint("esc", tr("close")))
    return hints


def editing_hints(setting: Setting) -> list[Hint]:
    """The keys while a value of this setting is edited."""
    hints = [Hint("enter", tr("keep it"))]
    if setting.type in CHOSEN:
        hints.append(Hint("↑ ↓", tr("choose")))
    elif setting.type == "text":
        hints += [
            Hint("ctrl+j", tr("new line")),
            Hint(keymap.key_hint("draft.editor"), "$EDITOR"),
        ]
    elif setting.bounds is not None:
        hints.append(Hint("↑ ↓", tr("step")))
    hints.append(Hint("ctrl+r", tr("default")))
    hints.append(Hint("esc", tr("as it was")))
    return hints
