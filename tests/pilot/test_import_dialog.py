"""The import dialog: by keyboard and mouse, with one session, many, and a broken file."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from minimax_tui.domain.importing import ImportProgress, ImportReport, ImportStopped, Progress
from tests.pilot.chat_program import Chat, Program
from tests.unit.imports.test_import_json import CONVERSATION


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with files to import."""
    found = tmp_path / "work"
    found.mkdir()
    (found / "my exports").mkdir()
    written(found / "my exports" / "one.json", [CONVERSATION])
    written(found / "many.json", [{**CONVERSATION, "conversation_id": f"c{n}"} for n in range(3)])
    (found / "broken.json").write_text('[{"mapping": {}, "id": "x"}, {"mapping": tru')
    monkeypatch.chdir(found)
    return found


def written(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")


async def say(chat: Chat, text: str) -> None:
    """Puts a line into the composer and sends it, past its menu."""
    chat.composer.insert(text)
    await chat.press("enter")


async def test_one_session_is_opened(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("/import")
        assert "Import conversations" in chat.text()
        await chat.press("enter")
        await chat.until("tab complete", "data export of ChatGPT")
        await chat.type("my")
        await chat.press("tab", "tab")
        await chat.until("my exports/one.json")
        await chat.press("enter")
        shown = await chat.until("Stored: 1 new session; 5 new messages.", "enter open the session")
        assert "one.json: ChatGPT's data export" in shown
        assert "In it: 1 session, 5 messages." in shown
        assert "1 × pictures that are not in the file" in shown
        await chat.press("enter")
        await chat.until("Second answer", gone="Import conversations")
        assert "Trees" in chat.title


async def test_several_sessions_are_shown_by_mouse(program: Program) -> None:
    async with program.start() as chat:
        await say(chat, "/import 'many.json'")
        await chat.until("Stored: 3 new sessions")
        await chat.click("enter show the sessions")
        shown = await chat.until("3 sessions", gone="Stored:")
        assert shown.count("Trees") >= 3
        await chat.press("escape")
        await say(chat, "/import many.json")
        await chat.until("Stored: 0 new sessions, 3 that were there already; 0 new messages.")
        await chat.click("esc close")
        await chat.until("Message MiniMax-M3", gone="Stored:")


async def test_where_a_file_broke_is_said(program: Program) -> None:
    async with program.start() as chat:
        await say(chat, "/import broken.json")
        await chat.until("✗ conversation 2, character 42", "Nothing of the file was stored.")
        assert program.store.count_sessions() == 0
        await chat.press(*["backspace"] * 20)
        await chat.until("data export of ChatGPT", gone="✗")
        await chat.type("none.json")
        await chat.press("enter")
        await chat.until("there is no such file")


async def test_names_that_fit_are_shown(program: Program, folder: Path) -> None:
    (folder / "many more.txt").touch()
    async with program.start() as chat:
        await say(chat, "/import")
        await chat.until("tab complete")
        await chat.type("m")
        await chat.press("tab")
        await chat.until("many more.txt   many.json   my exports/")
        await chat.type("a")
        await chat.press("tab")
        await chat.until("File   many", "many more.txt   many.json", gone="my exports/")
        await chat.type("xyz")
        await chat.press("tab")
        await chat.until("Nothing here begins so.")


class Slow:
    """An importer that says what it is told to, and waits in between."""

    def __init__(self) -> None:
        self.steps: list[ImportProgress] = []
        self.go_on = threading.Semaphore(0)
        self.done = threading.Event()

    def take_over(self, path: Path, told: Progress) -> ImportReport:
        report = ImportReport(path.name, "a test", sessions=10, messages=20)
        try:
            for step in self.steps:
                told(step)
                self.go_on.acquire(timeout=10)
                told(step)
        except ImportStopped:
            report.stopped = True
        finally:
            self.done.set()
        return report


async def test_progress_is_shown_and_esc_stops(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    slow.steps = [
        ImportProgress(storing=False, sessions=1_234, share=0.5),
        ImportProgress(storing=True, sessions=3, of=10),
    ]
    monkeypatch.setattr("tests.pilot.chat_program.StoreImporter", lambda _: slow)
    async with program.start() as chat:
        await say(chat, "/import x")
        await chat.until("Reading: 1,234 sessions", "50%", "esc stop")
        slow.go_on.release()
        await chat.until("Storing: 3 of 10", "30%")
        await chat.press("enter", "tab")  # nothing happens twice
        await chat.press("escape")
        slow.go_on.release()
        await chat.until("It was stopped.", "tab complete")
        await chat.press("escape")
        await chat.until("Message MiniMax-M3", gone="Import conversations")


async def test_the_end_of_the_program_stops_it(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    slow.steps = [ImportProgress(storing=True, sessions=1, of=9)] * 3
    monkeypatch.setattr("tests.pilot.chat_program.StoreImporter", lambda _: slow)
    async with program.start() as chat:
        await say(chat, "/import x")
        await chat.until("Storing: 1 of 9")
    slow.go_on.release()
    assert slow.done.wait(10)


async def test_the_session_shown_gets_what_is_new(program: Program, folder: Path) -> None:
    mapping = CONVERSATION["mapping"]
    small = {key: value for key, value in mapping.items() if key in ("root", "sys", "ctx", "u1")}
    written(folder / "small.json", [{**CONVERSATION, "mapping": small, "current_node": "u1"}])
    async with program.start() as chat:
        await say(chat, "/import small.json")
        await chat.until("1 new session; 1 new message")
        await chat.press("enter")
        await chat.until("Plot it")
        await say(chat, "/import 'my exports/one.json'")
        await chat.until("1 that has grown")
        await chat.press("escape")
        await chat.until("Second answer", gone="Import conversations")


async def test_a_run_that_saves_nothing_says_so(program: Program) -> None:
    async with program.start() as chat:
        assert chat.app.chat is not None
        chat.app.chat._services.saved = False
        await say(chat, "/import many.json")
        await chat.until("Stored: 3 new sessions", "This run saves nothing")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_it_fits_every_window(program: Program, size: tuple[int, int]) -> None:
    async with program.start(size=size) as chat:
        await say(chat, "/import many.json")
        await chat.until("Stored:", "esc close")
