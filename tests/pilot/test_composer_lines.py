"""The composer's lines: what begins a new one, how it grows, what it sends."""

from __future__ import annotations

from typing import Any

import pytest
from textual._xterm_parser import XTermParser
from textual.events import Key

from minimax_tui.ui.keymap import NEWLINE_KEYS, install_terminal_keys
from tests.pilot.composer_host import composing

NEWLINES = {
    "ctrl+j": "\n",
    "shift+enter, kitty protocol": "\x1b[13;2u",
    "shift+enter, xterm": "\x1b[27;2;13~",
    "alt+enter, legacy": "\x1b\r",
    "alt+enter, kitty protocol": "\x1b[13;3u",
    "alt+enter, xterm": "\x1b[27;3;13~",
    "ctrl+enter, kitty protocol": "\x1b[13;5u",
    "ctrl+enter, xterm": "\x1b[27;5;13~",
}


def keys_of(sequence: str) -> list[Key]:
    """The keys that Textual reads from what a terminal sends."""
    install_terminal_keys()
    return [event for event in XTermParser().feed(sequence) if isinstance(event, Key)]


@pytest.mark.parametrize("sequence", NEWLINES.values(), ids=NEWLINES.keys())
def test_what_terminals_send_for_a_new_line(sequence: str) -> None:
    assert [key.key in NEWLINE_KEYS for key in keys_of(sequence)] == [True]


def test_a_plain_enter_begins_no_line() -> None:
    assert [key.key for key in keys_of("\r")] == ["enter"]


async def test_newline_keys_begin_a_line_and_enter_sends() -> None:
    async with composing() as at:
        await at.press("a")
        for key in ("ctrl+j", "shift+enter", "alt+enter", "ctrl+enter"):
            await at.press(key)
        await at.key("shift+\r", "\r")
        await at.key("\r", "\r")
        await at.press("b")
        assert at.composer.text == "a" + "\n" * 6 + "b"
        await at.press("enter")
        assert at.app.sent == ["a" + "\n" * 6 + "b"]


async def test_a_line_that_ends_in_a_backslash_goes_on() -> None:
    async with composing() as at:
        at.composer.insert("one\\")
        await at.press("enter")
        await at.press("t")
        assert at.composer.text == "one\nt"
        assert at.app.sent == []
        at.composer.insert("wo \\ three")
        await at.press("enter")
        assert at.app.sent == ["one\ntwo \\ three"]


async def test_it_grows_to_ten_lines_and_shrinks() -> None:
    async with composing() as at:
        heights = []
        for _ in range(12):
            heights.append(at.composer.size.height)
            await at.press("ctrl+j")
        assert heights == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]
        at.composer.take()
        await at.pilot.pause()
        assert at.composer.size.height == 1


async def test_in_a_low_window_it_leaves_room() -> None:
    async with composing(size=(40, 10)) as at:
        at.composer.insert("\n" * 12)
        await at.pilot.pause()
        assert at.composer.size.height == 3


async def test_a_long_line_wraps_and_counts_cells() -> None:
    async with composing(size=(24, 24)) as at:
        at.composer.insert("汉字" * 10)  # 40 cells in a text of 20
        await at.pilot.pause()
        assert at.composer.size.height == 3
        assert "".join(at.lines()) == "汉字" * 10


async def test_wide_characters_and_what_input_methods_type() -> None:
    async with composing() as at:
        for char in "你好\u3000👩\u200d🚀 é\xa0x":
            for key in keys_of(char):
                await at.key(key.key, key.character)
        assert at.composer.text == "你好\u3000👩\u200d🚀 é\xa0x"
        await at.press("backspace")
        assert at.composer.text.endswith("\xa0")


async def test_a_question_mark_is_help_only_in_the_empty_composer() -> None:
    async with composing() as at:
        await at.press("question_mark")
        assert [type(message).__name__ for message in at.app.told] == ["HelpAsked"]
        assert at.composer.text == ""
        await at.press("a", "question_mark")
        assert at.composer.text == "a?"
        assert len(at.app.told) == 1


async def test_without_the_focus_no_cursor_and_no_timer() -> None:
    async with composing() as at:
        at.composer.insert("text")
        await at.pilot.pause()
        timer: Any = at.composer.blink_timer
        running = [timer._active.is_set()]
        cursors = [at.composer._draw_cursor]
        at.app.query_one("Input").focus()
        await at.pilot.pause()
        running.append(timer._active.is_set())
        cursors.append(at.composer._draw_cursor)
        assert running == [False, False]  # a paused timer wakes nothing
        assert cursors == [True, False]


async def test_a_model_name_is_no_markup_in_the_placeholder() -> None:
    async with composing() as at:
        at.composer.set_model("[/red][b]x")
        await at.pilot.pause()
        assert at.lines() == ["Message [/red][b]x…"]
