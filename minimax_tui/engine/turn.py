"""One turn: store the prompt, send the request, receive and store the answer."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import NamedTuple

from minimax_tui.domain.accumulator import Accumulator
from minimax_tui.domain.block_order import BlockOrder
from minimax_tui.domain.errors import ChatError, InternalError, StorageUnavailable, StreamCut
from minimax_tui.domain.events import (
    BlockDelta,
    BlockFinished,
    BlockStarted,
    BlockStopped,
    HistoryRepaired,
    MessageDelta,
    MessageStarted,
    MessageStopped,
    RetryPlanned,
    RetryStarted,
    StorageTroubled,
    StreamEvent,
    TurnEnd,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnInterrupted,
    TurnStarted,
    UsageReported,
)
from minimax_tui.domain.i18n import sentences, tr, trn
from minimax_tui.domain.messages import Message, MessageState, Session, StoredError
from minimax_tui.domain.ports import ModelEndpoint
from minimax_tui.domain.requests import (
    ChatRequest,
    TurnOptions,
    prompts_sent_together,
    was_refused,
)
from minimax_tui.engine.mailbox import Mailbox
from minimax_tui.engine.recorder import StreamRecorder
from minimax_tui.engine.repairs import Repairs
from minimax_tui.engine.retry import Retries
from minimax_tui.engine.timing import TurnClock
from minimax_tui.engine.turn_store import TurnStore
from minimax_tui.engine.writes import settled

log = logging.getLogger(__name__)

STORE_WAIT_S = 5.0
"""How long a turn waits, at its start and at its end, for a disk that does not answer."""


class TurnPlan(NamedTuple):
    """What a turn starts from."""

    history: Callable[[], list[Message]]
    """Reads the messages from the root to the prompt's parent (or to the prompt, when asked
    again); called on a thread of its own, since it may be long."""
    prompt: Message | None
    """The new prompt, None where an answer is asked for again."""
    answer: Message
    """The answer to be: no blocks, state `streaming`."""
    options: TurnOptions
    new_session: Session | None = None
    """Set where the session is not stored yet."""
    beside: bool = False
    """Whether it stays out of the conversation that it sees."""


class TurnSnapshot(NamedTuple):
    """A turn as it stands when a screen attaches to it."""

    prompt: Message | None
    answer: Message
    phase: str
    indexes: tuple[int, ...] = ()
    """The wire's index of each block of the answer; later events name blocks by it."""
    retry: RetryPlanned | None = None
    """The repetition that is waited for; its `delay_s` counted from when it was planned."""
    retry_at_s: float | None = None
    """When that will be, on the monotonic clock."""


