"""What was begun in one session is not shown in the one that was opened meanwhile."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

import pytest

from minimax_tui.domain.errors import StorageError
from tests.pilot.chat_program import WAIT_S, Program


@pytest.fixture
def two(program: Program) -> Program:
    program.add_session("one", "One", "first", "answer one", "second", "answer two")
    program.add_session("two", "Two", "other", "answer other")
    return program


async def test_a_branch_that_is_stored_late_does_not_touch_another_session(
    two: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    late: Future[None] = Future()
    asked = asyncio.Event()

    def set_leaf(*_: str) -> Future[None]:
        asked.set()
        return late

    monkeypatch.setattr(two.store, "set_leaf", set_leaf)
    async with two.start(resume_id="one") as chat:
        await chat.until("answer two")
        screen = chat.app.chat
        assert screen is not None
        before = screen.presenter.messages[1]
        screen.branches.continue_here(before.id)
        await asyncio.wait_for(asked.wait(), WAIT_S)
        [work] = [worker for worker in screen.workers if worker.group == "branches"]
        screen.sessions.open("two")
        await chat.until("answer other")
        late.set_result(None)
        await work.wait()
        shown = await chat.until("answer other")
        assert "answer one" not in shown
        assert len(chat.app._notifications) == 0
        assert [message.session_id for message in screen.presenter.messages] == ["two", "two"]


async def test_a_title_that_cannot_be_kept_is_said_beside_another_session(
    two: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    late: Future[None] = Future()
    asked = asyncio.Event()

    def update_session(*_: str, **__: object) -> Future[None]:
        asked.set()
        return late

    monkeypatch.setattr(two.store, "update_session", update_session)
    async with two.start(resume_id="one") as chat:
        await chat.until("answer two")
        screen = chat.app.chat
        assert screen is not None
        screen.titles.rename("A name")
        [work] = [worker for worker in screen.workers if worker.group == "title"]
        screen.sessions.open("two")
        await chat.until("answer other")
        await asyncio.wait_for(asked.wait(), WAIT_S)
        late.set_exception(StorageError())
        await work.wait()
        await chat.pilot.pause()
        assert "notice:error" not in screen.conversation
        assert len(chat.app._notifications) == 1
