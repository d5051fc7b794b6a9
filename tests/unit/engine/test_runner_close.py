"""The end of the program, at any moment: nothing is lost, and no thread stays."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.events import TurnFailed, TurnInterrupted
from minimax_tui.domain.messages import Message
from minimax_tui.domain.ports import ModelEndpoint
from minimax_tui.engine import loop as loop_module
from minimax_tui.engine.runner import TurnRunner
from tests.unit.engine.engine_parts import (
    OPTIONS,
    WAIT_S,
    Gate,
    Reader,
    ScriptedEndpoint,
    WatchedStore,
    answer,
    text,
    text_start,
)

PROMPT = (text_block("one"),)


def threads_of_turns() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "minimax-turns"]


def test_it_ends_its_threads_and_the_connections(
    runner: TurnRunner, endpoint: ScriptedEndpoint
) -> None:
    before = threading.active_count()
    reader = Reader()
    runner.send("s", PROMPT, OPTIONS, reader.mailbox)
    reader.end()
    assert len(threads_of_turns()) == 1
    runner.close()
    assert endpoint.closed
    assert threads_of_turns() == []
    assert threading.active_count() == before + 1, "the store's writer"
    runner.close()


def test_no_thread_starts_before_the_first_turn(runner: TurnRunner) -> None:
    assert threads_of_turns() == []
    runner.close()


def test_a_running_turn_is_stopped_and_stored(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    gate, reader = Gate(), Reader()
    endpoint.scripts.append([text_start(), text("half"), gate])
    runner.send("s", PROMPT, OPTIONS, reader.mailbox)
    gate.wait_reached()
    runner.close()
    end = reader.end()
    assert isinstance(end, TurnInterrupted)
    assert end.answer.blocks == (text_block("half"),)
    assert store.path("s")[-1] == end.answer
    assert endpoint.closed_streams == 1
    assert runner.running() == []


def test_a_turn_that_has_just_been_asked_for_is_stored(
    store: WatchedStore, endpoint: ScriptedEndpoint
) -> None:
    for number in range(30):
        runner = TurnRunner(store, lambda: endpoint)
        session_id = f"s{number}"
        runner.send(session_id, PROMPT, OPTIONS)
        runner.close()
        prompt, answered = store.path(session_id)
        assert prompt.blocks == PROMPT
        assert answered.state in ("interrupted", "complete")


def test_the_store_has_the_prompt_before_what_is_written_next(
    runner: TurnRunner, store: WatchedStore
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    async def hold(_: ModelEndpoint) -> None:
        begun.set()
        assert go_on.wait(WAIT_S)

    held = runner.beside(hold)
    assert begun.wait(WAIT_S)
    reader = Reader()
    runner.send("s", PROMPT, OPTIONS, reader.mailbox)
    try:
        store.save_draft("s", "").result(WAIT_S)
        assert store.path("s")[0].blocks == PROMPT
    finally:
        go_on.set()
    held.result(WAIT_S)
    reader.end()


def test_all_turns_are_stopped_at_once(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    gates = [Gate() for _ in range(5)]
    endpoint.scripts += [[text_start(), text("half"), gate] for gate in gates]
    for number, gate in enumerate(gates):
        runner.send(f"s{number}", PROMPT, OPTIONS)
        gate.wait_reached()
    assert len(runner.running()) == 5
    runner.close()
    for number in range(5):
        assert store.path(f"s{number}")[-1].state == "interrupted"


def test_prompts_that_wait_become_the_draft(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    gate = Gate()
    endpoint.scripts.append([gate])
    runner.send("s", PROMPT, OPTIONS)
    gate.wait_reached()
    runner.send("s", (text_block("two"),), OPTIONS)
    runner.send("s", (text_block("three"),), OPTIONS)
    store.save_draft("s", "unsent words")
    runner.close()
    store.writer.close()
    assert store.draft("s") == "two\n\nthree\n\nunsent words"
    assert len(endpoint.requests) == 1


def test_prompts_that_wait_are_kept_before_the_end(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    first, second = Gate(), Gate()
    endpoint.scripts += [[first, *answer("1")], [second, *answer("2")]]
    reader = Reader()
    runner.send("s", PROMPT, OPTIONS, reader.mailbox)
    first.wait_reached()
    for said in ("two", "three"):
        runner.send("s", (text_block(said),), OPTIONS)
        runner.drafts.write("s", "")
    runner.drafts.write("s", "unsent words")
    # What is written after it: the writer works in order.
    store.save_draft("other", "x").result(WAIT_S)
    assert store.draft("s") == "two\n\nthree\n\nunsent words"
    assert runner.drafts.written("s") == "unsent words"
    first.open()
    reader.end()
    second.wait_reached()
    store.save_draft("other", "y").result(WAIT_S)
    # The second prompt is a message now.
    assert store.draft("s") == "three\n\nunsent words"
    assert store.path("s")[2].blocks == (text_block("two"),)
    runner.unqueue("s")
    runner.drafts.write("s", "three, taken back")
    store.save_draft("other", "z").result(WAIT_S)
    assert store.draft("s") == "three, taken back"


def test_what_another_window_has_written_is_not_replaced_at_the_end(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    gate = Gate()
    endpoint.scripts.append([gate])
    runner.send("s", PROMPT, OPTIONS)
    gate.wait_reached()
    runner.send("s", (text_block("two"),), OPTIONS)
    runner.drafts.write("s", "")
    store.save_draft("s", "the other's").result(WAIT_S)
    runner.close()
    store.writer.close()
    assert store.draft("s") == "the other's"


def test_after_the_end_nothing_is_taken(runner: TurnRunner) -> None:
    reader = Reader()
    runner.send("s", PROMPT, OPTIONS, reader.mailbox)
    reader.end()
    runner.close()
    with pytest.raises(RuntimeError, match="closed"):
        runner.send("s", PROMPT, OPTIONS)
    with pytest.raises(RuntimeError, match="closed"):
        runner.ask_again("s", OPTIONS)
    assert not runner.stop("s")


def test_a_connection_that_does_not_close_holds_nothing_up(
    store: WatchedStore,
    endpoint: ScriptedEndpoint,
    monkeypatch: pytest.MonkeyPatch,
    log: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(loop_module, "CLOSE_CONNECTIONS_S", 0.01)

    async def for_ever() -> None:
        await asyncio.Event().wait()

    runner = TurnRunner(store, lambda: endpoint, close_endpoint=for_ever)
    reader = Reader()
    runner.send("s", PROMPT, OPTIONS, reader.mailbox)
    reader.end()
    runner.close()
    assert threads_of_turns() == []
    assert "could not be closed" in log.text


def test_a_connection_that_fails_to_close_holds_nothing_up(
    store: WatchedStore, endpoint: ScriptedEndpoint, log: pytest.LogCaptureFixture
) -> None:
    async def fails() -> None:
        raise OSError("as if")

    runner = TurnRunner(store, lambda: endpoint, close_endpoint=fails)
    runner.send("s", PROMPT, OPTIONS)
    runner.close()
    assert threads_of_turns() == []
    assert "could not be closed" in log.text


def test_a_disk_that_does_not_answer_holds_the_end_up_no_longer_than_allowed(
    runner: TurnRunner, endpoint: ScriptedEndpoint, store: WatchedStore
) -> None:
    gate = Gate()
    endpoint.scripts.append([text_start(), text("half"), gate])
    runner.send("s", PROMPT, OPTIONS)
    gate.wait_reached()
    store.hold()
    runner.close(timeout_s=0.05)
    assert threads_of_turns() == []
    # What came has been handed to the store, which writes it when it can.
    store.let_go()
    assert store.path("s")[-1].blocks == (text_block("half"),)
    assert store.path("s")[-1].state == "interrupted"


class BrokenStore(WatchedStore):
    """A store with a fault of its own."""

    def close_message(self, message: Message) -> Future[None]:
        raise ZeroDivisionError(f"as if for {message.id}")


def test_a_fault_in_the_turn_itself_does_not_block_the_session(
    endpoint: ScriptedEndpoint, log: pytest.LogCaptureFixture
) -> None:
    store = BrokenStore()
    runner = TurnRunner(store, lambda: endpoint)
    for _ in range(2):
        reader = Reader()
        assert runner.send("s", PROMPT, OPTIONS, reader.mailbox) is not None
        end = reader.end()
        assert isinstance(end, TurnFailed)
        assert end.error.kind == "InternalError"
        assert end.answer.state == "failed"
    runner.close()
    store.close()
    assert "ZeroDivisionError" in log.text


def test_the_endpoint_may_not_be_had(store: WatchedStore) -> None:
    def none() -> ScriptedEndpoint:
        raise OSError("as if")

    runner = TurnRunner(store, none)
    reader = Reader()
    runner.send("s", PROMPT, OPTIONS, reader.mailbox)
    assert isinstance(reader.end(), TurnFailed)
    runner.close()
