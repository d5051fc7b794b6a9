"""Each fault that the simulator knows: what the turn ends with, what is stored, what is repeated.

The whole program but for its screen takes part: runner, client, database, a real socket.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from minimax_tui.domain import errors
from minimax_tui.domain.errors import RequestError
from minimax_tui.domain.events import RetryPlanned, RetryStarted, TurnFailed, TurnFinished
from minimax_tui.domain.messages import MessageState
from minimax_tui.engine.retry import Retries
from minimax_tui.simulator import faults
from minimax_tui.simulator.faults import Fault
from minimax_tui.simulator.server import Simulator
from tests.wire.conversation_parts import SESSION, exactly, stored_conversation, talking

AT_ONCE = Retries(2, first_delay_s=0.0)
SHORT = {"header_timeout_s": 0.2, "stall_timeout_s": 0.2}
LONG_S = 60.0


class Told(NamedTuple):
    """What becomes of a fault."""

    error: type[RequestError]
    repeated: bool = False
    code: int | None = None
    status: int | None = None


MATRIX: dict[str, Told] = {
    "400": Told(errors.InvalidRequest, code=2013, status=400),
    "400-window": Told(errors.ContextTooLong, code=2013, status=400),
    "400-model": Told(errors.UnknownModel, code=2013, status=400),
    "400-media": Told(errors.UnsupportedMedia, status=400),
    "400-picture": Told(errors.UnsupportedMedia, code=2013, status=400),
    "400-tool-result": Told(errors.BrokenToolHistory, code=2013, status=400),
    "400-tool-call": Told(errors.BrokenToolHistory, code=2013, status=400),
    "400-thinking": Told(errors.ThinkingRefused, code=2013, status=400),
    "401": Told(errors.AuthenticationFailed, status=401),
    "401-region": Told(errors.AuthenticationFailed, status=401),
    "402": Told(errors.InsufficientBalance, code=1008, status=402),
    "403": Told(errors.PermissionDenied, code=2061, status=403),
    "404": Told(errors.UnknownModel, code=2013, status=404),
    "404-html": Told(errors.WrongEndpoint, status=404),
    "404-plain": Told(errors.WrongEndpoint, status=404),
    "407": Told(errors.ProxyFailed, status=407),
    "408": Told(errors.ConnectionTimedOut, True, status=408),
    "413": Told(errors.RequestTooLarge, code=2013, status=413),
    "422-input": Told(errors.ContentRefused, code=1026, status=422),
    "422-output": Told(errors.ContentRefused, code=1027, status=422),
    "429": Told(errors.RateLimited, True, 1002, 429),
    "429-plan": Told(errors.PlanLimitReached, code=2056, status=429),
    "500": Told(errors.ServerFailed, True, 1000, 500),
    "500-balance": Told(errors.InsufficientBalance, code=1008, status=500),
    "502": Told(errors.ServerFailed, True, 1000, 502),
    "502-html": Told(errors.ServerFailed, True, status=502),
    "503": Told(errors.Overloaded, True, 1000, 503),
    "504": Told(errors.ServerFailed, True, 1001, 504),
    "529": Told(errors.Overloaded, True, 2064, 529),
    "base-resp": Told(errors.InsufficientBalance, code=1008, status=200),
    "base-resp-busy": Told(errors.RateLimited, True, 1002, 200),
    "html": Told(errors.UnexpectedAnswer, status=200),
    "plain": Told(errors.UnexpectedAnswer, status=200),
    "json": Told(errors.UnexpectedAnswer, status=200),
    "drop": Told(errors.ConnectionFailed, True),
    "slow-headers": Told(errors.ConnectionTimedOut, True),
    "early-stall": Told(errors.StreamStalled, True),
    "early-cut": Told(errors.StreamCut, True),
    "empty": Told(errors.StreamCut, True),
    "error-first": Told(errors.Overloaded, True, 2064),
    # A part of the answer came: it is kept, and nothing is repeated by itself.
    "stall": Told(errors.StreamStalled),
    "cut": Told(errors.StreamCut),
    "cut-short": Told(errors.StreamCut),
    "cut-clean": Told(errors.StreamCut),
    "reset": Told(errors.StreamCut),
    "bad-json": Told(errors.StreamMalformed),
    "error-event": Told(errors.Overloaded, code=2064),
    "error-unnamed": Told(errors.Overloaded, code=2064),
    "error-code": Told(errors.ContentRefused, code=1027),
}
HARMLESS = {"no-event-lines", "byte-split", "strange"}
AFTER_A_PART = set(list(MATRIX)[list(MATRIX).index("stall") :])


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(tokens_per_s=0, seed=1) as simulator:
        yield simulator


def lasting(name: str) -> Fault:
    """The fault, its silence longer than any test."""
    return dataclasses.replace(faults.NAMED[name], seconds=LONG_S)


def test_every_fault_is_in_the_matrix() -> None:
    assert set(faults.NAMED) == set(MATRIX) | HARMLESS


@pytest.mark.parametrize("name", MATRIX)
def test_a_fault_is_told_and_stored(simulator: Simulator, tmp_path: Path, name: str) -> None:
    told, path = MATRIX[name], tmp_path / "chat.db"
    simulator.fail_next(lasting(name))
    with talking(path, simulator, timeouts=SHORT) as talk:
        end = talk.ask("Name a tree")
        assert isinstance(end, TurnFailed)
        error = end.error
        assert type(error) is told.error
        assert error.detail.code == told.code
        assert error.detail.status == told.status
        assert error.what
        assert error.advice
        prompt, answer = talk.store.path(SESSION)
        assert prompt.blocks == ({"type": "text", "text": "Name a tree"},)
        assert answer == end.answer
        assert answer.state is MessageState.FAILED
        assert bool(answer.blocks) == (name in AFTER_A_PART)
        stored = answer.error
        assert stored is not None
        assert (stored.kind, stored.message, stored.advice, stored.detail) == (
            told.error.__name__, error.what, error.advice, str(error.detail),
        )  # fmt: skip
        assert "\x1b" not in stored.detail
        # The conversation goes on, with what the endpoint accepts.
        assert isinstance(talk.ask("And another"), TurnFinished)
    assert [message["role"] for message in stored_conversation(path)] == ["user", "assistant"] * 2
    assert len(simulator.requests) == 2


@pytest.mark.parametrize("name", MATRIX)
def test_a_fault_is_repeated_or_not(simulator: Simulator, tmp_path: Path, name: str) -> None:
    told = MATRIX[name]
    simulator.fail_next(lasting(name))
    with talking(tmp_path / "chat.db", simulator, AT_ONCE, SHORT) as talk:
        talk.begin("Name a tree")
        if told.repeated:
            planned = talk.until(RetryPlanned)
            assert isinstance(planned, RetryPlanned)
            assert type(planned.error) is told.error
            assert (planned.attempt, planned.attempts_at_most) == (1, 2)
            assert isinstance(talk.until(RetryStarted), RetryStarted)
        end = talk.end()
        assert isinstance(end, TurnFinished if told.repeated else TurnFailed)
        assert (end.answer.error is None) == told.repeated
        assert len(talk.store.path(SESSION)) == 2, "a repetition is no message of its own"
    bodies = {request.body for request in simulator.requests}
    assert (len(simulator.requests), len(bodies)) == (2 if told.repeated else 1, 1)


@pytest.mark.parametrize("name", sorted(AFTER_A_PART))
def test_what_came_before_a_fault_can_be_continued(
    simulator: Simulator, tmp_path: Path, name: str
) -> None:
    simulator.script([{"type": "text", "text": "An oak, I think, or an ash."}], chunk_sizes=1)
    simulator.fail_next(lasting(name))
    path = tmp_path / "chat.db"
    with talking(path, simulator, timeouts=SHORT) as talk:
        cut = talk.ask("Name a tree")
        (kept,) = cut.answer.blocks
        assert isinstance(talk.go_on(), TurnFinished)
    sent = simulator.requests[1].json["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "user"]
    assert exactly(sent[1]["content"]) == exactly([kept])
    # What was sent is what is stored and shown.
    assert exactly(stored_conversation(path)[:3]) == exactly(sent)


@pytest.mark.parametrize("name", sorted(HARMLESS))
def test_harmless_oddities_do_no_harm(simulator: Simulator, tmp_path: Path, name: str) -> None:
    simulator.fail_next(name)
    with talking(tmp_path / "chat.db", simulator) as talk:
        assert isinstance(talk.ask("Name a tree"), TurnFinished)
        assert isinstance(talk.ask("And another"), TurnFinished)


def test_a_plan_limit_says_when_it_ends(simulator: Simulator, tmp_path: Path) -> None:
    simulator.fail_next("429-plan")
    with talking(tmp_path / "chat.db", simulator) as talk:
        end = talk.ask("Name a tree")
    assert isinstance(end, TurnFailed)
    assert "2026-05-15" in end.error.advice
    detail = str(end.error.detail)
    assert "HTTP 429" in detail
    assert "(2056)" in detail
    assert end.error.detail.request_id is not None
    assert end.error.detail.request_id in detail


def test_a_silence_shorter_than_its_limit_is_no_stall(simulator: Simulator, tmp_path: Path) -> None:
    """The limit of the headers does not count in the middle of an answer."""
    path = tmp_path / "chat.db"
    timeouts = {"header_timeout_s": 0.2, "stall_timeout_s": 30}
    simulator.fail_next(faults.named("stall", seconds=0.5))
    with talking(path, simulator, timeouts=timeouts) as talk:
        assert isinstance(talk.ask("Name a tree"), TurnFinished)
    timeouts = {"header_timeout_s": 30, "stall_timeout_s": 0.2}
    simulator.fail_next(faults.named("early-stall", seconds=0.5))
    with talking(path, simulator, timeouts=timeouts) as talk:
        assert isinstance(talk.ask("And another"), TurnFinished)
