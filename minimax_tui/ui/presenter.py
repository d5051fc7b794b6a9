"""Shows one session in the two panes: its messages, and the turn that runs in it."""

from __future__ import annotations

import math
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from minimax_tui.domain.accumulator import Accumulator
from minimax_tui.domain.blocks import block_type, text_of, thinking_of
from minimax_tui.domain.errors import InternalError
from minimax_tui.domain.events import (
    BlockDelta,
    BlockFinished,
    BlockStarted,
    BlockStopped,
    HistoryRepaired,
    RetryPlanned,
    RetryStarted,
    StorageTroubled,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnInterrupted,
    UsageReported,
)
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Message, MessageState, Timings
from minimax_tui.domain.tokens import estimate_tokens
from minimax_tui.domain.usage import Usage
from minimax_tui.engine.turn import Turn
from minimax_tui.ui.feed import TurnFeed
from minimax_tui.ui.keymap import key_hint
from minimax_tui.ui.message_cells import (
    block_cell,
    block_cell_id,
    divider_cell,
    ending_cells,
    message_cells,
    pace,
    seconds,
    thinking_cells,
)
from minimax_tui.ui.pages import Gap, Pages, page_around, page_at_end, page_at_start
from minimax_tui.ui.transcript.branch_cell import BranchCell
from minimax_tui.ui.transcript.cells import Cell, GapCell, ThinkingCell
from minimax_tui.ui.transcript.simple_cells import ActivityCell, FooterCell, LineCell, NoticeCell
from minimax_tui.ui.transcript.view import TranscriptView

ACTIVITY = "activity"
THINKING_HEAD = "thinking:head"
LINES_A_MESSAGE = 8
"""A guess, for the scroll bar, until earlier messages are read."""
TICK_S = 0.25
"""How often the spinner turns, at most."""
STATUS_EVERY = 2
"""At which turns of the spinner the status bar counts: numbers are read, not watched."""
ELAPSED_FROM_S = 3
"""A turn that takes longer says for how long it has been running."""
SILENT_FROM_S = 4
"""A stream that is silent for longer says so."""
HEAD_EVERY_S = 0.5
"""How often the line above running thinking changes its numbers."""


def _gap_cell(gap: Gap) -> GapCell:
    return GapCell(gap.id, (gap.stop - gap.start) * LINES_A_MESSAGE)


