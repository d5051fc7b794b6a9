"""What is left of an answer whose program was killed; real processes, really killed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from minimax_tui.domain.errors import StorageUnavailable
from minimax_tui.domain.events import TIMINGS_INDEX, timings_to_wire
from minimax_tui.domain.messages import MessageState, Timings
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.instances import FOLDER
from tests.unit.storage import streaming_program
from tests.unit.storage.making import (
    WAIT_S,
    a_message,
    a_session,
    an_open_answer,
    start,
    text_delta,
)

ROOT = Path(__file__).parents[3]


@contextmanager
def a_program(path: Path, session: str, wait_after: int) -> Iterator[subprocess.Popen[str]]:
    program = subprocess.Popen(
        [sys.executable, "-m", streaming_program.__name__, str(path), session, str(wait_after)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with program:
        try:
            yield program
        finally:
            program.kill()


def wait_for(program: subprocess.Popen[str], number: int) -> None:
    assert program.stdout is not None
    for line in program.stdout:
        if int(line) >= number:
            return
    raise AssertionError("the program ended early")


def numbers_in(store: SqliteConversationStore, message_id: str) -> list[int]:
    return [int(word) for word in store.message(message_id).blocks[1]["text"].split()]


def lock_files(path: Path) -> list[str]:
    return sorted(file.name for file in (path.parent / "instances").iterdir())


def test_nothing_committed_is_lost_by_a_kill_in_mid_stream(database_path: Path) -> None:
    with a_program(database_path, "s1", 0) as program:
        wait_for(program, 100)
        program.kill()
        program.wait(WAIT_S)
        assert program.stdout is not None
        printed = [int(line) for line in program.stdout.read().split()]
    store = SqliteConversationStore(database_path)
    try:
        assert store.recovered == ["s1-answer"]
        found = store.path("s1")
        assert [message.id for message in found] == ["s1-prompt", "s1-answer"]
        answer = found[1]
        assert answer.state is MessageState.INTERRUPTED
        assert answer.unfinished == {1}
        assert answer.blocks[0] == {"type": "thinking", "thinking": "all", "signature": "s"}
        numbers = numbers_in(store, "s1-answer")
        assert numbers == list(range(len(numbers)))
        assert numbers[-1] >= max(printed, default=100)
        with store.database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM stream_rows").fetchone() == (0,)
        # What was recovered can be continued.
        store.add_message(a_message("next", "s1-answer")).result(WAIT_S)
        assert store.session("s1").turns == 2
    finally:
        store.close()


def test_the_answers_of_a_running_program_are_left_alone(database_path: Path) -> None:
    with a_program(database_path, "s1", 5) as program:
        wait_for(program, 4)
        store = SqliteConversationStore(database_path)
        try:
            assert store.recovered == []
            assert store.message("s1-answer").state is MessageState.STREAMING
            assert numbers_in(store, "s1-answer") == [0, 1, 2, 3, 4]
            assert not store.claim_session("s1")
            assert len([name for name in lock_files(database_path) if len(name) == 21]) == 2
            program.kill()
            program.wait(WAIT_S)
            assert store.claim_session("s1")
            assert store.message("s1-answer").state is MessageState.STREAMING
            store.recover().result(WAIT_S)
            assert store.message("s1-answer").state is MessageState.INTERRUPTED
        finally:
            store.close()
    again = SqliteConversationStore(database_path)
    try:
        assert again.recovered == []
        assert lock_files(database_path) == [f"{again.instance.id}.lock"]
        assert numbers_in(again, "s1-answer") == [0, 1, 2, 3, 4]
    finally:
        again.close()
    assert lock_files(database_path) == []


def test_only_the_dead_are_recovered(database_path: Path) -> None:
    with a_program(database_path, "s1", 3) as living, a_program(database_path, "s2", 3) as dying:
        wait_for(living, 2)
        wait_for(dying, 2)
        dying.kill()
        dying.wait(WAIT_S)
        store = SqliteConversationStore(database_path)
        try:
            assert store.recovered == ["s2-answer"]
            assert store.message("s1-answer").state is MessageState.STREAMING
            assert numbers_in(store, "s2-answer") == [0, 1, 2]
        finally:
            store.close()


def abandon(path: Path, *, spoil: bool = False) -> None:
    """Leaves an open answer behind, as a program without a lock would."""
    store = SqliteConversationStore(path)
    store.add_session(a_session())
    store.add_message(an_open_answer("a"))
    store.finish_block("a", 0, {"type": "text", "text": "whole"})
    store.append_stream("a", 1, [start(1, {"type": "text", "text": "be"}), text_delta(1, "gun")])
    if spoil:
        store.writer.submit(
            lambda connection: connection.execute("UPDATE stream_rows SET events = '[1'").close()
        )
    store.close()


def test_blocks_whole_and_begun_come_back_in_order(database_path: Path) -> None:
    abandon(database_path)
    store = SqliteConversationStore(database_path)
    try:
        found = store.message("a")
        assert found.blocks == (
            {"type": "text", "text": "whole"},
            {"type": "text", "text": "begun"},
        )
        assert found.unfinished == {1}
        assert store.path_sizes("s1") == [10]
    finally:
        store.close()


def test_the_last_timings_that_were_stored_come_back(database_path: Path) -> None:
    store = SqliteConversationStore(database_path)
    store.add_session(a_session())
    store.add_message(an_open_answer("a"))
    last = Timings(0.4, 4.2, None, 4.6, 112, 0)
    for timings in (Timings(0.4, 1.0, None, 1.4, 30, 0), last):
        store.append_stream("a", TIMINGS_INDEX, [timings_to_wire(timings)])
    store.finish_block("a", 0, {"type": "thinking", "thinking": "all", "signature": "s"})
    store.append_stream("a", 1, [start(1, {"type": "text", "text": "be"})])
    store.close()
    store = SqliteConversationStore(database_path)
    try:
        found = store.message("a")
        assert found.timings == last
        assert [block["type"] for block in found.blocks] == ["thinking", "text"]
        with store.database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM stream_rows").fetchone() == (0,)
    finally:
        store.close()


@pytest.mark.parametrize("spoiled", ["[1", "[]", "[{}]", '[{"timings": 7}]', "{}", "null"])
def test_spoiled_timings_cost_nothing_else(database_path: Path, spoiled: str) -> None:
    store = SqliteConversationStore(database_path)
    store.add_session(a_session())
    store.add_message(an_open_answer("a"))
    store.finish_block("a", 0, {"type": "text", "text": "whole"})
    store.append_stream("a", TIMINGS_INDEX, [timings_to_wire(Timings(total_s=1.0))])
    store.writer.submit(
        lambda connection: connection.execute(
            "UPDATE stream_rows SET events = ?", [spoiled]
        ).close()
    )
    store.close()
    store = SqliteConversationStore(database_path)
    try:
        found = store.message("a")
        assert found.state is MessageState.INTERRUPTED
        assert found.timings == Timings()
        assert found.blocks == ({"type": "text", "text": "whole"},)
    finally:
        store.close()


def test_a_spoiled_answer_does_not_keep_the_program_from_starting(database_path: Path) -> None:
    abandon(database_path, spoil=True)
    store = SqliteConversationStore(database_path)
    try:
        found = store.message("a")
        assert found.state is MessageState.INTERRUPTED
        assert found.blocks == ({"type": "text", "text": "whole"},)
        with store.database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM stream_rows").fetchone() == (1,)
    finally:
        store.close()


def test_an_answer_taken_for_dead_is_whole_once_its_program_closes_it(
    database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = SqliteConversationStore(database_path)
    try:
        one.add_session(a_session())
        one.add_message(an_open_answer("a")).result(WAIT_S)
        with monkeypatch.context() as patch:  # a file system without locks
            patch.setattr("minimax_tui.storage.instances.is_held", lambda _: False)
            two = SqliteConversationStore(database_path)
        assert two.recovered == ["a"]
        two.close()
        one.append_stream("a", 0, [start(0, {"type": "text", "text": "x"})]).result(WAIT_S)
        whole = a_message("a", role="assistant")
        one.close_message(whole).result(WAIT_S)
        assert one.message("a") == whole
    finally:
        one.close()


def test_the_same_session_open_twice_is_noticed(database_path: Path) -> None:
    one = SqliteConversationStore(database_path)
    two = SqliteConversationStore(database_path)
    odd = "s/../\ud800" + "x" * 300
    try:
        for session in ("s1", odd):
            assert one.claim_session(session)
            assert one.claim_session(session)
            assert not two.claim_session(session)
            assert two.claim_session(f"other {session}"[:20])
            one.release_session(session)
            one.release_session(session)
            assert two.claim_session(session)
            assert not one.claim_session(session)
        two.close()
        assert one.claim_session("s1")
    finally:
        one.close()
        two.close()
    assert lock_files(database_path) == []


def test_a_store_in_memory_has_every_session_for_itself() -> None:
    store = SqliteConversationStore(":memory:")
    try:
        assert store.claim_session("s1")
        store.release_session("s1")
    finally:
        store.close()


def test_an_opening_that_fails_leaves_no_instance(
    database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(*_: object) -> bool:
        raise sqlite3.DatabaseError("as if it were torn")

    monkeypatch.setattr("minimax_tui.storage.open_store.has_orphans", torn)
    with pytest.raises(StorageUnavailable):
        SqliteConversationStore(database_path)
    assert list((database_path.parent / FOLDER).iterdir()) == []
