"""Keys that the status bar and the dialogs name can be clicked."""

from __future__ import annotations

import pytest

from minimax_tui.ui.screens.key_line import KeyLine
from minimax_tui.ui.screens.settings.panel import SettingsPanel
from tests.pilot.chat_program import Chat, Program

LONG = "A sentence. " * 40


async def clicked_last(chat: Chat, text: str) -> None:
    """Clicks on the last line, which the status bar or a dialog's keys take."""
    await chat.pilot.click(offset=(chat.status.index(text), chat.app.size.height - 1))
    await chat.pilot.pause()


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_status_bar_is_clicked(program: Program, size: tuple[int, int]) -> None:
    async with program.start(size) as chat:
        await clicked_last(chat, "MiniMax-M3")
        await chat.until("Type to filter")
        await chat.press("escape")
        await clicked_last(chat, "adaptive")
        await chat.until("thinking off")
        await clicked_last(chat, "f1 help")
        await chat.until("Keys and commands")
        await chat.click("esc close")
        assert len(chat.app.screen_stack) == 1
        if size[0] >= 120:
            await clicked_last(chat, "settings")
            assert isinstance(chat.app.screen, SettingsPanel)


async def test_a_click_on_the_context_does_nothing(program: Program) -> None:
    async with program.start((120, 40)) as chat:
        await clicked_last(chat, " of 1M")
        assert len(chat.app.screen_stack) == 1
        assert "thinking adaptive" in chat.status


async def test_a_click_stops_the_answer(program: Program) -> None:
    program.answer(LONG, hold_after=20)
    async with program.start((80, 24)) as chat:
        await chat.send("hello")
        await chat.until("A sentence.", "esc stop")
        await clicked_last(chat, "stop")
        await chat.until(gone="esc stop")


async def test_the_keys_of_a_dialog_are_clicked(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        await chat.press("ctrl+l")
        await chat.type("m2.7")
        await chat.click("enter 1–9 choose")
        await chat.until("MiniMax-M2.7  thinking always on", gone="Type to filter")
        await chat.press("ctrl+l")
        await chat.click("esc close")
        assert len(chat.app.screen_stack) == 1


@pytest.mark.parametrize("size", [(120, 40), (60, 15)])
async def test_a_click_on_esc_closes_every_dialog(program: Program, size: tuple[int, int]) -> None:
    program.add_session("s1", "A session", "Hello", "Hi")
    async with program.start(size) as chat:
        for opener in ("f1", "f2", "ctrl+l", "ctrl+s", "ctrl+r", "/import", "/keys"):
            if opener.startswith("/"):
                await chat.type(opener)
                await chat.press("enter")
            else:
                await chat.press(opener)
            await chat.pilot.pause()
            assert len(chat.app.screen_stack) == 2, opener
            keys = chat.app.screen.query_one(KeyLine)
            line = chat.lines()[keys.region.y]
            await chat.pilot.click(offset=(line.index("esc ", keys.region.x), keys.region.y))
            await chat.until()
            assert len(chat.app.screen_stack) == 1, opener


async def test_the_keys_of_the_settings_are_clicked(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        await chat.press("f2")
        await chat.type("max_tokens")
        await chat.click("enter change")
        await chat.until("enter keep it")
        await chat.type("4321")
        await chat.click("enter keep it")
        await chat.until("4321  ", "enter change")
        await chat.click("← → step")
        await chat.until(gone="4321  ")
        await chat.click("ctrl+z undo")
        await chat.until("4321  ")
        await chat.click("esc close")
        assert len(chat.app.screen_stack) == 1
