"""Prompts that wait for the turn before them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.errors import Overloaded
from minimax_tui.domain.events import TurnFailed, TurnFinished, TurnInterrupted
from minimax_tui.domain.messages import Session
from minimax_tui.engine.runner import TurnRunner
from tests.unit.engine.engine_parts import (
    OPTIONS,
    WAIT_S,
    Gate,
    Reader,
    ScriptedEndpoint,
    Step,
    WatchedStore,
    answer,
    text,
    text_start,
)


def prompt(said: str) -> tuple[Block, ...]:
    return (text_block(said),)


def said(runner: TurnRunner, session_id: str = "s") -> list[str]:
    """The prompts that wait."""
    return [str(one.blocks[0]["text"]) for one in runner.queued(session_id)]


def begin(runner: TurnRunner, said: str = "one") -> Reader:
    reader = Reader()
    assert runner.send("s", prompt(said), OPTIONS, reader.mailbox) is not None
    return reader


def idle(runner: TurnRunner) -> None:
    """Waits until all turns have ended, those that were queued too."""
    while running := runner.running():
        turn = runner.turn(running[0])
        if turn is not None:
            reader = Reader()
            turn.attach(reader.mailbox)
            reader.end()


def test_prompts_wait_and_go_in_their_order(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    gate = Gate()
    endpoint.scripts += [[gate, *answer("1")], answer("2"), answer("3")]
    reader = begin(runner)
    assert runner.send("s", prompt("two"), OPTIONS) is None
    assert runner.send("s", prompt("three"), OPTIONS) is None
    assert said(runner) == ["two", "three"]
    gate.open()
    reader.end()
    idle(runner)
    assert said(runner) == []
    history = [("user", "one"), ("assistant", "1"), ("user", "two"), ("assistant", "2")]
    assert endpoint.asked(-1) == [*history, ("user", "three")]
    assert [message.role for message in store.path("s")] == ["user", "assistant"] * 3


def test_sessions_do_not_wait_for_each_other(
    runner: TurnRunner, endpoint: ScriptedEndpoint
) -> None:
    gate, other = Gate(), Reader()
    endpoint.scripts += [[gate, *answer("1")], answer("2")]
    reader = begin(runner)
    gate.wait_reached()
    assert runner.send("other", prompt("two"), OPTIONS, other.mailbox) is not None
    assert isinstance(other.end(), TurnFinished)
    assert runner.running() == ["s"]
    gate.open()
    assert isinstance(reader.end(), TurnFinished)


@pytest.mark.parametrize(
    ("step", "kind"), [(Overloaded(), TurnFailed), (None, TurnInterrupted)], ids=["failed", "stop"]
)
def test_after_a_turn_without_success_the_queue_waits_for_the_user(
    runner: TurnRunner, endpoint: ScriptedEndpoint, step: Step | None, kind: type[object]
) -> None:
    gate = Gate()
    endpoint.scripts += [[gate, step or Gate()], answer("again"), answer("2")]
    reader = begin(runner)
    assert runner.send("s", prompt("two"), OPTIONS) is None
    gate.open()
    if step is None:
        assert runner.stop("s")
    assert isinstance(reader.end(), kind)
    assert said(runner) == ["two"]
    assert runner.running() == []
    # A turn that succeeds lets it go on.
    again = Reader()
    runner.ask_again("s", OPTIONS, again.mailbox)
    assert isinstance(again.end(), TurnFinished)
    idle(runner)
    assert endpoint.asked() == [("user", "one"), ("assistant", "again"), ("user", "two")]


def test_a_new_prompt_goes_before_a_queue_that_waits_for_the_user(
    runner: TurnRunner, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.scripts += [[gate, Overloaded()], answer("2"), answer("3")]
    reader = begin(runner)
    runner.send("s", prompt("later"), OPTIONS)
    gate.open()
    reader.end()
    runner.send("s", prompt("now"), OPTIONS)
    idle(runner)
    assert [said for role, said in endpoint.asked() if role == "user"] == ["one", "now", "later"]


def test_what_is_sent_while_a_turn_stops_goes_when_it_has_stopped(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    gate = Gate()
    endpoint.scripts += [[text_start(), text("half"), gate], answer("2"), answer("3"), answer("4")]
    reader = begin(runner)
    runner.send("s", prompt("waits"), OPTIONS)
    gate.wait_reached()
    store.hold()  # a slow disk: the end of the turn takes its time
    assert runner.stop("s")
    assert runner.send("s", prompt("after"), OPTIONS) is None
    assert runner.send("s", prompt("after that"), OPTIONS) is None
    assert said(runner) == ["after", "after that", "waits"]
    store.wait_for("close_message")
    store.let_go()
    assert isinstance(reader.end(), TurnInterrupted)
    idle(runner)
    prompts = [said for role, said in endpoint.asked() if role == "user"]
    assert prompts == ["one", "after", "after that", "waits"]


def test_only_the_first_of_them_goes_without_a_success(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    gate, going = Gate(), Gate()
    endpoint.scripts += [[gate], [going, Overloaded()]]
    begin(runner)
    gate.wait_reached()
    store.hold()
    runner.stop("s")
    runner.send("s", prompt("after"), OPTIONS)
    runner.send("s", prompt("after that"), OPTIONS)
    store.wait_for("close_message")
    store.let_go()
    going.wait_reached()
    assert [one.after_stop for one in runner.queued("s")] == [False]
    going.open()
    idle(runner)
    assert said(runner) == ["after that"]


def test_waiting_prompts_can_be_taken_back(runner: TurnRunner, endpoint: ScriptedEndpoint) -> None:
    gate = Gate()
    endpoint.scripts += [[gate, *answer("1")]]
    reader = begin(runner)
    runner.send("s", prompt("two"), OPTIONS)
    runner.send("s", prompt("three"), OPTIONS)
    assert [one.blocks for one in runner.unqueue("s")] == [prompt("two"), prompt("three")]
    assert runner.unqueue("s") == []
    gate.open()
    reader.end()
    idle(runner)
    assert len(endpoint.requests) == 1


def test_who_hears_of_the_end_can_send_at_once(
    runner: TurnRunner, endpoint: ScriptedEndpoint
) -> None:
    for number in range(30):
        endpoint.scripts.append([Overloaded()])
        reader = begin(runner, str(number))
        assert isinstance(reader.end(), TurnFailed)
        assert runner.turn("s") is None


def test_changes_are_told_without_a_lock(runner: TurnRunner) -> None:
    told: list[tuple[str, bool]] = []

    def ask_back(session_id: str) -> None:
        told.append((session_id, session_id in runner.running()))

    runner.on_change = ask_back
    begin(runner).end()
    runner.close()
    assert told == [("s", True), ("s", False)]


def test_a_screen_that_has_ended_does_no_harm(runner: TurnRunner) -> None:
    def gone(_: str) -> None:
        raise RuntimeError("Event loop is closed")

    runner.on_change = gone
    assert isinstance(begin(runner).end(), TurnFinished)


def test_asking_again_makes_a_sibling(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    endpoint.scripts += [answer("first"), answer("second"), answer("3")]
    first = begin(runner).end()
    again = Reader()
    turn = runner.ask_again("s", OPTIONS, again.mailbox)
    assert turn is not None
    second = again.end()
    assert endpoint.asked() == [("user", "one")]
    assert store.siblings(first.answer.id) == [first.answer.id, second.answer.id]
    begin(runner, "two").end()
    assert endpoint.asked() == [("user", "one"), ("assistant", "second"), ("user", "two")]


def test_there_is_nothing_to_ask_again(runner: TurnRunner, endpoint: ScriptedEndpoint) -> None:
    assert runner.ask_again("nosuch", OPTIONS) is None
    gate = Gate()
    endpoint.scripts += [[gate, *answer("1")]]
    reader = begin(runner)
    assert runner.ask_again("s", OPTIONS) is None
    gate.open()
    reader.end()


def test_nothing_runs_so_nothing_stops(runner: TurnRunner) -> None:
    assert not runner.stop("s")
    begin(runner).end()
    assert not runner.stop("s")


def test_a_title_is_made_of_the_first_prompt(runner: TurnRunner, store: WatchedStore) -> None:
    begin(runner, "Name\na tree").end()
    begin(runner, "Another").end()
    session = store.session("s")
    assert (session.title, session.turns, session.model) == ("Name a tree", 2, OPTIONS.model)


def test_of_two_threads_that_send_at_once_one_waits(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    gate, read = Gate(), store.session
    endpoint.scripts += [[gate, *answer("1")], answer("2")]

    def another_is_faster(session_id: str) -> Session:
        store.session = read  # type: ignore[method-assign]
        assert runner.send("s", prompt("one"), OPTIONS) is not None
        return read(session_id)

    store.session = another_is_faster  # type: ignore[method-assign]
    assert runner.send("s", prompt("two"), OPTIONS) is None
    gate.open()
    idle(runner)
    assert endpoint.asked() == [("user", "one"), ("assistant", "1"), ("user", "two")]


@pytest.mark.parametrize("moment", ["before it began", "as it runs", "as it ends"])
def test_a_stop_from_any_thread_ends_the_turn(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore, moment: str
) -> None:
    # Many times, so that the stop falls into many moments.
    steps: Callable[[Gate], list[Step]] = lambda gate: (  # noqa: E731
        [text_start(), text("half"), gate] if moment == "as it runs" else answer("whole")
    )
    for number in range(20):
        gate = Gate()
        endpoint.scripts[:] = [steps(gate)]
        reader = begin(runner, str(number))
        if moment == "as it runs":
            assert gate.reached.wait(WAIT_S)
        if moment == "as it ends":
            reader.until(TurnFinished)
        runner.stop("s")
        end = reader.end() if moment != "as it ends" else reader.events[-1]
        assert isinstance(end, TurnFinished | TurnInterrupted)
        assert store.path("s")[-2].blocks == prompt(str(number))
        assert store.path("s")[-1] == end.answer


def test_one_that_waits_is_taken_back(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    gate = Gate()
    endpoint.scripts += [[gate, *answer("1")], answer("3")]
    reader = begin(runner)
    runner.send("s", prompt("two"), OPTIONS)
    runner.send("s", prompt("three"), OPTIONS)
    two = runner.queued("s")[0]
    taken = runner.unqueue_one("s", two.id)
    assert taken is not None
    assert taken.blocks == prompt("two")
    assert runner.unqueue_one("s", two.id) is None
    assert runner.unqueue_one("elsewhere", two.id) is None
    assert said(runner) == ["three"]
    gate.open()
    reader.end()
    idle(runner)
    assert [m.blocks for m in store.path("s") if m.role == "user"] == [
        prompt("one"),
        prompt("three"),
    ]


def test_one_that_was_edited_keeps_its_place(
    runner: TurnRunner, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.scripts.append([gate, *answer("1")])
    begin(runner)
    for words in ("two", "three", "four"):
        runner.send("s", prompt(words), OPTIONS)
    two, three, four = (one.id for one in runner.queued("s"))
    runner.unqueue_one("s", two)
    runner.unqueue_one("s", three)
    runner.send("s", prompt("two, edited"), OPTIONS, before=(three, four))
    assert said(runner) == ["two, edited", "four"]
    runner.send("s", prompt("five"), OPTIONS, before=(two, three))
    assert said(runner) == ["two, edited", "four", "five"]
    runner.unqueue("s")
    gate.open()


def test_what_goes_before_others_still_waits_for_a_stop(
    runner: TurnRunner, endpoint: ScriptedEndpoint
) -> None:
    gate = Gate()
    endpoint.scripts += [[gate, *answer("1")], answer("2")]
    reader = begin(runner)
    gate.wait_reached()
    runner.send("s", prompt("two"), OPTIONS)
    (two,) = runner.queued("s")
    turn = runner.turn("s")
    assert turn is not None
    turn.stop_asked = True  # as `stop` does before the turn's own thread hears of it
    runner.send("s", prompt("first after the stop"), OPTIONS)
    runner.send("s", prompt("second after the stop"), OPTIONS, before=(two.id,))
    assert said(runner) == ["first after the stop", "second after the stop", "two"]
    assert [one.after_stop for one in runner.queued("s")] == [True, True, False]
    runner.unqueue("s")
    gate.open()
    reader.end()
