"""The database's dialog: what it shows, and each thing that can be done with the database."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from minimax_tui.domain.database_care import CareResult, DatabaseState
from minimax_tui.storage.unsaved import PartlyUnsavedStore
from tests.pilot.chat_program import Chat, Program


@pytest.fixture
def on_disk(program: Program, tmp_path: Path) -> Path:
    """The program with a database on the disk, and a session in it."""
    path = tmp_path / "data" / "conversations.db"
    path.parent.mkdir()
    program.store.close()
    program.store = PartlyUnsavedStore(path)
    program.add_session("s1", "Cooking rice", "How long?", "Twelve minutes.")
    return path


async def opened(chat: Chat) -> str:
    chat.composer.insert("/db")
    await chat.press("enter")
    return await chat.until("Holds", "1 session, 2 messages")


async def test_what_it_shows_and_check(program: Program, on_disk: Path) -> None:
    async with program.start() as chat:
        shown = await opened(chat)
        assert str(on_disk)[:40] in shown.replace("\n", "")
        assert "none yet" in shown
        await chat.press("enter")
        await chat.until("✓ Everything is in order.")
        await chat.press("escape")
        await chat.until("Message MiniMax-M3", gone="Holds")


async def test_a_backup_by_mouse(program: Program, on_disk: Path) -> None:
    async with program.start() as chat:
        await opened(chat)
        await chat.click("Back up now")
        await chat.until("✓ Written:", "1 copy", "the newest: now")
        await chat.click("esc close")
        await chat.until("Message MiniMax-M3", gone="Holds")
    [copy] = (on_disk.parent / "backups").iterdir()
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM messages").fetchone() == (2,)


async def test_vacuum(program: Program, on_disk: Path) -> None:
    async with program.start() as chat:
        await opened(chat)
        await chat.press("up", "enter")
        await chat.until("before,", "now")
        program.store.database.wait_at_most(0.05)
        with closing(sqlite3.connect(on_disk, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await chat.press("enter")
            await chat.until("✗ Another program uses the database.", "Close other windows")


async def test_no_vacuum_while_an_answer_streams(program: Program, on_disk: Path) -> None:
    del on_disk
    hold = program.answer("Twelve minutes, they say.", hold_after=4)
    async with program.start() as chat:
        await chat.send("How long?")
        await chat.until("Twelve")
        chat.composer.insert("/db")
        await chat.press("enter")
        await chat.until("Holds")
        await chat.press("tab", "tab", "enter")
        await chat.until("✗ An answer streams.")
        await chat.press("tab", "enter")
        await chat.until("✓ Everything is in order.")
        await chat.press("escape")
        hold.release()
        await chat.until_idle()


async def test_nothing_is_on_the_disk(program: Program) -> None:
    program.add_session("s1", "Cooking rice", "How long?", "Twelve minutes.")
    async with program.start() as chat:
        shown = await opened(chat)
        assert "in memory: nothing is on the disk" in shown
        for _ in range(3):
            await chat.press("enter")
            await chat.until("✗ Nothing is on the disk")
            await chat.press("down")


class Waiting:
    """Looks after a database as slowly as a test wants."""

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def state(self) -> DatabaseState:
        return DatabaseState(Path("/x.db"), 1_000, 1, 2)

    def check(self) -> CareResult:
        self.go_on.wait(10)
        return CareResult("Damaged: \x1b[31mpage 7", well=False)

    back_up = vacuum = check


async def test_what_ends_after_the_dialog_is_told(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = Waiting()
    monkeypatch.setattr("tests.pilot.chat_program.OpenDatabaseCare", lambda _: waiting)
    async with program.start() as chat:
        await opened(chat)
        await chat.press("enter")
        await chat.until("Checking …")
        await chat.press("enter", "escape")
        await chat.until("Message MiniMax-M3", gone="Holds")
        waiting.go_on.set()
        await chat.until("Damaged: ␛[31mpage 7")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_it_fits_every_window(program: Program, on_disk: Path, size: tuple[int, int]) -> None:
    del on_disk
    async with program.start(size=size) as chat:
        await opened(chat)
        assert "esc close" in chat.text()
