"""The export dialog: by keyboard and by mouse, into a file and onto the clipboard."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from minimax_tui.api.request import build_body
from minimax_tui.cli.sessions import options_for
from minimax_tui.exports.rendering import Surroundings
from minimax_tui.imports.sources import foreign_file
from tests.pilot.chat_program import Chat, Program

NAME = "cooking-rice-s1"


@pytest.fixture(autouse=True)
def exporting(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A session of two turns, exports as the command line sets them up, and a working folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    program.add_session("s1", "Cooking rice", "How long?", "Twelve minutes.", "Sure?", "Yes.")
    program.exports = lambda: Surroundings(
        lambda session: options_for(program.settings, session),
        build_body,
        lambda: "",
        lambda: ["sk-test"],
    )
    return folder


def names(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


async def opened(chat: Chat, said: str = "/export") -> str:
    """The dialog, in its session."""
    await chat.type(said)
    await chat.press("enter")
    return await chat.until("Format", "Into")


async def test_markdown_into_a_file(program: Program, exporting: Path) -> None:
    async with program.start(resume_id="s1") as chat:
        shown = await opened(chat)
        assert "● Markdown" in shown
        assert "● session   ○ branch   ○ turn 2" in shown
        assert f"{NAME}.md" in shown
        await chat.press("enter")
        await chat.until("Written:")
    text = (exporting / f"{NAME}.md").read_text(encoding="utf-8")
    assert 'title: "Cooking rice"' in text
    assert "Twelve minutes." in text


async def test_the_keys_change_what_is_exported(program: Program, exporting: Path) -> None:
    async with program.start(resume_id="s1") as chat:
        await opened(chat)
        await chat.press("right", "right")
        assert "● JSON" in chat.text()
        assert f"{NAME}.json" in chat.text()
        assert "Thinking  ●" not in chat.text()
        await chat.press("down", "left")
        assert "● turn 2" in chat.text()
        await chat.press("enter")
        await chat.until("Written:")
    path = exporting / f"{NAME}.json"
    [tree] = foreign_file(path).sessions(Counter())
    assert [message.blocks[0]["text"] for message in tree.messages] == ["Sure?", "Yes."]


async def test_a_format_is_named_with_the_command(program: Program, exporting: Path) -> None:
    async with program.start(resume_id="s1") as chat:
        await chat.type("/export p")
        assert "a script that sends the request again" in chat.text()
        await chat.press("enter")
        await chat.until("● Python")
        await chat.press("enter")
        await chat.until("Written:")
        await chat.type("/export pdf")
        await chat.press("escape", "enter")
        await chat.until("There is no such format: pdf")
    assert "'model': 'MiniMax-M3'" in (exporting / f"{NAME}.py").read_text(encoding="utf-8")


async def test_by_mouse_onto_the_clipboard(program: Program, exporting: Path) -> None:
    async with program.start(resume_id="s1") as chat:
        await opened(chat)
        await chat.click("○ HTML")
        await chat.click("○ clipboard")
        assert "● HTML" in chat.text()
        assert "Into" not in chat.text()
        await chat.press("enter")
        await chat.until("Copied")
        assert chat.app.clipboard.startswith("<!DOCTYPE html>")
    assert names(exporting) == []


async def test_a_file_is_replaced_only_after_a_question(program: Program, exporting: Path) -> None:
    path = exporting / f"{NAME}.md"
    path.write_text("before")
    async with program.start(resume_id="s1") as chat:
        await opened(chat)
        await chat.press("enter")
        await chat.until("Replace the file?")
        await chat.press("escape")
        await asyncio.sleep(0)
        assert path.read_text() == "before"
        await chat.until("Format", "Into", gone="Replace the file?")
        await chat.press("enter")
        await chat.until("Replace the file?")
        await chat.press("down", "enter")
        await chat.until("Written:")
    assert path.read_text(encoding="utf-8").startswith("---")


async def test_another_name_and_a_place_that_is_none(program: Program, exporting: Path) -> None:
    async with program.start(resume_id="s1") as chat:
        await opened(chat)
        await chat.press("up")
        await chat.press("ctrl+u")
        await chat.type("no/such/x.md")
        await chat.press("enter")
        shown = await chat.until("✗")
        assert "no/such/x.md" in shown, "what was entered stays"
        drawn = ("".join(part.text for part in line) for line in chat.dialog_strips())
        said = " ".join(" ".join(drawn).split())
        assert "could not be written. Give another place. No such file or directory" in said
        assert len(chat.app.screen_stack) == 2
        await chat.press("ctrl+u")
        await chat.type("x.md")
        await chat.until("Into", gone="✗")
        await chat.press("enter")
        await chat.until("Written:")
        assert len(chat.app.screen_stack) == 1
    assert names(exporting) == ["x.md"]


@pytest.mark.parametrize("size", [(200, 50), (80, 24), (60, 15), (40, 12)])
async def test_it_fits_every_window(program: Program, size: tuple[int, int]) -> None:
    async with program.start(size, resume_id="s1") as chat:
        await chat.type("/export")
        await chat.press("enter")
        await chat.until("Format", "Markdown")
        dialog = chat.app.screen.query_one("#dialog").region
        assert dialog.right <= size[0]
        assert dialog.bottom <= size[1]
        keys = chat.app.screen.query_one("#keys").region
        assert "esc" in chat.lines()[keys.y]
        await chat.press("escape")
        assert len(chat.app.screen_stack) == 1


async def test_an_empty_session_has_nothing_to_export(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("/export")
        await chat.press("enter")
        await chat.until("There is nothing to export yet.")
