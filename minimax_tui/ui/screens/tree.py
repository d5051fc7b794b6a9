"""Every branch of a session as a tree: the current path runs down, the others hang off it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.outline import OutlineNode
from minimax_tui.domain.ports import ConversationStore
from minimax_tui.domain.tree_rows import TreeRow, tree_rows
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.screens.key_line import KeyLine, fitting_hints
from minimax_tui.ui.screens.long_pick import WIDEST_CELLS, LongPick
from minimax_tui.ui.screens.pick import dialog_cells
from minimax_tui.ui.screens.sessions.row_list import RowList
from minimax_tui.ui.workers import run_in_worker

_PATH, _PROMPT, _ANSWER = "●", "❯", "·"
_MODEL_FROM = 64
"""Cells from which a row names the model."""


class SessionTreeScreen(LongPick):
    """Gives the id of the message to go to.

    Args:
        store: Where the session is.
        session_id: The session.
        start_at: Id of the message that is highlighted first; None for the end of the path.
        now: Unix time in seconds.
        delete: Deletes a message with what follows it, and says whether it is gone.
        undo: Brings back what was deleted last; gives its first message.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+d", "delete", show=False, priority=True),
        Binding("ctrl+z", "undo", show=False, priority=True),
        Binding("left", "sideways(-1)", show=False, priority=True),
        Binding("right", "sideways(1)", show=False, priority=True),
    ]
    OPENED_BY = "session.tree"
    _rows: tuple[TreeRow, ...] = ()
    _shown: tuple[int, ...] = ()
    _filtered = False

    def __init__(
        self,
        store: ConversationStore,
        session_id: str,
        start_at: str | None,
        now: Callable[[], float],
        *,
        delete: Callable[[str], Awaitable[bool]],
        undo: Callable[[], Awaitable[str | None]],
    ) -> None:
        super().__init__(store, session_id, start_at, now)
        self._delete_branch = delete
        self._undo_delete = undo

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
        hints = [
            ("enter", tr("go there")),
            ("ctrl+d", tr("delete")),
            ("ctrl+z", tr("bring back")),
            ("← →", tr("branches")),
            ("↑ ↓", tr("move")),
            ("●", tr("current path")),
            ("esc", tr("close")),
        ]
        room = dialog_cells(self.app.size.width, WIDEST_CELLS) - 4
        return fitting_hints(hints, room, at_least=3)

    def on_resize(self) -> None:
        """Fits the window."""
        super().on_resize()
        self.query_one(KeyLine).update(self.keys())

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

    # --- deleting ---

    def action_delete(self) -> None:
        """Deletes the highlighted message with all that follows it."""
        chosen = self.highlighted
        if chosen is not None:
            run_in_worker(self, partial(self._delete, chosen), group="deed")

    async def _delete(self, message_id: str) -> None:
        row = next((row for row in self._rows if row.node.id == message_id), None)
        if row is None or not await self._delete_branch(message_id):
            return
        await self._read_again(row.node.parent_id)

    def action_undo(self) -> None:
        """Brings back what was deleted last."""
        run_in_worker(self, self._undo, group="deed")

    async def _undo(self) -> None:
        back = await self._undo_delete()
        if back is not None:
            await self._read_again(back)

    async def _read_again(self, highlighted: str | None) -> None:
        """Shows the tree as it is now, the highlight on a message."""
        try:
            nodes = await asyncio.to_thread(self._store.outline, self._session_id)
        except ChatError as error:
            self.app.notify(sentences(error.what, error.advice), severity="warning", markup=False)
            return
        rows = await asyncio.to_thread(tree_rows, nodes)
        if not self.is_attached:
            return
        self._outline_nodes, self._rows = nodes, tuple(rows)
        self.filter_rows(self.query_one(Input).value)
        self.highlight_message(highlighted)
