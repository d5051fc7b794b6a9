"""The title of a session: by hand, by the model on demand, and by the model after an answer."""

from __future__ import annotations

import pytest

from minimax_tui.domain.errors import StorageBusy
from minimax_tui.domain.messages import Session
from tests.pilot.chat_program import Chat, Program


def title_by(chat: Chat) -> tuple[str, str]:
    assert chat.app.chat is not None
    session = chat.program.store.session(chat.app.chat.session_id)
    return session.title, session.title_by


async def slash(chat: Chat, line: str) -> None:
    await chat.type(line)
    await chat.press("enter")


async def test_a_session_is_renamed(program: Program) -> None:
    program.answer("The answer.")
    async with program.start() as chat:
        await slash(chat, "/rename Too early")
        await chat.until("This session has no message yet.")
        await chat.ask("First question")
        await slash(chat, "/rename A new name")
        await chat.until("A new name")
        assert "A new name" in chat.title
        assert title_by(chat) == ("A new name", "user")
        await slash(chat, "/rename")
        await chat.until("Rename the session")
        await chat.type("!")
        await chat.press("enter")
        await chat.until("A new name!")
        assert len(chat.bodies) == 1


async def test_a_session_that_cannot_be_read_is_not_called_empty(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.answer("The answer.")

    def busy(_: str) -> Session:
        raise StorageBusy()

    async with program.start() as chat:
        await chat.ask("First question")
        monkeypatch.setattr(program.store, "session", busy)
        await slash(chat, "/rename A new name")
        await chat.until("locked by another program", gone="has no message yet")
        monkeypatch.undo()


async def test_the_model_is_asked_on_demand(program: Program) -> None:
    program.answer("The answer.")
    program.answer("“A better title.”")
    async with program.start() as chat:
        await chat.ask("First question")
        await slash(chat, "/title")
        await chat.until("Title: A better title")
        assert title_by(chat) == ("A better title", "model")
        assert len(chat.bodies) == 2
        assert "First question" in str(chat.bodies[1]["messages"])
        await slash(chat, "/rename Mine")
        await chat.until("Mine")
        await slash(chat, "/title")
        await chat.until("You have named this session yourself.")
        assert title_by(chat) == ("Mine", "user")
        assert len(chat.bodies) == 2


async def test_the_setting_asks_after_the_first_answer(program: Program) -> None:
    program.answer("The answer.")
    program.answer("A better title")
    program.answer("Another answer.")
    async with program.start(title="model") as chat:
        await chat.ask("First question")
        await chat.until("A better title")
        await chat.ask("Second question")
        assert title_by(chat) == ("A better title", "model")
        assert len(chat.bodies) == 3


async def test_a_failure_stays_quiet_where_nobody_asked(program: Program) -> None:
    program.answer("The answer.")
    program.answer("   ")
    async with program.start(title="model") as chat:
        await chat.ask("First question")
        while len(chat.bodies) < 2:
            await chat.until("The answer.")
        await chat.ask("Second question")
        assert title_by(chat) == ("First question", "prompt")


async def test_the_demo_asks_for_none(program: Program) -> None:
    program.answer("The answer.")
    async with program.start(demo=True, title="model") as chat:
        await chat.ask("First question")
        await slash(chat, "/title")
        await chat.until("The demo has no model")
        assert len(chat.bodies) == 1
