"""Going on with an answer that broke off."""

from __future__ import annotations

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.errors import Overloaded, StreamCut
from minimax_tui.domain.events import MessageDelta, MessageStopped, TurnFailed, TurnFinished
from minimax_tui.engine.runner import TurnRunner
from tests.unit.engine.engine_parts import (
    OPTIONS,
    Gate,
    Reader,
    ScriptedEndpoint,
    Step,
    WatchedStore,
    answer,
    opening,
    signature,
    stop,
    text,
    text_start,
    thinking,
    thinking_start,
)

HALF: list[Step] = [
    opening(), thinking_start(0), thinking("Tall?", 0), signature("5e", 0), stop(0),
    text_start(1), text("An o", 1), StreamCut(),
]  # fmt: skip


def send(runner: TurnRunner) -> Reader:
    reader = Reader()
    assert runner.send("s", (text_block("Name a tree"),), OPTIONS, reader.mailbox) is not None
    return reader


def go_on(runner: TurnRunner) -> Reader | None:
    reader = Reader()
    turn = runner.continue_answer("s", OPTIONS, reader.mailbox)
    return None if turn is None else reader


def test_what_came_goes_back_and_stays(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    endpoint.scripts += [HALF, answer("ak.")]
    cut = send(runner).end()
    reader = go_on(runner)
    assert reader is not None
    assert isinstance(reader.end(), TurnFinished)
    _prompt, first, asked, second = store.path("s")
    assert first == cut.answer, "the history is not touched"
    assert (asked.role, asked.parent_id, second.parent_id) == ("user", first.id, asked.id)
    assert "continue" in str(asked.blocks[0]["text"])
    # The request has exactly the messages that are stored.
    assert endpoint.requests[1].messages == tuple(store.path("s")[:3])


@pytest.mark.parametrize(
    "steps",
    [
        [Overloaded()],
        [opening(), text_start(), text("\n\n"), StreamCut()],
        [opening(), thinking_start(), thinking("Tall?"), StreamCut()],
    ],
    ids=["nothing", "white space", "half a thought"],
)
def test_an_answer_of_which_nothing_is_kept_is_asked_for_again(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore, steps: list[Step]
) -> None:
    endpoint.scripts += [steps, answer("Oak.")]
    end = send(runner).end()
    assert isinstance(end, TurnFailed)
    reader = go_on(runner)
    assert reader is not None
    assert isinstance(reader.end(), TurnFinished)
    assert endpoint.requests[0].messages == endpoint.requests[1].messages
    assert len(store.siblings(end.answer.id)) == 2


def test_an_answer_that_ran_out_of_tokens_goes_on(
    runner: TurnRunner, endpoint: ScriptedEndpoint
) -> None:
    full: list[Step] = [MessageDelta({"stop_reason": "max_tokens"}, {}), MessageStopped()]
    endpoint.scripts += [[opening(), text_start(), text("An o"), stop(), *full], answer("ak.")]
    assert isinstance(send(runner).end(), TurnFinished)
    reader = go_on(runner)
    assert reader is not None
    assert isinstance(reader.end(), TurnFinished)
    assert [role for role, _ in endpoint.asked()] == ["user", "assistant", "user"]


def test_there_is_nothing_to_go_on_with(runner: TurnRunner, endpoint: ScriptedEndpoint) -> None:
    assert go_on(runner) is None, "no session"
    gate = Gate()
    endpoint.scripts += [[gate, *answer("Oak.")]]
    reader = send(runner)
    assert go_on(runner) is None, "it runs"
    gate.open()
    reader.end()
    assert go_on(runner) is None, "it is whole"
    runner.close()


def test_nothing_is_sent_by_a_closed_runner(runner: TurnRunner, endpoint: ScriptedEndpoint) -> None:
    endpoint.scripts += [HALF]
    send(runner).end()
    runner.close()
    with pytest.raises(RuntimeError):
        go_on(runner)
