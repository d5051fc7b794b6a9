"""Searching earlier prompts with ctrl+r."""

from __future__ import annotations

from tests.pilot.chat_program import Program


async def test_an_earlier_prompt_is_found_and_taken(program: Program) -> None:
    program.answer("Yes.", times=2)
    async with program.start() as chat:
        await chat.ask("tell me about whales")
        await chat.press("ctrl+n")
        await chat.ask("tell me about ants")
        chat.composer.insert("half a thought")
        await chat.press("ctrl+r")
        await chat.until("Prompt history", "about ants", "about whales")
        await chat.type("whal")
        await chat.until("▸ tell me about whales")
        await chat.press("enter")
        assert chat.composer.text == "tell me about whales"
        assert chat.program.store.prompt_history()[0] == "half a thought"


async def test_what_ctrl_c_clears_is_in_the_history(program: Program) -> None:
    async with program.start() as chat:
        chat.composer.insert("never sent")
        await chat.press("ctrl+c", "ctrl+r")
        await chat.until("never sent", "take it")
