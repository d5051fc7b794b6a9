"""`/theme`: a theme by its name, completed as one types, or the next one."""

from __future__ import annotations

from tests.pilot.chat_program import Chat, Program


async def slash(chat: Chat, text: str) -> None:
    """Types a command and sends it."""
    await chat.type(text)
    await chat.press("enter")
    await chat.pilot.pause()


async def test_a_theme_is_taken_by_its_name(program: Program) -> None:
    async with program.start((120, 40)) as chat:
        await slash(chat, "/theme Dusk")
        await chat.until("Theme: Dusk")
        assert program.settings.text("theme") == "dusk"
        await slash(chat, "/theme")
        assert program.settings.text("theme") == "high-contrast-dark"
        await slash(chat, "/theme AUTO")
        assert program.settings.text("theme") == "auto"


async def test_a_name_that_no_theme_has_is_refused_with_all_there_are(program: Program) -> None:
    async with program.start((120, 40)) as chat:
        before = program.settings.text("theme")
        await slash(chat, "/theme midnight")
        await chat.until("There is no theme “midnight”", "paper")
        assert program.settings.text("theme") == before
        assert chat.bodies == []


async def test_names_are_completed(program: Program) -> None:
    async with program.start((120, 40)) as chat:
        await chat.type("/theme pap")
        await chat.until("paper")
        await chat.press("tab", "enter")
        await chat.until("Theme: ")
        assert program.settings.text("theme") == "paper"
