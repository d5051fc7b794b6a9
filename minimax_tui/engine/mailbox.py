"""Where a turn's events wait until a screen or a printer takes them, once a frame."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from minimax_tui.domain.events import BlockDelta, TurnEvent


class Mailbox:
    """A queue between the engine's thread and one reader.

    `on_ready` is called on the engine's thread with the first event that comes into an empty
    mailbox, so that an idle reader needs no timer, and with every event that is not a mere delta,
    so that a block's end is shown at once. It must only wake the reader, and return; the turn's
    lock is held meanwhile.
    """

    def __init__(self, on_ready: Callable[[TurnEvent], None] | None = None) -> None:
        self._events: deque[TurnEvent] = deque()
        self._lock = threading.Lock()
        self._on_ready = on_ready

    def put(self, event: TurnEvent) -> None:
        """Adds an event; never blocks."""
        with self._lock:
            was_empty = not self._events
            self._events.append(event)
        if self._on_ready is not None and (was_empty or not isinstance(event, BlockDelta)):
            self._on_ready(event)

    def drain(self) -> list[TurnEvent]:
        """Takes all events that wait, in the order they came."""
        with self._lock:
            events = list(self._events)
            self._events.clear()
        return events
