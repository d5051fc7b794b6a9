"""What is set for one session: it is there again when the session is, and nowhere else."""

from __future__ import annotations

import tomllib

import pytest

from minimax_tui.domain.messages import Session
from tests.pilot.chat_program import WAIT_S, Chat, Program


async def set_for_session(chat: Chat, typed: str, value: str) -> None:
    """Gives a setting a value for the session shown, in the panel."""
    await chat.press("f2", "tab")
    await chat.paste(typed)
    await chat.press("enter")
    await chat.paste(value)
    await chat.press("enter", "escape")


async def open_session(chat: Chat, title: str) -> None:
    await chat.press("ctrl+s")
    await chat.type(title)
    await chat.press("enter")


def stored(program: Program, title: str) -> Session:
    program.store.writer.submit(lambda _: None).result(WAIT_S)
    [found] = [one for one in program.store.sessions() if one.title == title]
    return found


async def test_it_comes_back_with_the_session_and_is_sent(program: Program) -> None:
    program.add_session("s2", "Another", "Hello", "Hi")
    async with program.start() as chat:
        await set_for_session(chat, "temp", "0.5")  # before anything is sent in it
        await chat.ask("First question")
        assert stored(program, "First question").settings == {"temperature": 0.5}
        await set_for_session(chat, "longest", "999")
        await open_session(chat, "Another")
        assert program.settings.number("temperature") is None
        await open_session(chat, "First")
        assert program.settings.origin("temperature") == "session"
        await chat.ask("again")
        assert (chat.bodies[-1]["temperature"], chat.bodies[-1]["max_tokens"]) == (0.5, 999)
        session_id = stored(program, "First question").id
    async with program.start(resume_id=session_id) as chat:
        await chat.ask("at the next start")
        assert (chat.bodies[-1]["temperature"], chat.bodies[-1]["max_tokens"]) == (0.5, 999)
        await chat.press("ctrl+n")
        await chat.ask("in a new one")
        assert "temperature" not in chat.bodies[-1]
    assert stored(program, "in a new one").settings == {}
    assert not program.settings_file.exists()


async def test_a_value_from_the_command_line_goes_before_and_changes_nothing(
    program: Program,
) -> None:
    program.add_session("s1", "One", "Hello", "Hi")
    program.store.update_session("s1", settings={"temperature": 0.5, "top_p": 0.25})
    async with program.start(resume_id="s1", temperature=1.5) as chat:
        await chat.ask("again")
        assert (chat.bodies[0]["temperature"], chat.bodies[0]["top_p"]) == (1.5, 0.25)
    assert stored(program, "One").settings == {"temperature": 0.5, "top_p": 0.25}


async def test_what_a_later_version_put_there_is_not_lost(program: Program) -> None:
    program.add_session("s1", "One", "Hello", "Hi")
    later = {"mood": ["good"], "top_p": "the best", "max_tokens": 10}
    program.store.update_session("s1", settings=later)
    async with program.start(resume_id="s1") as chat:
        await set_for_session(chat, "temp", "0.5")
        assert stored(program, "One").settings == later | {"temperature": 0.5}
        await set_for_session(chat, "top p", "0.25")
        assert stored(program, "One").settings == later | {"temperature": 0.5, "top_p": 0.25}


async def test_what_is_taken_back_is_not_kept(program: Program) -> None:
    program.add_session("s1", "One", "Hello", "Hi")
    async with program.start(resume_id="s1") as chat:
        await set_for_session(chat, "temp", "0.5")
        assert stored(program, "One").settings == {"temperature": 0.5}
        await chat.press("f2", "tab")
        await chat.paste("temp")
        await chat.press("ctrl+r")
        assert stored(program, "One").settings == {}
        await chat.press("ctrl+z")
        assert stored(program, "One").settings == {"temperature": 0.5}
        await chat.press("tab", "enter")  # for every session
        await chat.paste("1.25")
        await chat.press("enter", "escape")
        assert stored(program, "One").settings == {}
    assert tomllib.loads(program.settings_file.read_text()) == {"temperature": 1.25}


async def test_a_sessions_own_system_prompt_and_one_that_has_none(program: Program) -> None:
    program.settings_file.write_text('system = "For all."\n')
    program.add_session("s1", "One", "Hello", "Hi")
    async with program.start(resume_id="s1") as chat:
        await set_for_session(chat, "system", " Here.")
        assert stored(program, "One").system == "For all. Here."
        await chat.press("ctrl+n")
        program.settings.set("system", "", session_only=True)
        assert chat.app.chat is not None
        chat.app.chat.setting_changed("system")
        await chat.ask("Without")
        assert "system" not in chat.bodies[-1]
        await open_session(chat, "One")
        await chat.ask("again")
        assert chat.bodies[-1]["system"] == "For all. Here."
        await open_session(chat, "Without")
        await chat.ask("again")
        assert "system" not in chat.bodies[-1]


async def test_of_an_unsaved_session_it_is_kept_in_memory(program: Program) -> None:
    program.add_session("s1", "One", "Hello", "Hi")
    async with program.start() as chat:
        assert chat.app.chat is not None
        chat.app.chat.sessions.start_unsaved()
        await set_for_session(chat, "temp", "0.5")
        await chat.ask("Secret")
        await set_for_session(chat, "top p", "0.25")
        await open_session(chat, "One")
        await open_session(chat, "Secret")
        await chat.ask("again")
        assert (chat.bodies[-1]["temperature"], chat.bodies[-1]["top_p"]) == (0.5, 0.25)


async def test_a_copy_has_it_too(program: Program) -> None:
    program.add_session("s1", "One", "Hello", "Hi")
    async with program.start(resume_id="s1") as chat:
        await set_for_session(chat, "temp", "0.5")
        copied = program.store.copy_session("s1", "copy", title="Copy", at=1.0)
        copied.result(WAIT_S)
        await open_session(chat, "Copy")
        await chat.ask("again")
        assert chat.bodies[-1]["temperature"] == 0.5


# --- taking a change back in the panel ---


@pytest.mark.parametrize("text", ["", "temperature = 0.1\n"])
async def test_undo_over_the_command_line_leaves_the_file_as_it_was(
    program: Program, text: str
) -> None:
    program.settings_file.write_text(text)
    async with program.start(temperature=0.5) as chat:
        await chat.press("f2")
        await chat.paste("temp")
        await chat.press("enter")
        await chat.paste("1.5")
        await chat.press("enter")
        assert "temperature = 1.5" in program.settings_file.read_text()
        await chat.press("ctrl+z")
        assert "from     the command line" in chat.text()
        assert program.settings.origin("temperature") == "command line"
    assert program.settings.number("temperature") == 0.5
    assert tomllib.loads(program.settings_file.read_text()) == tomllib.loads(text)
