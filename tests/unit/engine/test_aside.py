"""A question beside the conversation: what it carries, and that it leaves nothing behind."""

from __future__ import annotations

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.errors import Overloaded
from minimax_tui.domain.events import (
    BlockDelta,
    RetryPlanned,
    TurnFailed,
    TurnFinished,
    TurnInterrupted,
)
from minimax_tui.domain.messages import MessageState, Session
from minimax_tui.engine.aside import BEING_ANSWERED, Aside
from minimax_tui.engine.retry import Retries
from minimax_tui.engine.runner import TurnRunner
from tests.unit.engine.engine_parts import (
    OPTIONS,
    WAIT_S,
    Gate,
    Reader,
    ScriptedEndpoint,
    WatchedStore,
    answer,
    ending,
    no_disk,
    opening,
    stop,
    text,
    text_start,
)


def ask(runner: TurnRunner, said: str = "Name a tree") -> None:
    reader = Reader()
    runner.send("s", (text_block(said),), OPTIONS, reader.mailbox)
    assert isinstance(reader.end(), TurnFinished)


def aside(runner: TurnRunner, reader: Reader, said: str = "By the way?") -> TurnFinished:
    runner.ask_aside("s", (text_block(said),), OPTIONS, reader.mailbox)
    end = reader.end()
    assert isinstance(end, TurnFinished)
    return end


def test_it_carries_the_conversation_and_stores_nothing(
    runner: TurnRunner, store: WatchedStore, endpoint: ScriptedEndpoint
) -> None:
    endpoint.scripts = [answer("An oak."), answer("Because."), answer("An ash.")]
    ask(runner)
    path, writes = store.path("s"), len(store.log)
    end = aside(runner, Reader())
    assert end.answer.blocks == (text_block("Because."),)
    assert endpoint.asked() == [
        ("user", "Name a tree"),
        ("assistant", "An oak."),
        ("user", "By the way?"),
    ]
    assert len(store.log) == writes
    assert store.path("s") == path
    ask(runner, "Another")
    assert endpoint.asked()[2:] == [("user", "Another")]


def test_before_the_first_prompt_it_stands_alone(
    runner: TurnRunner, store: WatchedStore, endpoint: ScriptedEndpoint
) -> None:
    aside(runner, Reader())
    assert endpoint.asked() == [("user", "By the way?")]
    assert store.sessions() == []


