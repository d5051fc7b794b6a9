"""Vim's keys in the program: the composer's modes, the panes, and everything else as ever."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual import events

from minimax_tui.ui import keymap
from tests.pilot.chat_program import Program


@pytest.fixture(autouse=True)
def default_keys() -> Iterator[None]:
    """The keys in force are the program's, and outlive a test otherwise."""
    yield
    keymap.install(keymap.DEFAULT)


async def test_a_prompt_is_written_in_vims_modes(program: Program) -> None:
    program.answer("The answer.")
    async with program.start(editing="vim") as chat:
        assert "INSERT" in chat.status
        await chat.type("one two three")
        await chat.press("escape")
        assert "NORMAL" in chat.status
        await chat.type("bd")
        assert "NORMAL d" in chat.status
        await chat.type("wA")
        assert chat.composer.text == "one two "
        await chat.type("four")
        await chat.press("escape", "0")
        await chat.type("veey")
        assert "NORMAL" in chat.status
        await chat.type("$p")
        assert chat.composer.text == "one two fourone two"
        await chat.press("u", "ctrl+r")  # not the prompt history, which has this key else
        assert chat.composer.text == "one two fourone two"
        assert len(chat.app.screen_stack) == 1
        await chat.type("vb")
        assert "VISUAL" in chat.status
        await chat.press("ctrl+c")
        assert chat.app.clipboard == "two"
        await chat.press("escape")
        await chat.press("enter")
        await chat.until("❯ one two fourone two", "The answer.")
        assert "INSERT" in chat.status  # a new prompt
        await chat.until_idle()
        await chat.press("ctrl+r")
        await chat.until("Prompt history")


async def test_esc_leaves_insert_mode_first_then_does_what_it_does(program: Program) -> None:
    program.answer("words come " * 40, hold_after=8)
    async with program.start(editing="vim") as chat:
        await chat.send("Question")
        await chat.until("words come")
        await chat.press("escape")
        assert chat.program.runner.running()
        await chat.press("escape")
        await chat.until("Interrupted.")


async def test_composed_and_pasted_text_is_never_lost(program: Program) -> None:
    async with program.start(editing="vim") as chat:
        await chat.type("你好")
        await chat.paste("世界")
        await chat.press("escape", "A")
        await chat.press("escape")
        await chat.type("再见dw")  # what an input method sends in normal mode is text
        assert chat.composer.text == "你好世再见dw界"
        await chat.press("escape")
        await chat.paste("dd")
        assert "dd" in chat.composer.text


async def test_the_prompt_history_and_commands_are_reached_in_normal_mode(
    program: Program,
) -> None:
    async with program.start(editing="vim") as chat:
        await chat.type("first")
        await chat.press("ctrl+c")
        await chat.type("now")
        await chat.press("escape", "k")
        assert chat.composer.text == "first"
        await chat.press("j")
        assert chat.composer.text == "now"
        await chat.type("dd/th")
        assert "▸ /think" in chat.text()
        await chat.press("escape")  # closes the menu first
        assert "INSERT" in chat.status
        await chat.press("escape")
        await chat.type("dd")
        await chat.type("?")
        await chat.type("doubled")
        await chat.until("Vim in the composer", "d c y")


async def test_a_letter_right_after_esc_is_no_key_with_alt(program: Program) -> None:
    async with program.start(editing="vim") as chat:
        await chat.type("one two")
        chat.app.post_message(events.Key("alt+b", "b"))  # what terminals send for both at once
        await chat.pilot.pause()
        await chat.type("x")
        assert "NORMAL" in chat.status
        assert chat.composer.text == "one wo"


async def test_chips_are_deleted_whole(program: Program) -> None:
    async with program.start(editing="vim") as chat:
        await chat.type("a ")
        await chat.paste("x" * 3_000)
        await chat.type(" b")
        await chat.press("escape")
        await chat.type("0wdw")
        assert "pasted text" not in chat.composer.text
        await chat.press("u")
        assert len(chat.composer.whole_text) == 3_004


async def test_panes_take_vims_keys_and_find_goes_on(program: Program) -> None:
    program.answer("\n\n".join(f"Paragraph {n} has a needle." for n in range(60)))
    async with program.start((80, 24), editing="vim") as chat:
        await chat.ask("Question")
        await chat.press("tab", "g")
        assert "❯ Question" in chat.text()
        await chat.press("ctrl+d")
        assert "❯ Question" not in chat.text()
        await chat.press("ctrl+u")
        assert "❯ Question" in chat.text()
        await chat.press("G")
        assert "Paragraph 59" in chat.text()
        await chat.press("ctrl+f")
        await chat.type("needle")
        await chat.until("of 60")
        await chat.press("escape", "tab")
        await chat.press("n")
        await chat.until("60 of 60")
        await chat.press("N")
        await chat.until("59 of 60")
        await chat.press("n")
        await chat.until("60 of 60")


async def test_the_setting_holds_at_once(program: Program) -> None:
    async with program.start() as chat:
        assert chat.app.chat is not None
        await chat.type("one two")
        chat.app.chat.change_setting("editing", "vim")
        await chat.press("escape")
        await chat.type("bx")
        assert chat.composer.text == "one wo"
        chat.app.chat.change_setting("editing", "default")
        await chat.type("x")
        assert chat.composer.text == "one xwo"
        assert "NORMAL" not in chat.status
