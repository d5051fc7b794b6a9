"""A database is looked at without being changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from minimax_tui.storage.checkup import check_database
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.storage.making import chain


@pytest.fixture
def closed(database_path: Path) -> Path:
    """A database with a session of four messages."""
    store = SqliteConversationStore(database_path)
    chain(store, 4)
    store.close()
    return database_path


def test_a_whole_database(closed: Path) -> None:
    before = closed.read_bytes()
    found = check_database(closed)
    assert (found.fault, found.finished, found.ours) == ("", True, True)
    assert (found.sessions, found.messages) == (1, 4)
    assert found.schema == found.newest_schema
    assert found.journal_mode == "wal"
    assert found.bytes == len(before)
    assert closed.read_bytes() == before


def test_one_that_is_in_use(database_path: Path) -> None:
    store = SqliteConversationStore(database_path)
    chain(store, 2)
    found = check_database(database_path)
    store.close()
    assert (found.fault, found.messages) == ("", 2)
    assert found.bytes > database_path.stat().st_size - 1


def test_a_torn_one_is_told(closed: Path) -> None:
    with closed.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    assert check_database(closed).fault


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    path.write_bytes(b"rubbish " * 1_000)
    assert "not a database" in check_database(path).fault


def test_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    assert not check_database(path).ours


def test_a_later_schema_is_told(closed: Path) -> None:
    connection = sqlite3.connect(closed)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    found = check_database(closed)
    assert found.schema == 99 > found.newest_schema


def test_a_large_one_is_not_waited_for(closed: Path) -> None:
    with SqliteConnection(closed) as connection:
        connection.execute("CREATE TABLE bulk (a)")
        rows = ((number,) for number in range(100_000))
        connection.executemany("INSERT INTO bulk VALUES (?)", rows)
    found = check_database(closed, limit_s=-1.0)
    assert not found.finished
    assert found.fault == ""
    assert found.messages == 4


def test_one_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    assert check_database(path).fault
    assert not path.exists()


def test_a_locked_one_is_not_called_damaged(closed: Path) -> None:
    with SqliteConnection(closed) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        found = check_database(closed)
    assert found.busy
    assert not found.finished


class SqliteConnection:
    """A plain connection that commits and closes."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)

    def __enter__(self) -> sqlite3.Connection:
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.commit()
        self._connection.close()
