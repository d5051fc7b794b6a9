"""Stopping an answer, and prompts that wait for one."""

from __future__ import annotations

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.messages import MessageState
from tests.pilot.chat_program import Chat, Program

LONG = "words come and go " * 40


def stored_answer(chat: Chat) -> str:
    """The text of the newest stored answer."""
    assert chat.app.chat is not None
    message = chat.program.store.path(chat.app.chat.session_id)[-1]
    assert message.role == "assistant"
    assert message.state is MessageState.INTERRUPTED
    return "".join(str(block.get("text", "")) for block in message.blocks)


async def test_esc_stops_and_keeps_what_came(program: Program) -> None:
    program.answer(LONG, hold_after=20)
    async with program.start() as chat:
        await chat.send("Tell me")
        await chat.until("words come and go words")
        await chat.press("escape")
        await chat.until_idle()
        shown = chat.text()
        assert "words come and go words" in shown
        assert "esc stop" not in shown
        kept = stored_answer(chat)
        assert kept
        assert LONG.startswith(kept)


async def test_a_prompt_sent_meanwhile_waits_and_follows(program: Program) -> None:
    hold = program.answer("First answer.", hold_after=4)
    program.answer("Second answer.")
    async with program.start() as chat:
        await chat.send("One")
        await chat.until("First")
        await chat.send("Two")
        shown = await chat.until("1 prompt waits: Two")
        assert "❯ Two" not in shown
        assert len(chat.bodies) == 1
        hold.release()
        await chat.until("❯ Two", "Second answer.", gone="waits")
        await chat.until_idle()
        assert [m["role"] for m in chat.bodies[1]["messages"]] == ["user", "assistant", "user"]


async def test_esc_takes_a_waiting_prompt_back_before_it_stops(program: Program) -> None:
    hold = program.answer("First answer.", hold_after=4)
    async with program.start() as chat:
        await chat.send("One")
        await chat.until("First")
        await chat.send("Two")
        await chat.send("Three")
        await chat.until("2 prompts wait: Two")
        chat.composer.insert("draft")
        await chat.press("escape")
        shown = await chat.until(gone="wait:")
        assert chat.composer.text == "Two\n\nThree\n\ndraft"
        assert "esc stop" in shown
        hold.release()
        await chat.until_idle()
        assert len(chat.bodies) == 1
        assert "First answer." in chat.text()


async def test_f5_asks_again_and_the_first_answer_stays_a_sibling(program: Program) -> None:
    program.answer("An answer.")
    program.answer("Another answer.")
    async with program.start() as chat:
        await chat.ask("Tell me")
        await chat.press("f5")
        await chat.until("Another answer.")
        await chat.until_idle()
        assert chat.bodies[1]["messages"] == chat.bodies[0]["messages"]
        assert chat.app.chat is not None
        path = program.store.path(chat.app.chat.session_id)
        assert [message.role for message in path] == ["user", "assistant"]
        assert len(program.store.siblings(path[-1].id)) == 2


async def test_a_turn_that_is_over_before_it_is_seen_is_shown(program: Program) -> None:
    program.answer("First answer.")
    program.answer("Second answer.")
    async with program.start() as chat:
        await chat.ask("One")
        screen = chat.app.chat
        assert screen is not None
        tell, program.runner.on_change = program.runner.on_change, None
        assert tell is not None
        options = screen.turns.options()
        program.runner.send(screen.session_id, (text_block("Two"),), options)
        await chat.until_idle()
        assert "Second answer." not in chat.text()
        tell(screen.session_id)
        shown = await chat.until("❯ Two", "Second answer.")
        assert shown.count("First answer.") == 1
        assert "2 turns" in chat.title
