"""The turn that runs in the session shown, and its cells in the conversation."""

from __future__ import annotations

import math
import time
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace

from minimax_tui.domain.accumulator import Accumulator
from minimax_tui.domain.blocks import block_type, text_of
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
)
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Message, Timings
from minimax_tui.engine.turn import Turn
from minimax_tui.ui.feed import TurnFeed
from minimax_tui.ui.keymap import key_hint
from minimax_tui.ui.message_cells import block_cell, block_cell_id, ending_cells, message_cells
from minimax_tui.ui.shown_path import ShownPath
from minimax_tui.ui.thinking_pane import ThinkingPane
from minimax_tui.ui.transcript.cells import Cell
from minimax_tui.ui.transcript.simple_cells import ActivityCell
from minimax_tui.ui.transcript.view import TranscriptView

ACTIVITY = "activity"
TICK_S = 0.25
"""How often the spinner turns, at most."""
STATUS_EVERY = 2
"""At which turns of the spinner the status bar counts: numbers are read, not watched."""
ELAPSED_FROM_S = 3
"""A turn that takes longer says for how long it has been running."""
SILENT_FROM_S = 4
"""A stream that is silent for longer says so."""


class LiveTurn:
    """The running turn as the screen knows it: the events so far, made into blocks."""

    def __init__(self, turn: Turn, answer: Message, indexes: tuple[int, ...]) -> None:
        """
        Args:
            turn: The turn.
            answer: Its answer when the screen attached to it.
            indexes: The wire's index of each of the answer's blocks.
        """
        self.turn = turn
        self.answer = answer
        self.accumulator = Accumulator()
        self.positions: dict[int, int] = {}
        self.shown: list[int] = []
        """Positions of the blocks that have a cell, in order."""
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


