"""The same session in two windows: the second one is asked what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.unsaved import PartlyUnsavedStore
from tests.pilot.chat_program import WAIT_S, Chat, Program


@pytest.fixture
def other(program: Program, tmp_path: Path) -> Iterator[SqliteConversationStore]:
    """Another program on the same database, which has the session `s1` open."""
    program.store.close()
    program.store = PartlyUnsavedStore(tmp_path / "conversations.db")
    program.add_session("s1", "Shared", "Hello", "Hi there", "How are you?", "Fine")
    program.add_session("s2", "Mine", "Another", "Answer")
    found = SqliteConversationStore(tmp_path / "conversations.db")
    assert found.claim_session("s1")
    found.save_draft("s1", "the other's draft").result(WAIT_S)
    yield found
    found.close()


async def choose(chat: Chat, words: str) -> None:
    await chat.until("“Shared” is open in another window", "Work on a copy", "Open it read-only")
    await chat.type(words)
    await chat.press("enter")
    await chat.until(gone="is open in another window\n")


async def test_a_copy(program: Program, other: SqliteConversationStore) -> None:
    program.answer("Answer to the copy.")
    async with program.start(resume_id="s1") as chat:
        await choose(chat, "copy")
        await chat.until("Shared (copy)", "❯ Hello", "Fine")
        assert "2 turns" in chat.title
        await chat.ask("And here?")
        texts = [m["content"][0]["text"] for m in chat.bodies[0]["messages"]]
        assert texts == ["Hello", "Hi there", "How are you?", "Fine", "And here?"]
    assert len(other.path("s1")) == 4
    assert other.sessions()[0].title == "Shared (copy)"
    assert other.draft("s1") == "the other's draft"


async def test_read_only_until_the_other_window_closes_it(
    program: Program, other: SqliteConversationStore
) -> None:
    program.answer("Now it is mine.")
    async with program.start(resume_id="s1") as chat:
        await choose(chat, "read-only")
        await chat.until("❯ Hello", "read-only", "Read-only: this session is open in another")
        await chat.type("not typed")
        assert chat.composer.text == ""
        await chat.press("ctrl+r")
        assert "Prompt history" not in chat.text()
        await chat.press("f5")
        await chat.until("Read-only: this session is open in another window.")
        assert chat.bodies == []
        assert chat.app.chat is not None
        chat.app.chat.sessions.look_again()
        assert chat.app.chat.sessions.read_only
        said = replace(
            other.message("s1-2"),
            id="s1-4",
            parent_id="s1-3",
            blocks=(text_block("Said in the other window"),),
        )
        other.add_message(said).result(WAIT_S)
        other.release_session("s1")
        chat.app.chat.sessions.look_again()
        await chat.until("The other window has closed this session", "Said in the other window")
        assert chat.composer.text == "the other's draft"
        assert "read-only" not in chat.status
        await chat.ask("!")
        assert len(chat.bodies) == 1


async def test_a_new_session_or_none(program: Program, other: SqliteConversationStore) -> None:
    del other
    async with program.start(resume_id="s2") as chat:
        await chat.until("❯ Another")
        for key, shown in (("escape", "❯ Another"), ("enter", "Try one of these")):
            await chat.press("ctrl+s")
            await chat.type("Shared")
            await chat.press("enter")
            await chat.until("Work on a copy")
            if key == "enter":
                await chat.type("new")
            await chat.press(key)
            await chat.until(shown, gone="Work on a copy")
            assert "read-only" not in chat.status


async def test_a_session_in_which_a_turn_runs_stays_ours(
    program: Program, other: SqliteConversationStore
) -> None:
    hold = program.answer("All of the answer.", hold_after=4)
    async with program.start(resume_id="s2") as chat:
        await chat.send("Go on")
        await chat.until("All of")
        await chat.press("ctrl+n")
        await chat.until("1 in the background")
        assert not other.claim_session("s2")
        hold.release()
        await chat.until("The answer in “Mine” is there.")
        assert other.claim_session("s2")
