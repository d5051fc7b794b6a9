"""What is said of a request that is going to be repeated."""

from __future__ import annotations

from minimax_tui.domain.events import RetryPlanned
from minimax_tui.domain.i18n import tr


def retry_words(planned: RetryPlanned) -> str:
    """What went wrong, when it is tried again, and how often yet."""
    return tr(
        "{what} Trying again in {n} s ({attempt} of {most}).",
        what=planned.error.what,
        n=round(planned.delay_s, 1),
        attempt=planned.attempt,
        most=planned.attempts_at_most,
    )
