"""How large the parts of the settings panel are, for a window and for what is edited in it."""

from __future__ import annotations

from typing import NamedTuple

from minimax_tui.config.schema import Setting
from minimax_tui.ui.screens.pick import is_short
from minimax_tui.ui.screens.settings.stepping import CHOSEN

SIDE_CELLS = 52
"""Width of the explanation beside the list, its gutters included; the panel's style has it too."""
_WIDEST_CELLS = 116
_WIDE_FROM = 110
"""Columns of the window from which the explanation stands beside the list."""
_ABOUT_LINES = 8
"""Lines of the explanation below the list."""
_ABOUT_LINES_SHORT = 3
_LOW_UNDER = 30
"""Lines of the window below which the dialog does without blank lines."""
_FRAME_LINES = 10
"""Lines that are neither list nor explanation nor problems, the status bar and margins included."""
_FRAME_LINES_LOW = 4
_FRAME_LINES_SHORT = 3
_MOST_BODY_LINES = 40
_BODY_LINES_BELOW = 11
_EDITOR_LINES = 8
"""Lines that a field and what is said of its value take."""

_SEEN_AT_ONCE = frozenset(("theme", "theme_dark", "theme_light", "thinking_pane"))
"""Settings for which the list makes room while one chooses, so that the chat is seen."""
_SEEN_ABOVE = frozenset(("thinking_pane",))
"""Those of them that change what is to the right: they are chosen below the chat."""


class Placing(NamedTuple):
    """Sizes in cells and lines, and the panel's classes."""

    classes: dict[str, bool]
    dialog_cells: int
    body_lines: int
    """Of list and explanation together."""
    side_lines: int | None
    """Of the explanation with its rule; None where the style says it."""
    about_cells: int
    """Width of a line of the explanation."""
    about_lines: int
    """Lines that the explanation may take."""
    list_cells: int
    """Width of a line of the list, the scroll bar and a blank before it left out."""
    shows_problems: bool

    @property
    def is_low(self) -> bool:
        """Whether there is no room for blank lines."""
        return self.classes["-low"]


def placing(width: int, height: int, edited: Setting | None, problem_lines: int) -> Placing:
    """The sizes.

    Args:
        width: Of the window, in cells.
        height: Of the window, in lines.
        edited: The setting that is edited; None while one goes through the list.
        problem_lines: Lines that the problems at the top take.
    """
    short, low, wide = is_short(height), height < _LOW_UNDER, width >= _WIDE_FROM
    editing = edited is not None
    looking = edited is not None and edited.key in _SEEN_AT_ONCE
    below = edited is not None and edited.key in _SEEN_ABOVE
    dialog = width if width < 64 else min(_WIDEST_CELLS, width - 4)
    if looking:
        dialog = min(width, SIDE_CELLS)
    shows_problems = bool(problem_lines) and not looking and not short
    frame = _FRAME_LINES_SHORT if short else _FRAME_LINES_LOW if low else _FRAME_LINES
    body = min(_MOST_BODY_LINES, height - frame - (problem_lines if shows_problems else 0))
    body = max(4, min(body, _BODY_LINES_BELOW) if below else body)
    about_below = _ABOUT_LINES_SHORT if short else _ABOUT_LINES
    if edited is not None:
        about = max(2, body // 2 - 1 if edited.type in CHOSEN else body - _EDITOR_LINES)
    else:
        about = body if wide else about_below
    return Placing(
        classes={
            "-short": short,
            "-low": low,
            "-wide": wide,
            "-narrow": not wide,
            "-editing": editing,
            "-looking": looking,
            "-below": below,
        },
        dialog_cells=dialog,
        body_lines=body,
        side_lines=None if wide or editing else about_below + 1,
        about_cells=(SIDE_CELLS if wide and not looking else dialog) - 4,
        about_lines=about,
        list_cells=dialog - (SIDE_CELLS if wide else 0) - 2,
        shows_problems=shows_problems,
    )
