"""Opening the database, and files that are not what they should be."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from minimax_tui.domain.errors import DiskFull, SchemaTooNew, StorageUnavailable
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.migrations import MIGRATIONS
from tests.unit.storage.making import WAIT_S, a_message, a_session, chain

posix_only = pytest.mark.skipif(os.name != "posix", reason="modes and VFS names of POSIX systems")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def fill(path: Path, count: int = 40) -> None:
    store = SqliteConversationStore(path)
    chain(store, count)
    store.close()


def set_aside_files(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.broken-*"))


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@posix_only
@pytest.mark.usefixtures("no_umask")
def test_files_and_folders_are_private(database_path: Path) -> None:
    database_path = database_path.parent / "deeper" / "chats.db"
    store = SqliteConversationStore(database_path)
    try:
        store.claim_session("s1")
        store.add_session(a_session()).result(WAIT_S)
        found = [path for path in database_path.parents[1].rglob("*") if path.is_file()]
        names = {path.name.removeprefix("chats.db") for path in found}
        assert {"", "-wal", "-shm"} <= names
        assert len(found) == 5
        assert {mode(path) for path in found} == {0o600}
        for folder in (database_path.parents[1], database_path.parent):
            assert mode(folder) == 0o700
        assert mode(database_path.parent / "instances") == 0o700
    finally:
        store.close()


@posix_only
def test_an_open_file_mode_is_closed(database_path: Path) -> None:
    fill(database_path, 1)
    database_path.chmod(0o644)
    fill_again = SqliteConversationStore(database_path)
    fill_again.close()
    assert mode(database_path) == 0o600


@posix_only
def test_a_folder_that_was_there_keeps_its_mode(database_path: Path) -> None:
    database_path.parent.mkdir(mode=0o755)
    fill(database_path, 1)
    assert mode(database_path.parent) == 0o755


def test_closing_leaves_one_file_and_reopening_finds_it(database_path: Path) -> None:
    fill(database_path)
    assert [path.name for path in database_path.parent.iterdir() if path.is_file()] == ["chats.db"]
    store = SqliteConversationStore(database_path)
    try:
        assert store.database.journal_mode == "wal"
        assert store.notices == []
        assert store.path_length("s1") == 40
    finally:
        store.close()


@pytest.mark.parametrize(
    "content",
    [b"not a database at all " * 400, b"x", b"SQLite format 3\x00" + b"\xff" * 8000],
    ids=["text", "one byte", "magic only"],
)
def test_a_foreign_file_is_set_aside(database_path: Path, content: bytes) -> None:
    database_path.parent.mkdir()
    database_path.write_bytes(content)
    Path(f"{database_path}-wal").write_bytes(b"its log")
    store = SqliteConversationStore(database_path)
    try:
        store.add_session(a_session()).result(WAIT_S)
        aside = store.database.set_aside
        assert aside is not None
        assert aside.read_bytes() == content
        assert Path(f"{aside}-wal").read_bytes() == b"its log"
        assert str(aside) in store.notices[0].advice
    finally:
        store.close()


def test_another_programs_database_is_set_aside_unchanged(database_path: Path) -> None:
    database_path.parent.mkdir()
    for number in range(2):
        with closing(sqlite3.connect(database_path)) as foreign:
            foreign.execute("CREATE TABLE messages (theirs)")
            foreign.execute(f"PRAGMA application_id={number}")
            foreign.commit()
        before = database_path.read_bytes()
        store = SqliteConversationStore(database_path)
        try:
            aside = store.database.set_aside
            assert aside is not None
            with closing(sqlite3.connect(aside)) as foreign:
                assert foreign.execute("SELECT * FROM messages").fetchall() == []
            if number:
                assert aside.read_bytes() == before
        finally:
            store.close()
        database_path.unlink()
    assert len(set_aside_files(database_path)) == 2


@pytest.mark.parametrize("part", [0.02, 0.5, 0.99])
def test_a_torn_file_is_set_aside(database_path: Path, part: float) -> None:
    fill(database_path)
    whole = database_path.read_bytes()
    torn = whole[: int(len(whole) * part)]
    database_path.write_bytes(torn)
    store = SqliteConversationStore(database_path)
    try:
        assert store.database.set_aside is not None
        assert store.database.set_aside.read_bytes() == torn
        assert store.sessions() == []
        store.add_session(a_session()).result(WAIT_S)
    finally:
        store.close()


def test_an_overwritten_file_is_set_aside(database_path: Path) -> None:
    fill(database_path)
    size = database_path.stat().st_size
    with database_path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))
    store = SqliteConversationStore(database_path)
    try:
        assert len(set_aside_files(database_path)) == 1
        assert store.sessions() == []
    finally:
        store.close()


def test_damage_found_later_is_told(database_path: Path) -> None:
    fill(database_path)
    store = SqliteConversationStore(database_path)
    try:
        store.writer.submit(
            lambda connection: connection.execute("UPDATE blocks SET wire = '{'").close()
        ).result(WAIT_S)
        with pytest.raises(StorageUnavailable) as told:
            store.path("s1")
        assert "damaged" in told.value.what
        assert store.session("s1").turns == 20
    finally:
        store.close()


def test_two_files_broken_in_the_same_second_are_both_kept(database_path: Path) -> None:
    database_path.parent.mkdir()
    for number in range(3):
        database_path.write_text(f"broken {number}")
        SqliteConversationStore(database_path).close()
    kept = {path.read_text() for path in set_aside_files(database_path)}
    assert kept == {"broken 0", "broken 1", "broken 2"}


def test_an_empty_file_becomes_a_database(database_path: Path) -> None:
    database_path.parent.mkdir()
    database_path.touch()
    fill(database_path)
    assert set_aside_files(database_path) == []


def test_a_later_schema_is_refused_and_the_file_untouched(database_path: Path) -> None:
    fill(database_path)
    with closing(sqlite3.connect(database_path)) as later:
        later.execute(f"PRAGMA user_version={MIGRATIONS[-1].version + 1}")
    before = database_path.read_bytes()
    with pytest.raises(SchemaTooNew) as refused:
        SqliteConversationStore(database_path)
    assert str(MIGRATIONS[-1].version + 1) in refused.value.detail.message
    assert database_path.read_bytes() == before
    assert [path.name for path in database_path.parent.iterdir() if path.is_file()] == ["chats.db"]


def test_a_later_schema_that_is_only_in_the_log_is_refused_too(database_path: Path) -> None:
    fill(database_path)
    with closing(sqlite3.connect(database_path)) as later:
        later.execute(f"PRAGMA user_version={MIGRATIONS[-1].version + 1}")
        with pytest.raises(SchemaTooNew):
            SqliteConversationStore(database_path)
        assert later.execute("SELECT count(*) FROM messages").fetchone() == (40,)


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Root may write everywhere, so the test becomes somebody else where it is run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@posix_only
def test_a_read_only_folder_is_told() -> None:
    # Not below tmp_path: another user cannot get there.
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    try:
        fill(folder / "chats.db")
        folder.chmod(0o555)
        with as_ordinary_user(), pytest.raises(StorageUnavailable):
            SqliteConversationStore(folder / "chats.db")
        with as_ordinary_user(), pytest.raises(StorageUnavailable):
            SqliteConversationStore(folder / "new" / "chats.db")
        assert set_aside_files(folder / "chats.db") == []
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_folder_in_the_place_of_the_file_is_told(database_path: Path) -> None:
    database_path.mkdir(parents=True)
    with pytest.raises(StorageUnavailable):
        SqliteConversationStore(database_path)
    assert database_path.is_dir()


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(StorageUnavailable):
        SqliteConversationStore(tmp_path / "file" / "chats.db")
    assert (tmp_path / "file").read_text() == "kept"


def test_a_disk_without_room_is_told(database_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("minimax_tui.storage.database.make_private_file", no_room)
    with pytest.raises(DiskFull):
        SqliteConversationStore(database_path)


# This VFS has no shared memory, as some network folders have none.
_NO_SHARED_MEMORY = "unix-dotfile"


@posix_only
def test_without_shared_memory_a_rollback_journal_is_used(database_path: Path) -> None:
    store = SqliteConversationStore(database_path, vfs=_NO_SHARED_MEMORY)
    try:
        assert store.database.journal_mode == "delete"
        assert len(store.notices) == 1
        chain(store, 3)
        assert store.path_length("s1") == 3
    finally:
        store.close()


@posix_only
def test_a_database_that_used_shared_memory_can_be_read_without(database_path: Path) -> None:
    fill(database_path)
    store = SqliteConversationStore(database_path, vfs=_NO_SHARED_MEMORY)
    try:
        assert store.database.journal_mode == "delete"
        assert store.path_length("s1") == 40
        store.add_message(a_message("more", "s1-39")).result(WAIT_S)
        assert store.path_length("s1") == 41
    finally:
        store.close()
    again = SqliteConversationStore(database_path)
    try:
        assert again.database.journal_mode == "wal"
        assert again.path_length("s1") == 41
    finally:
        again.close()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="lists open files as Linux does")
def test_a_store_in_memory_leaves_nothing_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_files() -> set[str]:
        links = [f"/proc/self/fd/{name}" for name in os.listdir("/proc/self/fd")]
        return {os.readlink(link) for link in links if os.path.lexists(link)}

    monkeypatch.chdir(tmp_path)
    before = open_files()
    store = SqliteConversationStore(":memory:")
    try:
        chain(store, 50)
        big = {"type": "text", "text": "x" * 4_000_000}
        store.add_message(a_message("big", "s1-49", blocks=(big,))).result(WAIT_S)
        with store.database.reading() as connection:
            connection.execute("CREATE TEMP TABLE sorted AS SELECT * FROM blocks ORDER BY wire")
            assert {path for path in open_files() - before if "/proc" not in path} == set()
        assert store.path_length("s1") == 51
        assert list(tmp_path.iterdir()) == []
    finally:
        store.close()
    assert list(tmp_path.iterdir()) == []


def test_a_closed_store_refuses_everything(store: SqliteConversationStore) -> None:
    chain(store, 2)
    store.close()
    store.close()
    with pytest.raises(StorageUnavailable):
        store.sessions()
    with pytest.raises(StorageUnavailable):
        store.save_draft("s1", "x").result(WAIT_S)
