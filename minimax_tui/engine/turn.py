"""One turn: store the prompt, send the request, receive and store the answer."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace

from minimax_tui.domain.accumulator import Accumulator
from minimax_tui.domain.errors import ChatError, InternalError, StreamCut
from minimax_tui.domain.events import (
    BlockDelta,
    BlockFinished,
    BlockStarted,
    BlockStopped,
    MessageDelta,
    MessageStarted,
    MessageStopped,
    StorageTroubled,
    StreamEvent,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnInterrupted,
    TurnStarted,
    UsageReported,
)
from minimax_tui.domain.messages import Message, MessageState, Session, StoredError
from minimax_tui.domain.ports import ConversationStore, ModelEndpoint
from minimax_tui.domain.requests import ChatRequest, TurnOptions
from minimax_tui.engine.mailbox import Mailbox
from minimax_tui.engine.recorder import StreamRecorder
from minimax_tui.engine.timing import TurnClock

log = logging.getLogger(__name__)

STORE_WAIT_S = 5.0
"""How long the end of a turn waits for a slow disk before it is shown anyway."""


@dataclass(frozen=True, slots=True)
class TurnPlan:
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


@dataclass(frozen=True, slots=True)
class TurnSnapshot:
    """A turn as it stands when a screen attaches to it."""

    prompt: Message | None
    answer: Message
    phase: str


class Turn:
    """A turn that is running. Made by the `TurnRunner`; screens attach and detach.

    Attributes:
        session_id: The session it belongs to.
        answer_id: Id of the answer's message.
        options: Its settings.
        clock: Its measurements so far.
    """

    def __init__(
        self,
        plan: TurnPlan,
        store: ConversationStore,
        endpoint: Callable[[], ModelEndpoint],
        now: Callable[[], float],
    ) -> None:
        self._plan = plan
        self._store = store
        self._endpoint = endpoint
        self._lock = threading.Lock()
        self._mailboxes: list[Mailbox] = []
        self._accumulator = Accumulator()
        self._recorder = StreamRecorder(store, plan.answer.id, self._storage_troubled)
        self._ended: TurnEvent | None = None
        self._task: asyncio.Task[Message] | None = None
        self._writes: list[tuple[Message, Future[None]]] = []
        self.session_id = plan.answer.session_id
        self.answer_id = plan.answer.id
        self.options = plan.options
        self.clock = TurnClock(now)

    # --- screens ---

    def attach(self, mailbox: Mailbox) -> TurnSnapshot:
        """Sends every later event to `mailbox`; what came before is in the snapshot."""
        with self._lock:
            self._mailboxes.append(mailbox)
            if self._ended is not None:
                mailbox.put(self._ended)
            return TurnSnapshot(
                prompt=self._plan.prompt,
                answer=replace(
                    self._plan.answer,
                    blocks=self._accumulator.blocks(),
                    unfinished=self._accumulator.unfinished(),
                    timings=self.clock.timings(),
                ),
                phase=self.clock.phase,
            )

    def detach(self, mailbox: Mailbox) -> None:
        """Sends nothing more to `mailbox`."""
        with self._lock:
            if mailbox in self._mailboxes:
                self._mailboxes.remove(mailbox)

    def _publish(self, event: TurnEvent) -> None:
        with self._lock:
            for mailbox in self._mailboxes:
                mailbox.put(event)

    def _storage_troubled(self, error: ChatError) -> None:
        log.warning("storing failed: %s", error.kind)
        self._publish(StorageTroubled(error))

    # --- the engine's loop ---

    def spawn(self) -> asyncio.Task[Message]:
        """Starts the turn on the running loop."""
        self._task = asyncio.get_running_loop().create_task(self.run())
        return self._task

    def cancel(self) -> None:
        """Stops the turn; to be called on its loop."""
        if self._task is not None:
            self._task.cancel()

    def unsaved(self) -> list[Message]:
        """Messages of this turn that are not on the disk, in order; the store tries them again."""
        failed: dict[str, Message] = {}
        for message, write in self._writes:
            if write.done() and not write.cancelled() and write.exception() is None:
                failed.pop(message.id, None)
            else:
                failed[message.id] = message
        return list(failed.values())

    async def run(self) -> Message:
        """Runs the turn to its end and returns the answer as stored.

        Raises:
            asyncio.CancelledError: after what came has been stored, when the turn was cancelled.
        """
        cancelled: asyncio.CancelledError | None = None
        error: ChatError | None = None
        try:
            await self._store_start()
            self._publish(TurnStarted(self.session_id, self._plan.prompt, self._plan.answer))
            await self._receive()
            state = MessageState.COMPLETE
        except asyncio.CancelledError as stop:
            cancelled, state = stop, MessageState.INTERRUPTED
        except ChatError as failure:
            error, state = failure, MessageState.FAILED
        except Exception as fault:
            log.exception("a turn ended by a fault of its own")
            error, state = InternalError(), MessageState.FAILED
            error.__cause__ = fault
        answer = await self._store_end(state, error)
        event: TurnEvent
        if error is not None:
            event = TurnFailed(answer, error)
        elif cancelled is not None:
            event = TurnInterrupted(answer)
        else:
            event = TurnFinished(answer)
        with self._lock:
            self._ended = event
            for mailbox in self._mailboxes:
                mailbox.put(event)
        if cancelled is not None:
            raise cancelled
        return answer

    async def _store_start(self) -> None:
        plan = self._plan
        if plan.new_session is not None:
            self._recorder.watch(self._store.add_session(plan.new_session))
        for message in (*((plan.prompt,) if plan.prompt else ()), plan.answer):
            write = self._recorder.watch(self._store.add_message(message))
            self._writes.append((message, write))
        # A failure is reported by `watch`; the turn goes on in memory.
        await asyncio.gather(
            *(asyncio.wrap_future(write) for _, write in self._writes), return_exceptions=True
        )

    async def _receive(self) -> None:
        messages = await asyncio.to_thread(self._plan.history)
        if self._plan.prompt is not None:
            messages.append(self._plan.prompt)
        stream = self._endpoint().stream(ChatRequest(tuple(messages), self.options))
        whole = False
        try:
            async for event in stream:
                self._take(event)
                whole = whole or isinstance(event, MessageStopped)
        finally:
            await stream.aclose()
        if not whole:
            raise StreamCut()

    def _take(self, event: StreamEvent) -> None:
        with self._lock:
            self._accumulator.apply(event)
            self.clock.take(event)
            if isinstance(event, BlockDelta | BlockStarted):
                for mailbox in self._mailboxes:
                    mailbox.put(event)
        if isinstance(event, BlockDelta | BlockStarted):
            if event.index in self._accumulator:
                self._recorder.take(event)
        elif isinstance(event, BlockStopped):
            self._block_stopped(event.index)
        elif isinstance(event, MessageStarted | MessageDelta):
            usage = self._accumulator.usage
            if usage is not None:
                self._publish(UsageReported(usage, self._accumulator.usage_is_final))

    def _block_stopped(self, index: int) -> None:
        if index not in self._accumulator:
            return
        builder = self._accumulator.builder(index)
        block = builder.block()
        if builder.finished:
            self._recorder.finish_block(index, block)
        self._publish(BlockFinished(index, block))

    async def _store_end(self, state: MessageState, error: ChatError | None) -> Message:
        self.clock.close()
        self._recorder.stop()
        accumulated = self._accumulator
        usage = accumulated.usage if accumulated.usage_is_final else None
        answer = replace(
            self._plan.answer,
            blocks=accumulated.blocks(),
            unfinished=accumulated.unfinished(),
            state=state,
            stop_reason=accumulated.stop_reason,
            usage=usage,
            timings=self.clock.timings(usage.output_tokens if usage else None),
            error=None
            if error is None
            else StoredError(error.kind, error.what, error.advice, str(error.detail)),
        )
        write = self._recorder.watch(self._store.close_message(answer))
        self._writes.append((answer, write))
        # asyncio.wait leaves the write running and raises nothing of it; `watch` reports it.
        stored = asyncio.wrap_future(write)
        await asyncio.wait([stored], timeout=STORE_WAIT_S)
        if stored.done() and not stored.cancelled():
            stored.exception()
        return answer
