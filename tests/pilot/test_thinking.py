"""The thinking switch and the thinking pane, wide and narrow."""

from __future__ import annotations

from tests.pilot.chat_program import Program

THOUGHT = "Pondering deeply about it all. " * 12


async def test_the_switch_is_in_the_request_and_in_the_status_bar(program: Program) -> None:
    async with program.start() as chat:
        assert "MiniMax-M3  thinking adaptive" in chat.status
        await chat.ask("hello")
        await chat.press("ctrl+t")
        assert "MiniMax-M3  thinking off" in chat.status
        await chat.ask("hello")
        await chat.click("thinking off")
        assert "thinking adaptive" in chat.status
        await chat.ask("hello")
        kinds = [body["thinking"]["type"] for body in chat.bodies]
        assert kinds == ["adaptive", "disabled", "adaptive"]


async def test_a_model_that_always_thinks_has_no_switch(program: Program) -> None:
    async with program.start(model="MiniMax-M2.7") as chat:
        assert "MiniMax-M2.7  thinking always on" in chat.status
        await chat.press("ctrl+t")
        await chat.until("MiniMax-M2.7 always thinks: there is no switch.")
        assert "thinking always on" in chat.status
        await chat.ask("hello")
        assert "thinking" not in chat.bodies[0]


async def test_in_a_wide_window_the_pane_goes_beside_full_hidden(program: Program) -> None:
    program.answer("The answer.", thinking=THOUGHT)
    async with program.start((120, 40)) as chat:
        await chat.ask("Question")
        shown = chat.text()
        assert "┬── Thinking" in shown
        assert "Pondering deeply" in shown
        assert "The answer." in shown
        await chat.press("ctrl+o")
        shown = chat.text()
        assert "Pondering deeply" in shown
        assert "❯ Question" not in shown
        assert "┬" not in shown
        await chat.press("ctrl+o")
        shown = chat.text()
        assert "Pondering deeply" not in shown
        assert "The answer." in shown
        await chat.press("ctrl+o")
        assert "┬── Thinking" in chat.text()


async def test_in_a_narrow_window_thinking_folds_when_the_text_starts(program: Program) -> None:
    hold = program.answer("The answer.", thinking=THOUGHT, hold_after=20)
    async with program.start((80, 24)) as chat:
        await chat.send("Question")
        await chat.until("Pondering deeply")
        assert chat.app.chat is not None
        side = chat.app.chat.query_one("#thinking-side")
        panes = chat.app.chat.query_one("#panes")
        assert panes.size.height // 4 <= side.size.height <= panes.size.height // 2
        hold.release()
        await chat.until("The answer.")
        await chat.until_idle()
        shown = chat.text()
        assert side.size.height == 1
        assert "Pondering" not in shown
        assert "── Thinking · turn 1" in shown


async def test_in_a_narrow_window_ctrl_o_unfolds_and_goes_on(program: Program) -> None:
    program.answer("The answer.", thinking=THOUGHT)
    async with program.start((80, 24)) as chat:
        await chat.ask("Question")
        assert "Pondering" not in chat.text()
        await chat.press("ctrl+o")
        shown = chat.text()
        assert "Pondering" in shown
        assert "The answer." in shown
        await chat.press("ctrl+o")
        shown = chat.text()
        assert "Pondering" in shown
        assert "The answer." not in shown
        await chat.press("ctrl+o")
        assert "Pondering" not in chat.text()
        assert "The answer." in chat.text()


async def test_thinking_off_shows_none(program: Program) -> None:
    async with program.start(thinking="disabled") as chat:
        shown = await chat.ask("hello")
        assert "thought for" not in shown


async def test_the_panes_head_is_final_when_thinking_has_ended(program: Program) -> None:
    deltas = len(THOUGHT) // 10
    hold = program.answer("The answer " * 30, thinking=THOUGHT, hold_after=deltas + 12)
    async with program.start((120, 40)) as chat:
        await chat.send("Question")
        await chat.until("The answer", "turn 1 ·")
        assert chat.app.chat is not None
        live = chat.app.chat.presenter.live
        assert live is not None
        timings = live.turn.clock.timings()
        assert f"{timings.thinking_tokens} tokens" in chat.lines()[chat.line_of("turn 1 ·")]
        hold.release()
        await chat.until_idle()
