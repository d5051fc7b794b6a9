"""Prompts that make branches, answers asked for in the middle, and changes of the path."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.engine.runner import TurnRunner
from minimax_tui.engine.waiting import Below
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.engine.engine_parts import (
    OPTIONS,
    Gate,
    Reader,
    ScriptedEndpoint,
    WatchedStore,
    answer,
    no_disk,
    text,
    text_start,
)

WAIT_S = 20.0


def ask(runner: TurnRunner, said: str, below: Below | None = None) -> str:
    """Sends a prompt and waits for its answer; returns the answer's id."""
    reader = Reader()
    turn = runner.send("s", (text_block(said),), OPTIONS, reader.mailbox, below=below)
    assert turn is not None
    reader.end()
    return turn.answer_id


def assert_(held: bool) -> None:
    assert held


def words(store: WatchedStore) -> list[str]:
    return [message.blocks[0]["text"] for message in store.path("s")]


def test_a_prompt_makes_a_branch(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    first = ask(runner, "one")
    ask(runner, "two")
    ask(runner, "other two", Below(first))
    assert endpoint.asked() == [("user", "one"), ("assistant", "pong"), ("user", "other two")]
    assert words(store) == ["one", "pong", "other two", "pong"]
    assert len(store.children("s", first)) == 2
    ask(runner, "three")
    assert [said for _, said in endpoint.asked()] == ["one", "pong", "other two", "pong", "three"]


def test_a_branch_at_the_beginning(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    ask(runner, "one")
    ask(runner, "other one", Below(None))
    assert endpoint.asked() == [("user", "other one")]
    assert len(store.children("s", None)) == 2


def test_it_waits_for_a_running_turn_and_keeps_its_place(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    first = ask(runner, "one")
    gate, second, reader, last = Gate(), Gate(), Reader(), Reader()
    endpoint.scripts.append([text_start(), text("half"), gate, *answer()[-3:]])
    endpoint.scripts.append([second, *answer("pong")])
    assert runner.send("s", (text_block("two"),), OPTIONS, reader.mailbox) is not None
    gate.wait_reached()
    changed = (text_block("other two"),)
    assert runner.send("s", changed, OPTIONS, below=Below(first)) is None
    [waiting] = runner.queued("s")
    assert waiting.below == Below(first)
    gate.open()
    reader.end()
    second.wait_reached()
    turn = runner.turn("s")
    assert turn is not None
    turn.attach(last.mailbox)
    second.open()
    last.end()
    assert endpoint.asked() == [("user", "one"), ("assistant", "pong"), ("user", "other two")]
    assert words(store)[:3] == ["one", "pong", "other two"]


def test_an_answer_is_asked_for_in_the_middle(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    ask(runner, "one")
    ask(runner, "two")
    prompt = store.path("s")[0]
    reader = Reader()
    assert runner.ask_again("s", OPTIONS, reader.mailbox, prompt_id=prompt.id) is not None
    reader.end()
    assert endpoint.asked() == [("user", "one")]
    assert words(store) == ["one", "pong"]
    assert len(store.children("s", prompt.id)) == 2


def test_the_path_is_not_changed_while_a_turn_runs(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    first = ask(runner, "one")
    ask(runner, "two")
    done = runner.change_path("s", lambda: store.set_leaf("s", first), first)
    assert done is not None
    done.result(WAIT_S)
    assert words(store) == ["one", "pong"]
    gate, reader = Gate(), Reader()
    endpoint.scripts.append([text_start(), gate])
    runner.send("s", (text_block("other two"),), OPTIONS, reader.mailbox)
    gate.wait_reached()

    def never() -> Future[None]:
        raise AssertionError("the path was changed")

    assert runner.change_path("s", never, first) is None
    runner.stop("s")
    reader.end()


def test_the_next_prompt_follows_the_path_also_where_nothing_is_stored(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    first = ask(runner, "one")
    store.failure = no_disk()
    ask(runner, "two")
    runner.change_path("s", lambda: store.set_leaf("s", first), first)
    ask(runner, "other two")
    assert endpoint.asked() == [("user", "one"), ("assistant", "pong"), ("user", "other two")]


def test_the_next_prompt_follows_a_change_that_is_not_stored_yet(
    endpoint: ScriptedEndpoint, tmp_path: Path
) -> None:
    # In a file, so that it can be read while something is written.
    store = SqliteConversationStore(tmp_path / "chats.db")
    runner = TurnRunner(store, lambda: endpoint)
    first = ask(runner, "one")
    second = ask(runner, "two")
    go_on = threading.Event()
    store.writer.submit(lambda _: assert_(go_on.wait(WAIT_S)))
    done = runner.change_path("s", lambda: store.set_leaf("s", first), first)
    assert done is not None
    reader = Reader()
    turn = runner.send("s", (text_block("other two"),), OPTIONS, reader.mailbox)
    assert turn is not None
    assert turn.parent_id == first
    go_on.set()
    reader.end()
    assert [message.parent_id for message in store.path("s")][2] == first
    # A change that fails is none.
    changed: Future[None] = Future()
    assert runner.change_path("s", lambda: changed, second) is changed
    changed.set_exception(no_disk())
    ask(runner, "three")
    assert [said for _, said in endpoint.asked()][2:] == ["other two", "pong", "three"]
    runner.close()
    store.close()


def test_nothing_is_changed_once_it_is_closed(runner: TurnRunner, store: WatchedStore) -> None:
    runner.close()
    with pytest.raises(RuntimeError):
        runner.change_path("s", lambda: store.set_leaf("s", "x"), "x")
