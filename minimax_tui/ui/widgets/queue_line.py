"""The line above the composer that says which prompts wait."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.widths import cell_width, truncate

_BOTH_HINTS_FROM = 60
"""Cells from which both keys are named."""


class QueueLine(Static):
    """One line, not there where nothing waits."""

    DEFAULT_CSS = """
    QueueLine {
        height: 1;
        padding: 0 2 0 3;
        color: $text-muted;
        display: none;
        &:hover { color: $foreground; }
    }
    """

    class Clicked(Message):
        """The line was clicked."""

    def __init__(self) -> None:
        super().__init__("", id="queue", markup=False)
        self._waiting: list[str] = []

    def show(self, waiting: list[str]) -> None:
        """Says what waits.

        Args:
            waiting: The texts of the prompts, the next one first; foreign text.
        """
        self._waiting = waiting
        self.display = bool(waiting)
        if waiting:
            self.update(self._content(self.app.size.width - 5))

    def _content(self, cells: int) -> Content:
        said = trn("{count} prompt waits:", "{count} prompts wait:", len(self._waiting))
        hints = [("↑", tr("edits"))]
        if cells >= _BOTH_HINTS_FROM:
            hints.append(("esc", tr("takes back")))
        keys = Content.assemble(
            *(part for key, what in hints for part in ((f"  {key}", "bold"), f" {what}"))
        )
        head = f"↳ {said} "
        room = max(8, cells - cell_width(head) - cell_width(keys.plain))
        return Content.assemble(head, truncate(one_line(self._waiting[0]), room), keys)

    def on_resize(self) -> None:
        """Fits the text to the new width."""
        self.show(self._waiting)

    def on_click(self) -> None:
        """Asks for the list."""
        self.post_message(self.Clicked())
