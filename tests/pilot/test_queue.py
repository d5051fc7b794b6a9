"""Prompts that wait behind a streaming answer: shown, edited, removed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from minimax_tui.simulator.stream import Hold
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.pilot.chat_program import Chat, Program


@asynccontextmanager
async def waiting(
    program: Program, *prompts: str, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[tuple[Chat, Hold]]:
    """A program in which an answer streams and these prompts wait."""
    hold = program.answer("The first answer streams on.", hold_after=4)
    async with program.start(size) as chat:
        await chat.send("First")
        await chat.until("The first")
        for prompt in prompts:
            await chat.send(prompt)
        await chat.until(f"↳ {len(prompts)} prompt")
        yield chat, hold
        hold.release()


def queued(chat: Chat) -> list[str]:
    assert chat.app.chat is not None
    found = chat.program.runner.queued(chat.app.chat.session_id)
    return [str(prompt.blocks[0]["text"]) for prompt in found]


def asked(chat: Chat) -> list[str]:
    """The prompts of the newest request."""
    messages = chat.bodies[-1]["messages"]
    return [m["content"][0]["text"] for m in messages if m["role"] == "user"]


@pytest.mark.parametrize("opener", ["up", "/queue", "click"])
async def test_the_list_opens(program: Program, opener: str) -> None:
    async with waiting(program, "Second", "Third") as (chat, _):
        if opener == "click":
            await chat.click("2 prompts wait")
        elif opener == "up":
            await chat.press("up")
        else:
            await chat.send("/queue")
        shown = await chat.until("Prompts that wait")
        assert "1  Second" in shown
        assert "2  Third" in shown
        assert "ctrl+d remove" in shown
        await chat.press("escape")
        await chat.until(gone="Prompts that wait")
        assert queued(chat) == ["Second", "Third"]


async def test_a_prompt_that_was_edited_keeps_its_place(program: Program) -> None:
    async with waiting(program, "Second", "Third", "Fourth") as (chat, hold):
        for number in (2, 3, 4):
            program.answer(f"Answer {number}.")
        await chat.press("up", "down", "enter")
        await chat.until("↳ 2 prompts wait", gone="Prompts that wait")
        assert chat.composer.text == "Third"
        assert queued(chat) == ["Second", "Fourth"]
        await chat.type(", edited")
        await chat.press("enter")
        await chat.until("↳ 3 prompts wait")
        assert queued(chat) == ["Second", "Third, edited", "Fourth"]
        hold.release()
        await chat.until("Answer 4.")
        assert asked(chat) == ["First", "Second", "Third, edited", "Fourth"]


async def test_an_emptied_composer_has_no_place_in_the_queue(program: Program) -> None:
    async with waiting(program, "Second", "Third") as (chat, _):
        await chat.press("up", "enter")
        await chat.until("↳ 1 prompt waits", gone="Prompts that wait")
        await chat.press(*["backspace"] * len("Second"))
        await chat.send("Another one")
        await chat.until("↳ 2 prompts wait")
        assert queued(chat) == ["Third", "Another one"]


async def test_what_stood_in_the_composer_is_in_the_prompt_history(program: Program) -> None:
    async with waiting(program, "Second") as (chat, _):
        await chat.send("/queue")
        await chat.until("Prompts that wait")
        chat.composer.insert("half a thought")
        await chat.press("enter")
        await chat.until(gone="Prompts that wait")
        assert chat.composer.text == "Second"
        await chat.press("ctrl+r")
        await chat.until("half a thought")


async def test_prompts_are_removed(program: Program) -> None:
    async with waiting(program, "Second", "Third", "Fourth") as (chat, hold):
        await chat.press("up", "down", "ctrl+d")
        shown = await chat.until("2  Fourth")
        assert "Third" not in shown
        assert "▸  2  Fourth" in shown
        assert queued(chat) == ["Second", "Fourth"]
        await chat.press("ctrl+d", "ctrl+d")
        await chat.until(gone="Prompts that wait")
        assert queued(chat) == []
        assert "↳" not in chat.text()
        hold.release()
        await chat.until_idle()
        assert asked(chat) == ["First"]


async def test_the_list_follows_what_is_sent_meanwhile(program: Program) -> None:
    async with waiting(program, "Second", "Third") as (chat, hold):
        second = program.answer("The second answer streams on.", hold_after=4)
        await chat.press("up", "down")
        hold.release()
        shown = await chat.until("1  Third", gone="2  Third")
        assert "Prompts that wait" in shown
        await chat.press("enter")
        await chat.until(gone="Prompts that wait")
        assert chat.composer.text == "Third"
        second.release()


async def test_nothing_waits(program: Program) -> None:
    async with program.start() as chat:
        await chat.send("/queue")
        await chat.until("No prompt waits.")


@pytest.mark.parametrize("width", [40, 80])
async def test_the_line_fits_and_shows_no_control_code(program: Program, width: int) -> None:
    prompt = "\x1b[31mRed [/red] text 東京" + " and more" * 40
    async with waiting(program, prompt, size=(width, 24)) as (chat, _):
        line = chat.lines()[chat.line_of("↳ 1 prompt waits: ␛[31m")]
        assert line.endswith("↑ edits  esc takes back" if width == 80 else "↑ edits")
        await chat.pilot.resize_terminal(100, 24)
        await chat.until("esc takes back")
        longer = chat.lines()[chat.line_of("↳ 1 prompt waits: ␛[31mRed [/red] text 東京")]
        assert len(longer) > len(line)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (140, "waits for an answer that succeeds: Second  ↑ edits  f5 tries again  esc takes back"),
        (80, "↳ 1 prompt is on hold: Second  ↑ edits  f5 tries again  esc takes back"),
        (60, "↳ 1 prompt is on hold: Second  f5 tries again"),
        (40, "↳ 1 prompt is on hold:   ↑ edits"),
    ],
)
async def test_a_queue_that_stands_says_so(program: Program, width: int, line: str) -> None:
    async with waiting(program, "Second", size=(width, 30)) as (chat, _):
        assert "prompt waits: Second" in chat.text()
        assert chat.app.chat is not None
        assert chat.program.runner.stop(chat.app.chat.session_id)
        await chat.until(line)
        program.answer("Again.")
        program.answer("The second answer.")
        await chat.press("f5")
        await chat.until("The second answer.", gone="↳")


async def test_a_waiting_prompt_is_no_draft_of_the_composer(program: Program) -> None:
    async with waiting(program, "Second") as (chat, _):
        await chat.type("half a thought")
        session_id = chat.app.chat.session_id if chat.app.chat is not None else ""
        await chat.press("ctrl+n")
        await chat.until(gone="half a thought")
        program.store.save_draft("other", "").result(10)
        assert program.store.draft(session_id) == "Second\n\nhalf a thought"
        assert chat.app.chat is not None
        chat.app.chat.sessions.open(session_id)
        await chat.until("↳ 1 prompt waits: Second")
        assert chat.composer.text == "half a thought"


async def test_in_a_session_that_is_not_saved_no_waiting_prompt_is_either(
    program: Program,
) -> None:
    hold = program.answer("The first answer streams on.", hold_after=4)
    async with program.start() as chat:
        await chat.send("/nosave")
        await chat.until("not saved")
        await chat.send("First")
        await chat.until("The first")
        await chat.send("Second")
        await chat.until("↳ 1 prompt waits")
        assert chat.app.chat is not None
        session_id = chat.app.chat.session_id
        program.store.save_draft("other", "").result(10)
        assert program.store.draft(session_id) == "Second"
        assert SqliteConversationStore.draft(program.store, session_id) == ""
        hold.release()
