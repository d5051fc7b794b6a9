"""The measurements of a turn, on a clock that stands still until it is moved."""

from __future__ import annotations

import pytest

from minimax_tui.domain.events import BlockDelta, StreamEvent
from minimax_tui.engine.timing import TurnClock
from tests.unit.engine.engine_parts import (
    JumpingLoop,
    Step,
    WatchedStore,
    ending,
    opening,
    run_turn,
    start,
    stop,
    text,
    text_start,
    thinking,
    thinking_start,
)


class Hands:
    """A clock and what it tells."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.clock = TurnClock(lambda: self.now_s)

    def after(self, seconds: float, *events: StreamEvent) -> None:
        self.now_s += seconds
        for event in events:
            self.clock.take(event)


def test_it_measures_thinking_and_text() -> None:
    hands = Hands()
    hands.after(1.0)
    hands.clock.sent()
    assert hands.clock.phase == "waiting"
    hands.after(0.5, opening(), thinking_start())
    assert hands.clock.phase == "thinking"
    assert hands.clock.timings().first_token_s is None
    hands.after(0.25, thinking("a" * 40))
    hands.after(2.0, stop(), text_start(1))
    assert hands.clock.phase == "text"
    hands.after(1.0, text("b" * 80, 1))
    timings = hands.clock.timings()
    assert timings.first_token_s == pytest.approx(0.75)
    assert timings.thinking_s == pytest.approx(2.25)
    assert timings.text_s == pytest.approx(1.0)
    assert timings.total_s == pytest.approx(3.75)
    assert (timings.thinking_tokens, timings.text_tokens) == (10, 20)
    hands.after(1.0)
    hands.clock.close()
    hands.after(5.0)
    assert hands.clock.timings().text_s == pytest.approx(2.0)
    assert hands.clock.elapsed_s == pytest.approx(9.75)


def test_the_final_count_is_shared_out() -> None:
    hands = Hands()
    hands.after(0.1, thinking_start(), thinking("a" * 40), stop(), text_start(1))
    hands.after(0.1, text("b" * 80, 1))
    timings = hands.clock.timings(output_tokens=90)
    assert (timings.thinking_tokens, timings.text_tokens) == (30, 60)
    assert hands.clock.timings().text_tokens == 20


def test_nothing_came() -> None:
    timings = Hands().clock.timings(output_tokens=0)
    assert timings.first_token_s is timings.thinking_s is timings.text_s is None
    assert (timings.thinking_tokens, timings.text_tokens) == (0, 0)


def test_short_pieces_count_and_empty_ones_do_not() -> None:
    hands = Hands()
    hands.after(0.1, text_start(), text(""), text("a"), text("b"))
    assert hands.clock.timings().text_tokens == 2


def test_text_that_stands_in_the_blocks_start_counts() -> None:
    hands = Hands()
    hands.after(0.5, start(0, {"type": "text", "text": "x" * 40}))
    assert hands.clock.timings().text_tokens == 10
    assert hands.clock.timings().first_token_s == pytest.approx(0.5)


@pytest.mark.parametrize("block", [{}, {"type": 7}, {"type": "novelty", "text": "x"}])
def test_blocks_of_other_kinds_have_no_time_of_their_own(block: dict[str, object]) -> None:
    hands = Hands()
    hands.after(0.5, start(0, block), BlockDelta(0, {"text": 7}), stop())
    hands.after(0.5, stop(0), stop(9))
    timings = hands.clock.timings()
    assert timings.thinking_s is timings.text_s is None


def test_a_turn_stores_its_timings(loop: JumpingLoop, timed_store: WatchedStore) -> None:
    steps: list[Step] = [1.0, opening(), thinking_start(), thinking("a" * 40), 2.0, stop()]
    steps += [text_start(1), 0.5, text("b" * 120, 1), 1.0, stop(1), *ending(output_tokens=80)]
    end = run_turn(steps, loop=loop, store=timed_store)
    timings = timed_store.message("answer").timings
    assert timings == end.answer.timings
    assert timings.first_token_s == pytest.approx(1.0)
    assert timings.thinking_s == pytest.approx(2.0)
    assert timings.text_s == pytest.approx(1.5)
    assert timings.total_s == pytest.approx(4.5)
    assert (timings.thinking_tokens, timings.text_tokens) == (20, 60)


def test_time_counts_from_the_request_not_from_the_storing(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    timed_store.hold()
    loop.call_later(3.0, timed_store.let_go)
    end = run_turn(
        [1.0, text_start(), text("Oak"), stop(), *ending()], loop=loop, store=timed_store
    )
    assert loop.time() == pytest.approx(4.0)
    assert end.answer.timings.first_token_s == pytest.approx(1.0)
