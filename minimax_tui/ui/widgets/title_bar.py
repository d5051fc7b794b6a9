"""The first line: the session's title, and what it has come to."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from minimax_tui.domain.widths import cell_width, truncate

FACT_SEPARATOR = " · "
_GAP_CELLS = 2


class TitleBar(Static):
    """Shows a title at the left and a few facts at the right."""

    def __init__(self) -> None:
        super().__init__(id="title", markup=False)
        self._shown = ("", "")

    def show(self, title: str, facts: str) -> None:
        """Shows safe text; draws only when something changed.

        Args:
            title: The session's title.
            facts: Joined by ` · `. Where room is short, those that stand first are left out,
                so the most important one stands last.
        """
        if (title, facts) != self._shown:
            self._shown = (title, facts)
            self.refresh()

    def render(self) -> Content:
        title, facts = self._shown
        width = self.size.width
        room = width - cell_width(title) - _GAP_CELLS
        parts = facts.split(FACT_SEPARATOR)
        while len(parts) > 1 and cell_width(FACT_SEPARATOR.join(parts)) > room:
            parts.pop(0)
        facts = FACT_SEPARATOR.join(parts)
        if cell_width(facts) > max(room, width // 2):
            facts = ""
        title = truncate(title, max(0, width - cell_width(facts) - _GAP_CELLS * bool(facts)))
        gap = " " * max(0, width - cell_width(title) - cell_width(facts))
        return Content.assemble((title, "bold $foreground"), gap, (facts, "$text-muted"))
