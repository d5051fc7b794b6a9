"""The thinking switch and the thinking pane, wide and narrow."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.events import BlockDelta, BlockFinished, BlockStarted, BlockStopped
from minimax_tui.domain.messages import Message, MessageState
from minimax_tui.domain.tokens import estimate_tokens
from minimax_tui.engine.mailbox import Mailbox
from minimax_tui.engine.timing import TurnClock
from minimax_tui.engine.turn import Turn, TurnSnapshot
from tests.pilot.chat_program import WAIT_S, Program

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


class ScriptedTurn:
    """A running turn of which the test says what comes, and when."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.clock = TurnClock(lambda: self.now_s)
        self._mailboxes: list[Mailbox] = []

    def attach(self, mailbox: Mailbox) -> TurnSnapshot:
        self._mailboxes.append(mailbox)
        asked = (text_block("Question"),)
        prompt = Message("p", "s", None, "user", asked, MessageState.COMPLETE, 1.0)
        answer = Message("a", "s", "p", "assistant", (), MessageState.STREAMING, 1.0)
        return TurnSnapshot(prompt, answer, self.clock.phase)

    def detach(self, mailbox: Mailbox) -> None:
        self._mailboxes.remove(mailbox)

    def tell(self, event: BlockStarted | BlockDelta) -> None:
        self.clock.take(event)
        for mailbox in self._mailboxes:
            mailbox.put(event)

    def finish(self, index: int, block: Block) -> None:
        self.clock.take(BlockStopped(index))
        for mailbox in self._mailboxes:
            mailbox.put(BlockFinished(index, block))


async def test_the_panes_head_is_final_when_thinking_has_ended(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No pause between two changes of its numbers may be long enough.
    monkeypatch.setattr("minimax_tui.ui.thinking_pane.HEAD_EVERY_S", float("inf"))
    turn = ScriptedTurn()
    async with program.start((120, 40)) as chat:
        assert chat.app.chat is not None
        chat.app.chat.presenter.attach(cast(Turn, turn))
        turn.tell(BlockStarted(0, {"type": "thinking", "thinking": "", "signature": ""}))
        await chat.until("turn 1 · 0 tokens")
        turn.tell(BlockDelta(0, {"type": "thinking_delta", "thinking": THOUGHT}))
        await chat.until("Pondering deeply")
        assert "turn 1 · 0 tokens" in chat.text()
        turn.now_s = 4.2
        turn.finish(0, {"type": "thinking", "thinking": THOUGHT, "signature": "s"})
        tokens = estimate_tokens(THOUGHT)
        await chat.until(f"turn 1 · 4.2 s · {tokens} tokens")
        chat.app.chat.presenter.detach()


async def test_thinking_that_begins_again_moves_nothing_under_the_reader(program: Program) -> None:
    turn = ScriptedTurn()
    first = "".join(f"- thought {number}\n" for number in range(60))
    async with program.start((120, 40)) as chat:
        assert chat.app.chat is not None
        chat.app.chat.presenter.attach(cast(Turn, turn))
        pane = chat.app.chat.thinking
        turn.tell(BlockStarted(0, {"type": "thinking", "thinking": "", "signature": ""}))
        turn.tell(BlockDelta(0, {"type": "thinking_delta", "thinking": first}))
        await chat.until("thought 59")
        turn.finish(0, {"type": "thinking", "thinking": first, "signature": "s"})
        pane.show_start()
        await chat.until("thought 5")
        pane.scroll_relative(y=9, animate=False)
        shown = await chat.until("thought 10", gone="thought 0")
        place = chat.line_of("thought 10")
        turn.tell(BlockStarted(1, {"type": "thinking", "thinking": "Once ", "signature": ""}))
        turn.tell(BlockDelta(1, {"type": "thinking_delta", "thinking": "more."}))
        async with asyncio.timeout(WAIT_S):
            while pane.cells[-1].source != "Once more.":
                await chat.pilot.pause()
        assert chat.line_of("thought 10") == place, shown
        pane.follow()
        await chat.until("thought 59", "Once more.")
        chat.app.chat.presenter.detach()


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_one_line_parts_the_panes_from_the_composer(
    program: Program, size: tuple[int, int]
) -> None:
    program.answer("The answer.", thinking=THOUGHT)
    async with program.start(size) as chat:
        composer = chat.line_of("Message MiniMax-M3")
        assert chat.lines()[composer - 1] == "─" * size[0]
        await chat.ask("Question")
        assert "── Thinking · turn 1" in chat.lines()[composer - 1]
        assert not chat.lines()[composer - 2].startswith("─")
        await chat.press("ctrl+o")  # unfolded
        assert chat.lines()[composer - 1] == "─" * size[0]
        await chat.press("ctrl+o", "ctrl+o")  # hidden
        assert chat.lines()[composer - 1] == "─" * size[0]


async def test_a_tiny_window_has_the_line_without_the_thinking(program: Program) -> None:
    program.answer("The answer.", thinking=THOUGHT)
    async with program.start((60, 12)) as chat:
        await chat.ask("Question")
        assert "── Thinking" not in chat.text()
        assert chat.lines()[chat.line_of("Message MiniMax-M3") - 1] == "─" * 60
