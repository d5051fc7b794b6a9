"""What is done while nothing is to be written: the trash, and a copy of each day."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from minimax_tui.domain.errors import StorageBusy
from minimax_tui.storage import backups, housekeeping
from minimax_tui.storage.backups import back_up_daily, daily_backups, is_due
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.files import make_private_folder
from minimax_tui.storage.housekeeping import TRASH_DAYS, Upkeep
from minimax_tui.storage.writer import IdleStep
from tests.unit.storage.making import WAIT_S, a_session, chain, index_everything

DAY_S = 86_400.0
NOW = 1_790_000_000.0


@pytest.fixture
def stored(database_path: Path) -> Iterator[SqliteConversationStore]:
    """A database with a session in it, all of which is indexed."""
    store = SqliteConversationStore(database_path)
    chain(store, 4)
    index_everything(store)
    yield store
    store.close()


def at_work(store: SqliteConversationStore, now: float) -> Upkeep:
    return Upkeep(store.database, store._index, now=lambda: now)


def test_the_trash_is_emptied_after_its_time(stored: SqliteConversationStore) -> None:
    stored.add_session(a_session("later")).result(WAIT_S)
    stored.trash_sessions(["s1"], NOW - TRASH_DAYS * DAY_S - 1).result(WAIT_S)
    stored.trash_sessions(["later"], NOW - TRASH_DAYS * DAY_S + 1).result(WAIT_S)
    upkeep = at_work(stored, NOW)
    for _ in range(2):  # once more, to see that nothing is left
        write = upkeep().write
        assert write is not None
        stored.writer.submit(write).result(WAIT_S)
        index_everything(stored)
    assert [one.id for one in stored.sessions(shelf="all")] == ["later"]
    assert upkeep().write is None


def test_a_copy_is_made_once_a_day(
    stored: SqliteConversationStore, database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "_BACKUP_AFTER_S", 0.0)
    upkeep = at_work(stored, os.stat(database_path).st_mtime + 1)
    upkeep._emptied_at = float("inf")
    assert upkeep().write is None
    assert daily_backups(database_path) == []  # nobody has asked for copies
    upkeep.backs_up = True
    assert upkeep().again_s == 3_600.0
    assert upkeep._backup is not None
    upkeep._backup.join(WAIT_S)
    [copy] = daily_backups(database_path)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM messages").fetchone() == (4,)
    assert not is_due(database_path, os.stat(copy).st_mtime + DAY_S - 1)


@pytest.mark.usefixtures("stored")
def test_nothing_is_copied_that_has_not_changed(database_path: Path) -> None:
    with closing(sqlite3.connect(database_path, isolation_level=None)) as connection:
        copy = back_up_daily(connection, database_path, NOW)
    later = os.stat(copy).st_mtime + 2 * DAY_S
    assert not is_due(database_path, later)
    os.utime(database_path, (later - 10, later - 10))
    assert is_due(database_path, later)


@pytest.mark.usefixtures("stored")
def test_three_copies_are_kept(database_path: Path) -> None:
    with closing(sqlite3.connect(database_path, isolation_level=None)) as connection:
        made = [back_up_daily(connection, database_path, NOW + day * DAY_S) for day in range(5)]
    assert daily_backups(database_path) == made[:1:-1]
    assert list(database_path.parent.glob("backups/*.part")) == []


@pytest.mark.usefixtures("stored")
def test_there_is_no_copy_where_there_is_no_room(
    database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_SPARE_BYTES", 10**18)
    assert not is_due(database_path, NOW + 10**9)


def test_a_copy_is_broken_off_at_the_end(
    stored: SqliteConversationStore, database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "_BACKUP_AFTER_S", 0.0)
    upkeep = at_work(stored, os.stat(database_path).st_mtime + 1)
    upkeep.close()
    upkeep.backs_up = True
    upkeep._emptied_at = float("inf")
    upkeep()
    assert upkeep._backup is None
    assert daily_backups(database_path) == []


def test_what_cannot_be_done_is_left_for_later(
    stored: SqliteConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write of the upkeep that fails stops nobody's writes."""
    calls: list[int] = []

    def fail(connection: sqlite3.Connection) -> None:
        calls.append(1)
        connection.execute("nonsense")

    monkeypatch.setattr("minimax_tui.storage.writer.IDLE_AFTER_S", 0.0)
    stored.writer.on_idle = lambda: IdleStep(fail, 0.0)
    while len(calls) < 3:
        stored.save_draft("s1", "a draft").result(WAIT_S)
    assert stored.draft("s1") == "a draft"


def test_a_copy_that_is_being_made_is_broken_off_at_the_end(
    stored: SqliteConversationStore, database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "_BACKUP_AFTER_S", 0.0)
    chain(stored, 300, session="s2")
    upkeep = at_work(stored, os.stat(database_path).st_mtime + 1)
    upkeep.backs_up = True
    upkeep._emptied_at = float("inf")

    def ending(folder: Path) -> None:
        upkeep._closing.set()  # the program ends just before the copy begins
        make_private_folder(folder)

    monkeypatch.setattr("minimax_tui.storage.backups.make_private_folder", ending)
    index_everything(stored)
    upkeep._index.pending = False
    upkeep()
    assert upkeep._backup is not None
    upkeep.close()
    assert list((database_path.parent / "backups").iterdir()) == []


@pytest.mark.usefixtures("stored")
def test_what_a_killed_program_left_is_removed(database_path: Path) -> None:
    folder = database_path.parent / "backups"
    folder.mkdir()
    old, new, other = (
        folder / f"{name}.db.7.part"
        for name in (
            f"{database_path.stem}-2026-01-01",
            f"{database_path.stem}-2026-01-02",
            "x-2026-01-01",
        )
    )
    for part, at in ((old, NOW - DAY_S - 1), (new, NOW - DAY_S + 1), (other, 1.0)):
        part.touch()
        os.utime(part, (at, at))
    with closing(sqlite3.connect(database_path, isolation_level=None)) as connection:
        back_up_daily(connection, database_path, NOW)
    assert not old.exists()
    assert new.exists()
    assert other.exists()


def test_the_open_database_is_compacted(
    stored: SqliteConversationStore, database_path: Path
) -> None:
    chain(stored, 400, session="s2")
    stored.delete_session("s2").result(WAIT_S)
    index_everything(stored)
    found = stored.upkeep.compact()
    assert found is not None
    assert found.after < found.before
    assert found.after == os.stat(database_path).st_size
    stored.add_session(a_session("later")).result(WAIT_S)
    assert stored.path_length("s1") == 4


def test_a_database_in_memory_is_not_compacted() -> None:
    store = SqliteConversationStore(":memory:")
    assert store.upkeep.compact() is None
    store.close()


def test_an_open_database_that_another_writes_to_is_not_compacted(
    stored: SqliteConversationStore, database_path: Path
) -> None:
    stored.database.wait_at_most(0.05)
    with closing(sqlite3.connect(database_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageBusy):
            stored.upkeep.compact()
