"""A disk that fails, and databases that are not what they should be, through the real program."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from minimax_tui.simulator.server import Simulator
from tests.terminal.conftest import Launch
from tests.terminal.pty_terminal import Terminal
from tests.terminal.stored import databases, stored_messages

COMPOSER = "Message MiniMax-M3…"
FOOTER = r"MiniMax-M3 · .*\bin\b.* · .*\bout\b"
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux's")


def database(home: Path) -> Path:
    return home / "chat" / "data" / "conversations.db"


def ask(terminal: Terminal, prompt: str, answer: str) -> None:
    terminal.wait_for(COMPOSER)
    terminal.type(prompt)
    terminal.key("enter")
    terminal.wait_for(answer)
    terminal.wait_for(COMPOSER)


def quit_program(terminal: Terminal) -> None:
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert not terminal.screen.on_alternate


def texts(home: Path) -> list[str]:
    return [message.text for message in stored_messages(home)]


@pytest.fixture
def answers(simulator: Simulator) -> tuple[str, ...]:
    words = ("First answer.", "Second answer.", "Third answer.")
    for text in words:
        simulator.script([{"type": "text", "text": text}])
    return words


@contextmanager
def no_room(pid: int) -> Iterator[None]:
    """Inside it no file of the process can grow: the system refuses the write, as a full disk."""
    import resource

    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)  # type: ignore[attr-defined,unused-ignore]
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))  # type: ignore[attr-defined,unused-ignore]
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)  # type: ignore[attr-defined,unused-ignore]


@linux_only
@pytest.mark.usefixtures("answers")
def test_a_disk_without_room_is_said_and_all_is_stored_when_there_is_room(
    launch: Launch, endpoint: tuple[str, str], tmp_path: Path
) -> None:
    terminal = launch(*endpoint)
    ask(terminal, "one", "First answer")
    with no_room(terminal.pid):
        ask(terminal, "two", "Second answer")
        terminal.wait_for(r"(?i)could not be (stored|saved)|database|disk|no room")
        assert "two" not in texts(tmp_path)
    ask(terminal, "three", "Third answer")
    quit_program(terminal)
    assert texts(tmp_path) == [
        "one",
        "First answer.",
        "two",
        "Second answer.",
        "three",
        "Third answer.",
    ]


@pytest.mark.usefixtures("answers")
def test_a_folder_that_cannot_be_used_is_said_and_used_as_soon_as_it_can_be(
    launch: Launch, endpoint: tuple[str, str], tmp_path: Path
) -> None:
    data = database(tmp_path).parent
    data.parent.mkdir()
    data.write_text("a file in the place of the folder")
    terminal = launch(*endpoint)
    terminal.wait_for("data folder cannot be used")
    terminal.wait_for("not saved")
    ask(terminal, "one", "First answer")
    data.unlink()
    terminal.wait_for("everything is saved now")
    terminal.wait_gone("not saved")
    terminal.wait_until(lambda: texts(tmp_path) == ["one", "First answer."], "it is stored")
    ask(terminal, "two", "Second answer")
    quit_program(terminal)
    assert "Resume with" in terminal.text()
    assert texts(tmp_path) == ["one", "First answer.", "two", "Second answer."]


def test_a_session_that_cannot_be_had_is_an_error_and_no_new_session(
    launch: Launch, tmp_path: Path
) -> None:
    data = database(tmp_path).parent
    data.parent.mkdir()
    data.write_text("a file in the place of the folder")
    terminal = launch("--continue")
    assert terminal.wait_exit() == 1
    assert "cannot be used" in terminal.text()


@pytest.mark.usefixtures("answers")
def test_a_locked_database_is_said_and_all_is_stored_afterwards(
    launch: Launch, endpoint: tuple[str, str], tmp_path: Path
) -> None:
    terminal = launch(*endpoint)
    ask(terminal, "one", "First answer")
    with closing(sqlite3.connect(database(tmp_path), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        ask(terminal, "two", "Second answer")
        terminal.wait_for("locked by another program|does not answer")
        terminal.wait_for("not saved yet")
        other.execute("ROLLBACK")
    terminal.wait_for("everything is saved now")
    quit_program(terminal)
    assert texts(tmp_path) == ["one", "First answer.", "two", "Second answer."]


@pytest.mark.usefixtures("answers")
def test_a_database_that_is_locked_at_the_start_keeps_no_screen_waiting(
    launch: Launch, endpoint: tuple[str, str], tmp_path: Path
) -> None:
    first = launch(*endpoint)
    ask(first, "one", "First answer")
    quit_program(first)
    with closing(sqlite3.connect(database(tmp_path), isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        terminal = launch(*endpoint)
        assert terminal.wait_for(COMPOSER) < 3.0
        terminal.wait_for(r"locked by another\s+program")
        terminal.wait_for("not saved")
        ask(terminal, "two", "Second answer")
        other.execute("ROLLBACK")
    terminal.wait_for("everything is saved now")
    terminal.wait_gone("not saved")
    quit_program(terminal)
    assert "Resume with" in terminal.text()
    assert texts(tmp_path) == ["one", "First answer.", "two", "Second answer."]


def test_a_session_in_a_locked_database_is_waited_for_in_words(
    launch: Launch, tmp_path: Path
) -> None:
    path = database(tmp_path)
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        terminal = launch("--continue")
        terminal.wait_for("locked by another program")
        terminal.wait_for("Waiting for it")
        other.execute("ROLLBACK")
    assert terminal.wait_exit() == 1
    assert "no session to continue" in terminal.text()


@pytest.mark.parametrize("torn", [False, True], ids=["foreign", "torn"])
@pytest.mark.usefixtures("answers")
def test_what_is_no_database_is_set_aside_and_said(
    launch: Launch, endpoint: tuple[str, str], tmp_path: Path, torn: bool
) -> None:
    path = database(tmp_path)
    path.parent.mkdir(parents=True)
    content = b"my shopping list\n" * 300
    if torn:
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA page_size=4096")
            other.execute("CREATE TABLE messages (text)")
            other.execute("INSERT INTO messages VALUES (zeroblob(50000))")
            other.commit()
        content = path.read_bytes()[:9000]
    path.write_bytes(content)
    terminal = launch(*endpoint)
    terminal.wait_for("could not be read")
    terminal.wait_for(r"Nothing[\s▌]+was[\s▌]+deleted")
    ask(terminal, "one", "First answer")
    quit_program(terminal)
    (aside,) = path.parent.glob("conversations.db.broken-*")
    assert aside.read_bytes() == content
    assert "First answer." in texts(tmp_path)


def test_a_later_schema_is_refused_and_nothing_is_touched(launch: Launch, tmp_path: Path) -> None:
    first = launch("--demo")
    first.wait_for(COMPOSER)
    quit_program(first)
    (path,) = databases(tmp_path)
    with closing(sqlite3.connect(path)) as later:
        later.execute("PRAGMA user_version=4711")
    before = path.read_bytes()
    terminal = launch("--demo")
    assert terminal.wait_exit() == 1
    assert "4711" in terminal.text()
    assert "Traceback" not in terminal.text()
    assert len(terminal.text().strip().splitlines()) <= 4
    assert not terminal.screen.on_alternate
    assert terminal.echoes()
    assert path.read_bytes() == before


@pytest.mark.usefixtures("answers")
def test_a_folder_that_is_removed_while_it_runs_is_made_again_with_all_that_was_in_it(
    launch: Launch, endpoint: tuple[str, str], tmp_path: Path
) -> None:
    terminal = launch(*endpoint)
    ask(terminal, "one", "First answer")
    shutil.rmtree(tmp_path / "chat")
    ask(terminal, "two", "Second answer")
    terminal.wait_for("had been removed")
    whole = ["one", "First answer.", "two", "Second answer."]
    terminal.wait_until(lambda: texts(tmp_path) == whole, "everything is stored")
    quit_program(terminal)
    assert texts(tmp_path) == whole
    if os.name == "posix":
        assert database(tmp_path).stat().st_mode & 0o777 == 0o600
        assert database(tmp_path).parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("answers")
def test_the_same_session_in_two_windows(
    launch: Launch, endpoint: tuple[str, str], tmp_path: Path
) -> None:
    first = launch(*endpoint)
    ask(first, "one", "First answer")
    second = launch(*endpoint, "--continue")
    second.wait_for("is open in another window")
    second.key("enter")  # a copy
    second.wait_gone("is open in another window")
    second.wait_for("First answer")
    second.type("two")
    first.type("three")
    second.key("enter")
    first.key("enter")
    second.wait_for("(Second|Third) answer")
    first.wait_for("(Second|Third) answer")
    quit_program(first)
    quit_program(second)
    assert sorted(texts(tmp_path)) == sorted(
        ["one", "First answer."] * 2 + ["two", "three", "Second answer.", "Third answer."]
    )
    with closing(sqlite3.connect(database(tmp_path))) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
