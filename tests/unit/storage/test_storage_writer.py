"""The thread that writes: order, grouping, durability, and what happens when it cannot write."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import pytest

from minimax_tui.domain.errors import (
    DiskFull,
    SessionNotFound,
    StorageError,
    StorageUnavailable,
)
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.database import Database
from minimax_tui.storage.writer import IdleStep, Writer
from tests.unit.storage.making import (
    WAIT_S,
    a_message,
    a_session,
    an_open_answer,
    chain,
    start,
    text_delta,
)

ROOT = Path(__file__).parents[3]
LONG_S = 3600.0
BIG = ({"type": "text", "text": "x" * 400_000},)


def full(store: SqliteConversationStore, *, room: int = 8) -> None:
    """Lets the database grow by no more than `room` pages."""
    with store.database.writing() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages + room}")


def make_room(store: SqliteConversationStore) -> None:
    with store.database.writing() as connection:
        connection.execute("PRAGMA max_page_count=1000000")


def failing(times: int, code: int, then: Callable[[], None]) -> Callable[[object], None]:
    """A write that fails with SQLite's `code` so many times, then does what `then` says."""
    left = times

    def run(_: object) -> None:
        nonlocal left
        if left:
            left -= 1
            error = sqlite3.OperationalError("as if")
            error.sqlite_errorcode = code
            raise error
        then()

    return run


def test_no_thread_starts_before_the_first_write() -> None:
    store = SqliteConversationStore(":memory:")
    before = threading.active_count()
    store.sessions()
    assert threading.active_count() == before
    store.save_draft("s", "x").result(WAIT_S)
    assert threading.active_count() == before + 1
    store.close()
    assert threading.active_count() == before


def test_what_waits_is_committed_together_and_in_order(database_path: Path) -> None:
    store = SqliteConversationStore(database_path)
    begun, go_on = threading.Event(), threading.Event()

    def hold(_: sqlite3.Connection) -> None:
        begun.set()
        assert go_on.wait(WAIT_S)

    statements: list[str] = []
    with store.database.writing() as connection:
        connection.set_trace_callback(statements.append)
    held = store.writer.submit(hold)
    assert begun.wait(WAIT_S)
    waiting = [store.add_prompt_history(str(number), 0.0) for number in range(100)]
    assert not any(done.done() for done in waiting)
    assert not held.done()
    go_on.set()
    store.close()
    assert all(done.done() and done.exception() is None for done in (held, *waiting))
    assert statements.count("COMMIT") == 2
    again = SqliteConversationStore(database_path)
    assert again.prompt_history() == [str(number) for number in reversed(range(100))]
    again.close()


def test_a_future_is_done_only_after_its_own_commit(database_path: Path) -> None:
    store = SqliteConversationStore(database_path)
    seen: list[int] = []
    with closing(sqlite3.connect(database_path, check_same_thread=False)) as other:

        def look(_: object) -> None:
            seen.append(other.execute("SELECT count(*) FROM prompt_history").fetchone()[0])

        for number in range(20):
            store.add_prompt_history(str(number), 0.0).add_done_callback(look)
        store.close()
    assert len(seen) == 20
    assert all(count > number for number, count in enumerate(seen))


def test_a_write_cannot_be_cancelled(store: SqliteConversationStore) -> None:
    chain(store, 1)
    store.add_message(an_open_answer("a", "s1-0"))
    done = store.append_stream("a", 0, [start(0, {"type": "text", "text": "kept"})])
    assert not done.cancel()
    done.result(WAIT_S)
    assert store.message("a").blocks == ({"type": "text", "text": "kept"},)


def test_prompts_and_ends_are_on_the_disk_streamed_rows_need_not_be(database_path: Path) -> None:
    store = SqliteConversationStore(database_path)
    normal, full_ = 1, 2  # what the pragma answers
    streamed = [start(0, {"type": "text", "text": ""}), text_delta(0, "x")]
    closed = a_message("a", "p", role="assistant")
    steps: list[tuple[int, Callable[[], Future[None]]]] = [
        (full_, lambda: store.add_session(a_session())),
        (normal, lambda: store.save_draft("s1", "x")),
        (full_, lambda: store.add_message(a_message("p"))),
        (normal, lambda: store.add_message(an_open_answer("a", "p"))),
        (normal, lambda: store.append_stream("a", 0, streamed)),
        (normal, lambda: store.finish_block("a", 0, {"type": "text"})),
        (full_, lambda: store.close_message(closed)),
    ]
    for expected, step in steps:
        step().result(WAIT_S)
        with store.database.writing() as connection:
            assert connection.execute("PRAGMA synchronous").fetchone() == (expected,)
    store.close()


