"""When a request that failed before its answer began is sent again."""

from __future__ import annotations

import os
from collections.abc import Callable

from minimax_tui.domain.errors import ChatError, RequestError

DEFAULT_ATTEMPTS = 4
FIRST_DELAY_S = 1.0
LONGEST_DELAY_S = 30.0
"""Between two attempts, where the endpoint does not say how long."""
LONGEST_RETRY_AFTER_S = 60.0
"""How long an endpoint's `Retry-After` is obeyed: an hour would look like a program that hangs."""


def chance() -> float:
    """A number from 0 up to 1. (Not `random`: its import is not needed otherwise.)"""
    return int.from_bytes(os.urandom(4), "big") / 2**32


class Retries:
    """How often and after which waits a request is sent again.

    The waits double, and each is shortened by up to a half, so that programs that failed together
    do not come back together.

    Args:
        attempts_at_most: Repetitions of one request; 0 for none.
        first_delay_s: The first wait at its longest.
        jitter: Numbers from 0 up to 1.
    """

    def __init__(
        self,
        attempts_at_most: int = DEFAULT_ATTEMPTS,
        *,
        first_delay_s: float = FIRST_DELAY_S,
        jitter: Callable[[], float] = chance,
    ) -> None:
        self.attempts_at_most = attempts_at_most
        self._first_delay_s = first_delay_s
        self._jitter = jitter

    def delay_s(self, error: ChatError, attempt: int) -> float | None:
        """Seconds to wait before a repetition, None if there is to be none.

        Never less than the endpoint asks for with `Retry-After`, up to a minute of that.

        Args:
            error: Why the request failed.
            attempt: Which repetition it would be, from 1.
        """
        if not isinstance(error, RequestError) or not error.retryable:
            return None
        if attempt > self.attempts_at_most:
            return None
        longest_s = min(self._first_delay_s * 2.0 ** (attempt - 1), LONGEST_DELAY_S)
        asked_s = min(error.detail.retry_after_s or 0.0, LONGEST_RETRY_AFTER_S)
        return max(longest_s * (1 - self._jitter() / 2), asked_s)
