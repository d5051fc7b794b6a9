"""Stand-ins for what the engine needs: an endpoint with scripts, a store that can be watched."""

from __future__ import annotations

import asyncio
import selectors
import threading
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.errors import StorageError, StorageUnavailable
from minimax_tui.domain.events import (
    BlockDelta,
    BlockStarted,
    BlockStopped,
    MessageDelta,
    MessageStarted,
    MessageStopped,
    StreamEvent,
    TurnEnd,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnInterrupted,
)
from minimax_tui.domain.messages import Message, MessageState, Session
from minimax_tui.domain.requests import ChatRequest, TurnOptions
from minimax_tui.engine.mailbox import Mailbox
from minimax_tui.engine.repairs import Repairs
from minimax_tui.engine.retry import Retries
from minimax_tui.engine.turn import Turn, TurnPlan
from minimax_tui.storage.conversations import SqliteConversationStore

WAIT_S = 20.0
"""A test that waits longer has failed."""
OPTIONS = TurnOptions("MiniMax-M3")


class Gate:
    """A place in a script where the stream waits until the test opens it."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._open = asyncio.Event()

    async def wait(self) -> None:
        """On the engine's loop."""
        self._loop = asyncio.get_running_loop()
        self.reached.set()
        await self._open.wait()

    def wait_reached(self) -> None:
        """On the test's thread."""
        assert self.reached.wait(WAIT_S), "the stream did not come so far"

    def open(self) -> None:
        """Lets the stream go on, which has come so far."""
        self.wait_reached()
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._open.set)


Step: TypeAlias = StreamEvent | Gate | float | Exception | Callable[[], None]
"""An event, a gate, seconds to wait, an error to raise, or something to do."""


class ScriptedEndpoint:
    """Answers each request with the next script, and then with `pong`."""

    def __init__(self, *scripts: Iterable[Step]) -> None:
        self.scripts = [list(script) for script in scripts]
        self.requests: list[ChatRequest] = []
        self.on_request: Callable[[ChatRequest], None] = lambda _: None
        self.closed_streams = 0
        self.closed = False

    async def prepare(self) -> None:
        """Has nothing to load."""

    async def stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        self.on_request(request)
        self.requests.append(request)
        try:
            for step in self.scripts.pop(0) if self.scripts else answer("pong"):
                if isinstance(step, Gate):
                    await step.wait()
                elif isinstance(step, float):
                    await asyncio.sleep(step)
                elif isinstance(step, Exception):
                    raise step
                elif callable(step):
                    step()
                else:
                    yield step
        finally:
            self.closed_streams += 1

    def body(self, request: ChatRequest) -> dict[str, Any]:
        raise NotImplementedError

    async def aclose(self) -> None:
        self.closed = True

    def asked(self, number: int = -1) -> list[tuple[str, str]]:
        """Role and text of each message of a request."""
        return [
            (message.role, "".join(str(block.get("text", "")) for block in message.blocks))
            for message in self.requests[number].messages
        ]


def start(index: int, block: Block) -> BlockStarted:
    return BlockStarted(index, block)


def text_start(index: int = 0) -> BlockStarted:
    return BlockStarted(index, text_block(""))


def text(piece: str, index: int = 0) -> BlockDelta:
    return BlockDelta(index, {"type": "text_delta", "text": piece})


def thinking_start(index: int = 0) -> BlockStarted:
    return BlockStarted(index, {"type": "thinking", "thinking": "", "signature": ""})


def thinking(piece: str, index: int = 0) -> BlockDelta:
    return BlockDelta(index, {"type": "thinking_delta", "thinking": piece})


def signature(piece: str, index: int = 0) -> BlockDelta:
    return BlockDelta(index, {"type": "signature_delta", "signature": piece})


def stop(index: int = 0) -> BlockStopped:
    return BlockStopped(index)


def opening() -> MessageStarted:
    return MessageStarted({"usage": {"input_tokens": 7, "output_tokens": 0}})


