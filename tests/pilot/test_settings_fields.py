"""The settings panel's fields: what is pasted, long or wrong, also while the window changes."""

from __future__ import annotations

import pytest

from tests.pilot.chat_program import Chat, Program

LONG = "https://example.org/" + "a-long-way-" * 40 + "end"


async def edit(chat: Chat, typed: str) -> None:
    """Opens the field of the first setting found."""
    await chat.press("f2")
    await chat.until("Settings", "Type to find")
    await chat.type(typed)
    await chat.press("enter")
    await chat.until("keep it")


async def test_the_end_of_a_long_paste_is_in_sight(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        await edit(chat, "base")
        await chat.paste(LONG)
        await chat.until("a-long-way-end")
        await chat.press("enter")
        await chat.until("esc close")
        assert program.settings.text("base_url") == LONG
        await chat.press("enter")
        await chat.until("a-long-way-end", "keep it")


async def test_text_of_several_lines_is_written_pasted_and_kept(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        await edit(chat, "system")
        await chat.paste("First line.\nSecond line.")
        await chat.press("ctrl+j")
        await chat.type("Third.")
        await chat.pilot.resize_terminal(120, 40)
        await chat.until("First line.", "Third.")
        await chat.pilot.resize_terminal(60, 15)
        await chat.until("Third.", "enter keep it")
        await chat.press("enter")
        await chat.until("esc close")
        assert program.settings.text("system") == "First line.\nSecond line.\nThird."
        assert "First line. ⏎" in chat.text()


async def test_the_panel_is_used_while_an_answer_streams(program: Program) -> None:
    program.answer("A long answer. " * 200)
    async with program.start((120, 40)) as chat:
        await chat.send("Go")
        await edit(chat, "temperature")
        await chat.type("0.7")
        await chat.press("enter", "escape")
        await chat.until_idle()
        await chat.until("A long answer.")
        assert program.settings.number("temperature") == 0.7


# --- what goes before the file ---


def told(chat: Chat) -> str:
    """What is said of the highlighted row, on one line."""
    region = chat.app.screen.query_one("#side").region
    strips = chat.app.screen._compositor.render_strips()[region.y : region.bottom]
    lines = ("".join(part.text for part in s.crop(region.x, region.right)) for s in strips)
    return " ".join(" ".join(lines).replace("│", " ").split())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_goes_before_the_file_is_said_also_after_a_change(
    program: Program, size: tuple[int, int]
) -> None:
    async with program.start(size, retry_attempts=2) as chat:
        program.settings._environment["temperature"] = 0.4
        before = "At the next start MINIMAX_CHAT_TEMPERATURE goes before the file."
        await chat.press("f2")
        await chat.until("Type to find")
        await chat.type("temperature")
        await chat.until("· variable")
        assert before in told(chat)
        await chat.press("right")
        assert program.settings.number("temperature") == 0.5
        assert before in told(chat)
        await chat.press("home", "ctrl+k")
        await chat.type("tries")
        await chat.until("command line")
        assert "The command line goes before the file" in told(chat)
