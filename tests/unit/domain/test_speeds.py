"""One's own measured speeds: medians of what was timed."""

from __future__ import annotations

import pytest

from minimax_tui.domain.messages import Timings
from minimax_tui.domain.speeds import MeasuredSpeed, measured, tokens_per_s


def timed(tokens: int, spent_s: float, first_s: float | None = None) -> Timings:
    return Timings(first_token_s=first_s, text_s=spent_s, text_tokens=tokens)


def test_the_pace_counts_thinking_and_text() -> None:
    timings = Timings(thinking_s=2.0, text_s=3.0, thinking_tokens=200, text_tokens=300)
    assert tokens_per_s(timings) == 100.0


@pytest.mark.parametrize("timings", [Timings(), timed(19, 1.0), timed(500, 0.0)])
def test_no_pace_is_told_of_what_was_too_short(timings: Timings) -> None:
    assert tokens_per_s(timings) is None


def test_medians_are_not_moved_by_one_odd_answer() -> None:
    rows = [timed(100, 1.0, 0.5), timed(100, 2.0, 0.7), timed(100, 0.01, 60.0)]
    assert measured(rows) == MeasuredSpeed(3, 100.0, 0.7)
    assert measured([*rows, timed(100, 1.0, 0.9)]) == MeasuredSpeed(4, 100.0, 0.8)


def test_what_was_not_measured_is_none() -> None:
    assert measured([]) is None
    assert measured([Timings(), Timings()]) is None
    assert measured([timed(5, 1.0, 0.4)]) == MeasuredSpeed(1, None, 0.4)
    assert measured([timed(100, 1.0)]) == MeasuredSpeed(1, 100.0, None)
