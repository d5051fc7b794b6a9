"""What is said outside the program's own screen, as the terminal gets it."""

from __future__ import annotations

import re

import pytest

from minimax_tui.ui.announcing import MOST_CHARS, mark_title, notification, restore_title

HOSTILE = "a\x07b\x1b]0;evil\x1b\\c\nd\x9be" + "x" * 500


def test_the_title_before_comes_back() -> None:
    assert mark_title("● Hello", first=True) == "\x1b[22;2t\x1b]2;● Hello\x1b\\"
    assert mark_title("● Hello", first=False) == "\x1b]2;● Hello\x1b\\"
    assert restore_title("minimax-chat") == "\x1b]2;minimax-chat\x1b\\\x1b[23;2t"


@pytest.mark.parametrize(
    ("environ", "sequence"),
    [
        ({"TERM_PROGRAM": "iTerm.app"}, "\x1b]9;It is; there\x1b\\"),
        ({"TERM_PROGRAM": "WezTerm", "TERM": "xterm-256color"}, "\x1b]9;It is; there\x1b\\"),
        ({"TERM": "xterm-kitty"}, "\x1b]9;It is; there\x1b\\"),
        ({"TERM": "rxvt-unicode-256color"}, "\x1b]777;notify;chat;It is, there\x1b\\"),
        ({"TERM": "foot"}, "\x1b]777;notify;chat;It is, there\x1b\\"),
        ({"TERM": "xterm-256color"}, ""),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux"}, ""),
        ({}, ""),
    ],
)
def test_only_terminals_that_know_notifications_get_one(
    environ: dict[str, str], sequence: str
) -> None:
    assert notification(environ, "chat", "It is; there") == sequence


@pytest.mark.parametrize(
    "sequence",
    [
        mark_title(HOSTILE, first=False),
        notification({"TERM": "xterm-kitty"}, HOSTILE, HOSTILE),
        notification({"TERM": "foot"}, HOSTILE, HOSTILE),
    ],
)
def test_foreign_text_cannot_end_the_sequence(sequence: str) -> None:
    inside = sequence.removeprefix("\x1b]").removesuffix("\x1b\\")
    assert not re.search("[\x00-\x1f\x7f-\x9f]", inside)
    assert len(inside) < 2 * MOST_CHARS + 20
