"""What was typed is there, or can be recalled, whatever is done around it."""

from __future__ import annotations

import asyncio
import time

import pytest
from textual import events

from minimax_tui.config.credentials import EnvironmentCredentials
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import StorageBusy
from minimax_tui.ui.editor import EditorFailed
from minimax_tui.ui.screens.confirm import Answer, ConfirmScreen
from tests.pilot.chat_program import WAIT_S, Chat, Program


async def recalled(chat: Chat, text: str) -> None:
    """Looks for a text in the prompt history."""
    await chat.press("ctrl+r")
    await chat.until("Prompt history", text)
    await chat.press("escape")


async def test_keys_from_before_the_first_screen_come_before_later_ones(program: Program) -> None:
    async with program.start() as chat:
        chat.app._early = [events.Key(early, early) for early in "earl"]
        for late in "iest":  # in the app's queue while the first ones are let go
            chat.app.post_message(events.Key(late, late))
        chat.app.release_early_keys()
        await chat.until("earliest")


async def test_a_clicked_example_leaves_the_draft_in_the_history(program: Program) -> None:
    program.answer("Here it is.")
    async with program.start() as chat:
        await chat.type("half a thought")
        await chat.click("Explain how merge sort works")
        await chat.until("Here it is.")
        assert chat.composer.text == ""
        await recalled(chat, "half a thought")


async def test_a_question_aside_that_was_not_asked_is_in_the_history(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("/btw what is a monad")
        await chat.press("ctrl+n")
        assert chat.composer.text == ""
        await recalled(chat, "/btw what is a monad")
        assert program.store.prompt_history() == []


async def test_what_was_just_typed_outlives_showing_the_same_session_again(
    program: Program,
) -> None:
    program.add_session("s1", "One", "Hello", "Hi")
    async with program.start(resume_id="s1") as chat:
        await chat.until("Hi")
        chat.composer.insert("/btw not on any disk")
        assert chat.app.chat is not None
        chat.app.chat.sessions.open("s1")
        await chat.pilot.pause()
        assert chat.composer.text == "/btw not on any disk"


async def test_a_draft_that_cannot_be_read_is_not_emptied(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.add_session("s1", "One", "Hello", "Hi")
    program.store.save_draft("s1", "kept").result(WAIT_S)

    def busy(_: str) -> str:
        raise StorageBusy()

    async with program.start() as chat:
        chat.composer.insert("of the new session")
        with monkeypatch.context() as patch:
            patch.setattr(program.store, "draft", busy)
            assert chat.app.chat is not None
            chat.app.chat.sessions.open("s1")
            await chat.until("Hello", "Hi")
        assert chat.composer.text == ""
        chat.app.chat.drafts.keep()
        await chat.press("ctrl+n")
        assert chat.composer.text == "of the new session"
    assert program.store.draft("s1") == "kept"


@pytest.fixture
def elsewhere() -> EnvironmentCredentials:
    """Credentials of another machine, by plain http."""
    environ = {"MINIMAX_API_KEY": "k", "MINIMAX_BASE_URL": "http://gateway.example/anthropic"}
    return EnvironmentCredentials(Settings(None, {}), environ)


async def test_a_question_aside_that_is_not_sent_unencrypted_comes_back(
    program: Program, elsewhere: EnvironmentCredentials
) -> None:
    async with program.start(credentials=elsewhere) as chat:
        await chat.send("/btw what is a monad")
        await chat.until("Send it unencrypted?")
        await chat.press("escape")
        await chat.until(gone="Send it unencrypted?")
        assert chat.composer.text == "/btw what is a monad"
        await chat.press("ctrl+c")
        chat.composer.insert("a draft")
        chat.app.chat.action_aside_ask("another question")  # type: ignore[union-attr]
        await chat.until("Send it unencrypted?")
        await chat.press("escape")
        await chat.until("a draft", gone="Send it unencrypted?")
        await recalled(chat, "/btw another question")


async def test_a_branch_that_waited_is_one_again_when_it_is_taken_back(program: Program) -> None:
    program.add_session("s1", "One", "Hello", "Hi")
    hold = program.answer("Slowly it comes.", hold_after=2)
    async with program.start(resume_id="s1") as chat:
        await chat.send("Go")
        await chat.until("esc stops")
        assert chat.app.chat is not None
        chat.app.chat.branches.edit("s1-0")
        assert chat.composer.text == "Hello"
        await chat.type(" you")
        await chat.press("enter")
        await chat.until("1 prompt waits")
        await chat.press("escape")
        await chat.until("editing an earlier prompt")
        assert chat.composer.text == "Hello you"
        below = chat.app.chat.branches.below_to_send()
        assert below is not None
        assert below.message_id is None
        hold.release()
        await chat.until_idle()


async def test_what_a_failed_editor_saved_is_in_the_history(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def edit(*_: object, **__: object) -> str | None:
        failed = EditorFailed()
        failed.saved = "saved before it failed"
        raise failed

    monkeypatch.setattr("minimax_tui.ui.editor.edit_in_editor", edit)
    async with program.start() as chat:
        await chat.press("ctrl+g")
        await chat.until("The editor could not be used.")
        assert chat.composer.text == ""
        await recalled(chat, "saved before it failed")


@pytest.mark.parametrize("key", ["f5", "f6"])
async def test_asking_again_while_an_answer_comes_says_why_not(program: Program, key: str) -> None:
    hold = program.answer("Slowly it comes.", hold_after=2)
    async with program.start() as chat:
        await chat.send("Go")
        await chat.until("esc stops")
        await chat.press(key)
        await chat.until("An answer is coming here")
        hold.release()
        await chat.until_idle()


@pytest.mark.parametrize("sent", [True, False])
async def test_quitting_asks_whatever_session_is_shown(program: Program, sent: bool) -> None:
    program.answer("Only in memory.")
    async with program.start() as chat:
        if sent:
            await chat.ask("Go")
            await chat.press("ctrl+n")
            await chat.until("Try one of these")
        else:
            await chat.type("half a thought")
        chat.app.services.storage_trouble = "The disk is full."
        chat.app.push_screen(ConfirmScreen("Another question?", "It is.", (Answer("no", "No"),)))
        await chat.until("Another question?")
        for _ in range(2):
            assert chat.app.is_running
            chat.app.chat.action_program_quit()  # type: ignore[union-attr]
            await chat.pilot.pause()
        assert chat.app.return_code == 0


def ticks(chat: Chat) -> bool:
    """Whether something wakes the screen a few times a second."""
    assert chat.app.chat is not None
    return chat.app.chat.turns._ticker is not None


async def test_the_spinner_rests_when_another_session_is_shown(program: Program) -> None:
    hold = program.answer("Slowly it comes.", hold_after=2)
    async with program.start() as chat:
        await chat.send("Go")
        await chat.until("esc stops")
        assert ticks(chat)
        await chat.press("ctrl+n")
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            if not ticks(chat):
                break
            await asyncio.sleep(0.005)
        assert not ticks(chat)
        hold.release()
        await chat.until_idle()
