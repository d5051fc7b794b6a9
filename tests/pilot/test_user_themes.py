"""A user's own theme: drawn again when its file is saved; a broken one never takes the screen."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events

from minimax_tui.config.paths import themes_dir
from tests.pilot.chat_program import Chat, Program

MINE = 'extends = "minimax-dark"\n[colors]\naccent = "{accent}"\n'
Write = Callable[[str], None]


@pytest.fixture
def folder(tmp_path: Path, program: Program) -> Path:
    """The user's own themes."""
    path = tmp_path / "themes"
    path.mkdir()
    program.theme_folders = (path, themes_dir())
    return path


@pytest.fixture
def write(folder: Path) -> Write:
    """Saves the theme `mine`, each time as later than before."""
    times = iter(range(1_000_000_000, 2_000_000_000, 1_000_000))

    def write(text: str) -> None:
        path = folder / "mine.toml"
        path.write_text(text, "utf-8")
        now = next(times)
        os.utime(path, ns=(now, now))

    return write


def accents(chat: Chat) -> set[str]:
    """The colours of all that is drawn on the screen."""
    return {
        part.style.color.get_truecolor().hex
        for strip in chat.strips()
        for part in strip
        if part.style is not None and part.style.color is not None
    }


def _looks_at_files(chat: Chat) -> bool:
    return chat.app._theme_timer is not None


async def look(chat: Chat) -> None:
    """As when the window is entered again."""
    chat.app.post_message(events.AppFocus())
    await chat.pilot.pause()
    await chat.pilot.pause()


async def test_a_saved_theme_is_drawn_at_once(program: Program, write: Write) -> None:
    write(MINE.format(accent="#12ab34"))
    async with program.start((80, 24), theme="mine") as chat:
        assert "#12ab34" in accents(chat)
        write(MINE.format(accent="#ab12cd"))
        await look(chat)
        assert "#ab12cd" in accents(chat)
        assert "#12ab34" not in accents(chat)


async def test_a_theme_in_force_is_looked_at_without_being_asked(
    program: Program, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minimax_tui.ui.themed_app.LOOK_AGAIN_S", 0.01)
    write(MINE.format(accent="#12ab34"))
    async with program.start((80, 24), theme="mine") as chat:
        write(MINE.format(accent="#ab12cd"))
        async with asyncio.timeout(10):
            while "#ab12cd" not in accents(chat):
                await chat.pilot.pause()


async def test_a_broken_theme_is_named_and_the_last_good_one_stays(
    program: Program, write: Write
) -> None:
    write(MINE.format(accent="#12ab34"))
    async with program.start((100, 30), theme="mine") as chat:
        write(MINE.format(accent="green"))
        await look(chat)
        shown = await chat.until("mine.toml", "line 3")
        assert "green" in shown
        assert "#12ab34" in accents(chat)
        assert len(chat.app._notifications) == 1
        await look(chat)
        assert len(chat.app._notifications) == 1, "it is said once"
        write(MINE.format(accent="#ab12cd"))
        await look(chat)
        assert "#ab12cd" in accents(chat)


async def test_a_theme_that_is_broken_at_the_start_is_taken_when_it_is_mended(
    program: Program, write: Write
) -> None:
    write("accent = ")
    async with program.start((100, 30), theme="mine") as chat:
        await chat.until("mine.toml")
        assert "#ff6a47" in accents(chat)
        write(MINE.format(accent="#ab12cd"))
        await look(chat)
        assert "#ab12cd" in accents(chat)


async def test_a_theme_that_vanishes_stays_in_force(
    program: Program, folder: Path, write: Write
) -> None:
    write(MINE.format(accent="#12ab34"))
    async with program.start((80, 24), theme="mine") as chat:
        (folder / "mine.toml").unlink()
        await look(chat)
        assert "#12ab34" in accents(chat)
        assert not chat.app._notifications


@pytest.mark.usefixtures("folder")
async def test_nothing_is_looked_at_while_a_shipped_theme_is_in_force(program: Program) -> None:
    async with program.start((80, 24), theme="dusk") as chat:
        assert not _looks_at_files(chat)


async def test_leaving_an_own_theme_ends_the_looking(program: Program, write: Write) -> None:
    write(MINE.format(accent="#12ab34"))
    async with program.start((80, 24), theme="mine") as chat:
        assert _looks_at_files(chat)
        program.settings.set("theme", "paper")
        chat.app.use_theme()
        await chat.pilot.pause()
        assert not _looks_at_files(chat)
        assert chat.app.theme == "paper"


@pytest.mark.parametrize(("said", "wanted"), [("0;15", "paper"), ("15;0", "dusk"), ("", "dusk")])
async def test_auto_takes_one_of_two(
    program: Program, monkeypatch: pytest.MonkeyPatch, said: str, wanted: str
) -> None:
    monkeypatch.setenv("COLORFGBG", said)
    async with program.start(
        (80, 24), theme="auto", theme_dark="dusk", theme_light="paper"
    ) as chat:
        assert chat.app.theme == wanted


async def test_without_colour_the_theme_is_of_no_account(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with program.start((80, 24), theme="paper") as chat:
        assert chat.app.theme == "terminal"
        await chat.press("ctrl+l")
        drawn = [part for strip in chat.strips() for part in strip if part.style is not None]
        assert {part.style.color for part in drawn if part.style} <= {None}
        assert {part.style.bgcolor for part in drawn if part.style} <= {None}
        chosen = next(part for part in drawn if "MiniMax-M3" in part.text)
        assert chosen.style is not None
        assert chosen.style.reverse
