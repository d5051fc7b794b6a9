"""The prompts of the path shown, to go to one."""

from __future__ import annotations

from textual.content import Content

from minimax_tui.domain.i18n import tr
from minimax_tui.domain.outline import OutlineNode
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.screens.key_line import key_hints
from minimax_tui.ui.screens.long_pick import LongPick


class JumpList(LongPick):
    """Gives the id of the prompt to go to."""

    OPENED_BY = "prompt.jump"
    _prompts: tuple[tuple[int, OutlineNode], ...] = ()
    _shown: tuple[tuple[int, OutlineNode], ...] = ()

    def title_text(self) -> str:
        return tr("Prompts of this session")

    def take(self, nodes: list[OutlineNode]) -> None:
        path = sorted(
            (node for node in nodes if node.position is not None),
            key=lambda node: node.position or 0,
        )
        prompts = (node for node in path if node.role == "user")
        self._prompts = tuple(enumerate(prompts, 1))
        ids = {node.id for _, node in self._prompts}
        before = None
        for node in path:
            before = node.id if node.id in ids else before
            if node.id == self._start_at:
                self._start_at = before
                return
        self._start_at = self._prompts[-1][1].id if self._prompts else None

    def filter_rows(self, typed: str) -> None:
        self._shown = tuple(one for one in self._prompts if self.has_words(typed, one[1]))

    @property
    def uniform(self) -> int:
        return len(self._shown)

    def node_at(self, row: int) -> OutlineNode:
        return self._shown[row][1]

    def line(self, row: int, width: int) -> Content:
        number, node = self._shown[row]
        cells = len(str(len(self._prompts)))
        head = f"{number:>{cells}}  "
        right = self.right(node, model=False)
        room = width - cell_width(head + right) - 2
        text = truncate(self.text_of(node), max(4, room))
        gap = " " * max(1, room - cell_width(text) + 2)
        return Content.assemble((head, "$text-muted"), text, gap, (right, "$text-muted"))

    def keys(self) -> Content:
        return key_hints(("enter", tr("go there")), ("↑ ↓", tr("move")), ("esc", tr("close")))