def ending(output_tokens: int = 5) -> list[StreamEvent]:
    usage = {"input_tokens": 7, "output_tokens": output_tokens}
    return [MessageDelta({"stop_reason": "end_turn"}, usage), MessageStopped()]


def answer(*pieces: str) -> list[Step]:
    """A whole answer of one text block."""
    return [opening(), text_start(), *(text(piece) for piece in pieces), stop(), *ending()]


def thoughtful_answer() -> list[StreamEvent]:
    """A whole answer: thinking, a block of a type that nobody knows, and text."""
    return [
        opening(),
        thinking_start(0),
        thinking("Let me ", 0),
        thinking("see.", 0),
        signature("5ea1", 0),
        stop(0),
        start(1, {"type": "novelty", "zeta": [1, {"b": 2, "a": None}], "alpha": "x"}),
        stop(1),
        text_start(2),
        text("An ", 2),
        text("oak.", 2),
        stop(2),
        *ending(),
    ]


@dataclass(frozen=True, slots=True)
class Entry:
    """One write that the store was asked for."""

    name: str
    arguments: tuple[Any, ...]
    at_s: float


class WatchedStore(SqliteConversationStore):
    """A store in memory that notes each write.

    Attributes:
        log: The writes, in order.
        failure: What each write fails with; the writes are kept for `recover_kept`, as the real
            one keeps them when the disk is full.
    """

    def __init__(self, now: Callable[[], float] = lambda: 0.0, *, at_once: bool = False) -> None:
        """
        Args:
            now: Tells the time of each entry of the log.
            at_once: Whether each write is done when its call returns.
        """
        super().__init__(":memory:")
        self.log: list[Entry] = []
        self.failure: StorageError | None = None
        self.changed = threading.Condition()
        self._now = now
        self._at_once = at_once
        self._holding = False
        self._held: list[tuple[Future[None], Callable[[], Future[None]]]] = []
        self._kept: list[Callable[[], Future[None]]] = []

    def _write(
        self, name: str, write: Callable[..., Future[None]], *arguments: Any, **named: Any
    ) -> Future[None]:
        with self.changed:
            self.log.append(Entry(name, arguments, self._now()))
            self.changed.notify_all()
            later = partial(write, *arguments, **named)
            promised: Future[None] = Future()
            if self._holding:
                self._held.append((promised, later))
                return promised
            if self.failure is not None:
                self._kept.append(later)
                promised.set_exception(self.failure)
                return promised
        done = later()
        if self._at_once:
            done.exception(WAIT_S)
        return done

    def hold(self) -> None:
        """From now on no write ends."""
        self._holding = True

    def let_go(self) -> None:
        """Carries out what was held, in order."""
        with self.changed:
            held, self._held, self._holding = self._held, [], False
        for promised, write in held:
            error = write().exception(WAIT_S)
            if error is None:
                promised.set_result(None)
            else:
                promised.set_exception(error)

    def recover_kept(self) -> None:
        """There is room again: carries out what failed, in order."""
        self.failure = None
        kept, self._kept = self._kept, []
        for write in kept:
            write().result(WAIT_S)

    def wait_for(self, name: str, times: int = 1) -> None:
        """Waits until it was asked for this write so often."""
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.entries(name)) >= times, WAIT_S)

    def entries(self, name: str) -> list[Entry]:
        return [entry for entry in self.log if entry.name == name]

    def add_session(self, session: Session) -> Future[None]:
        return self._write("add_session", super().add_session, session)

    def add_message(self, message: Message) -> Future[None]:
        return self._write("add_message", super().add_message, message)

    def update_session(self, session_id: str, **changes: Any) -> Future[None]:
        return self._write("update_session", super().update_session, session_id, **changes)

    def append_stream(
        self, message_id: str, block_index: int, events: Sequence[dict[str, Any]]
    ) -> Future[None]:
        write = super().append_stream
        return self._write("append_stream", write, message_id, block_index, list(events))

    def finish_block(self, message_id: str, block_index: int, block: Block) -> Future[None]:
        return self._write("finish_block", super().finish_block, message_id, block_index, block)

    def close_message(self, message: Message) -> Future[None]:
        return self._write("close_message", super().close_message, message)