def test_while_an_answer_streams_what_came_is_carried(
    runner: TurnRunner, store: WatchedStore, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.scripts = [[opening(), text_start(), text("An o"), gate, text("ak."), stop(),
                         *ending()], answer("Because.")]  # fmt: skip
    main = Reader()
    runner.send("s", (text_block("Name a tree"),), OPTIONS, main.mailbox)
    main.until(BlockDelta)
    gate.wait_reached()
    aside(runner, Reader())
    assert endpoint.asked() == [
        ("user", "Name a tree"),
        ("assistant", "An o"),
        ("user", "By the way?"),
    ]
    gate.open()
    assert isinstance(main.end(), TurnFinished)
    assert [m.blocks for m in store.path("s")][-1] == (text_block("An oak."),)


def test_a_prompt_without_an_answer_yet_is_told_apart(
    runner: TurnRunner, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.scripts = [[gate, *answer("An oak.")], answer("Because.")]
    main = Reader()
    runner.send("s", (text_block("Name a tree"),), OPTIONS, main.mailbox)
    gate.wait_reached()
    aside(runner, Reader())
    asked = [one for one in endpoint.asked() if one[1]]
    assert asked == [("user", "Name a tree"), ("user", BEING_ANSWERED), ("user", "By the way?")]
    gate.open()
    main.end()


def test_it_is_stopped_alone(
    runner: TurnRunner, store: WatchedStore, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.scripts = [[opening(), text_start(), text("Be"), gate]]
    reader = Reader()
    asked = runner.ask_aside("s", (text_block("?"),), OPTIONS, reader.mailbox)
    gate.wait_reached()
    runner.stop_aside(asked)
    end = reader.end()
    assert isinstance(end, TurnInterrupted)
    assert end.answer.blocks == (text_block("Be"),)
    assert runner.turn("s") is None
    assert store.log == []


def test_failures_are_told_and_tried_again(store: WatchedStore) -> None:
    endpoint = ScriptedEndpoint([Overloaded()], answer("Because."))
    runner = TurnRunner(store, lambda: endpoint, retries=lambda: Retries(1, first_delay_s=60))
    try:
        reader = Reader()
        asked = runner.ask_aside("s", (text_block("?"),), OPTIONS, reader.mailbox)
        reader.until(RetryPlanned)
        runner.retry_aside_now(asked)
        assert isinstance(reader.end(), TurnFinished)
    finally:
        runner.close()


def test_an_endpoint_that_cannot_be_made_is_an_end(store: WatchedStore) -> None:
    def no_endpoint() -> ScriptedEndpoint:
        raise ValueError

    runner = TurnRunner(store, no_endpoint)
    try:
        reader = Reader()
        asked = runner.ask_aside("s", (text_block("?"),), OPTIONS, reader.mailbox)
        assert isinstance(reader.end(), TurnFailed)
        assert runner.take_over(asked) is None
    finally:
        runner.close()


def test_taken_over_it_is_the_end_of_the_path(
    runner: TurnRunner, store: WatchedStore, endpoint: ScriptedEndpoint
) -> None:
    endpoint.scripts = [answer("An oak."), answer("Because."), answer("An ash.")]
    ask(runner)
    reader = Reader()
    asked = runner.ask_aside("s", (text_block("Why?"),), OPTIONS, reader.mailbox)
    end = reader.end()
    added = runner.take_over(asked)
    assert added is not None
    added.written.result(WAIT_S)
    assert runner.take_over(asked) is None
    path = store.path("s")
    assert [message.role for message in path] == ["user", "assistant"] * 2
    assert path[2].parent_id == path[1].id
    assert path[3] == end.answer
    ask(runner, "Another")
    assert [said for _, said in endpoint.asked()] == [
        "Name a tree", "An oak.", "Why?", "Because.", "Another",
    ]  # fmt: skip


def test_the_next_prompt_follows_it_before_it_is_on_the_disk(
    runner: TurnRunner, store: WatchedStore, endpoint: ScriptedEndpoint
) -> None:
    endpoint.scripts = [answer("An oak."), answer("Because."), answer("An ash.")]
    ask(runner)
    reader = Reader()
    asked = runner.ask_aside("s", (text_block("Why?"),), OPTIONS, reader.mailbox)
    reader.end()
    store.hold()
    added = runner.take_over(asked)
    assert added is not None
    next_one = Reader()
    turn = runner.send("s", (text_block("Another"),), OPTIONS, next_one.mailbox)
    assert turn is not None
    assert turn.parent_id == added.messages[1].id
    store.let_go()
    next_one.end()


def test_taken_over_in_an_empty_session_it_makes_one(
    runner: TurnRunner, store: WatchedStore
) -> None:
    reader = Reader()
    asked = runner.ask_aside("s", (text_block("Why?"),), OPTIONS, reader.mailbox)
    reader.end()
    added = runner.take_over(asked)
    assert added is not None
    added.written.result(WAIT_S)
    assert store.session("s").title == "Why?"
    assert [m.state for m in store.path("s")] == [MessageState.COMPLETE] * 2


def test_it_is_not_taken_over_while_a_turn_runs(
    runner: TurnRunner, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.scripts = [answer("Because."), [gate, *answer("An oak.")]]
    reader, main = Reader(), Reader()
    asked = runner.ask_aside("s", (text_block("Why?"),), OPTIONS, reader.mailbox)
    reader.end()
    runner.send("s", (text_block("Name a tree"),), OPTIONS, main.mailbox)
    gate.wait_reached()
    assert runner.take_over(asked) is None
    gate.open()
    main.end()
    assert runner.take_over(asked) is not None


def test_a_further_question_carries_those_before_it(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    endpoint.scripts = [answer("An oak."), answer("Tall."), [Overloaded()], answer("Old.")]
    ask(runner)
    writes = len(store.log)
    last: Aside | None = None
    for said in ("How tall?", "How wide?", "How old?"):
        reader = Reader()
        last = runner.ask_aside("s", (text_block(said),), OPTIONS, reader.mailbox, after=last)
        reader.end()
    assert [one for one in endpoint.asked() if one[1]] == [
        ("user", "Name a tree"),
        ("assistant", "An oak."),
        ("user", "How tall?"),
        ("assistant", "Tall."),
        ("user", "How old?"),
    ]
    assert len(store.log) == writes


def test_all_that_was_answered_is_taken_over_once(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    endpoint.scripts = [answer("An oak."), answer("Tall."), answer("Old."), answer("Green.")]
    ask(runner)
    last: Aside | None = None
    for said in ("How tall?", "How old?"):
        reader = Reader()
        last = runner.ask_aside("s", (text_block(said),), OPTIONS, reader.mailbox, after=last)
        assert isinstance(reader.end(), TurnFinished)
    assert last is not None
    added = runner.take_over(last)
    assert added is not None
    added.written.result(WAIT_S)
    path = store.path("s")
    assert [message.id for message in path[2:]] == [message.id for message in added.messages]
    assert [one.parent_id for one in path[1:]] == [one.id for one in path[:-1]]
    assert runner.take_over(last) is None
    reader = Reader()
    further = runner.ask_aside("s", (text_block("Colour?"),), OPTIONS, reader.mailbox, after=last)
    assert isinstance(reader.end(), TurnFinished)
    added = runner.take_over(further)
    assert added is not None
    added.written.result(WAIT_S)
    assert len(store.path("s")) == 8


def test_it_is_not_taken_over_beside_a_turn_that_ends_meanwhile(
    runner: TurnRunner,
    endpoint: ScriptedEndpoint,
    store: WatchedStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = Gate()
    endpoint.scripts = [answer("An oak."), answer("Tall."), [gate, *answer("An ash.")]]
    ask(runner)
    reader, main = Reader(), Reader()
    asked = runner.ask_aside("s", (text_block("How tall?"),), OPTIONS, reader.mailbox)
    reader.end()
    store.failure = no_disk()
    turn = runner.send("s", (text_block("Another"),), OPTIONS, main.mailbox)
    assert turn is not None
    gate.wait_reached()
    read = store.session

    def read_slowly(session_id: str) -> Session:
        before = read(session_id)
        gate.open()
        main.end()
        return before

    monkeypatch.setattr(store, "session", read_slowly)
    assert runner.take_over(asked) is None
    gate.open()
    main.end()
    monkeypatch.undo()
    added = runner.take_over(asked)
    assert added is not None
    assert added.messages[0].parent_id == turn.answer_id
