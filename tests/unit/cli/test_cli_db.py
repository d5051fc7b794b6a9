"""`minimax-chat db`."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from minimax_tui.cli.main import main
from minimax_tui.domain.database_care import size_words
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.storage.making import chain, index_everything


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database of a home with one session of four messages."""
    monkeypatch.setenv("MINIMAX_CHAT_HOME", str(tmp_path))
    path = tmp_path / "data" / "conversations.db"
    store = SqliteConversationStore(path)
    chain(store, 4)
    index_everything(store)
    store.close()
    return path


def test_path_and_size(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "path"]) == 0
    assert capsys.readouterr().out == f"{database}\n"
    assert main(["db", "size"]) == 0
    assert size_words(database.stat().st_size) in capsys.readouterr().out


def test_a_sound_database(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del database
    assert main(["db", "check"]) == 0
    said = capsys.readouterr().out
    assert "1 session, 4 messages" in said
    assert "Everything is in order." in said


def test_a_torn_database(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = bytearray(database.read_bytes())
    whole[4096 * 2 : 4096 * 4] = b"\x00" * 8192
    database.write_bytes(whole)
    assert main(["db", "check"]) == 1
    assert "Damaged:" in capsys.readouterr().out


def test_a_torn_index_is_told_and_made_again(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM search_text_docsize WHERE id = 1")
        connection.execute("UPDATE search_text_data SET block = x'00ff' WHERE id > 100")
        connection.commit()
    assert main(["db", "check"]) == 1
    said = capsys.readouterr().out
    assert "Damaged:" in said
    assert "Vacuum makes a damaged index anew" in said
    assert main(["db", "vacuum"]) == 0
    assert main(["db", "check"]) == 0


def test_a_backup(database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "backup"]) == 0
    [copy] = (database.parent / "backups").iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert str(copy) in capsys.readouterr().out
    target = tmp_path / "mine.db"
    assert main(["db", "backup", str(target)]) == 0
    assert main(["db", "backup", str(target)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert main(["db", "backup", "--force", str(target)]) == 0
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("SELECT count(*) FROM messages").fetchone() == (4,)


def test_vacuum_gives_room_back(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = SqliteConversationStore(database)
    chain(store, 400, session="s2")
    store.delete_session("s2").result(30)
    index_everything(store)
    store.close()
    before = database.stat().st_size
    assert main(["db", "vacuum"]) == 0
    assert database.stat().st_size < before
    assert " now" in capsys.readouterr().out
    again = SqliteConversationStore(database)
    assert again.path_length("s1") == 4
    again.close()


def test_a_database_in_use_can_be_copied_but_not_compacted(
    database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minimax_tui.cli.database_care._WAIT_S", 0.05)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert main(["db", "backup"]) == 0
        assert main(["db", "vacuum"]) == 1
    assert "Another program uses the database." in capsys.readouterr().err


@pytest.mark.parametrize("what", ["check", "backup", "vacuum", "size"])
def test_no_database(
    what: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MINIMAX_CHAT_HOME", str(tmp_path))
    assert main(["db", what]) == 1
    assert "There is no database yet" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_another_programs_file(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database.unlink()
    with closing(sqlite3.connect(database)) as other:
        other.execute("CREATE TABLE theirs (x)")
        other.commit()
    assert main(["db", "vacuum"]) == 1
    assert "no database of this program" in capsys.readouterr().err
    assert main(["db", "check"]) == 1


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (84_300_000, "84.3 MB"),
        (10**12, "1.0 TB"),
    ],
)
def test_sizes(count: int, words: str) -> None:
    assert size_words(count) == words


def test_a_database_that_is_locked_is_not_called_damaged(
    database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minimax_tui.cli.database_care._WAIT_S", 0.05)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert main(["db", "check"]) == 1
        said = capsys.readouterr()
        assert "Damaged" not in said.out
        assert "Another program uses the database." in said.err
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=DELETE")
        other.execute("BEGIN EXCLUSIVE")
        assert main(["db", "check"]) == 1
        assert "Damaged" not in capsys.readouterr().out


def test_a_later_versions_database_is_not_compacted(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert main(["db", "vacuum"]) == 1
    assert "later version" in capsys.readouterr().err


def test_all_copies_are_listed_and_those_of_others_not(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["db", "backup"]) == 0
    (database.parent / "backups" / "demo-2026-11-23.db").write_bytes(b"x")
    (database.parent / "conversations.db.backup-1").write_bytes(b"x")
    capsys.readouterr()
    assert main(["db", "size"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert not any("demo-" in line for line in lines)


def test_a_backup_never_replaces_the_database(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = database.with_name("link.db")
    link.symlink_to(database)
    before = database.read_bytes()
    for target in (database, link, database.parent / "."):
        assert main(["db", "backup", "--force", str(target)]) == 1
        assert "the database itself" in capsys.readouterr().err
    assert database.read_bytes() == before


def test_a_place_that_is_none_is_named(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del database
    assert main(["db", "backup", "~nobody-here/x.db"]) == 1
    assert "~nobody-here/x.db could not be written." in capsys.readouterr().err
