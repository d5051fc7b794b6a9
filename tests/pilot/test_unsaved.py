"""Chats that are not saved: nothing of them is in any file."""

from __future__ import annotations

from pathlib import Path

import pytest

from minimax_tui.storage.unsaved import PartlyUnsavedStore
from tests.pilot.chat_program import Chat, Program

SECRETS = ("SECRETPROMPT", "SECRETANSWER", "SECRETTHOUGHT", "SECRETDRAFT", "SECRETCLEARED")


@pytest.fixture
def on_disk(program: Program, tmp_path: Path) -> Program:
    """The program with its database in a file."""
    program.store.close()
    program.store = PartlyUnsavedStore(tmp_path / "conversations.db")
    return program


def files_with(folder: Path, *words: str) -> list[tuple[str, str]]:
    """The files below a folder that hold one of these words, however it is encoded."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found += [(path.name, word) for word in words if word.encode() in data]
    return found


async def converse(chat: Chat, start: str) -> None:
    chat.program.answer("It is SECRETANSWER.", thinking="I think SECRETTHOUGHT.")
    await chat.send(start)
    await chat.ask("SECRETPROMPT and more")
    await chat.until("SECRETANSWER")
    await chat.type("SECRETCLEARED")
    await chat.press("ctrl+c")
    await chat.type("SECRETDRAFT")
    assert chat.app.chat is not None
    chat.app.chat.drafts.keep()


async def test_nothing_is_on_the_disk(on_disk: Program, tmp_path: Path) -> None:
    async with on_disk.start() as chat:
        await converse(chat, "/nosave")
        assert "not saved" in chat.status
        assert "SECRETPROMPT" in chat.title
        # The session can be come back to while the program runs, with its draft.
        await chat.press("ctrl+n")
        await chat.until("Try one of these")
        assert "not saved" not in chat.status
        assert chat.composer.text == ""
        await chat.press("ctrl+s", "enter")
        await chat.until("SECRETANSWER", "not saved")
        assert chat.composer.text == "SECRETDRAFT"
        await chat.press("up")
        assert files_with(tmp_path, *SECRETS) == []
    on_disk.store.close()
    assert files_with(tmp_path, *SECRETS) == []


async def test_the_search_would_find_it(on_disk: Program, tmp_path: Path) -> None:
    async with on_disk.start() as chat:
        await converse(chat, "/new")
        assert "not saved" not in chat.status
    on_disk.store.close()
    assert {word for _, word in files_with(tmp_path, *SECRETS)} == set(SECRETS)


async def test_a_waiting_prompt_becomes_no_draft_on_the_disk(
    on_disk: Program, tmp_path: Path
) -> None:
    hold = on_disk.answer("It is SECRETANSWER.", hold_after=3)
    async with on_disk.start() as chat:
        await chat.send("/nosave")
        await chat.send("SECRETPROMPT")
        await chat.until("esc stop")
        await chat.send("SECRETDRAFT")
        await chat.until("1 prompt waits")
    hold.release()
    on_disk.store.close()
    assert files_with(tmp_path, *SECRETS) == []


async def test_where_nothing_is_saved_anyway(program: Program) -> None:
    async with program.start() as chat:
        chat.app.services.saved = False
        await chat.send("/nosave")
        await chat.until("Nothing is saved anyway.", "not saved")
