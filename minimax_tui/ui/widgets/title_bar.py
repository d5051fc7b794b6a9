"""The first line: the session's title, and what it has come to."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from minimax_tui.domain.widths import cell_width, truncate


class TitleBar(Static):
    """Shows a title at the left and a few facts at the right."""

    def __init__(self) -> None:
        super().__init__(id="title", markup=False)
        self._shown = ("", "")

    def show(self, title: str, facts: str) -> None:
        """Both are safe text; draws only when something changed."""
        if (title, facts) != self._shown:
            self._shown = (title, facts)
            self.refresh()

    def render(self) -> Content:
        title, facts = self._shown
        width = self.size.width
        facts = truncate(facts, width // 2)
        title = truncate(title, max(0, width - cell_width(facts) - 2))
        gap = " " * max(0, width - cell_width(title) - cell_width(facts))
        return Content.assemble((title, "bold $foreground"), gap, (facts, "$text-muted"))