class LiveCells:
    """Draws the running turn: its blocks as they grow, and what it does meanwhile.

    Args:
        conversation: The pane of prompts and answers.
        path: The messages shown there.
        thinking: The pane of thinking.
        notice: Shows a notice of a name, with what happened, advice and level.
        on_status: Called when the status bar, title or pane titles may have to change.
        on_thinking: Called with True when thinking begins to stream, False when text begins.
        on_end: Called with the answer when the turn has ended.
        on_fault: Told in words that something could not be drawn.
        demo: Whether answers come from the simulator.

    Attributes:
        live: The turn, None while none runs.
    """

    def __init__(
        self,
        conversation: TranscriptView,
        path: ShownPath,
        thinking: ThinkingPane,
        *,
        notice: Callable[[str, str, str, str], None],
        on_status: Callable[[], None],
        on_thinking: Callable[[bool], None],
        on_end: Callable[[Message], None],
        on_fault: Callable[[str, str], None],
        demo: bool,
    ) -> None:
        self._conversation = conversation
        self._path = path
        self._thinking = thinking
        self._notice = notice
        self._on_status = on_status
        self._on_thinking = on_thinking
        self._on_end = on_end
        self._on_fault = on_fault
        self._demo = demo
        self._feed: TurnFeed | None = None
        self._retry: tuple[RetryPlanned, float] | None = None
        self._failed = False
        self._spinner = 0
        self._ticked_at = 0.0
        self.live: LiveTurn | None = None

    # --- the turn ---

    def attach(self, turn: Turn) -> None:
        """Shows a turn that has just begun, or one that has been running unseen."""
        if self._feed is not None:
            self._feed.finish()  # the end of the turn before it may still wait for its frame
        self.detach()
        feed = self._feed = TurnFeed(self._take, self._frame_failed)
        snapshot = turn.attach(feed.mailbox)
        answer = snapshot.answer
        self._path.begin_turn(snapshot.prompt, answer)
        # It is there already if it ended while the session was read: it comes again, live.
        if self._path.take_out(answer.id) and self._thinking.shown == answer.id:
            self._thinking.shown = None
        live = LiveTurn(turn, answer, snapshot.indexes)
        self._set_turn(live)
        if snapshot.retry is not None and snapshot.retry_at_s is not None:
            self._retry = (snapshot.retry, snapshot.retry_at_s)
        for cell in (
            *self._path.branch_cells(answer.id),
            *message_cells(live.message(), demo=self._demo),
        ):
            self._conversation.append_cell(cell)
        live.shown = [
            position
            for position in live.positions.values()
            if block_cell_id(answer.id, position) in self._conversation
        ]
        self._conversation.append_cell(self._activity())
        self._choose_thinking()
        self._on_thinking(turn.clock.phase == "thinking")
        self._on_status()

    def detach(self) -> None:
        """Shows nothing more of the turn; it goes on."""
        if self._feed is not None:
            self._feed.close()
            if self.live is not None:
                self.live.turn.detach(self._feed.mailbox)
        self._let_go()

    def finish(self) -> None:
        """Draws at once what waits for its frame."""
        if self._feed is not None and self.live is not None:
            self._feed.flush()

    def _let_go(self) -> None:
        self._feed = self._retry = None
        self._failed = False
        self._set_turn(None)

    def _set_turn(self, live: LiveTurn | None) -> None:
        self.live = self._thinking.live = live

    def _choose_thinking(self) -> None:
        if self._thinking.choose():
            self._on_status()

    def put_at_end(self, cell: Cell) -> None:
        """Shows a cell below all others, but for the line that says what the turn does."""
        if self.live is not None:
            self._conversation.insert_before(ACTIVITY, [cell])
        else:
            self._conversation.append_cell(cell)

    # --- what it does ---

    @property
    def waits_to_retry(self) -> bool:
        """Whether it waits before it asks once more."""
        return self._retry is not None

    def tick(self) -> None:
        """Turns the spinner, if it is time.

        While text comes its frames turn the spinner too, and a frame more would cost as much.
        """
        if self.live is not None and time.monotonic() - self._ticked_at >= TICK_S:
            self._tick()

    def _tick(self) -> None:
        self._ticked_at = time.monotonic()
        self._spinner += 1
        if ACTIVITY in self._conversation:
            self._conversation.update_cell(self._activity())
        self._thinking.tick()
        if self._spinner % STATUS_EVERY == 0:
            self._on_status()

    def _activity(self) -> ActivityCell:
        live = self.live
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

    # --- events ---

    def _take(self, events: list[TurnEvent]) -> None:
        if self._failed:
            self._wait_for_end(events)
            return
        with self._conversation.changes(), self._thinking.changes():
            self._take_all(events)

    def _frame_failed(self, events: list[TurnEvent]) -> None:
        """What is shown of the turn may be wrong from now on: it is drawn anew at its end."""
        if not self._failed:
            self._failed = True
            said = tr("What comes is kept: it is shown when the answer has ended.")
            self._on_fault(InternalError().what, said)
        self._wait_for_end(events)

    def _wait_for_end(self, events: list[TurnEvent]) -> None:
        ends = (
            one for one in events if isinstance(one, TurnFinished | TurnInterrupted | TurnFailed)
        )
        end = next(ends, None)
        if end is None or self.live is None:
            return
        self._path.put(end.answer)
        self._close_turn()
        try:
            with self._conversation.changes(), self._thinking.changes():
                self._draw_anew(end.answer)
        finally:
            self._tell_end(end.answer)

    def _draw_anew(self, answer: Message) -> None:
        for cell in self._conversation.cells:
            if cell.message_id == answer.id or cell.id == ACTIVITY:
                self._conversation.remove_cell(cell.id)
        made = map(self._path.as_left, message_cells(answer, demo=self._demo))
        for cell in (*self._path.branch_cells(answer.id), *made):
            self._conversation.append_cell(cell)
        if self._thinking.shown == answer.id:
            self._thinking.rebuild(answer.id)

    def _take_all(self, events: list[TurnEvent]) -> None:
        text: dict[int, list[str]] = {}
        for event in events:
            if isinstance(event, BlockDelta):
                self._delta(event, text)
            else:
                self._flush(text)
                self._event(event)
        self._flush(text)
        self.tick()

    def _delta(self, event: BlockDelta, text: dict[int, list[str]]) -> None:
        live = self.live
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
        live = self.live
        for index, pieces in text.items():
            if live is None or index not in live.accumulator:
                continue
            cell_id = block_cell_id(live.answer.id, live.position(index))
            kind = live.accumulator.builder(index).kind
            if kind == "text":
                self._conversation.append_text(cell_id, "".join(pieces))
            elif kind == "thinking":
                self._thinking.append_text(live.answer.id, cell_id, "".join(pieces))
        text.clear()

    def _event(self, event: TurnEvent) -> None:
        match event:
            case BlockStarted():
                self._block_started(event)
            case BlockFinished():
                self._block_finished(event)
            case TurnFinished(answer) | TurnInterrupted(answer) | TurnFailed(answer, _):
                self._ended(answer)
            case StorageTroubled(error):
                self._notice("storage", error.what, error.advice, "error")
            case RetryPlanned(delay_s=delay_s):
                self._retry = (event, time.monotonic() + delay_s)
                self._conversation.update_cell(self._activity())
            case RetryStarted():
                self._retry = None
                self._conversation.update_cell(self._activity())
            case HistoryRepaired(words):
                self._notice("repaired", words, "", "warning")

    def _block_started(self, event: BlockStarted) -> None:
        live = self.live
        if live is None:
            return
        self._retry = None
        live.accumulator.apply(event)
        position = live.position(event.index)
        kind = block_type(event.block)
        cell = block_cell(live.answer.id, position, event.block, Timings(), streaming=True)
        if cell is not None:
            self._put_block(live, position, cell)
        if kind == "thinking":
            cell_id = block_cell_id(live.answer.id, position)
            self._thinking.block_started(live.answer.id, cell_id, event.block)
            self._choose_thinking()
        if kind in ("thinking", "text"):
            self._on_thinking(kind == "thinking")
        self._conversation.update_cell(self._activity())
        self._on_status()

    def _block_finished(self, event: BlockFinished) -> None:
        live = self.live
        if live is None:
            return
        live.accumulator.apply(BlockStopped(event.index))
        position = live.position(event.index)
        cell_id = block_cell_id(live.answer.id, position)
        kind = block_type(event.block)
        if kind == "text":
            self._conversation.close_cell(cell_id)
            return
        if kind == "thinking":
            self._thinking.block_ended(live.answer.id, cell_id)
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

    def _ended(self, answer: Message) -> None:
        live = self.live
        if live is None:
            return
        self._path.put(answer)
        self._settle_blocks(live, answer)
        self._conversation.remove_cell(ACTIVITY)
        for cell in ending_cells(answer, demo=self._demo):
            self._conversation.append_cell(cell)
        self._close_turn()
        try:
            self._thinking.turn_ended(answer)
        finally:
            self._tell_end(answer)

    def _close_turn(self) -> None:
        if self._feed is not None:
            self._feed.close()
        self._let_go()

    def _tell_end(self, answer: Message) -> None:
        self._on_thinking(False)
        self._on_end(answer)
        self._on_status()

    def _settle_blocks(self, live: LiveTurn, answer: Message) -> None:
        """Brings the blocks' cells to what the answer is when it is shown again."""
        made = message_cells(answer, demo=self._demo)
        final = {cell.id: self._path.as_left(cell) for cell in made}
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
