"""From version 1 of the schema on: what is stored stays, and is indexed little by little."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from minimax_tui.domain.search import parse_query
from minimax_tui.storage import search_index
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.migrations import APPLICATION_ID, version_of
from minimax_tui.storage.schema import VERSION_1
from minimax_tui.storage.search import SqliteSearchIndex
from tests.unit.storage.making import WAIT_S, a_message, index_everything

COUNT = 25


@pytest.fixture
def old_database(database_path: Path) -> Path:
    """A database as version 1 made it, with a session named by hand and one that is not."""
    database_path.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(database_path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        for statement in VERSION_1:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute("PRAGMA user_version=1")
        connection.executemany(
            "INSERT INTO sessions (id, title, title_folded, created_at, updated_at, leaf_id, "
            "turns, named_by_user) VALUES (?, ?, ?, 1.0, ?, ?, ?, ?)",
            [
                ("s1", "By hand", "by hand", 1.0, f"m{COUNT}", COUNT, 1),
                ("s2", "Empty", "empty", 2.0, None, 0, 0),
            ],
        )
        for number in range(1, COUNT + 1):
            connection.execute(
                "INSERT INTO messages (number, id, session_id, parent_id, role, is_prompt, state, "
                "created_at) VALUES (?, ?, 's1', ?, 'user', 1, 'complete', 1.0)",
                (number, f"m{number}", f"m{number - 1}" if number > 1 else None),
            )
            connection.execute(
                "INSERT INTO blocks (message, position, wire, finished) VALUES (?, 0, ?, 1)",
                (number, f'{{"type":"text","text":"old words w{number}"}}'),
            )
            connection.execute("INSERT INTO path VALUES ('s1', ?, ?)", (number - 1, number))
    return database_path


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Portions of about four messages, and none that the writer begins by itself."""
    monkeypatch.setattr(search_index, "PORTION_CHARACTERS", 150)
    monkeypatch.setattr("minimax_tui.storage.writer.IDLE_AFTER_S", 3_600.0)


def found(store: SqliteConversationStore, typed: str) -> list[str]:
    page = SqliteSearchIndex(store).search(parse_query(typed, date(2026, 11, 23)), limit=100)
    return [passage.message_id for passage in page.passages]


def test_what_was_stored_stays_and_is_backed_up(old_database: Path) -> None:
    store = SqliteConversationStore(old_database)
    try:
        assert store.path_length("s1") == COUNT
        assert store.session("s1").title_by == "user"
        assert store.session("s1").named_by_user
        assert store.session("s2").title_by == "prompt"
        assert store.view("s1") == ""
        assert [one.id for one in store.sessions()] == ["s2", "s1"]
    finally:
        store.close()
    backup = old_database.with_name(f"{old_database.name}.backup-v1")
    with closing(sqlite3.connect(backup)) as copy:
        assert version_of(copy) == 1
        assert copy.execute("SELECT count(*) FROM messages").fetchone() == (COUNT,)


@pytest.mark.usefixtures("small_portions")
def test_it_is_indexed_in_portions_the_newest_first(old_database: Path) -> None:
    store = SqliteConversationStore(old_database)
    index = SqliteSearchIndex(store)
    try:
        assert found(store, "old") == []
        assert index.indexed() == 0.0
        store.writer.submit(store._index.portion).result(WAIT_S)
        assert found(store, f"w{COUNT}") == [f"m{COUNT}"]
        assert 0.0 < index.indexed() < 1.0
        assert found(store, "w1") == []
        assert index_everything(store) > 3
        assert index.indexed() == 1.0
        assert len(found(store, "old")) == COUNT
    finally:
        store.close()


@pytest.mark.usefixtures("small_portions")
def test_changes_meanwhile_are_neither_lost_nor_doubled(old_database: Path) -> None:
    store = SqliteConversationStore(old_database)
    try:
        store.writer.submit(store._index.portion).result(WAIT_S)
        for id_ in ("m1", f"m{COUNT}"):  # one that is not indexed yet, one that is
            parent = None if id_ == "m1" else f"m{COUNT - 1}"
            changed = a_message(id_, parent, blocks=[{"type": "text", "text": f"changed {id_}"}])
            store.add_message(changed).result(WAIT_S)
        store.add_message(a_message("new", f"m{COUNT}")).result(WAIT_S)
        assert found(store, "changed") == [f"m{COUNT}"]
        index_everything(store)
        assert sorted(found(store, "changed")) == ["m1", f"m{COUNT}"]
        assert found(store, "w1") == found(store, f"w{COUNT}") == []
        assert found(store, "new") == ["new"]
        assert len(found(store, "old")) == COUNT - 2
    finally:
        store.close()


@pytest.mark.usefixtures("small_portions")
def test_a_session_that_goes_before_it_was_indexed_leaves_nothing(old_database: Path) -> None:
    store = SqliteConversationStore(old_database)
    try:
        store.writer.submit(store._index.portion).result(WAIT_S)
        store.delete_session("s1").result(WAIT_S)
        index_everything(store)
        with store.database.writing() as connection:
            assert search_index.check_index(connection) == ""
            [left] = connection.execute("SELECT count(*) FROM search_text_docsize").fetchone()
        assert left == 0
    finally:
        store.close()


def test_the_writer_indexes_when_it_is_idle(
    old_database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minimax_tui.storage.writer.IDLE_AFTER_S", 0.0)
    monkeypatch.setattr("minimax_tui.storage.housekeeping.PAUSE_S", 0.0)
    store = SqliteConversationStore(old_database)
    try:
        store.begin_upkeep(backs_up=False)
        index = SqliteSearchIndex(store)
        while index.indexed() < 1.0:
            store.writer.submit(lambda _: None).result(WAIT_S)
        assert len(found(store, "old")) == COUNT
    finally:
        store.close()


@pytest.mark.usefixtures("small_portions")
def test_many_changes_at_once_are_indexed_afterwards(
    database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "PORTION_CHANGES", 3)
    store = SqliteConversationStore(database_path)
    try:
        from minimax_tui.domain.session_tree import SessionTree
        from tests.unit.storage.making import a_session

        messages = [a_message(f"t{n}", f"t{n - 1}" if n else None) for n in range(10)]
        store.put_tree(SessionTree(a_session(), tuple(messages))).result(WAIT_S)
        assert 0 < len(found(store, "text")) < 10
        index_everything(store)
        assert len(found(store, "text")) == 10
    finally:
        store.close()


def test_a_program_without_the_index_can_still_write(old_database: Path) -> None:
    """An earlier version may have the database open; its writes are indexed by this one."""
    store = SqliteConversationStore(old_database)
    index_everything(store)
    with closing(sqlite3.connect(old_database)) as other:
        other.execute(
            "UPDATE blocks SET wire = ? WHERE message = 1", ('{"type":"text","text":"other"}',)
        )
        other.execute("DELETE FROM blocks WHERE message = 2")
        other.commit()
    try:
        store.save_draft("s1", "any write").result(WAIT_S)
        assert found(store, "other") == ["m1"]
        assert found(store, "w1") == found(store, "w2") == []
    finally:
        store.close()