def test_a_program_that_ends_without_closing_still_writes_all(database_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from minimax_tui.storage.conversations import SqliteConversationStore\n"
        "store = SqliteConversationStore(Path(sys.argv[1]))\n"
        "for number in range(2000): store.add_prompt_history(str(number), 0.0)\n"
        "raise SystemExit(3)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(database_path)], cwd=ROOT, timeout=WAIT_S, check=False
    )
    assert ended.returncode == 3
    store = SqliteConversationStore(database_path)
    assert len(store.prompt_history(limit=5000)) == 2000
    store.close()


def test_one_bad_write_does_not_undo_its_neighbours(store: SqliteConversationStore) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def hold(_: sqlite3.Connection) -> None:
        begun.set()
        assert go_on.wait(WAIT_S)

    def fault(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO prompt_history (text, at) VALUES ('undone', 0)")
        raise ZeroDivisionError

    store.writer.submit(hold)
    assert begun.wait(WAIT_S)
    first = store.add_prompt_history("first", 0.0)
    bad = [
        store.writer.submit(fault),
        store.writer.submit(lambda connection: connection.execute("SELEC 1").close()),
        store.update_session("nowhere", title="x"),
    ]
    last = store.add_prompt_history("last", 0.0)
    go_on.set()
    first.result(WAIT_S)
    last.result(WAIT_S)
    kinds = [type(done.exception(WAIT_S)) for done in bad]
    assert kinds == [StorageUnavailable, StorageUnavailable, SessionNotFound]
    assert store.prompt_history() == ["last", "first"]
    assert store.unsaved == 0


def test_a_full_disk_is_told_and_what_was_not_stored_is_stored_later(
    store: SqliteConversationStore,
) -> None:
    chain(store, 2)
    full(store)
    with pytest.raises(DiskFull):
        store.add_message(a_message("big", "s1-1", blocks=BIG)).result(WAIT_S)
    with pytest.raises(StorageError):  # its parent is not stored yet
        store.add_message(a_message("child", "big", role="assistant")).result(WAIT_S)
    assert store.unsaved == 2
    assert store.path_length("s1") == 2
    store.save_draft("s1", "small enough").result(WAIT_S)
    assert store.draft("s1") == "small enough"
    assert store.unsaved == 2
    make_room(store)
    store.save_draft("s1", "now").result(WAIT_S)
    assert store.unsaved == 0
    assert [message.id for message in store.path("s1")] == ["s1-0", "s1-1", "big", "child"]
    assert store.message("big").blocks == BIG


def test_a_newer_change_waits_for_an_older_one_of_the_same(store: SqliteConversationStore) -> None:
    chain(store, 1)
    store.add_session(a_session("s2")).result(WAIT_S)
    full(store)
    with pytest.raises(DiskFull):
        store.update_session("s1", system="x" * 400_000).result(WAIT_S)
    with pytest.raises(DiskFull):
        store.update_session("s1", system="newer", title="newer").result(WAIT_S)
    store.update_session("s2", title="of another session").result(WAIT_S)
    assert store.unsaved == 2
    make_room(store)
    store.add_prompt_history("anything", 0.0).result(WAIT_S)
    assert store.unsaved == 0
    session = store.session("s1")
    assert (session.system, session.title) == ("newer", "newer")


def test_a_stream_keeps_its_order_over_a_full_disk(store: SqliteConversationStore) -> None:
    chain(store, 1)
    store.add_message(an_open_answer("a", "s1-0")).result(WAIT_S)
    store.append_stream("a", 0, [start(0, {"type": "text", "text": ""})]).result(WAIT_S)
    full(store)
    big = "y" * 400_000
    with pytest.raises(DiskFull):
        store.append_stream("a", 0, [text_delta(0, big)]).result(WAIT_S)
    with pytest.raises(DiskFull):
        store.append_stream("a", 0, [text_delta(0, "end")]).result(WAIT_S)
    make_room(store)
    store.add_prompt_history("anything", 0.0).result(WAIT_S)
    assert store.message("a").blocks == ({"type": "text", "text": f"{big}end"},)


def test_an_answer_that_was_closed_is_not_opened_again(store: SqliteConversationStore) -> None:
    chain(store, 1)
    full(store)
    with pytest.raises(DiskFull):
        store.writer.submit(
            lambda connection: connection.execute(
                "INSERT INTO prompt_history (text, at) VALUES (?, 0)", ("x" * 400_000,)
            ).close(),
            about=("a",),
        ).result(WAIT_S)
    closed = a_message("a", "s1-0", role="assistant")
    waiting = [store.add_message(an_open_answer("a", "s1-0")), store.close_message(closed)]
    assert all(isinstance(done.exception(WAIT_S), DiskFull) for done in waiting)
    make_room(store)
    store.save_draft("s1", "now").result(WAIT_S)
    assert store.message("a") == closed


def test_order_holds_at_the_end_too(database_path: Path) -> None:
    store = SqliteConversationStore(database_path, retry_s=LONG_S)
    chain(store, 1)
    full(store)
    for title in ("x" * 400_000, "newer"):
        with pytest.raises(DiskFull):
            store.update_session("s1", title=title).result(WAIT_S)
    store.close()
    assert store.unsaved == 2
    again = SqliteConversationStore(database_path)
    assert again.session("s1").title == "A title"
    again.close()


def test_who_is_told_of_trouble_cannot_end_the_writer(database_path: Path) -> None:
    store = SqliteConversationStore(database_path, retry_s=LONG_S)

    def told(_: StorageError | None) -> None:
        raise RuntimeError("as if the screen were gone")

    store.on_saving = told
    done = store.writer.submit(failing(1, sqlite3.SQLITE_FULL, lambda: None))
    assert isinstance(done.exception(WAIT_S), DiskFull)
    store.add_prompt_history("after", 0.0).result(WAIT_S)
    store.close()
    again = SqliteConversationStore(database_path)
    assert again.prompt_history() == ["after"]
    again.close()


def test_a_fault_beside_the_writes_undoes_none_of_them(database_path: Path) -> None:
    with closing(Database(database_path)) as database:
        faults = 3

        def fault(connection: sqlite3.Connection) -> None:
            nonlocal faults
            faults -= 1
            if faults >= 0:
                connection.execute("INSERT INTO prompt_history (text, at) VALUES ('beside', 0)")
                raise ZeroDivisionError

        writer = Writer(database, finish=fault)
        idle_calls = threading.Semaphore(0)

        def idle() -> IdleStep:
            idle_calls.release()
            raise ZeroDivisionError

        writer.on_idle = idle
        for number in range(2):
            writer.submit(
                lambda connection, text=str(number): connection.execute(  # type: ignore[misc]
                    "INSERT INTO prompt_history (text, at) VALUES (?, 0)", (text,)
                ).close()
            ).result(WAIT_S)
            assert idle_calls.acquire(timeout=WAIT_S)
        writer.close()
        with database.reading() as connection:
            found = connection.execute("SELECT text FROM prompt_history ORDER BY number").fetchall()
        assert found == [("0",), ("1",)]


def test_a_fault_before_the_writes_keeps_them(database_path: Path) -> None:
    with closing(Database(database_path)) as database:
        faults = iter((True, False, False))

        def prepare() -> bool:
            if next(faults):
                raise ZeroDivisionError
            return False

        writer = Writer(database, LONG_S, prepare)

        def put(connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO prompt_history (text, at) VALUES ('x', 0)")

        assert isinstance(writer.submit(put).exception(WAIT_S), StorageUnavailable)
        assert writer.unsaved == 1
        writer.submit(put).result(WAIT_S)
        assert writer.unsaved == 0
        writer.close()


def test_trying_again_by_hand_does_not_store_twice(store: SqliteConversationStore) -> None:
    chain(store, 1)
    full(store)
    message = a_message("big", "s1-0", blocks=BIG)
    with pytest.raises(DiskFull):
        store.add_message(message).result(WAIT_S)
    make_room(store)
    store.add_message(message).result(WAIT_S)
    assert store.path("s1")[1:] == [message]
    assert store.session("s1").turns == 2


def test_an_answer_streamed_over_a_full_disk_is_whole_afterwards(database_path: Path) -> None:
    store = SqliteConversationStore(database_path)
    chain(store, 1)
    store.add_message(an_open_answer("a", "s1-0")).result(WAIT_S)
    full(store)
    store.append_stream("a", 0, [start(0, {"type": "text", "text": ""})])
    filler = "y" * 100_000
    pieces = [store.append_stream("a", 0, [text_delta(0, f"{n}{filler}")]) for n in range(5)]
    assert all(isinstance(done.exception(WAIT_S), DiskFull) for done in pieces)
    make_room(store)
    store.append_stream("a", 0, [text_delta(0, "end")]).result(WAIT_S)
    expected = "".join(f"{n}{filler}" for n in range(5)) + "end"
    assert store.message("a").blocks == ({"type": "text", "text": expected},)
    store.close()


def test_what_could_not_be_stored_is_tried_once_more_at_the_end(database_path: Path) -> None:
    store = SqliteConversationStore(database_path, retry_s=LONG_S)
    chain(store, 1)
    full(store)
    with pytest.raises(DiskFull):
        store.add_message(a_message("big", "s1-0", blocks=BIG)).result(WAIT_S)
    make_room(store)
    store.close()
    again = SqliteConversationStore(database_path)
    assert again.path_length("s1") == 2
    again.close()


def test_it_is_tried_again_without_a_new_write(database_path: Path) -> None:
    store = SqliteConversationStore(database_path, retry_s=0.01)
    stored = threading.Event()
    done = store.writer.submit(failing(3, sqlite3.SQLITE_FULL, stored.set))
    with pytest.raises(DiskFull):
        done.result(WAIT_S)
    assert stored.wait(WAIT_S)
    store.close()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_BUSY, "locked"),
        (sqlite3.SQLITE_READONLY, "opened for writing"),
        (sqlite3.SQLITE_IOERR, "could not be stored"),
        (sqlite3.SQLITE_CORRUPT, "damaged"),
    ],
)
def test_failures_are_said_in_plain_words(database_path: Path, code: int, words: str) -> None:
    store = SqliteConversationStore(database_path, retry_s=LONG_S)
    done = store.writer.submit(failing(1, code, lambda: None))
    with pytest.raises(StorageUnavailable, match=words) as told:
        done.result(WAIT_S)
    assert "as if" in told.value.detail.message
    assert store.unsaved == 1
    store.add_prompt_history("next", 0.0).result(WAIT_S)
    assert store.unsaved == 0
    store.close()


