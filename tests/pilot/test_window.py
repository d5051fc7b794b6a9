"""Windows of every size, resizing while an answer streams, and no colour."""

from __future__ import annotations

import pytest

from tests.pilot.chat_program import Program

SIZES = [(200, 50), (120, 40), (80, 24), (60, 15), (40, 10)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_conversation_at_every_size(program: Program, size: tuple[int, int]) -> None:
    program.answer("The answer is short.", thinking="A thought.")
    async with program.start(size, demo=True) as chat:
        shown = chat.text()
        assert "Message MiniMax-M3" in shown
        await chat.ask("Question")
        shown = chat.text()
        assert "The answer is short." in shown or size[1] == 10
        # The end of the answer, where the view follows.
        assert "simulation, not MiniMax" in shown.partition("\n")[2]
        assert chat.title.startswith("   Question")
        assert "…" not in chat.title
        assert "MiniMax-M3" in chat.status
        assert "simulation" in chat.status
        assert len(chat.lines()) == size[1]


async def test_resizing_while_an_answer_streams(program: Program) -> None:
    hold = program.answer("One two three four. " * 10, thinking="A thought. " * 5, hold_after=14)
    async with program.start((120, 40)) as chat:
        await chat.send("Question")
        await chat.until("One two")
        for size in ((80, 24), (40, 10), (200, 50), (120, 40)):
            await chat.pilot.resize_terminal(*size)
            await chat.pilot.pause()
        hold.release()
        await chat.until_idle()
        shown = chat.text()
        assert shown.count("One two three four.") >= 4
        assert "A thought." in shown


async def test_no_color_still_tells_what_is_chosen(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with program.start() as chat:
        assert chat.app.no_color
        await chat.press("ctrl+l", "down")
        shown = chat.text()
        assert "▸ 2 MiniMax-M2.7" in shown
        assert "MiniMax-M3 ●" in shown
        await chat.press("escape", "f2")
        assert "▸ Model" in chat.text()


async def test_notices_of_the_start_are_told(program: Program) -> None:
    async with program.start(notices=("settings.toml, line 3: [b]no such[/b] key",)) as chat:
        await chat.until("settings.toml, line 3: [b]no such[/b] key")
