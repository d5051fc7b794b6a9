"""How fast a model was in one's own turns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from minimax_tui.domain.messages import Timings


class MeasuredSpeed(NamedTuple):
    """Medians over the answers of one model that were measured; None where none was."""

    answers: int
    """How many answers were looked at."""
    tokens_per_s: float | None = None
    """Tokens of thinking and text, by the time in which they came."""
    first_token_s: float | None = None
    """Seconds from the request to the first token."""


_FEWEST_TOKENS = 20
"""An answer of fewer tokens tells no pace."""


def tokens_per_s(timings: Timings) -> float | None:
    """The pace of one answer, None where it says nothing of it."""
    spent_s = (timings.thinking_s or 0.0) + (timings.text_s or 0.0)
    tokens = timings.thinking_tokens + timings.text_tokens
    return tokens / spent_s if spent_s > 0 and tokens >= _FEWEST_TOKENS else None


def measured(timings: Iterable[Timings]) -> MeasuredSpeed | None:
    """What the timings of one model's answers say together; None where they say nothing."""
    rows = list(timings)
    paces = [pace for one in rows if (pace := tokens_per_s(one)) is not None]
    firsts = [one.first_token_s for one in rows if one.first_token_s is not None]
    if not paces and not firsts:
        return None
    return MeasuredSpeed(
        answers=max(len(paces), len(firsts)),
        tokens_per_s=_median(paces) if paces else None,
        first_token_s=_median(firsts) if firsts else None,
    )


def _median(values: Sequence[float]) -> float:
    # Written out: the module `statistics` loads decimals and fractions, at every start.
    in_order = sorted(values)
    middle = len(in_order) // 2
    if len(in_order) % 2:
        return in_order[middle]
    return (in_order[middle - 1] + in_order[middle]) / 2