class LiveTurn:
    """The running turn as the screen knows it: the events so far, made into blocks."""

    def __init__(self, turn: Turn, answer: Message, indexes: tuple[int, ...], number: int) -> None:
        """
        Args:
            turn: The turn.
            answer: Its answer when the screen attached to it.
            indexes: The wire's index of each of the answer's blocks.
            number: Of the turn in its session, from 1.
        """
        self.turn = turn
        self.answer = answer
        self.number = number
        self.accumulator = Accumulator()
        self.positions: dict[int, int] = {}
        self.shown: list[int] = []
        """Positions of the blocks that have a cell, in order."""
        self.usage: Usage | None = None
        for position, (index, block) in enumerate(zip(indexes, answer.blocks, strict=True)):
            self.positions[index] = position
            self.accumulator.apply(BlockStarted(index, block))
            if position not in answer.unfinished:
                self.accumulator.apply(BlockStopped(index))

    def message(self) -> Message:
        """The answer so far."""
        return replace(
            self.answer,
            blocks=self.accumulator.blocks(),
            unfinished=self.accumulator.unfinished(),
        )

    @property
    def has_thinking(self) -> bool:
        """Whether it has begun to think."""
        accumulator = self.accumulator
        return any(accumulator.builder(at).kind == "thinking" for at in accumulator.indexes())

    def position(self, index: int) -> int:
        """Position of the block with the wire's `index`."""
        return self.positions.setdefault(index, len(self.positions))


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
        self._thinking = thinking
        self._read = read
        self._read_places = places
        self._read_siblings = siblings
        self._places: dict[str, tuple[int, int]] = {}
        self._on_status = on_status
        self._on_thinking = on_thinking
        self._on_end = on_end
        self._on_fault = on_fault
        self._demo = demo
        self._messages: dict[str, Message] = {}
        self._numbers: dict[str, int] = {}
        self._turns = 0
        self._pages = Pages()
        self._positions: dict[str, int] = {}
        self._live: LiveTurn | None = None
        self._feed: TurnFeed | None = None
        self._shown_thinking: str | None = None
        self._held_thinking: str | None = None
        self._head_at = 0.0
        self._spinner = 0
        self._ticked_at = 0.0
        self._retry: tuple[RetryPlanned, float] | None = None
        self._toggled: set[str] = set()

    # --- what is shown ---

    @property
    def live(self) -> LiveTurn | None:
        """The turn that runs in the session shown."""
        return self._live

    @property
    def messages(self) -> list[Message]:
        """The messages shown, in order."""
        return list(self._messages.values())

    def message(self, message_id: str) -> Message | None:
        """A message that is shown."""
        if self._live is not None and message_id == self._live.answer.id:
            return self._live.message()
        return self._messages.get(message_id)

    def newest_answer(self) -> Message | None:
        """The last answer that is shown, the running one included."""
        if self._live is not None:
            return self._live.message()
        return next((m for m in reversed(self._messages.values()) if m.role == "assistant"), None)

    @property
    def shows_thinking(self) -> bool:
        """Whether the thinking pane has anything in it."""
        return self._shown_thinking is not None

    def live_pace(self) -> str:
        """`83 tok/s` of what streams now."""
        if self._live is None:
            return ""
        timings = self._live.turn.clock.timings()
        if timings.text_s:
            return pace(timings.text_tokens, timings.text_s)
        return pace(timings.thinking_tokens, timings.thinking_s)

    def live_tokens(self) -> int:
        """Estimated tokens of the answer that streams."""
        if self._live is None:
            return 0
        timings = self._live.turn.clock.timings()
        return timings.thinking_tokens + timings.text_tokens

    # --- folding ---

    @property
    def toggled(self) -> frozenset[str]:
        """Ids of the cells that were folded or unfolded by hand."""
        return frozenset(self._toggled)

    def use_toggled(self, cell_ids: Iterable[str]) -> None:
        """Takes what was folded and unfolded by hand, before the session is shown."""
        self._toggled = set(cell_ids)

    def note_toggled(self, cell_id: str) -> None:
        """Remembers that a cell was folded or unfolded by hand, so that it comes back so."""
        self._toggled ^= {cell_id}

    def _as_left(self, cell: Cell) -> Cell:
        """The cell as it was left by hand."""
        return (cell.toggled() or cell) if cell.id in self._toggled else cell

    # --- sessions ---

    def show(self, messages: Iterable[Message], first_turn: int = 1, *, earlier: int = 0) -> None:
        """Shows a session from its messages; whatever was shown before is gone.

        Args:
            messages: The newest messages of the session's path.
            first_turn: Number of the turn that the first of them belongs to.
            earlier: How many messages there are before them.
        """
        self.detach()
        self._messages = {message.id: message for message in messages}
        self._positions = {
            message_id: position for position, message_id in enumerate(self._messages, earlier)
        }
        self._numbers.clear()
        self._turns = first_turn - 1
        self._shown_thinking = self._held_thinking = None
        self._pages = Pages(earlier)
        self._places = {}
        if self._messages:
            self._places.update(self._read_places(earlier, earlier + len(self._messages)))
        # A message that streams is attached to as a live turn.
        still = [m for m in self._messages.values() if m.state is not MessageState.STREAMING]
        for message in still:
            self._count(message)
        gaps: list[Cell] = [_gap_cell(gap) for gap in self._pages.gaps]
        self._conversation.set_cells(gaps + self._cells_of(still))
        self._show_no_thinking()
        self.choose_thinking()

    def load_position(self, position: int) -> None:
        """Shows the message at a position of the session's path, if it is not shown yet."""
        gap = self._pages.gap_at(max(0, position))
        if gap is not None:
            self._fill(gap, *page_around(gap, position))

    def load_gap(self, gap_id: str) -> None:
        """Shows a page of a gap that has come into view: at its end, its beginning or within."""
        gap = self._pages.named(gap_id)
        if gap is None:
            return
        seen = [cell.id for cell in self._conversation.visible_cells()]
        at = seen.index(gap_id) if gap_id in seen else 0
        at_end = self._conversation.following and self._pages.gaps[-1] is gap
        if at_end or at + 1 < len(seen):
            self._fill(gap, *page_at_end(gap))
        elif at > 0 or self._conversation.scroll_y == 0:
            self._fill(gap, *page_at_start(gap))
        else:
            # The scroll bar was dragged into the middle of what is not read.
            top, height = self._conversation.cell_lines(gap_id)
            share = (self._conversation.scroll_y - top) / max(1, height)
            position = gap.start + round(share * (gap.stop - gap.start))
            self._fill(gap, *page_around(gap, position))

    def _fill(self, gap: Gap, start: int, stop: int) -> None:
        messages = self._read(start, stop)
        if not messages:
            return
        self._places.update(self._read_places(start, stop))
        before, after = self._pages.fill(gap, start, stop)
        by_position = {place: message_id for message_id, place in self._positions.items()}
        above = by_position.get(start - 1) if before is None else None
        below = by_position.get(stop) if after is None else None
        self._number(messages, start, below)
        cells: list[Cell] = [_gap_cell(before)] if before is not None else []
        cells += self._cells_of(messages, self._messages.get(above or ""))
        if below is not None:
            divider = divider_cell(self._messages[below], messages[-1])
            cells += [divider] if divider is not None else []
        if after is not None:
            cells.append(_gap_cell(after))
        for position, message in enumerate(messages, start):
            self._messages[message.id] = message
            self._positions[message.id] = position
        self._messages = dict(
            sorted(self._messages.items(), key=lambda item: self._positions.get(item[0], 0))
        )
        if gap.id in self._conversation:
            self._conversation.replace_cell(gap.id, cells)

    def _number(self, messages: list[Message], start: int, below: str | None) -> None:
        """Numbers the turns of a page; a page between two gaps by its position."""
        turn = (start + 1) // 2
        if below is not None and start > 0:
            following = [m for m in self._messages if self._positions[m] >= self._positions[below]]
            known = next((self._numbers[m] for m in following if m in self._numbers), 1)
            turn = known - 1 - sum(message.role == "user" for message in messages)
        for message in messages:
            turn += message.role == "user"
            self._numbers[message.id] = max(1, turn)

    def _cells_of(self, messages: list[Message], before: Message | None = None) -> list[Cell]:
        cells: list[Cell] = []
        for message in messages:
            divider = divider_cell(message, before)
            if divider is not None:
                cells.append(divider)
            cells += self._branch_cells(message.id)
            cells += map(self._as_left, message_cells(message, demo=self._demo))
            before = message
        return cells

    def _branch_cells(self, message_id: str) -> list[Cell]:
        place = self._places.get(message_id)
        return [] if place is None else [BranchCell(message_id, *place)]

    def _place(self, message_id: str) -> None:
        """Puts a message that is new at the end."""
        after = max(max(self._positions.values(), default=-1) + 1, self._pages.end())
        self._positions.setdefault(message_id, after)

    def _count(self, message: Message) -> None:
        self._turns += message.role == "user"
        self._numbers[message.id] = self._turns

    # --- branches ---

    def number(self, message_id: str) -> int | None:
        """Number of the turn that a message that is shown belongs to, from 1."""
        return self._numbers.get(message_id)

    def position(self, message_id: str) -> int | None:
        """Where a message that is shown is on the session's path, from 0."""
        return self._positions.get(message_id)

    def place(self, message_id: str) -> tuple[int, int] | None:
        """Which of how many siblings a message that is shown is; None where it has none."""
        return self._places.get(message_id)

    @property
    def shows_end(self) -> bool:
        """Whether the end of the path is shown, not a gap."""
        return max(self._positions.values(), default=-1) + 1 >= self._pages.end()

    def _count_on(self) -> None:
        """Counts turns from the last message that is shown."""
        last = next(reversed(self._messages), None)
        if last is not None:
            self._turns = self._numbers.get(last, self._turns)

    def show_branch(self, messages: list[Message], start: int, length: int) -> None:
        """Shows another branch from a position of the path on; what is before it stays.

        Args:
            messages: The first messages of the branch.
            start: Position of the first of them.
            length: Of the path then.
        """
        with self._conversation.changes():
            self._cut(start)
            if messages:
                self._places.update(self._read_places(start, start + len(messages)))
                before = next(reversed(self._messages.values()), None)
                for cell in self._cells_of(messages, before):
                    self._conversation.append_cell(cell)
                for position, message in enumerate(messages, start):
                    self._messages[message.id] = message
                    self._positions[message.id] = position
                    self._count(message)
            if start + len(messages) < length:
                gap = Gap(start + len(messages), length)
                self._pages.add(gap)
                self._conversation.append_cell(_gap_cell(gap))
        self.choose_thinking()

    def _cut(self, position: int) -> None:
        """Takes away what is shown of the path from a position on, and all that is below it."""
        gone = {one for one, place in self._positions.items() if place >= position}
        gaps = {gap.id for gap in self._pages.gaps if gap.start >= position}
        if not gone and position >= self._pages.end():
            return
        cells = self._conversation.cells
        ids = {*gaps, *(f"{message_id}:when" for message_id in gone)}
        first = next((one for one in cells if one.message_id in gone or one.id in ids), None)
        if first is not None:
            self._conversation.remove_from(first.id)
        across = self._pages.cut(position)
        if across is not None:
            left = Gap(across.start, position)
            self._pages.add(left)
            self._conversation.replace_cell(across.id, [_gap_cell(left)])
        for message_id in gone:
            self._messages.pop(message_id, None)
            self._positions.pop(message_id, None)
            self._numbers.pop(message_id, None)
            self._places.pop(message_id, None)
        last = next(reversed(self._messages), None)
        self._turns = self._numbers.get(last, 0) if last is not None else (position + 1) // 2
        if self._shown_thinking in gone:
            self._shown_thinking = None
        if self._held_thinking in gone:
            self._held_thinking = None

    def _cut_for(self, *new: Message) -> None:
        """Takes away what follows the parent of messages that come: the path goes on with them.

        Args:
            new: A prompt and its answer, or either; those of them that are shown stay.
        """
        parent_id = new[0].parent_id
        at = self._positions.get(parent_id) if parent_id is not None else -1
        if at is None:
            return
        at += 1
        for message in new:
            at += self._positions.get(message.id) == at
        self._cut(at)

    def _find_place(self, message: Message) -> None:
        """Looks whether a message that is new has siblings."""
        beside = self._read_siblings(message.parent_id)
        if message.id not in beside:
            beside = [*beside, message.id]
        if len(beside) > 1:
            self._places[message.id] = (beside.index(message.id) + 1, len(beside))

    # --- turns ---

    def attach(self, turn: Turn) -> None:
        """Shows a turn that has just begun, or one that has been running unseen."""
        if self._feed is not None:
            self._feed.finish()  # the end of the turn before it may still wait for its frame
        self.detach()
        feed = self._feed = TurnFeed(self._take, self._frame_failed)
        snapshot = turn.attach(feed.mailbox)
        begins = snapshot.prompt or snapshot.answer
        own = (snapshot.prompt, snapshot.answer)
        self._cut_for(*(message for message in own if message is not None))
        self._count_on()
        self._find_place(begins)
        if snapshot.prompt is not None and snapshot.prompt.id not in self._messages:
            divider = divider_cell(snapshot.prompt, next(reversed(self._messages.values()), None))
            if divider is not None:
                self._conversation.append_cell(divider)
            self._messages[snapshot.prompt.id] = snapshot.prompt
            self._place(snapshot.prompt.id)
            self._count(snapshot.prompt)
            for cell in (*self._branch_cells(begins.id), *message_cells(snapshot.prompt)):
                self._conversation.append_cell(cell)
        # It is there already if it ended while the session was read: it comes again, live.
        self._remove([snapshot.answer.id])
        live = self._live = LiveTurn(turn, snapshot.answer, snapshot.indexes, self._turns)
        self._numbers[snapshot.answer.id] = self._turns
        if snapshot.retry is not None and snapshot.retry_at_s is not None:
            self._retry = (snapshot.retry, snapshot.retry_at_s)
        for cell in (
            *self._branch_cells(live.answer.id),
            *message_cells(live.message(), demo=self._demo),
        ):
            self._conversation.append_cell(cell)
        live.shown = [
            position
            for position in live.positions.values()
            if block_cell_id(live.answer.id, position) in self._conversation
        ]
        self._conversation.append_cell(self._activity())
        self.choose_thinking()
        self._on_thinking(turn.clock.phase == "thinking")
        self._on_status()

    def append(self, messages: list[Message]) -> None:
        """Shows messages at the end of the session: a turn that was over before it was seen."""
        with self._conversation.changes():
            for message in messages:
                self._cut_for(message)
                self._count_on()
                self._find_place(message)
                before = next(reversed(self._messages.values()), None)
                for cell in self._cells_of([message], before):
                    self._conversation.append_cell(cell)
                self._messages[message.id] = message
                self._place(message.id)
                self._count(message)
        self.choose_thinking()

    def finish(self) -> None:
        """Draws at once what of the running turn waits for its frame."""
        if self._feed is not None and self._live is not None:
            self._take(self._feed.mailbox.drain())

    def _remove(self, message_ids: Iterable[str]) -> None:
        gone = {message_id for message_id in message_ids if self._messages.pop(message_id, None)}
        if gone:
            for cell in self._conversation.cells:
                if cell.message_id in gone:
                    self._conversation.remove_cell(cell.id)
            self._shown_thinking = None if self._shown_thinking in gone else self._shown_thinking

    def detach(self) -> None:
        """Shows nothing more of the running turn; it goes on."""
        if self._feed is not None:
            self._feed.close()
            if self._live is not None:
                self._live.turn.detach(self._feed.mailbox)
        self._feed = self._live = self._retry = None

    def tick(self) -> None:
        """Turns the spinner; called a few times a second while a turn runs.

        While text comes its frames turn the spinner too, and a frame more would cost as much.
        """
        if self._live is not None and time.monotonic() - self._ticked_at >= TICK_S:
            self._tick()

    def _tick(self) -> None:
        self._ticked_at = time.monotonic()
        self._spinner += 1
        if ACTIVITY in self._conversation:
            self._conversation.update_cell(self._activity())
        self._update_head(always=False)
        if self._spinner % STATUS_EVERY == 0:
            self._on_status()

    def _activity(self) -> ActivityCell:
        live = self._live
        if live is None:
            return ActivityCell(ACTIVITY, "")
        clock = live.turn.clock
        if self._retry is not None:
            planned, at = self._retry
            left = max(0, math.ceil(at - time.monotonic()))
            words = tr(
                "Trying again in {n} s ({attempt} of {most}): {what}",
                what=planned.error.what,
                n=left,
                attempt=planned.attempt,
                most=planned.attempts_at_most,
            )
            hint = tr("{key} now · esc stops", key=key_hint("turn.again"))
            return ActivityCell(ACTIVITY, words, frame=self._spinner, hint=hint)
        words = {
            "waiting": tr("waiting for the answer …"),
            "thinking": tr("thinking …"),
            "text": tr("writing …"),
        }.get(clock.phase, tr("working …"))
        if clock.elapsed_s >= ELAPSED_FROM_S:
            words += f" {int(clock.elapsed_s)} s"
        if clock.phase != "waiting" and clock.silent_s >= SILENT_FROM_S:
            words += " · " + tr("no data for {n} s", n=int(clock.silent_s))
        return ActivityCell(ACTIVITY, words, frame=self._spinner, hint=tr("esc stops"))

    @property
    def waits_to_retry(self) -> bool:
        """Whether the running turn waits before it asks once more."""
        return self._retry is not None

    # --- events ---

    def _take(self, events: list[TurnEvent]) -> None:
        with self._conversation.changes(), self._thinking.changes():
            self._take_all(events)

    def _frame_failed(self, fault: Exception) -> None:
        del fault  # it is in the log
        error = InternalError()
        self._on_fault(error.what, tr("The answer is stored: reopen the session to see it."))

    def _take_all(self, events: list[TurnEvent]) -> None:
        text: dict[int, list[str]] = {}
        for event in events:
            if isinstance(event, BlockDelta):
                self._delta(event, text)
            else:
                self._flush(text)
                self._event(event)
        self._flush(text)
        if self._live is not None and time.monotonic() - self._ticked_at >= TICK_S:
            self._tick()

    def _delta(self, event: BlockDelta, text: dict[int, list[str]]) -> None:
        live = self._live
        if live is None:
            return
        live.accumulator.apply(event)
        if event.index not in live.accumulator:
            return
        # What a block of another kind takes is shown by its cell at its end.
        piece = event.delta.get(live.accumulator.builder(event.index).kind)
        if isinstance(piece, str):
            text.setdefault(event.index, []).append(piece)

    def _flush(self, text: dict[int, list[str]]) -> None:
        live = self._live
        for index, pieces in text.items():
            if live is None or index not in live.accumulator:
                continue
            cell_id = block_cell_id(live.answer.id, live.position(index))
            kind = live.accumulator.builder(index).kind
            if kind == "text":
                self._conversation.append_text(cell_id, "".join(pieces))
            elif kind == "thinking" and self._shown_thinking == live.answer.id:
                self._thinking.append_text(cell_id, "".join(pieces))
        text.clear()

    def _event(self, event: TurnEvent) -> None:
        match event:
            case BlockStarted():
                self._block_started(event)
            case BlockFinished():
                self._block_finished(event)
            case UsageReported(usage, _):
                if self._live is not None:
                    self._live.usage = usage
            case TurnFinished(answer) | TurnInterrupted(answer) | TurnFailed(answer, _):
                self._ended(answer)
            case StorageTroubled(error):
                self.notice("storage", error.what, error.advice, level="error")
            case RetryPlanned(delay_s=delay_s):
                self._retry = (event, time.monotonic() + delay_s)
                self._conversation.update_cell(self._activity())
            case RetryStarted():
                self._retry = None
                self._conversation.update_cell(self._activity())
            case HistoryRepaired(words):
                self.notice("repaired", words, level="warning")

    def _block_started(self, event: BlockStarted) -> None:
        live = self._live
        if live is None:
            return
        self._retry = None
        live.accumulator.apply(event)
        position = live.position(event.index)
        kind = block_type(event.block)
        cell = block_cell(live.answer.id, position, event.block, Timings(), streaming=True)
        if cell is not None:
            self._put_block(live, position, cell)
        if kind == "thinking" and self._shown_thinking == live.answer.id:
            self._rebuild_thinking(live.answer.id)
        if kind == "thinking":
            self.choose_thinking()
        if kind in ("thinking", "text"):
            self._on_thinking(kind == "thinking")
        self._conversation.update_cell(self._activity())
        self._on_status()

    def _block_finished(self, event: BlockFinished) -> None:
        live = self._live
        if live is None:
            return
        live.accumulator.apply(BlockStopped(event.index))
        position = live.position(event.index)
        cell_id = block_cell_id(live.answer.id, position)
        kind = block_type(event.block)
        if kind == "text":
            self._conversation.close_cell(cell_id)
            return
        if kind == "thinking" and self._shown_thinking == live.answer.id:
            self._thinking.close_cell(cell_id)
            self._update_head(always=True)
        timings = live.turn.clock.timings()
        cell = block_cell(live.answer.id, position, event.block, timings)
        if cell is not None:
            self._put_block(live, position, cell)

    def _put_block(self, live: LiveTurn, position: int, cell: Cell) -> None:
        """Shows a block of the running answer above those that follow it."""
        at = bisect_left(live.shown, position)
        below = block_cell_id(live.answer.id, live.shown[at]) if at < len(live.shown) else ACTIVITY
        self._conversation.insert_before(below, [cell])
        live.shown.insert(at, position)

    def _before_activity(self, cell: Cell) -> None:
        self._conversation.insert_before(ACTIVITY, [cell])

    def _ended(self, answer: Message) -> None:
        live = self._live
        if live is None:
            return
        self._messages[answer.id] = answer
        self._place(answer.id)
        made = message_cells(answer, demo=self._demo)
        final = {cell.id: self._as_left(cell) for cell in made}
        for position, block in enumerate(answer.blocks):
            cell_id = block_cell_id(answer.id, position)
            shown = cell_id in self._conversation
            if block_type(block) == "text":
                if shown:
                    self._conversation.close_cell(cell_id)
                    if cell_id not in final:
                        self._conversation.remove_cell(cell_id)
                    elif self._conversation.cell(cell_id).source != text_of(block):
                        # An odd delta changed it in a way that is no appending.
                        self._conversation.update_cell(final[cell_id])
                    continue
            elif shown and cell_id in final:
                self._conversation.update_cell(final[cell_id])
            if not shown and cell_id in final:
                self._put_block(live, position, final[cell_id])
        self._conversation.remove_cell(ACTIVITY)
        for cell in ending_cells(answer, demo=self._demo):
            self._conversation.append_cell(cell)
        if self._feed is not None:
            self._feed.close()
        self._feed = self._live = self._retry = None
        if self._shown_thinking == answer.id:
            self._rebuild_head(answer.id)
            for position, block in enumerate(answer.blocks):
                if block_type(block) == "thinking":
                    cell_id = block_cell_id(answer.id, position)
                    self._thinking.close_cell(cell_id)
                    if self._thinking.cell(cell_id).source != thinking_of(block):
                        self._thinking.update_cell(
                            ThinkingCell(cell_id, thinking_of(block), message_id=answer.id)
                        )
        self._on_thinking(False)
        self._on_end(answer)
        self._on_status()

    def notice(self, name: str, what: str, advice: str = "", *, level: str = "info") -> None:
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
        if self._live is not None:
            self._before_activity(cell)
        else:
            self._conversation.append_cell(cell)

    # --- the thinking pane ---

    def choose_thinking(self) -> None:
        """Shows the thinking of the turn under the cursor, else of the newest in view; while a
        turn runs and the reader is at the end, its own."""
        wanted = self._thinking_to_show()
        if wanted != self._shown_thinking:
            self._rebuild_thinking(wanted)
            self._on_status()

    def show_thinking_of(self, message_id: str | None) -> None:
        """Holds the thinking pane at an answer; None lets it follow the conversation again."""
        self._held_thinking = message_id
        self.choose_thinking()

    def _thinking_to_show(self) -> str | None:
        if self._held_thinking is not None and self._thinks(self._held_thinking):
            return self._held_thinking
        live = self._live
        if live is not None and self._conversation.following and live.has_thinking:
            return live.answer.id
        cursor = self._conversation.current_cell
        if cursor is not None:
            found = self._answer_of(cursor.id)
            if found is not None:
                return found
        for cell in reversed(self._conversation.visible_cells()):
            if self._thinks(cell.message_id):
                return cell.message_id
        return self._newest_with_thinking()

    def _answer_of(self, cell_id: str) -> str | None:
        """The answer with thinking that a cell belongs to, or that follows its prompt."""
        cell = self._conversation.cell(cell_id)
        if not cell.message_id:
            return None
        message = self._messages.get(cell.message_id)
        if message is None or message.role == "assistant":
            return cell.message_id if self._thinks(cell.message_id) else None
        for other in self._messages.values():
            if other.parent_id == message.id and self._has_thinking(other):
                return other.id
        return None

    def _newest_with_thinking(self) -> str | None:
        for message in reversed(self._messages.values()):
            if self._has_thinking(message):
                return message.id
        return None

    def _thinks(self, message_id: str) -> bool:
        if self._live is not None and message_id == self._live.answer.id:
            return self._live.has_thinking
        message = self._messages.get(message_id)
        return message is not None and self._has_thinking(message)

    @staticmethod
    def _has_thinking(message: Message) -> bool:
        return any(block_type(block) == "thinking" for block in message.blocks)

    def _rebuild_thinking(self, message_id: str | None) -> None:
        self._shown_thinking = message_id
        message = self.message(message_id) if message_id is not None else None
        if message is None:
            self._show_no_thinking()
            return
        self._thinking.set_cells(thinking_cells(message, self._head_words(message.id)))

    def keys_changed(self) -> None:
        """Draws anew what names keys without standing for a message."""
        if self._shown_thinking is None:
            self._show_no_thinking()

    def _show_no_thinking(self) -> None:
        said = tr(
            "What the model thinks is shown here. {switch} switches thinking, {pane} this pane.",
            switch=key_hint("thinking.toggle"),
            pane=key_hint("thinking.pane"),
        )
        self._thinking.set_cells([FooterCell("thinking:none", said)])

    def _head_words(self, message_id: str) -> str:
        live = self._live
        if live is not None and live.answer.id == message_id:
            timings = live.turn.clock.timings()
            tokens = timings.thinking_tokens
        else:
            message = self._messages[message_id]
            timings = message.timings
            tokens = timings.thinking_tokens or sum(
                estimate_tokens(thinking_of(block)) for block in message.blocks
            )
        number = self._numbers.get(message_id)
        parts = [tr("turn {n}", n=number) if number else ""]
        if timings.thinking_s:
            parts.append(seconds(timings.thinking_s))
        parts.append(trn("{count} token", "{count} tokens", tokens))
        parts.append(pace(timings.thinking_tokens, timings.thinking_s))
        return " · ".join(filter(None, parts))

    def _update_head(self, *, always: bool) -> None:
        live = self._live
        now = time.monotonic()
        if live is None or self._shown_thinking != live.answer.id:
            return
        if live.turn.clock.phase != "thinking" and not always:
            return
        if always or now - self._head_at >= HEAD_EVERY_S:
            self._head_at = now
            self._rebuild_head(live.answer.id)

    def _rebuild_head(self, message_id: str) -> None:
        if THINKING_HEAD in self._thinking:
            self._thinking.update_cell(LineCell(THINKING_HEAD, self._head_words(message_id)))

    def thinking_title(self) -> str:
        """What the folded thinking pane says of itself, "" where there is nothing."""
        return self._head_words(self._shown_thinking) if self._shown_thinking else ""
