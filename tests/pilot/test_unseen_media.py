"""A model that takes no pictures, in a session that has some: the user knows before sending."""

from __future__ import annotations

import time

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.messages import Message, MessageState
from tests.pilot.chat_program import WAIT_S, Program

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADU"
    "lEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def add_picture(program: Program) -> None:
    source = {"type": "base64", "media_type": "image/png", "data": PIXEL}
    picture = {"type": "image", "source": source}
    program.add_session("s1", "Pictures", "Hello", "Hi")
    program.store.add_message(
        Message(
            id="picture",
            session_id="s1",
            parent_id="s1-1",
            role="user",
            blocks=(picture, text_block("What is this?")),
            state=MessageState.COMPLETE,
            created_at=time.time(),
        )
    ).result(WAIT_S)


async def test_the_second_enter_sends(program: Program) -> None:
    add_picture(program)
    program.answer("A pixel.", times=2)
    async with program.start(resume_id="s1", model="MiniMax-M2.1") as chat:
        await chat.send("Tell me")
        await chat.until("MiniMax-M2.1 cannot see 1 picture or video", "enter again", "ctrl+l")
        assert chat.composer.text == "Tell me"
        assert chat.bodies == []
        await chat.press("enter")
        await chat.until("A pixel.")
        assert chat.composer.text == ""
        await chat.until_idle()
        await chat.ask("And now without a question")
        assert len(chat.bodies) == 2


async def test_trying_again_asks_too(program: Program) -> None:
    add_picture(program)
    program.answer("A pixel.")
    async with program.start(resume_id="s1", model="MiniMax-M2.1") as chat:
        await chat.press("f5")
        await chat.until("cannot see 1 picture")
        assert chat.bodies == []
        await chat.press("f5")
        await chat.until("A pixel.")


async def test_a_model_that_sees_is_asked_at_once(program: Program) -> None:
    add_picture(program)
    program.answer("A pixel.")
    async with program.start(resume_id="s1") as chat:
        await chat.ask("Tell me")
        assert "cannot see" not in chat.text()
        assert len(chat.bodies) == 1
