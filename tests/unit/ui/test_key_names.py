"""Keys as people write them, as Textual calls them, and what terminals can send."""

from __future__ import annotations

import string

import pytest
from textual.keys import _character_to_key

from minimax_tui.ui.key_names import (
    canonical,
    key_words,
    needs_kitty,
    parse_key,
    speaks_kitty,
    types_text,
    why_never_sent,
)

WRITTEN = {
    "ctrl+k": "ctrl+k",
    "Ctrl+K": "ctrl+k",
    "C-k": "ctrl+k",
    "shift+ctrl+k": "ctrl+shift+k",
    "alt+K": "alt+shift+k",
    "shift+g": "G",
    "esc": "escape",
    "PgUp": "pageup",
    "page down": "pagedown",
    "Return": "enter",
    "ctrl+space": "ctrl+@",
    "shift+f5": "f17",
    "?": "question_mark",
    "+": "plus",
    "ctrl++": "ctrl+plus",
    "-": "minus",
    "ctrl+-": "ctrl+minus",
    "ctrl+]": "ctrl+right_square_bracket",
    "cmd+k": "super+k",
}


@pytest.mark.parametrize(("written", "key"), WRITTEN.items())
def test_a_key_is_read_as_people_write_it(written: str, key: str) -> None:
    assert parse_key(written) == key


@pytest.mark.parametrize("written", ["", "  ", "foo", "ctrl+", "ctrl+foo", "f25", "hold+k", "a b"])
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        parse_key(written)


@pytest.mark.parametrize(
    "sign", [*sorted(set(string.printable) - set(string.whitespace)), "é", "好"]
)
def test_every_character_is_a_key_that_types_it(sign: str) -> None:
    key = sign if sign.isalnum() else _character_to_key(sign)
    assert parse_key(sign) == key
    assert key_words(key) == sign
    assert types_text(key)


@pytest.mark.parametrize("key", sorted(WRITTEN.values()))
def test_what_is_shown_is_read_again(key: str) -> None:
    assert parse_key(key_words(key)) == key


@pytest.mark.parametrize("key", ["up", "f5", "enter", "tab", "backspace", "pageup", "ctrl+k"])
def test_other_keys_type_nothing(key: str) -> None:
    assert not types_text(key)


@pytest.mark.parametrize(
    ("written", "other"), [("ctrl+i", "tab"), ("ctrl+m", "enter"), ("ctrl+h", "backspace"),
                           ("ctrl+[", "esc")],
)  # fmt: skip
def test_keys_that_terminals_send_alike_are_named(written: str, other: str) -> None:
    assert other in why_never_sent(parse_key(written))


def test_other_keys_can_be_sent() -> None:
    for written in ("ctrl+k", "f5", "alt+up", "ctrl+@", "shift+tab", "ctrl+]", "ctrl+shift+k"):
        assert why_never_sent(parse_key(written)) == ""


@pytest.mark.parametrize(
    "written", ["ctrl+1", "ctrl+shift+k", "ctrl+tab", "ctrl+enter", "shift+enter", "ctrl+,",
                "super+k", "ctrl++"],
)  # fmt: skip
def test_some_keys_need_the_kitty_protocol(written: str) -> None:
    assert needs_kitty(parse_key(written))


@pytest.mark.parametrize(
    "written", ["ctrl+k", "ctrl+\\", "ctrl+_", "ctrl+space", "alt+enter", "alt+x", "f9", "shift+f9",
                "ctrl+left", "ctrl+shift+left", "shift+tab", "K", "enter"],
)  # fmt: skip
def test_others_do_not(written: str) -> None:
    assert not needs_kitty(parse_key(written))


def test_the_environment_tells_of_the_kitty_protocol() -> None:
    assert speaks_kitty({"TERM": "xterm-kitty"})
    assert speaks_kitty({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"})
    assert not speaks_kitty({"TERM": "xterm-256color"})
    assert not speaks_kitty({"TERM": "tmux-256color", "TERM_PROGRAM": "ghostty"})
    assert not speaks_kitty({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux"})


def test_one_key_has_one_name_however_it_is_sent() -> None:
    assert canonical("shift+\r") == "shift+enter"
    assert canonical("\r") == "alt+enter"
    assert canonical("f5") == "f5"
