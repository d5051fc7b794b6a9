"""A paste that holds escape sequences and line ends types nothing and reaches no terminal."""

from __future__ import annotations

import pytest

from tests.terminal.conftest import Launch
from tests.terminal.pty_terminal import Terminal

HOSTILE = "ab\x1b]0;EVIL\x07cd\rsecond\x1b[5m\x9b31m\u202eend"
SHOWN = "␛[5m�31m�end"


@pytest.fixture
def chat(launch: Launch, endpoint: tuple[str, str]) -> Terminal:
    """The program, ready to be written in."""
    terminal = launch(*endpoint)
    terminal.wait_for("Message MiniMax-M3…")
    return terminal


def assert_harmless(written: bytes) -> None:
    """Asserts that no control of the paste was written."""
    for part in ("\x1b]0;", "\x1b[5m", "\x9b", "\u202e", "\x07"):
        assert part.encode() not in written


def test_the_composer_takes_it_as_one_text(chat: Terminal) -> None:
    before = len(chat.chunks)
    chat.paste(HOSTILE)
    chat.wait_for(r"ab␛\]0;EVIL␇cd")
    chat.wait_for("second" + SHOWN.replace("[", r"\["))
    assert_harmless(chat.raw(before))
    assert "New session" in chat.text()  # nothing was sent


@pytest.mark.parametrize("key", ["ctrl+f", "ctrl+l"])
def test_a_field_of_one_line_shows_symbols(chat: Terminal, key: str) -> None:
    chat.key(key)
    chat.wait_for("Find|Type to filter")
    before = len(chat.chunks)
    chat.paste(HOSTILE.replace("\r", " "))
    chat.wait_for("second" + SHOWN.replace("[", r"\["))
    assert_harmless(chat.raw(before))
