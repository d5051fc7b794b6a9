"""A line of keys and what they do, which can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.widgets import Static

from minimax_tui.domain.widths import cell_width
from minimax_tui.ui.screens.pick import key_hints

_GAP_CELLS = 3


class Hint(NamedTuple):
    """One key."""

    key: str
    what: str
    action: str = ""
    """The screen's action that a click does, "" for none."""

    @property
    def cells(self) -> int:
        """Its width."""
        return cell_width(f"{self.key} {self.what}")


class HintLine(Static):
    """Shows as many hints as there is room for, the last one always; a click does one."""

    def __init__(self) -> None:
        super().__init__("", id="keys", markup=False)
        self._hints: list[Hint] = []

    def show(self, hints: Sequence[Hint], cells: int) -> None:
        """Shows hints on a line of this width."""
        self._hints = list(hints)
        while len(self._hints) > 1 and self._width() > cells:
            self._hints.pop(-2)
        self.update(key_hints(*((hint.key, hint.what) for hint in self._hints)), layout=False)

    def _width(self) -> int:
        return sum(hint.cells + _GAP_CELLS for hint in self._hints) - _GAP_CELLS

    async def on_click(self, event: events.Click) -> None:
        """Does what the hint below the mouse says."""
        event.stop()
        at = event.x - self.gutter.left
        for hint in self._hints:
            if 0 <= at < hint.cells and hint.action:
                await self.screen.run_action(hint.action)
                return
            at -= hint.cells + _GAP_CELLS
