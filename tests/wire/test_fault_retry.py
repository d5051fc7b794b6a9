"""The wait before a request is sent again: it can be seen, cut short and stopped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from minimax_tui.domain.errors import Overloaded
from minimax_tui.domain.events import RetryPlanned, RetryStarted, TurnFinished, TurnInterrupted
from minimax_tui.domain.messages import MessageState
from minimax_tui.engine.mailbox import Mailbox
from minimax_tui.engine.retry import Retries
from minimax_tui.simulator import faults
from minimax_tui.simulator.server import Simulator
from tests.wire.conversation_parts import SESSION, Talk, talking

SLOW = Retries(3, first_delay_s=1000.0, jitter=lambda: 0.0)


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(tokens_per_s=0, seed=1) as simulator:
        yield simulator


def planned(talk: Talk) -> RetryPlanned:
    event = talk.until(RetryPlanned)
    assert isinstance(event, RetryPlanned)
    return event


def test_a_wait_can_be_cut_short(simulator: Simulator, tmp_path: Path) -> None:
    simulator.fail_next("529", times=2)
    with talking(tmp_path / "chat.db", simulator, SLOW) as talk:
        talk.begin("Name a tree")
        for attempt in (1, 2):
            plan = planned(talk)
            assert isinstance(plan.error, Overloaded)
            assert (plan.attempt, plan.attempts_at_most, plan.delay_s) == (attempt, 3, 30.0)
            assert talk.runner.retry_now(SESSION)
            assert talk.until(RetryStarted) == RetryStarted(attempt)
        assert isinstance(talk.end(), TurnFinished)
        assert not talk.runner.retry_now(SESSION)
        assert not talk.runner.retry_now("other")
    assert len(simulator.requests) == 3


def test_a_screen_that_attaches_late_sees_the_wait(simulator: Simulator, tmp_path: Path) -> None:
    simulator.fail_next("529")
    with talking(tmp_path / "chat.db", simulator, SLOW) as talk:
        talk.begin("Name a tree")
        plan = planned(talk)
        turn = talk.runner.turn(SESSION)
        assert turn is not None
        ready = threading.Event()
        snapshot = turn.attach(Mailbox(lambda _: ready.set()))
        assert snapshot.retry is plan
        assert snapshot.retry_at_s is not None
        left_s = turn.retry_left_s
        assert left_s is not None
        assert 0 < left_s <= 30.0
        assert talk.runner.retry_now(SESSION)
        talk.end()
        assert (turn.retry, turn.retry_left_s) == (None, None)
        assert turn.attach(Mailbox()).retry is None


def test_a_wait_can_be_stopped(simulator: Simulator, tmp_path: Path) -> None:
    simulator.fail_next("529")
    with talking(tmp_path / "chat.db", simulator, SLOW) as talk:
        talk.begin("Name a tree")
        planned(talk)
        assert talk.runner.stop(SESSION)
        end = talk.end()
        assert isinstance(end, TurnInterrupted)
        assert end.answer.state is MessageState.INTERRUPTED
        assert end.answer.error is not None
        assert end.answer.error.kind == "Overloaded"
        assert talk.store.path(SESSION)[1] == end.answer
        assert isinstance(talk.ask_again(), TurnFinished)
        assert talk.store.path(SESSION)[1].error is None


def test_the_end_of_the_program_ends_a_wait(simulator: Simulator, tmp_path: Path) -> None:
    simulator.fail_next("529")
    path = tmp_path / "chat.db"
    with talking(path, simulator, SLOW) as talk:
        talk.begin("Name a tree")
        planned(talk)
    with talking(path, simulator) as talk:
        answer = talk.store.path(SESSION)[1]
    assert answer.state is MessageState.INTERRUPTED
    assert answer.error is not None
    assert answer.error.kind == "Overloaded"


@pytest.mark.parametrize(("asked", "waited_s"), [("7", 7.0), ("3600", 60.0), ("0", 0.0)])
def test_retry_after_is_obeyed_up_to_a_minute(
    simulator: Simulator, tmp_path: Path, asked: str, waited_s: float
) -> None:
    simulator.fail_next(faults.named("429", retry_after=asked))
    at_once = Retries(1, first_delay_s=0.0)
    with talking(tmp_path / "chat.db", simulator, at_once) as talk:
        talk.begin("Name a tree")
        assert planned(talk).delay_s == waited_s
        talk.runner.retry_now(SESSION)
        assert isinstance(talk.end(), TurnFinished)
