"""Every branch of a session as a tree: the current path runs down, the others hang off it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from minimax_tui.domain.i18n import tr
from minimax_tui.domain.outline import OutlineNode
from minimax_tui.domain.tree_rows import TreeRow, tree_rows
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.screens.long_pick import LongPick
from minimax_tui.ui.screens.pick import key_hints
from minimax_tui.ui.screens.sessions.row_list import RowList

_PATH, _PROMPT, _ANSWER = "●", "❯", "·"
_MODEL_FROM = 64
"""Cells from which a row names the model."""


class SessionTreeScreen(LongPick):
    """Gives the id of the message to go to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "sideways(-1)", show=False, priority=True),
        Binding("right", "sideways(1)", show=False, priority=True),
    ]
    OPENED_BY = "session.tree"
    _rows: tuple[TreeRow, ...] = ()
    _shown: tuple[int, ...] = ()
    _filtered = False

    def title_text(self) -> str:
        return tr("Branches of this session")

    def take(self, nodes: list[OutlineNode]) -> None:
        self._rows = tuple(tree_rows(nodes))

    def filter_rows(self, typed: str) -> None:
        rows = enumerate(self._rows)
        self._filtered = bool(typed.strip())
        self._shown = tuple(
            n for n, row in rows if not self._filtered or self.has_words(typed, row.node)
        )

    @property
    def uniform(self) -> int:
        return len(self._shown)

    def node_at(self, row: int) -> OutlineNode:
        return self._rows[self._shown[row]].node

    def line(self, row: int, width: int) -> Content:
        one = self._rows[self._shown[row]]
        node = one.node
        on_path = node.position is not None
        # Of branches within branches within branches the innermost are shown.
        guides = "" if self._filtered else one.guides[-2 * (width // 6) :]
        mark = _PROMPT if node.role == "user" else _ANSWER
        right = self.right(node, model=width >= _MODEL_FROM)
        head = f"{_PATH if on_path else ' '} "
        room = width - cell_width(head + guides + right) - 4
        text = truncate(self.text_of(node), max(4, room))
        gap = " " * max(1, room - cell_width(text) + 2)
        style = "$foreground" if on_path else "$text-muted"
        return Content.assemble(
            (head, "$accent"),
            (guides, "$text-muted"),
            (f"{mark} ", "$accent" if node.role == "user" else "$text-muted"),
            (text, f"bold {style}" if on_path and node.role == "user" else style),
            gap,
            (right, "$text-muted"),
        )

    def keys(self) -> Content:
        return key_hints(
            ("enter", tr("go there")),
            ("↑ ↓", tr("move")),
            ("← →", tr("branches")),
            ("●", tr("current path")),
            ("esc", tr("close")),
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is typed, left and right move in it."""
        del parameters
        return action != "sideways" or not self.query_one(Input).value

    def action_sideways(self, direction: int) -> None:
        """Goes to where branches part: above (-1), or the next one below (1)."""
        rows = self.query_one(RowList)
        at = rows.highlighted
        if at is None:
            return
        if direction > 0:
            later = range(at + 1, self.uniform)
            found = next((n for n in later if self._rows[self._shown[n]].is_branch), None)
        else:
            # Without a filter a row's place in the list is its number.
            parent: int | None = at
            while parent is not None and not self._rows[parent].is_branch:
                parent = self._rows[parent].parent
            found = self._rows[parent].parent if parent is not None else 0
        if found is not None:
            rows.highlight(found)
