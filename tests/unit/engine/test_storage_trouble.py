"""A disk that is full, gone or silent: it is said once, and the chat goes on in memory."""

from __future__ import annotations

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.errors import SessionNotFound, StorageUnavailable
from minimax_tui.domain.events import StorageTroubled, TurnEnd, TurnFinished, TurnInterrupted
from minimax_tui.engine.runner import TurnRunner
from minimax_tui.engine.turn import STORE_WAIT_S
from tests.unit.engine.engine_parts import (
    OPTIONS,
    Gate,
    JumpingLoop,
    Reader,
    ScriptedEndpoint,
    WatchedStore,
    answer,
    no_disk,
    run_turn,
    text,
    text_start,
)


def ask(runner: TurnRunner, said: str, trouble: int = 0) -> TurnEnd:
    """Runs a turn; `trouble` is how often it is to tell of the storage."""
    reader = Reader()
    assert runner.send("s", (text_block(said),), OPTIONS, reader.mailbox) is not None
    end = reader.end()
    assert len(reader.of(StorageTroubled)) == trouble
    return end


def ask_again(runner: TurnRunner) -> TurnEnd:
    reader = Reader()
    assert runner.ask_again("s", OPTIONS, reader.mailbox) is not None
    return reader.end()


def test_the_chat_goes_on_in_memory(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    endpoint.scripts += [answer("1"), answer("2"), answer("3")]
    store.failure = no_disk()
    assert isinstance(ask(runner, "one", trouble=1), TurnFinished)
    assert isinstance(ask(runner, "two", trouble=1), TurnFinished)
    ask(runner, "three", trouble=1)
    history = [("user", "one"), ("assistant", "1"), ("user", "two"), ("assistant", "2")]
    assert endpoint.asked() == [*history, ("user", "three")]
    with pytest.raises(SessionNotFound):
        store.session("s")


def test_trouble_that_begins_in_the_middle(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    def lose_the_disk() -> None:
        store.failure = no_disk()

    endpoint.scripts += [
        answer("1"),
        [text_start(), text("2a"), lose_the_disk, *answer("2b")[2:]],
        answer("3"),
    ]
    ask(runner, "one")
    ask(runner, "two", trouble=1)
    assert store.path("s")[-1].state == "streaming", "its end is not stored"
    ask(runner, "three", trouble=1)
    # The whole answer goes back, not the piece of it that is on the disk.
    assert endpoint.asked()[2:] == [("user", "two"), ("assistant", "2a2b"), ("user", "three")]


def test_when_there_is_room_again_all_is_stored(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    endpoint.scripts += [answer("1"), answer("2"), answer("3"), answer("4")]
    ask(runner, "one")
    store.failure = no_disk()
    ask(runner, "two", trouble=1)
    store.recover_kept()
    writes = len(store.log)
    ask(runner, "three")
    added = [entry.arguments[0].role for entry in store.log[writes:] if entry.name == "add_message"]
    assert added == ["user", "assistant"], "the engine gives nothing to the store a second time"
    ask(runner, "four")
    assert [said for _, said in endpoint.asked()] == ["one", "1", "two", "2", "three", "3", "four"]
    path = store.path("s")
    assert [message.role for message in path] == ["user", "assistant"] * 4
    assert {message.state for message in path} == {"complete"}


def test_another_branch_counts_once_all_is_stored(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    endpoint.scripts += [answer("1"), answer("2"), answer("3")]
    first = ask(runner, "one")
    store.failure = no_disk()
    ask(runner, "two", trouble=1)
    store.recover_kept()
    store.set_leaf("s", first.answer.id).result()
    ask(runner, "three")
    assert endpoint.asked() == [("user", "one"), ("assistant", "1"), ("user", "three")]


def test_asking_again_for_what_is_only_in_memory(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    endpoint.scripts += [answer("1"), answer("2"), answer("2, again"), answer("3")]
    ask(runner, "one")
    store.failure = no_disk()
    ask(runner, "two", trouble=1)
    assert isinstance(ask_again(runner), TurnFinished)
    assert endpoint.asked() == [("user", "one"), ("assistant", "1"), ("user", "two")]
    ask(runner, "three", trouble=1)
    # The newest answer counts; the one before is a sibling, not a neighbour.
    assert endpoint.asked()[2:] == [
        ("user", "two"),
        ("assistant", "2, again"),
        ("user", "three"),
    ]
    store.recover_kept()
    assert [message.role for message in store.path("s")] == ["user", "assistant"] * 3


def test_a_stopped_turn_is_kept_in_memory_too(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    gate, reader = Gate(), Reader()
    endpoint.scripts += [[text_start(), text("half"), gate], answer("2")]
    store.failure = no_disk()
    runner.send("s", (text_block("one"),), OPTIONS, reader.mailbox)
    gate.wait_reached()
    runner.stop("s")
    assert isinstance(reader.end(), TurnInterrupted)
    ask(runner, "two", trouble=1)
    assert endpoint.asked() == [("user", "one"), ("assistant", "half"), ("user", "two")]


def test_a_queued_prompt_follows_an_answer_that_is_only_in_memory(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    gate, first = Gate(), Reader()
    asked_last = Gate()
    endpoint.scripts += [[gate, *answer("1")], [asked_last, *answer("2")]]
    store.failure = no_disk()
    runner.send("s", (text_block("one"),), OPTIONS, first.mailbox)
    runner.send("s", (text_block("two"),), OPTIONS)
    gate.open()
    first.end()
    asked_last.open()
    assert endpoint.asked() == [("user", "one"), ("assistant", "1"), ("user", "two")]


def test_a_silent_disk_holds_a_turn_up_for_a_while_only(
    loop: JumpingLoop, timed_store: WatchedStore
) -> None:
    timed_store.hold()
    reader = Reader()
    end = run_turn(answer("Oak."), loop=loop, store=timed_store, mailbox=reader.mailbox)
    assert isinstance(end, TurnFinished)
    assert loop.time() == pytest.approx(2 * STORE_WAIT_S)
    reader.end()
    (trouble,) = reader.of(StorageTroubled)
    assert isinstance(trouble, StorageTroubled)
    assert isinstance(trouble.error, StorageUnavailable)
    timed_store.let_go()
    assert timed_store.path("s")[-1] == end.answer, "it is stored as soon as the disk answers"


def test_a_silent_disk_does_not_keep_a_turn_from_stopping(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    store.hold()
    reader = Reader()
    runner.send("s", (text_block("one"),), OPTIONS, reader.mailbox)
    store.wait_for("add_message", 2)
    runner.stop("s")
    store.wait_for("close_message")
    store.let_go()
    assert isinstance(reader.end(), TurnInterrupted)
    assert endpoint.requests == []
    assert [message.state for message in store.path("s")] == ["complete", "interrupted"]


def test_the_request_waits_for_the_prompt(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    seen: list[list[str]] = []
    endpoint.on_request = lambda _: seen.append([m.state for m in store.path("s")])
    store.hold()
    reader = Reader()
    runner.send("s", (text_block("one"),), OPTIONS, reader.mailbox)
    store.wait_for("add_message", 2)
    assert reader.mailbox.drain() == []
    store.let_go()
    reader.end()
    assert seen == [["complete", "streaming"]]


def test_a_closed_store_is_trouble_too(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    gate, reader = Gate(), Reader()
    endpoint.scripts.append([gate, *answer("Oak.")])
    runner.send("s", (text_block("one"),), OPTIONS, reader.mailbox)
    gate.wait_reached()
    store.close()
    gate.open()
    end = reader.end()
    assert isinstance(end, TurnFinished)
    assert len(reader.of(StorageTroubled)) == 1


def test_a_session_that_cannot_be_read_is_said_at_once(
    runner: TurnRunner, store: WatchedStore
) -> None:
    ask(runner, "one")
    store.close()
    with pytest.raises(StorageUnavailable):
        runner.send("s", (text_block("two"),), OPTIONS)
    with pytest.raises(StorageUnavailable):
        runner.ask_again("s", OPTIONS)
    assert runner.running() == []