class Turn:
    """A turn that is running. Made by the `TurnRunner`; screens attach and detach.

    Attributes:
        session_id: The session it belongs to.
        answer_id: Id of the answer's message.
        parent_id: What its first message, prompt or answer, follows; None at a session's beginning.
        options: Its settings.
        clock: Its measurements so far.
        stop_asked: Whether somebody wants it to stop; it may have been whole by then.
    """

    def __init__(
        self,
        plan: TurnPlan,
        store: TurnStore,
        endpoint: Callable[[], ModelEndpoint],
        now: Callable[[], float],
        mailbox: Mailbox | None = None,
        retries: Retries | None = None,
        repairs: Repairs | None = None,
    ) -> None:
        """
        Args:
            plan: What it starts from.
            store: Where it is kept.
            endpoint: Gives the endpoint to ask; called for each attempt.
            now: A monotonic clock, in seconds.
            mailbox: Attached from the start, so that it gets every event.
            retries: Whether and when a failed request is sent again.
            repairs: What was refused of the session's history before.
        """
        self._plan = plan
        self._store = store
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._mailboxes: list[Mailbox] = [] if mailbox is None else [mailbox]
        self._accumulator = Accumulator()
        self._order = BlockOrder()
        self.clock = TurnClock(now)
        self._recorder = StreamRecorder(
            store, plan.answer.id, self.clock.timings, self._storage_troubled
        )
        self._retries = retries or Retries()
        self._repairs = repairs or Repairs()
        self._now = now
        self._lasting: list[StorageTroubled | HistoryRepaired] = []
        self._retry: RetryPlanned | None = None
        self._retry_at_s: float | None = None
        self._retry_now: asyncio.Event | None = None
        self._failure: ChatError | None = None
        self._end: TurnEnd | None = None
        self._asking: asyncio.Task[None] | None = None
        self._begun = False
        self._whole = False
        self._prompts_together = 1
        self._writes: list[tuple[Message, Future[None]]] = []
        self.session_id = plan.answer.session_id
        self.answer_id = plan.answer.id
        self.parent_id = (plan.prompt or plan.answer).parent_id
        self.options = plan.options
        self.stop_asked = False

    # --- screens ---

    def attach(self, mailbox: Mailbox) -> TurnSnapshot:
        """Sends every later event to `mailbox`; what came before is in the snapshot.

        What a snapshot cannot hold is sent again: a trouble with the storage, a repaired history,
        the turn's end.
        """
        with self._lock:
            self._mailboxes.append(mailbox)
            for earlier in self._lasting:
                mailbox.put(earlier)
            if self._end is not None:
                mailbox.put(self._end)
            return TurnSnapshot(
                prompt=self._plan.prompt,
                answer=replace(
                    self._plan.answer,
                    blocks=self._accumulator.blocks(),
                    unfinished=self._accumulator.unfinished(),
                    timings=self.clock.timings(),
                ),
                phase=self.clock.phase,
                indexes=tuple(self._accumulator.indexes()),
                retry=self._retry,
                retry_at_s=self._retry_at_s,
            )

    def detach(self, mailbox: Mailbox) -> None:
        """Sends nothing more to `mailbox`."""
        with self._lock:
            if mailbox in self._mailboxes:
                self._mailboxes.remove(mailbox)

    @property
    def retry(self) -> RetryPlanned | None:
        """The repetition of the request that is waited for."""
        return self._retry

    @property
    def retry_left_s(self) -> float | None:
        """Seconds until the request is sent again, None while that is not waited for."""
        at_s = self._retry_at_s
        return None if at_s is None else max(0.0, at_s - self._now())

    def announce(self, end: TurnEnd) -> None:
        """Sends the turn's end, its last event, to the screens."""
        with self._lock:
            self._end = end
            self._put(end)

    def _publish(self, event: TurnEvent) -> None:
        with self._lock:
            self._put(event)

    def _put(self, event: TurnEvent) -> None:
        """The lock is held."""
        for mailbox in self._mailboxes:
            mailbox.put(event)

    def _storage_troubled(self, error: ChatError) -> None:
        """On any thread; once in a turn."""
        log.info("storing failed: %s", error.kind)
        self._publish_lasting(StorageTroubled(error))

    def _publish_lasting(self, event: StorageTroubled | HistoryRepaired) -> None:
        with self._lock:
            self._lasting.append(event)
            self._put(event)

    # --- the engine's loop ---

    def cancel(self) -> None:
        """Stops the turn; what came is stored all the same. To be called on its loop."""
        self.stop_asked = True
        if self._asking is not None:
            self._asking.cancel()

    def retry_now(self) -> None:
        """Ends the wait before a repetition. To be called on the turn's loop."""
        if self._retry_now is not None:
            self._retry_now.set()

    def unsaved(self) -> list[Message]:
        """Messages of this turn that are not on the disk, in order; the store tries them again."""
        failed: dict[str, Message] = {}
        for message, write in self._writes:
            if write.done() and not write.cancelled() and write.exception() is None:
                failed.pop(message.id, None)
            else:
                failed[message.id] = message
        return list(failed.values())

    def begin(self) -> None:
        """Hands the prompt to the store, before whatever is handed to it later; `run` does so too.

        On any thread, as long as the turn does not run.
        """
        if not self._begun:
            self._begun = True
            self._store_start()

    async def run(self) -> TurnEnd:
        """Runs the turn to its end, however that comes, and stores it.

        Only the asking is a task that can be stopped. Storing is not, so that a turn which is
        stopped twice, or before it began, loses nothing.

        Returns:
            The end, for `announce`.

        Raises:
            asyncio.CancelledError: if the loop itself ends; what came is handed to the store.
        """
        self.begin()
        asking = self._asking = asyncio.get_running_loop().create_task(self._ask())
        if self.stop_asked:
            asking.cancel()
        try:
            await asyncio.wait([asking])
        except asyncio.CancelledError:
            asking.cancel()
            if self._whole:
                self._store_end(MessageState.COMPLETE, None)
            else:
                self._store_end(MessageState.INTERRUPTED, self._failure)
            raise
        state, error = self._outcome(asking)
        answer = self._store_end(state, error)
        await self._stored()
        if state is MessageState.INTERRUPTED:
            return TurnInterrupted(answer)
        if error is not None:
            return TurnFailed(answer, error)
        return TurnFinished(answer)

    def broken(self, fault: Exception) -> TurnEnd:
        """The end of a turn whose `run` itself failed."""
        error = _internal(fault)
        return TurnFailed(self._answer(MessageState.FAILED, error), error)

    def _outcome(self, asking: asyncio.Task[None]) -> tuple[MessageState, ChatError | None]:
        fault = None if asking.cancelled() else asking.exception()
        if self._whole:
            # A stop, or an error, while the connection was put away: the answer is all there.
            return MessageState.COMPLETE, None
        if self.stop_asked or not isinstance(fault, Exception):
            # Closing the connection of a stopped answer may fail in its own way. What counts is
            # why it was about to be sent again, if it was.
            return MessageState.INTERRUPTED, self._failure
        error = fault if isinstance(fault, ChatError) else _internal(fault)
        return MessageState.FAILED, error

    def _store_start(self) -> None:
        plan, store = self._plan, self._store
        if plan.new_session is not None:
            self._recorder.watch(store.add_session(plan.new_session))
        for message in (plan.prompt, plan.answer):
            if message is not None:
                self._writes.append((message, self._recorder.watch(store.add_message(message))))
        if plan.new_session is None:
            # A session is gone on with as it was left.
            options = plan.options
            used = store.update_session(
                self.session_id, model=options.model, thinking=options.thinking.value
            )
            self._recorder.watch(used)

    async def _stored(self) -> None:
        """Waits for the disk. A failure is told by the recorder; the turn goes on in memory."""
        if not await settled([write for _, write in self._writes], STORE_WAIT_S):
            self._recorder.report(StorageUnavailable(tr("The disk does not answer.")))

    async def _ask(self) -> None:
        await self._stored()
        self._publish(TurnStarted(self.session_id, self._plan.prompt, self._plan.answer))
        messages = await asyncio.to_thread(self._plan.history)
        if self._plan.prompt is not None:
            messages.append(self._plan.prompt)
        if not self._plan.beside:
            self._prompts_together = prompts_sent_together(messages)
        request, attempt = self._repairs.request(messages, self.options), 0
        while True:
            try:
                await self._receive(request)
                return
            except ChatError as error:
                if self._whole or len(self._accumulator):
                    raise  # a part of it came: nothing is repeated by itself
                self._failure = error
                repaired = self._repairs.repaired(request, error)
                if repaired is not None:
                    self._failure = None
                    request, words = repaired
                    self._publish_lasting(HistoryRepaired(words))
                else:
                    attempt += 1
                    delay_s = self._retries.delay_s(error, attempt)
                    if delay_s is None:
                        raise
                    await self._wait_to_retry(error, attempt, delay_s)
            with self._lock:
                self._accumulator, self._order = Accumulator(), BlockOrder()

    async def _wait_to_retry(self, error: ChatError, attempt: int, delay_s: float) -> None:
        log.info("attempt %d failed: %s; the next one in %.1f s", attempt, error.kind, delay_s)
        planned = RetryPlanned(error, attempt, self._retries.attempts_at_most, delay_s)
        now = self._retry_now = asyncio.Event()
        with self._lock:
            self._retry, self._retry_at_s = planned, self._now() + delay_s
            self._put(planned)
        try:
            async with asyncio.timeout(delay_s):
                await now.wait()
        except TimeoutError:
            pass  # it is time
        finally:
            with self._lock:
                self._retry = self._retry_at_s = self._retry_now = None
        self._publish(RetryStarted(attempt))

    async def _receive(self, request: ChatRequest) -> None:
        endpoint = self._endpoint()
        await endpoint.prepare()
        self.clock.sent()
        stream = endpoint.stream(request)
        try:
            async for event in stream:
                self._take(event)
        finally:
            await stream.aclose()
        if not self._whole:
            raise StreamCut()

    def _take(self, event: StreamEvent) -> None:
        event = self._order.placed(event)
        with self._lock:
            self._accumulator.apply(event)
            self.clock.take(event)
            told = self._told(event)
            if told is not None:
                self._put(told)
        # Not under the lock: a store that fails at once calls back, and that takes it.
        if isinstance(told, BlockDelta | BlockStarted):
            self._recorder.take(told)
            self._failure = None
        elif isinstance(told, BlockFinished):
            if self._accumulator.builder(told.index).finished:
                self._recorder.finish_block(told.index, told.block)
        elif isinstance(event, MessageStopped):
            self._whole = True

    def _told(self, event: StreamEvent) -> TurnEvent | None:
        """What the screens are told of an event that the accumulator has taken."""
        accumulated = self._accumulator
        match event:
            case BlockStarted(index) | BlockDelta(index) if index in accumulated:
                return event
            case BlockStopped(index) if index in accumulated:
                return BlockFinished(index, accumulated.builder(index).block())
            case MessageStarted() | MessageDelta() if accumulated.usage is not None:
                return UsageReported(accumulated.usage, accumulated.usage_is_final)
        return None

    def _store_end(self, state: MessageState, error: ChatError | None) -> Message:
        self.clock.close()
        # The whole message follows; these are for the day on which it cannot be written.
        self._recorder.flush()
        answer = self._with_blame(self._answer(state, error))
        self._writes.append((answer, self._recorder.watch(self._store.close_message(answer))))
        return answer

    def _answer(self, state: MessageState, error: ChatError | None) -> Message:
        """The answer with all that came of it."""
        accumulated = self._accumulator
        usage = accumulated.usage if accumulated.usage_is_final else None
        return replace(
            self._plan.answer,
            blocks=accumulated.blocks(),
            unfinished=accumulated.unfinished(),
            state=state,
            stop_reason=accumulated.stop_reason,
            usage=usage,
            timings=self.clock.timings(usage.output_tokens if usage else None),
            error=_stored_error(error) if error is not None else None,
        )

    def _with_blame(self, answer: Message) -> Message:
        """Says of a refused answer that earlier prompts were refused with its own."""
        others = self._prompts_together - 1
        if others < 1 or answer.error is None or not was_refused(answer):
            return answer
        said = trn(
            "It was sent together with {count} earlier prompt that has no answer: from now on both "
            "are left out.",
            "It was sent together with {count} earlier prompts that have no answer: from now on "
            "all of them are left out.",
            others,
        )
        error = answer.error._replace(advice=sentences(answer.error.advice, said))
        return replace(answer, error=error)


def _internal(fault: Exception) -> InternalError:
    log.error("a turn ended by a fault of its own", exc_info=fault)
    error = InternalError()
    error.__cause__ = fault
    return error


def _stored_error(error: ChatError) -> StoredError:
    return StoredError(error.kind, error.what, error.advice, str(error.detail))
