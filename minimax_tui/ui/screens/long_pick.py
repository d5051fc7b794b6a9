"""A dialog to pick a message of a session of any length: a list, a filter, a preview."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from minimax_tui.domain.blocks import joined_text
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.messages import MessageState
from minimax_tui.domain.outline import OutlineNode
from minimax_tui.domain.ports import ConversationStore
from minimax_tui.domain.widths import cell_width
from minimax_tui.ui.plain_words import plain_words
from minimax_tui.ui.screens.dialog import Dialog
from minimax_tui.ui.screens.key_line import KeyLine
from minimax_tui.ui.screens.pick import dialog_cells, is_short, matches
from minimax_tui.ui.screens.sessions.drawing import age
from minimax_tui.ui.screens.sessions.row_list import MOVE_KEYS, RowList
from minimax_tui.ui.widgets.line_input import LineInput

WIDEST_CELLS = 112
_OTHER_LINES, _OTHER_LINES_SHORT = 10, 4
"""Lines of the dialog that are neither list nor preview, margins included."""
_PREVIEW_CHARACTERS = 2_000


def state_words(state: MessageState) -> str:
    """What is said of a message that is not complete, "" of one that is."""
    match state:
        case MessageState.INTERRUPTED:
            return tr("interrupted")
        case MessageState.FAILED:
            return tr("failed")
        case MessageState.STREAMING:
            return tr("coming")
        case _:
            return ""


class LongPick(Dialog[str]):
    """Gives the id of a message; None leaves all as it is.

    Args:
        store: Where the session is.
        session_id: The session.
        start_at: Id of the message that is highlighted first; None for the end of the path.
        now: Unix time in seconds.
    """

    DEFAULT_CSS = """
    LongPick {
        & RowList { background: $panel; }
        & #preview { margin-top: 1; padding: 0 2; color: $text-muted; }
        &.-short #preview { margin-top: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*MOVE_KEYS]
    heights: Sequence[int] = ()

    def __init__(
        self,
        store: ConversationStore,
        session_id: str,
        start_at: str | None,
        now: Callable[[], float],
    ) -> None:
        super().__init__()
        self._store, self._session_id, self._start_at = store, session_id, start_at
        self._now = now
        self._outline_nodes: list[OutlineNode] = []
        self._read = False
        self._fault = ""
        self._asked_early: list[Callable[[], None]] = []
        self._most_rows = store.path_length(session_id)

    # --- what a dialog gives ---

    @abstractmethod
    def title_text(self) -> str:
        """The dialog's title."""

    @abstractmethod
    def take(self, nodes: list[OutlineNode]) -> None:
        """Takes the session's messages, once they are read; on a thread of its own."""

    @abstractmethod
    def filter_rows(self, typed: str) -> None:
        """Keeps the rows that have all words of `typed`, in any letter case."""

    @abstractmethod
    def node_at(self, row: int) -> OutlineNode:
        """What a row stands for."""

    @property
    @abstractmethod
    def uniform(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def line(self, row: int, width: int) -> Content:
        """A row, at most `width` cells wide."""

    @abstractmethod
    def keys(self) -> Content:
        """The keys, below all."""

    # --- rows, as the list draws them ---

    def can_be_chosen(self, row: int) -> bool:
        """Every row can."""
        del row
        return True

    def draw(self, row: int, width: int, *, highlighted: bool) -> list[Content]:
        """The row behind its gutter."""
        content = self.line(row, width - 4)
        rest = " " * max(0, width - 2 - cell_width(content.plain))
        line = Content.assemble(("▸ " if highlighted else "  ", "$accent"), content, rest)
        if highlighted:
            line = line.stylize("bold $block-cursor-foreground on $block-cursor-background")
        return [line]

    def right(self, node: OutlineNode, *, model: bool) -> str:
        """The facts of a message at the right of its row."""
        facts = [one_line(node.model or "", 24).removeprefix("MiniMax-")] if model else []
        facts += [state_words(node.state), f"{age(self._now() - node.created_at):>6}"]
        return "  ".join(filter(None, facts))

    @staticmethod
    def text_of(node: OutlineNode) -> str:
        """The message's words on one line."""
        said = one_line(node.text if node.role == "user" else plain_words(node.text), 300)
        return said or (tr("(no text)") if node.role == "assistant" else tr("(no words)"))

    @staticmethod
    def has_words(typed: str, node: OutlineNode) -> bool:
        """Whether all words typed are in a message, its model or its state."""
        return matches(typed, node.text, node.model or "", state_words(node.state))

    # --- the dialog ---

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(self.title_text(), id="title", markup=False)
            yield LineInput(placeholder=tr("Type to filter"))
            yield RowList(self)
            yield Static("", id="preview", markup=False)
            yield KeyLine(self.keys())

    def on_mount(self) -> None:
        """Reads the session; the list is filled when that is done."""
        self._place()
        self._show_preview()
        self._fill()

    @work(group="outline", exclusive=True)
    async def _fill(self) -> None:
        try:
            self._outline_nodes = await asyncio.to_thread(self._read_session)
        except ChatError as error:
            self._fault = sentences(error.what, error.advice)
        self._read = True
        self.filter_rows("")
        self._most_rows = self.uniform
        self._place()
        self.refill()
        for act in self._asked_early:
            act()

    def _read_session(self) -> list[OutlineNode]:
        nodes = self._store.outline(self._session_id)
        self.take(nodes)
        return nodes

    def refill(self) -> None:
        """Shows the rows for what is typed, the highlight on the same message if it is there."""
        before = self.highlighted or self._start_at or self._leaf()
        self.filter_rows(self.query_one(Input).value)
        self.highlight_message(before)

    def highlight_message(self, message_id: str | None) -> None:
        """Draws the rows anew, the highlight on a message, else on the first one."""
        at = next((n for n in range(self.uniform) if self.node_at(n).id == message_id), 0)
        self.query_one(RowList).rows_changed(at if self.uniform else None)
        self._show_preview()

    def _leaf(self) -> str | None:
        on_path = [node for node in self._outline_nodes if node.position is not None]
        return max(on_path, key=lambda node: node.position or 0).id if on_path else None

    def on_resize(self) -> None:
        """Fits the window."""
        self._place()

    def _place(self) -> None:
        width, height = self.app.size
        short = is_short(height)
        self.set_class(short, "-short")
        self.query_one("#dialog").styles.width = dialog_cells(width, WIDEST_CELLS)
        self._preview_lines = 0 if height < 12 else 2 if short else 4 if height < 32 else 8
        self.query_one("#preview").styles.height = self._preview_lines
        self.query_one("#preview").display = self._preview_lines > 0
        others = (_OTHER_LINES_SHORT if short else _OTHER_LINES) + self._preview_lines
        wanted = max(3, self._most_rows)
        self.query_one(RowList).styles.height = max(2, min(wanted, height - others))

    @property
    def highlighted(self) -> str | None:
        """Id of the highlighted message."""
        at = self.query_one(RowList).highlighted
        return self.node_at(at).id if at is not None and at < self.uniform else None

    @on(RowList.Highlighted)
    def _show_preview(self) -> None:
        self.query_one("#preview", Static).update(self._preview())

    def _preview(self) -> Content:
        chosen = self.highlighted
        if chosen is None:
            nothing = tr("No message has these words.") if self._read else tr("reading …")
            return Content(self._fault or nothing)
        node = self.node_at(self.query_one(RowList).highlighted or 0)
        try:
            text = joined_text(self._store.message(chosen).blocks)
        except ChatError as error:
            text = error.what
        thinking = tr("no thinking") if node.thinking == "disabled" else ""
        facts = (one_line(node.model or tr("prompt"), 40), thinking, state_words(node.state))
        head = " · ".join(filter(None, facts))
        lines = [line for line in visible(text[:_PREVIEW_CHARACTERS]).splitlines() if line.strip()]
        return Content("\n").join([Content.styled(head, "$foreground"), *map(Content, lines)])

    @on(Input.Changed)
    def _typed(self) -> None:
        self.refill()

    @on(Input.Submitted)
    @on(RowList.Chosen)
    def _entered(self) -> None:
        self._when_read(self._choose)

    def _choose(self) -> None:
        chosen = self.highlighted
        if chosen is not None:
            self.dismiss(chosen)

    def action_move(self, rows: int) -> None:
        """Moves the highlight."""
        self._when_read(partial(self.query_one(RowList).move, rows))

    def action_page(self, direction: int) -> None:
        """Moves the highlight by a page."""
        self._when_read(partial(self.query_one(RowList).move_page, direction))

    def action_end(self, direction: int) -> None:
        """Moves the highlight to the first or the last row."""
        self._when_read(partial(self.query_one(RowList).move_end, direction))

    def _when_read(self, act: Callable[[], None]) -> None:
        """Does what a key asks for; while the session is still read, as soon as it is."""
        if self._read:
            act()
        else:
            self._asked_early.append(act)
