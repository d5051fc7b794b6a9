"""Migrations of the schema."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from minimax_tui.domain.errors import SchemaTooNew
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.migrations import (
    APPLICATION_ID,
    MIGRATIONS,
    Migration,
    migrate,
    version_of,
)
from tests.unit.storage.making import chain


def add_a_column(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE sessions ADD COLUMN colour TEXT")


def fail_half_way(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE half (x)")
    connection.execute("INSERT INTO nowhere VALUES (1)")


def orphan_the_messages(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM sessions")


NEXT = Migration(MIGRATIONS[-1].version + 1, add_a_column)


@pytest.fixture
def connection(database_path: Path) -> Iterator[sqlite3.Connection]:
    """A database with a session in it, of the version of today."""
    store = SqliteConversationStore(database_path)
    chain(store, 3)
    store.close()
    with closing(sqlite3.connect(database_path, isolation_level=None)) as opened:
        yield opened


def backup_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.backup-v{MIGRATIONS[-1].version}")


def test_the_versions_count_up_from_one() -> None:
    assert [step.version for step in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


def test_a_new_database_gets_the_newest_version(database_path: Path) -> None:
    SqliteConversationStore(database_path).close()
    with closing(sqlite3.connect(database_path)) as opened:
        assert version_of(opened) == MIGRATIONS[-1].version
        assert opened.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert list(database_path.parent.glob("*.backup-*")) == []


def test_an_old_database_is_backed_up_first(
    connection: sqlite3.Connection, database_path: Path
) -> None:
    migrate(connection, database_path, (*MIGRATIONS, NEXT))
    assert version_of(connection) == NEXT.version
    connection.execute("SELECT colour FROM sessions")
    backup = backup_of(database_path)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with closing(sqlite3.connect(backup)) as copy:
        assert version_of(copy) == MIGRATIONS[-1].version
        assert copy.execute("SELECT count(*) FROM messages").fetchone() == (3,)
        with pytest.raises(sqlite3.OperationalError):
            copy.execute("SELECT colour FROM sessions")
    assert list(database_path.parent.glob("*.part")) == []
    backup.unlink()
    migrate(connection, database_path, (*MIGRATIONS, NEXT))
    assert not backup.exists()


def test_a_backup_can_be_put_in_the_place_of_the_database(
    connection: sqlite3.Connection, database_path: Path
) -> None:
    migrate(connection, database_path, (*MIGRATIONS, NEXT))
    connection.close()
    backup_of(database_path).replace(database_path)
    store = SqliteConversationStore(database_path)
    try:
        assert store.path_length("s1") == 3
        assert store.notices == []
    finally:
        store.close()


@pytest.mark.parametrize("step", [fail_half_way, orphan_the_messages])
def test_a_migration_that_fails_is_undone(
    connection: sqlite3.Connection, database_path: Path, step: object
) -> None:
    assert callable(step)
    bad = Migration(NEXT.version + 1, step)
    with pytest.raises(sqlite3.Error):
        migrate(connection, database_path, (*MIGRATIONS, NEXT, bad))
    assert version_of(connection) == NEXT.version  # the one before it holds
    assert not connection.in_transaction
    assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (1,)
    assert connection.execute("SELECT * FROM sqlite_master WHERE name = 'half'").fetchall() == []
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert backup_of(database_path).exists()


def test_a_database_of_a_later_version_is_refused(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA user_version=99")
    with pytest.raises(SchemaTooNew):
        migrate(connection)


def test_a_failed_backup_leaves_no_half_of_it_and_changes_nothing(
    connection: sqlite3.Connection, database_path: Path
) -> None:
    backup_of(database_path).mkdir()
    with pytest.raises(OSError):
        migrate(connection, database_path, (*MIGRATIONS, NEXT))
    assert version_of(connection) == MIGRATIONS[-1].version
    assert list(database_path.parent.glob("*.part")) == []
