"""Saved prompts on the screen: inserted, filled in, written, changed, deleted, put in force."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import TextArea

from minimax_tui.ui.prompt_placeholders import PlaceholderDialog
from minimax_tui.ui.screens.prompt_library import PromptList
from tests.pilot.chat_program import Chat, Program

REVIEW = """\
---
description: Reviews code like a colleague
---
Review this {{language=Python}}:

{{code}}
"""


@pytest.fixture
def prompts(program: Program) -> Path:
    """A folder with some prompts and system prompts."""
    folder = program.config_folder / "prompts"
    systems = program.config_folder / "systems"
    for one in (folder, systems):
        one.mkdir(parents=True)
    (folder / "review.md").write_text(REVIEW)
    (folder / "thanks.md").write_text("Thank you.\nThat was all.")
    (folder / "model.md").write_text("About models")
    (folder / "bad.md").write_bytes(b"\xff")
    (systems / "terse.md").write_text("Be terse.")
    return folder


async def _open(chat: Chat) -> None:
    await chat.send("/prompts")
    await chat.until("Saved prompts")
    assert isinstance(chat.app.screen, PromptList)


@pytest.mark.usefixtures("prompts")
async def test_a_prompt_is_inserted_by_its_name(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("/than")
        assert "/thanks" in await chat.until("Thank you.")
        await chat.press("tab")
        assert chat.composer.text == "/thanks"
        await chat.press("enter")
        assert chat.composer.text == "Thank you.\nThat was all."
        assert chat.bodies == []


@pytest.mark.usefixtures("prompts")
async def test_its_placeholders_are_asked_for(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        await chat.type("/review")
        await chat.until("Reviews code like a colleague")
        await chat.press("enter")
        await chat.until("language", "Python", "code")
        assert isinstance(chat.app.screen, PlaceholderDialog)
        await chat.press("ctrl+a", "ctrl+k")
        await chat.type("Go")
        await chat.press("enter")
        await chat.paste("a := 1\nb := {{code}}")
        await chat.press("enter")
        assert chat.composer.text == "Review this Go:\n\na := 1\nb := {{code}}"
        await chat.press("enter")
        await chat.until_idle()
        assert "Review this Go:" in str(chat.bodies[0]["messages"])


@pytest.mark.usefixtures("prompts")
async def test_what_stands_behind_the_name_is_taken_along(program: Program) -> None:
    async with program.start() as chat:
        chat.composer.insert("/review\na = 1\nb = 2")
        await chat.press("enter")
        await chat.until("language", "b = 2")
        await chat.press("enter", "enter")
        assert chat.composer.text == "Review this Python:\n\na = 1\nb = 2"
        chat.composer.take()
        await chat.send("/thanks Really.")
        assert chat.composer.text == "Thank you.\nThat was all.\n\nReally."


@pytest.mark.usefixtures("prompts")
async def test_leaving_the_placeholders_leaves_the_composer(program: Program) -> None:
    async with program.start() as chat:
        await chat.send("/review")
        await chat.until("language")
        await chat.click("other field")
        await chat.type("x")
        await chat.click("new line")
        await chat.type("y")
        assert isinstance(chat.app.screen, PlaceholderDialog)
        assert chat.app.screen.query("TextArea").last(TextArea).text == "x\ny"
        await chat.click("leave it")
        assert chat.composer.text == ""
        assert chat.bodies == []


@pytest.mark.usefixtures("prompts")
async def test_a_command_wins_and_a_bad_file_is_told(program: Program) -> None:
    async with program.start() as chat:
        await chat.send("/bad")
        await chat.until("prompts/bad.md cannot be used.", "It is no UTF-8 text.")
        assert chat.bodies == []
        chat.composer.take()
        await chat.send("/model")
        await chat.until("Type to filter, or the name of any other model")
        await chat.press("escape")
        await _open(chat)
        await chat.until("▲ prompts/bad.md", "“/model” is a command")
        await chat.press("enter")  # it is inserted from the list all the same
        assert chat.composer.text == "About models"


@pytest.mark.usefixtures("prompts")
async def test_what_is_no_prompt_is_sent(program: Program) -> None:
    async with program.start() as chat:
        await chat.ask("/usr/bin is full")
        assert "/usr/bin is full" in str(chat.bodies[0]["messages"])


@pytest.mark.usefixtures("prompts")
async def test_the_list_filters_previews_and_inserts_at_the_cursor(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        chat.composer.insert("Well. ")
        chat.app.screen.action_prompt_library()  # type: ignore[attr-defined]
        await chat.until("Saved prompts", "terse")
        await chat.type("that was")
        await chat.until("That was all.", gone="terse")
        await chat.press("enter")
        assert chat.composer.text == "Well. Thank you.\nThat was all."


@pytest.mark.usefixtures("prompts")
async def test_a_system_prompt_is_for_this_session(program: Program) -> None:
    async with program.start() as chat:
        await _open(chat)
        await chat.type("terse")
        await chat.press("enter")
        await chat.until("System prompt of this session: terse.")
        await chat.ask("hello")
        assert "Be terse." in str(chat.bodies[0]["system"])
        first = chat.app.chat.session_id if chat.app.chat else ""
        await chat.press("ctrl+n")
        await chat.ask("hello")
        assert "system" not in chat.bodies[1]
        assert chat.app.chat is not None
        chat.app.chat.sessions.open(first)
        await chat.ask("again")
        assert "Be terse." in str(chat.bodies[2]["system"])


async def test_the_composers_text_becomes_a_prompt(program: Program) -> None:
    folder = program.config_folder
    async with program.start() as chat:
        chat.composer.insert("Explain {{what}} to me")
        await chat.press("ctrl+p")
        await chat.type("saved prompts")
        await chat.press("enter")
        await chat.until("There is no prompt yet")
        await chat.press("ctrl+n")
        await chat.until("Save what stands in the composer")
        await chat.type("no name")
        await chat.until("A name is made of letters")
        await chat.press("ctrl+u")
        await chat.type("model")
        await chat.until("“/model” is a command")
        await chat.press("ctrl+u")
        await chat.type("explain")
        await chat.press("enter")
        await chat.until("Saved prompts", "/explain")
        assert (folder / "prompts" / "explain.md").read_text() == "Explain {{what}} to me\n"
        await chat.press("ctrl+n")
        await chat.type("explain")
        await chat.until("as a system prompt", gone="as a prompt, inserted")
        await chat.press("enter")
        await chat.until("system")
        assert (folder / "systems" / "explain.md").exists()


@pytest.mark.usefixtures("prompts")
async def test_a_new_prompt_is_the_highlighted_one(program: Program) -> None:
    async with program.start() as chat:
        chat.composer.insert("Last of all")
        await chat.press("ctrl+p")
        await chat.type("saved prompts")
        await chat.press("enter")
        await chat.until("/review")
        await chat.press("ctrl+n")
        await chat.type("zebra")
        await chat.press("enter")
        await chat.until("▸ /zebra")
        await chat.press("ctrl+d")
        await chat.until("zebra is in the trash")
        await chat.press("up", "ctrl+z")
        await chat.until("▸ /zebra")


async def test_deleted_and_brought_back(program: Program, prompts: Path) -> None:
    async with program.start() as chat:
        await _open(chat)
        await chat.type("thanks")
        await chat.click("ctrl+d")
        await chat.until("thanks is in the trash")
        assert not (prompts / "thanks.md").exists()
        await chat.press("ctrl+z")
        await chat.until("/thanks")
        assert (prompts / "thanks.md").exists()
        await chat.press("ctrl+z")
        await chat.until("The trash is empty.")


async def test_changed_in_the_editor(
    program: Program, prompts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    async def edit(_: object, text: str, **__: object) -> str:
        seen.append(text)
        return text.replace("colleague", "friend")

    monkeypatch.setattr("minimax_tui.ui.editor.edit_in_editor", edit)
    async with program.start() as chat:
        await _open(chat)
        await chat.type("review")
        await chat.press("ctrl+g")
        await chat.until("Reviews code like a friend")
        await chat.press("escape")
        await _open(chat)
        await chat.press("ctrl+n")  # nothing stands in the composer: the editor writes it
        await chat.until("New prompt, written in your editor")
        await chat.press("escape")
    assert seen == [REVIEW.removesuffix("\n")]
    assert (prompts / "review.md").read_text() == REVIEW.replace("colleague", "friend")


@pytest.mark.usefixtures("prompts")
async def test_by_a_key_of_ones_own(program: Program) -> None:
    program.settings_file.write_text('[keys]\n"prompt.use:thanks" = "ctrl+k"\n')
    async with program.start() as chat:
        await chat.press("ctrl+k")
        assert chat.composer.text == "Thank you.\nThat was all."
