"""Sending a prompt, and what is on the screen while the answer comes and afterwards."""

from __future__ import annotations

from tests.pilot.chat_program import Program


async def test_a_prompt_is_answered_on_the_screen(program: Program) -> None:
    program.answer("The **answer** is 42.", thinking="Let me see.")
    async with program.start() as chat:
        shown = await chat.ask("What is it?")
        assert "❯ What is it?" in shown
        assert "The answer is 42." in shown
        assert "Let me see." in shown
        assert "1 turn" in chat.title
        assert chat.title.startswith("   What is it?")
        assert chat.composer.text == ""
    assert [m["content"][0]["text"] for m in chat.bodies[0]["messages"]] == ["What is it?"]


async def test_the_answer_is_drawn_while_it_streams(program: Program) -> None:
    hold = program.answer("first words " * 3 + "last words", hold_after=4)
    async with program.start() as chat:
        await chat.send("Go")
        shown = await chat.until("first word", "esc stop")
        assert "last words" not in shown
        hold.release()
        shown = await chat.until("last words")
        await chat.until(gone="writing")


async def test_the_next_request_holds_the_whole_conversation(program: Program) -> None:
    program.answer("One.", thinking="Thought one.")
    program.answer("Two.")
    async with program.start() as chat:
        await chat.ask("First?")
        await chat.ask("Second?")
        messages = chat.bodies[1]["messages"]
        assert [m["role"] for m in messages] == ["user", "assistant", "user"]
        kinds = [block["type"] for block in messages[1]["content"]]
        assert kinds == ["thinking", "text"]
        assert messages[1]["content"][0]["thinking"] == "Thought one."
        assert "2 turns" in chat.title


async def test_an_empty_prompt_is_not_sent(program: Program) -> None:
    async with program.start() as chat:
        await chat.press("enter")
        await chat.type("  ")
        await chat.press("enter")
        assert chat.bodies == []
        assert program.runner.running() == []