def test_a_locked_database_is_told_and_written_when_it_is_free(database_path: Path) -> None:
    store = SqliteConversationStore(database_path, retry_s=LONG_S)
    chain(store, 1)
    with store.database.writing() as connection:
        connection.execute("PRAGMA busy_timeout=1")
    with closing(sqlite3.connect(database_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageUnavailable, match="locked"):
            store.add_message(a_message("m", "s1-0")).result(WAIT_S)
        assert store.path_length("s1") == 1  # reading is not hindered
        other.execute("ROLLBACK")
    store.add_message(a_message("n", "m", role="assistant")).result(WAIT_S)
    assert [message.id for message in store.path("s1")] == ["s1-0", "m", "n"]
    store.close()


def test_an_old_draft_does_not_come_back_over_a_newer_one(
    store: SqliteConversationStore,
) -> None:
    store.save_draft("s1", "x").result(WAIT_S)
    full(store, room=2)
    with pytest.raises(DiskFull):
        store.save_draft("s1", "y" * 400_000).result(WAIT_S)
    make_room(store)
    store.save_draft("s1", "newer").result(WAIT_S)
    store.add_prompt_history("anything", 0.0).result(WAIT_S)
    assert store.draft("s1") == "newer"


def test_many_threads_write_and_read_at_once(store: SqliteConversationStore) -> None:
    chain(store, 20)
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(20):
                done = store.add_prompt_history(f"{name}{number}", 0.0)
                assert store.path_length("s1") == 20
                assert len(store.path("s1", 5, 15)) == 10
                done.result(WAIT_S)
        except BaseException as error:  # told to the test below
            failures.append(error)
            raise

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    assert failures == []
    assert len(store.prompt_history()) == 120
