"""When each delta is due."""

from __future__ import annotations

import time
from collections.abc import Callable

# Shorter waits are not slept: at 1,600 tokens/s a write for every token would cost more processor
# time than all the rest.
SHORTEST_SLEEP_S = 0.004


class Pace:
    """A schedule on a monotonic clock.

    What is due depends only on the start and on the tokens so far, so being late once does not
    make the rest late.
    """

    def __init__(self, tokens_per_s: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Starts no clock yet.

        Args:
            tokens_per_s: The speed; 0 for as fast as it can.
            clock: Seconds, never running backwards.
        """
        self._tokens_per_s = tokens_per_s
        self._clock = clock
        self._start_s: float | None = None
        self._tokens = 0

    def wait_s(self, tokens: int) -> float:
        """Returns the seconds until a delta of `tokens` more tokens is due; 0 if it is now."""
        if self._tokens_per_s <= 0:
            return 0.0
        now_s = self._clock()
        if self._start_s is None:
            self._start_s = now_s
        self._tokens += tokens
        wait_s = self._start_s + self._tokens / self._tokens_per_s - now_s
        return wait_s if wait_s >= SHORTEST_SLEEP_S else 0.0

    def skip(self, seconds: float) -> None:
        """Moves the rest of the schedule back: a pause made on purpose is not caught up."""
        if self._start_s is not None:
            self._start_s += seconds
