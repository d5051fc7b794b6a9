"""A database that another program holds, a store that says when it cannot write, drafts kept."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from minimax_tui.domain.errors import StorageBusy, StorageError
from minimax_tui.storage.conversations import SqliteConversationStore

WAIT_S = 10.0


def hold(path: Path) -> sqlite3.Connection:
    """Holds the database so that nobody else can even open it."""
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    return other


def test_the_opening_waits_no_longer_than_it_is_told(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    with closing(hold(path)):
        begun = time.monotonic()
        with pytest.raises(StorageBusy):
            SqliteConversationStore(path, open_wait_s=0.05)
        assert time.monotonic() - begun < 2.0
    with closing(SqliteConversationStore(path, open_wait_s=0.05)) as store:
        (waits_ms,) = store.database._writer.execute("PRAGMA busy_timeout").fetchone()
        assert waits_ms == 5_000, "once it is open, a write waits as long as ever"


def test_a_store_in_memory_goes_to_the_file_when_the_lock_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    with closing(SqliteConversationStore(path)) as store:
        store.save_draft("", "written before").result(WAIT_S)
    other = hold(path)
    moved = threading.Event()
    with closing(SqliteConversationStore(":memory:", later=path, retry_s=0.05)) as store:
        store.on_moved = lambda _: moved.set()
        store.save_draft("", "written meanwhile").result(WAIT_S)
        other.close()
        assert moved.wait(WAIT_S)
        assert store.draft("") == "written meanwhile"
        assert store.prompt_history() == ["written before"], "a draft that is replaced is kept"
    assert store.unsaved == 0


def test_a_store_in_memory_that_finds_no_file_counts_what_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    other = hold(path)
    with closing(SqliteConversationStore(":memory:", later=path)) as store:
        store.add_prompt_history("only in memory", 1.0).result(WAIT_S)
    assert store.unsaved == 0, "no message is lost"
    other.close()


def test_it_is_told_once_when_writes_fail_and_once_when_all_are_stored(tmp_path: Path) -> None:
    path = tmp_path / "c.db"
    told: list[StorageError | None] = []
    stored = threading.Event()

    def tell(trouble: StorageError | None) -> None:
        told.append(trouble)
        if trouble is None:
            stored.set()

    with closing(SqliteConversationStore(path, retry_s=0.05)) as store:
        store.on_saving = tell
        store.database.wait_at_most(0.01)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            for text in ("one", "two"):
                with pytest.raises(StorageBusy):
                    store.add_prompt_history(text, 1.0).result(WAIT_S)
            other.execute("ROLLBACK")
        assert stored.wait(WAIT_S)
        assert [type(trouble) for trouble in told] == [StorageBusy, type(None)]
        assert store.writer.trouble is None
        assert store.prompt_history() == ["two", "one"]


def test_answers_of_the_dead_are_recovered_later_where_the_start_finds_a_lock(
    tmp_path: Path,
) -> None:
    path = tmp_path / "c.db"
    SqliteConversationStore(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(
            "INSERT INTO sessions (id, title, title_folded, created_at, updated_at) "
            "VALUES ('s', '', '', 0, 0)"
        )
        other.execute(
            "INSERT INTO messages (id, session_id, role, is_prompt, state, created_at, "
            "instance_id) VALUES ('m', 's', 'assistant', 0, 'streaming', 0, 'dead')"
        )
        other.execute("BEGIN IMMEDIATE")
        store = SqliteConversationStore(path, open_wait_s=0.05)
        other.execute("ROLLBACK")
    with closing(store):
        store.save_draft("", "a write behind the recovery").result(WAIT_S)
        assert store.message("m").state == "interrupted"