class Reader:
    """A mailbox, and a thread's way to wait for what comes into it."""

    def __init__(self) -> None:
        self._ready = threading.Event()
        self.mailbox = Mailbox(lambda _: self._ready.set())
        self.events: list[TurnEvent] = []

    def until(self, *kinds: type[TurnEvent]) -> TurnEvent:
        """Reads until an event of one of these kinds has come; the last of what was read.

        All that came with it stays in `events`.
        """
        while True:
            new = self.mailbox.drain()
            self.events += new
            for event in new:
                if isinstance(event, kinds):
                    return event
            assert self._ready.wait(WAIT_S), f"no {kinds} among {self.events}"
            self._ready.clear()

    def end(self) -> TurnEnd:
        """Reads until the turn has ended."""
        event = self.until(TurnFinished, TurnInterrupted, TurnFailed)
        assert isinstance(event, TurnFinished | TurnInterrupted | TurnFailed)
        return event

    def of(self, *kinds: type[TurnEvent]) -> list[TurnEvent]:
        return [event for event in self.events if isinstance(event, kinds)]


class _Jump(selectors.DefaultSelector):
    """Never waits: the time that it was to wait for has passed at once."""

    passed_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0 if timeout is not None else None)
        if not ready and timeout is not None:
            self.passed_s += timeout
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop with a clock of its own, which jumps to the next timer when nothing is ready.

    So seconds pass in no time, and each thing happens at a time that is known exactly. Nothing on
    another thread is waited for while a timer is set: everything must be done at once.
    """

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.passed_s


@contextmanager
def jumping_loop() -> Iterator[JumpingLoop]:
    loop = JumpingLoop()
    try:
        yield loop
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def a_message(
    id_: str, parent: str | None, *blocks: Block, role: str = "user", session: str = "s"
) -> Message:
    return Message(
        id=id_,
        session_id=session,
        parent_id=parent,
        role="assistant" if role == "assistant" else "user",
        blocks=blocks or (text_block(f"text of {id_}"),),
        state=MessageState.COMPLETE,
        created_at=1.0,
    )


def a_plan(history: Sequence[Message] = ()) -> TurnPlan:
    """The first turn of a new session `s`, or the next one after a history."""
    parent = history[-1].id if history else None
    prompt = a_message("prompt", parent, text_block("Name a tree"))
    streaming = replace(
        a_message("answer", "prompt", role="assistant"),
        blocks=(),
        state=MessageState.STREAMING,
        model=OPTIONS.model,
        thinking=OPTIONS.thinking.value,
    )
    session = None if history else Session("s", "Name a tree", 1.0, 1.0)
    return TurnPlan(lambda: list(history), prompt, streaming, OPTIONS, session)


def run_turn(
    steps: Iterable[Step],
    *,
    loop: JumpingLoop,
    store: WatchedStore,
    drive: Callable[[Turn], None] = lambda _: None,
    mailbox: Mailbox | None = None,
    plan: TurnPlan | None = None,
    endpoint: ScriptedEndpoint | None = None,
    retries: Retries | None = None,
    repairs: Repairs | None = None,
) -> TurnEnd:
    """Runs one turn on a jumping loop; `drive` may set timers on the loop before it begins.

    Nothing is repeated without `retries`. An `endpoint` with its own scripts takes no `steps`.
    """
    asked = endpoint or ScriptedEndpoint(steps)

    async def run() -> TurnEnd:
        # The history of these turns is in memory: no thread is needed to read it.
        turn = Turn(
            plan or a_plan(),
            store,
            lambda: asked,
            loop.time,
            mailbox,
            retries or Retries(0),
            repairs,
        )
        drive(turn)
        end = await turn.run()
        turn.announce(end)
        return end

    return loop.run_until_complete(run())


def no_disk() -> StorageUnavailable:
    return StorageUnavailable("The disk is gone.")
