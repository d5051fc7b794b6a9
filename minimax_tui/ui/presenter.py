"""Shows one session in the two panes: its messages, and the turn that runs in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from minimax_tui.domain.messages import Message
from minimax_tui.engine.turn import Turn
from minimax_tui.ui.live_turn import LiveCells, LiveTurn
from minimax_tui.ui.message_cells import pace
from minimax_tui.ui.shown_path import ShownPath
from minimax_tui.ui.thinking_pane import ThinkingPane
from minimax_tui.ui.transcript.cells import Cell
from minimax_tui.ui.transcript.simple_cells import NoticeCell
from minimax_tui.ui.transcript.view import TranscriptView


class Presenter:
    """Keeps the two panes in step with a session.

    Args:
        conversation: The pane of prompts and answers.
        thinking: The pane of thinking.
        read: Reads the messages of the session's path at positions start..stop.
        places: Reads which of how many siblings the messages at positions start..stop are; only
            those that have some.
        siblings: Reads the ids of the messages below one, or (None) of the first ones.
        on_status: Called when the status bar, title or pane titles may have to change.
        on_thinking: Called with True when thinking begins to stream, False when text begins.
        on_end: Called with the answer when the turn has ended.
        on_fault: Told in words that something could not be drawn.
        demo: Whether answers come from the simulator.
    """

    def __init__(
        self,
        conversation: TranscriptView,
        thinking: TranscriptView,
        *,
        read: Callable[[int, int], list[Message]],
        places: Callable[[int, int], Mapping[str, tuple[int, int]]],
        siblings: Callable[[str | None], list[str]],
        on_status: Callable[[], None],
        on_thinking: Callable[[bool], None],
        on_end: Callable[[Message], None],
        on_fault: Callable[[str, str], None],
        demo: bool,
    ) -> None:
        self._conversation = conversation
        self._on_status = on_status
        self._path = ShownPath(conversation, read=read, places=places, siblings=siblings, demo=demo)
        self._thinking = ThinkingPane(thinking, conversation, self._path)
        self._path.on_gone = self._thinking.forget
        self._live_cells = LiveCells(
            conversation,
            self._path,
            self._thinking,
            notice=self.notice,
            on_status=on_status,
            on_thinking=on_thinking,
            on_end=on_end,
            on_fault=on_fault,
            demo=demo,
        )

    # --- the messages shown ---

    @property
    def messages(self) -> list[Message]:
        """The messages shown, in order."""
        return list(self._path)

    def message(self, message_id: str) -> Message | None:
        """A message that is shown."""
        if self.live is not None and message_id == self.live.answer.id:
            return self.live.message()
        return self._path.message(message_id)

    def newest_answer(self) -> Message | None:
        """The last answer that is shown, the running one included."""
        if self.live is not None:
            return self.live.message()
        return next((m for m in reversed(self._path) if m.role == "assistant"), None)

    def number(self, message_id: str) -> int | None:
        """Number of the turn that a message that is shown belongs to, from 1."""
        return self._path.number(message_id)

    def position(self, message_id: str) -> int | None:
        """Where a message that is shown is on the session's path, from 0."""
        return self._path.position(message_id)

    def place(self, message_id: str) -> tuple[int, int] | None:
        """Which of how many siblings a message that is shown is; None where it has none."""
        return self._path.place(message_id)

    @property
    def shows_end(self) -> bool:
        """Whether the end of the path is shown, not a gap."""
        return self._path.shows_end

    def show(self, messages: Iterable[Message], first_turn: int = 1, *, earlier: int = 0) -> None:
        """Shows a session from its messages; whatever was shown before is gone.

        Args:
            messages: The newest messages of the session's path.
            first_turn: Number of the turn that the first of them belongs to.
            earlier: How many messages there are before them.
        """
        self.detach()
        self._path.show(messages, first_turn, earlier)
        self._thinking.reset()
        self.choose_thinking()

    def show_branch(self, messages: list[Message], start: int, length: int) -> None:
        """Shows another branch from a position of the path on; what is before it stays.

        Args:
            messages: The first messages of the branch.
            start: Position of the first of them.
            length: Of the path then.
        """
        self._path.show_branch(messages, start, length)
        self.choose_thinking()

    def append(self, messages: list[Message]) -> None:
        """Shows messages at the end of the session: a turn that was over before it was seen."""
        self._path.append(messages)
        self.choose_thinking()

    def load_position(self, position: int) -> None:
        """Shows the message at a position of the session's path, if it is not shown yet."""
        self._path.load_position(position)

    def load_gap(self, gap_id: str) -> None:
        """Shows a page of a gap that has come into view: at its end, its beginning or within."""
        self._path.load_gap(gap_id)

    # --- folding ---

    @property
    def toggled(self) -> frozenset[str]:
        """Ids of the cells that were folded or unfolded by hand."""
        return self._path.toggled

    def use_toggled(self, cell_ids: Iterable[str]) -> None:
        """Takes what was folded and unfolded by hand, before the session is shown."""
        self._path.use_toggled(cell_ids)

    def note_toggled(self, cell_id: str) -> None:
        """Remembers that a cell was folded or unfolded by hand, so that it comes back so."""
        self._path.note_toggled(cell_id)

    # --- the running turn ---

    @property
    def live(self) -> LiveTurn | None:
        """The turn that runs in the session shown."""
        return self._live_cells.live

    def attach(self, turn: Turn) -> None:
        """Shows a turn that has just begun, or one that has been running unseen."""
        self._live_cells.attach(turn)

    def finish(self) -> None:
        """Draws at once what of the running turn waits for its frame."""
        self._live_cells.finish()

    def detach(self) -> None:
        """Shows nothing more of the running turn; it goes on."""
        self._live_cells.detach()

    def tick(self) -> None:
        """Turns the spinner; called a few times a second while a turn runs."""
        self._live_cells.tick()

    @property
    def waits_to_retry(self) -> bool:
        """Whether the running turn waits before it asks once more."""
        return self._live_cells.waits_to_retry

    def live_pace(self) -> str:
        """`83 tok/s` of what streams now."""
        if self.live is None:
            return ""
        timings = self.live.turn.clock.timings()
        if timings.text_s:
            return pace(timings.text_tokens, timings.text_s)
        return pace(timings.thinking_tokens, timings.thinking_s)

    def live_tokens(self) -> int:
        """Estimated tokens of the answer that streams."""
        if self.live is None:
            return 0
        timings = self.live.turn.clock.timings()
        return timings.thinking_tokens + timings.text_tokens

    # --- notices ---

    def notice(self, name: str, what: str, advice: str = "", level: str = "info") -> None:
        """Shows a notice at the end of the conversation; one of the same name is replaced."""
        cell = NoticeCell(
            f"notice:{name}",
            what,
            advice=advice,
            level="error" if level == "error" else "warning" if level == "warning" else "info",
        )
        self.show_notice(cell)

    def show_notice(self, cell: Cell) -> None:
        """Shows a notice of one's own making."""
        if cell.id in self._conversation:
            self._conversation.remove_cell(cell.id)
        self._live_cells.put_at_end(cell)

    # --- the thinking pane ---

    @property
    def shows_thinking(self) -> bool:
        """Whether the thinking pane has anything in it."""
        return self._thinking.shown is not None

    def choose_thinking(self) -> None:
        """Shows the thinking of the turn under the cursor, else of the newest in view; while a
        turn runs and the reader is at the end, its own."""
        if self._thinking.choose():
            self._on_status()

    def show_thinking_of(self, message_id: str | None) -> None:
        """Holds the thinking pane at an answer; None lets it follow the conversation again."""
        self._thinking.hold(message_id)
        self.choose_thinking()

    def thinking_title(self) -> str:
        """What the folded thinking pane says of itself, "" where there is nothing."""
        return self._thinking.title()

    def keys_changed(self) -> None:
        """Draws anew what names keys without standing for a message."""
        self._thinking.keys_changed()
