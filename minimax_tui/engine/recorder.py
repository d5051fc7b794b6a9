"""Brings a streaming answer to the disk: at the latest 100 ms after it came."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from minimax_tui.domain.blocks import Block, block_type
from minimax_tui.domain.errors import ChatError, InternalError
from minimax_tui.domain.events import (
    TIMINGS_INDEX,
    BlockDelta,
    BlockStarted,
    event_to_wire,
    timings_to_wire,
)
from minimax_tui.domain.messages import Timings
from minimax_tui.engine.turn_store import TurnStore

FLUSH_AFTER_S = 0.055
"""Of the promised 100 ms, 30 are left to the reading from the network, which waits for several
tokens at once, and 15 to the writer."""
TIMINGS_EVERY_S = 0.5
"""How often the timings so far are stored, for an answer whose program is killed."""


class StreamRecorder:
    """Collects the events of one answer and appends them to the store a few times a second.

    Args:
        store: Where to.
        message_id: The answer.
        timings: Tells its timings so far.
        on_trouble: Told of the first write that failed, on any thread.
    """

    def __init__(
        self,
        store: TurnStore,
        message_id: str,
        timings: Callable[[], Timings],
        on_trouble: Callable[[ChatError], None],
    ) -> None:
        self._store = store
        self._message_id = message_id
        self._timings = timings
        self._timings_at_s = 0.0
        self._on_trouble = on_trouble
        self._pending: dict[int, list[dict[str, Any]]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._guard = threading.Lock()
        self._troubled = False

    def take(self, event: BlockStarted | BlockDelta) -> None:
        """Keeps an event; it is written with the next flush."""
        self._pending.setdefault(event.index, []).append(event_to_wire(event))
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_AFTER_S, self.flush)

    def flush(self) -> None:
        """Hands what waits to the store now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        pending, self._pending = self._pending, {}
        for index, events in pending.items():
            self.watch(self._store.append_stream(self._message_id, index, events))
        if pending:
            self._store_timings(every_s=TIMINGS_EVERY_S)

    def _store_timings(self, *, every_s: float = 0.0) -> None:
        timings = self._timings()
        total_s = timings.total_s or 0.0
        if total_s - self._timings_at_s >= every_s:
            self._timings_at_s = total_s
            events = [timings_to_wire(timings)]
            self.watch(self._store.append_stream(self._message_id, TIMINGS_INDEX, events))

    def finish_block(self, index: int, block: Block) -> None:
        """Stores a whole block in the place of its events."""
        self._pending.pop(index, None)
        self.watch(self._store.finish_block(self._message_id, index, block))
        if block_type(block) == "thinking":
            self._store_timings()

    def watch(self, write: Future[None]) -> Future[None]:
        """Reports the write's failure, if it is the first."""
        write.add_done_callback(self._check)
        return write

    def report(self, error: ChatError) -> None:
        """Tells of a trouble, once for the whole answer; on any thread."""
        with self._guard:
            first, self._troubled = not self._troubled, True
        if first:
            self._on_trouble(error)

    def _check(self, write: Future[None]) -> None:
        error = None if write.cancelled() else write.exception()
        if error is not None:
            self.report(error if isinstance(error, ChatError) else InternalError())
