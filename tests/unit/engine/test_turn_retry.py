"""A request that failed before its answer began is sent again after a wait."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.errors import (
    AuthenticationFailed,
    ChatError,
    ContextTooLong,
    Detail,
    InsufficientBalance,
    Overloaded,
    PlanLimitReached,
    RateLimited,
    RequestError,
    StorageUnavailable,
    StreamCut,
    StreamStalled,
)
from minimax_tui.domain.events import (
    MessageDelta,
    RetryPlanned,
    RetryStarted,
    TurnFailed,
    TurnFinished,
    TurnInterrupted,
    TurnStarted,
)
from minimax_tui.domain.messages import MessageState
from minimax_tui.engine.retry import LONGEST_DELAY_S, LONGEST_RETRY_AFTER_S, Retries, chance
from minimax_tui.engine.turn import Turn, TurnSnapshot
from tests.unit.engine.engine_parts import (
    JumpingLoop,
    Reader,
    ScriptedEndpoint,
    Step,
    WatchedStore,
    answer,
    ending,
    opening,
    run_turn,
    text,
    text_start,
)


def never_shortened(attempts: int = 4) -> Retries:
    return Retries(attempts, jitter=lambda: 0.0)


def busy(retry_after_s: float | None = None) -> RateLimited:
    return RateLimited(detail=Detail(retry_after_s=retry_after_s))


# --- how long ---


@given(
    attempt=st.integers(1, 40),
    at_most=st.integers(0, 10),
    jitter=st.floats(0, 1, exclude_max=True),
    asked_s=st.none() | st.floats(0, 86_400),
)
def test_every_wait_is_bounded(
    attempt: int, at_most: int, jitter: float, asked_s: float | None
) -> None:
    delay_s = Retries(at_most, jitter=lambda: jitter).delay_s(busy(asked_s), attempt)
    assert (delay_s is None) == (attempt > at_most)
    if delay_s is not None:
        assert 0.5 <= delay_s <= max(LONGEST_DELAY_S, LONGEST_RETRY_AFTER_S)
        assert delay_s >= min(asked_s or 0.0, LONGEST_RETRY_AFTER_S)


def test_waits_double() -> None:
    waits = [never_shortened(10).delay_s(Overloaded(), attempt) for attempt in range(1, 8)]
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert Retries(4, jitter=lambda: 0.5).delay_s(Overloaded(), 2) == 1.5


def test_chance_is_a_part_of_one() -> None:
    drawn = [chance() for _ in range(200)]
    assert all(0 <= one < 1 for one in drawn)
    assert len(set(drawn)) > 100


@pytest.mark.parametrize(
    "error",
    [
        PlanLimitReached(detail=Detail(retry_after_s=1.0)),
        InsufficientBalance(),
        AuthenticationFailed(),
        ContextTooLong(),
        StorageUnavailable(),
    ],
)
def test_what_does_not_pass_by_itself_is_not_repeated(error: ChatError) -> None:
    assert never_shortened().delay_s(error, 1) is None


# --- a turn ---


def test_it_is_sent_again_until_it_succeeds(loop: JumpingLoop, timed_store: WatchedStore) -> None:
    endpoint = ScriptedEndpoint([busy()], [0.5, busy(20.0)], [1.0, *answer("Oak.")])
    reader = Reader()
    end = run_turn(
        [], loop=loop, store=timed_store, endpoint=endpoint, mailbox=reader.mailbox,
        retries=never_shortened(),
    )  # fmt: skip
    reader.end()
    assert isinstance(end, TurnFinished)
    assert end.answer.error is None
    assert loop.time() == pytest.approx(1.0 + 0.5 + 20.0 + 1.0)
    plans = [event for event in reader.events if isinstance(event, RetryPlanned)]
    assert [(p.attempt, p.attempts_at_most, p.delay_s) for p in plans] == [(1, 4, 1), (2, 4, 20)]
    told = [type(event) for event in reader.events][:5]
    assert told == [TurnStarted, RetryPlanned, RetryStarted, RetryPlanned, RetryStarted]
    assert len({id(request.messages) for request in endpoint.requests}) == 1
    # Time counts from the request that was answered.
    assert end.answer.timings.first_token_s == pytest.approx(1.0)
    assert end.answer.timings.total_s == pytest.approx(1.0)
    assert timed_store.path("s")[1] == end.answer


def test_it_is_given_up_after_the_last_attempt(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    errors: list[RequestError] = [Overloaded(), busy(), StreamStalled(), Overloaded()]
    endpoint = ScriptedEndpoint(*([error] for error in errors))
    end = run_turn([], loop=loop, store=timed_store, endpoint=endpoint, retries=never_shortened(3))
    assert isinstance(end, TurnFailed)
    assert end.error is errors[-1]
    assert (len(endpoint.requests), endpoint.closed_streams) == (4, 4)
    assert loop.time() == pytest.approx(1.0 + 2.0 + 4.0)


@pytest.mark.parametrize(
    ("steps", "again"),
    [
        ([Overloaded()], True),
        ([opening(), Overloaded()], True),
        ([opening(), StreamCut()], True),
        ([opening(), MessageDelta({}, {"output_tokens": 9})], True),
        ([opening(), text_start(), Overloaded()], False),
        ([opening(), text_start(), text("An"), StreamCut()], False),
        ([*answer("Oak."), StreamCut()], False),
        ([ZeroDivisionError()], False),
    ],
    ids=["nothing", "opening", "cut", "ended", "block", "text", "whole", "own fault"],
)
def test_nothing_is_repeated_once_a_block_has_begun(
    loop: JumpingLoop, timed_store: WatchedStore, steps: list[Step], again: bool
) -> None:
    endpoint = ScriptedEndpoint(steps, answer("Ash."))
    end = run_turn([], loop=loop, store=timed_store, endpoint=endpoint, retries=never_shortened())
    assert len(endpoint.requests) == (2 if again else 1)
    if again:
        assert isinstance(end, TurnFinished)
        assert end.answer.usage is not None
        assert end.answer.usage.output_tokens == 5, "not the failed attempt's"


def test_nothing_of_a_failed_attempt_is_left(loop: JumpingLoop, timed_store: WatchedStore) -> None:
    ended = MessageDelta({"stop_reason": "end_turn"}, {"output_tokens": 9})
    endpoint = ScriptedEndpoint([opening(), ended], [text_start(), text("An"), StreamCut()])
    end = run_turn([], loop=loop, store=timed_store, endpoint=endpoint, retries=never_shortened())
    assert isinstance(end, TurnFailed)
    assert (end.answer.usage, end.answer.stop_reason) == (None, None)


def during_the_wait(
    loop: JumpingLoop, store: WatchedStore, act: Callable[[Turn], None], *then: Step
) -> tuple[object, ScriptedEndpoint]:
    """Runs a turn whose first request fails and acts 0.25 s into the wait of a second."""
    endpoint = ScriptedEndpoint([Overloaded()], [*then] or answer("Oak."))

    def drive(turn: Turn) -> None:
        loop.call_later(0.25, act, turn)

    retries = never_shortened()
    end = run_turn([], loop=loop, store=store, endpoint=endpoint, retries=retries, drive=drive)
    return end, endpoint


def test_retry_now_ends_the_wait(loop: JumpingLoop, timed_store: WatchedStore) -> None:
    end, endpoint = during_the_wait(loop, timed_store, Turn.retry_now)
    assert isinstance(end, TurnFinished)
    assert loop.time() == pytest.approx(0.25)
    assert len(endpoint.requests) == 2


def test_retry_now_without_a_wait_does_nothing(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    run_turn(answer("Oak."), loop=loop, store=timed_store, drive=Turn.retry_now)


def test_a_stop_in_the_wait_keeps_the_error(loop: JumpingLoop, timed_store: WatchedStore) -> None:
    end, endpoint = during_the_wait(loop, timed_store, Turn.cancel)
    assert isinstance(end, TurnInterrupted)
    assert end.answer.state is MessageState.INTERRUPTED
    assert end.answer.error is not None
    assert end.answer.error.kind == "Overloaded"
    assert timed_store.path("s")[1] == end.answer
    assert len(endpoint.requests) == 1
    assert loop.time() == pytest.approx(0.25)


def test_a_stop_after_the_answer_began_has_no_error(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    turns: list[Turn] = []
    endpoint = ScriptedEndpoint(
        [Overloaded()], [opening(), text_start(), text("An"), lambda: turns[0].cancel(), 9.0]
    )
    end = run_turn(
        [], loop=loop, store=timed_store, endpoint=endpoint, retries=never_shortened(),
        drive=turns.append,
    )  # fmt: skip
    assert isinstance(end, TurnInterrupted)
    assert end.answer.error is None


def test_a_late_screen_sees_when_it_will_be(loop: JumpingLoop, timed_store: WatchedStore) -> None:
    seen: list[tuple[TurnSnapshot, float | None]] = []

    def look(turn: Turn) -> None:
        seen.append((turn.attach(Reader().mailbox), turn.retry_left_s))

    end, _endpoint = during_the_wait(loop, timed_store, look, 0.5, *answer("Oak."))
    ((snapshot, left_s),) = seen
    assert snapshot.retry is not None
    assert snapshot.retry.delay_s == 1.0
    assert snapshot.retry_at_s == pytest.approx(1.0)
    assert left_s == pytest.approx(0.75)
    assert isinstance(end, TurnFinished)


def test_silence_is_measured(loop: JumpingLoop, timed_store: WatchedStore) -> None:
    turns: list[Turn] = []
    silent_s: list[float] = []

    def look() -> None:
        silent_s.append(turns[0].clock.silent_s)

    steps: list[Step] = [3.0, look, opening(), look, 2.0, look, text_start(), text("An"), 4.0, look]
    run_turn([*steps, *ending()], loop=loop, store=timed_store, drive=turns.append)
    assert silent_s == pytest.approx([3.0, 0.0, 2.0, 4.0])
