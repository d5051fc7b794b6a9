"""Brings a turn's events to the screen once a frame, and costs nothing when none come."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import time
from collections.abc import Callable

from minimax_tui.domain.events import BlockDelta, TurnEvent
from minimax_tui.engine.mailbox import Mailbox

log = logging.getLogger(__name__)

CALM_FRAME_S = 1 / 12
"""Between frames while text comes at reading pace and somewhat above."""
FASTEST_FRAME_S = 1 / 30
URGENT_FRAME_S = 1 / 60
"""Before a block's beginning or end, or a turn's, is shown."""
CALM_DELTAS_PER_FRAME = 12
"""A frame with more deltas than this is followed by a shorter one."""
FRAME_SHARE = 0.35
"""Most of the time that frames may take: a slow terminal or machine gets fewer of them."""


class TurnFeed:
    """Wakes once a frame while events come. To be made on the screen's loop.

    Args:
        show: Draws the events that came since the last frame.
        on_fault: Told the events of a frame that could not be drawn, some of which may have been.
    """

    def __init__(
        self,
        show: Callable[[list[TurnEvent]], None],
        on_fault: Callable[[list[TurnEvent]], None],
    ) -> None:
        self._show = show
        self._on_fault = on_fault
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()
        self._timer: asyncio.TimerHandle | None = None
        self._last_frame = 0.0
        self._frame_s = CALM_FRAME_S
        self.mailbox = Mailbox(self._ready)
        self.closed = False

    def _ready(self, event: TurnEvent) -> None:
        """On the engine's thread."""
        try:
            self._loop.call_soon_threadsafe(
                self._wake, not isinstance(event, BlockDelta), context=self._context
            )
        except RuntimeError:
            self.closed = True  # the screen's loop has ended

    def _wake(self, urgent: bool) -> None:
        if self.closed:
            return
        due = self._last_frame + (URGENT_FRAME_S if urgent else self._frame_s)
        delay = due - time.monotonic()
        if delay <= 0:
            self._frame()
        elif self._timer is None:
            self._timer = self._loop.call_later(delay, self._frame, context=self._context)
        elif urgent and self._timer.when() > self._loop.time() + delay:
            self._timer.cancel()
            self._timer = self._loop.call_later(delay, self._frame, context=self._context)

    def _frame(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        events = self.mailbox.drain()
        if self.closed or not events:
            return
        started = time.monotonic()
        self._draw(events)
        self._last_frame = time.monotonic()
        calm = len(events) <= CALM_DELTAS_PER_FRAME
        wanted = CALM_FRAME_S if calm else FASTEST_FRAME_S
        self._frame_s = max(wanted, (self._last_frame - started) / FRAME_SHARE)

    def _draw(self, events: list[TurnEvent]) -> None:
        try:
            self._show(events)
        except Exception:  # the edge of a callback: asyncio would swallow it unseen
            log.exception("a frame could not be drawn")
            self._on_fault(events)

    def flush(self) -> None:
        """Shows at once what still waits."""
        if not self.closed:
            events = self.mailbox.drain()
            if events:
                self._draw(events)

    def finish(self) -> None:
        """Shows what still waits, then nothing more."""
        self.flush()
        self.close()

    def close(self) -> None:
        """Shows nothing more."""
        self.closed = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
