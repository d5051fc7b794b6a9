"""What is said of a text that looks like a command and is none."""

from __future__ import annotations

import pytest

from minimax_tui.ui.slash_slips import slip_words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("/modle m2.1", "Did you mean /model?"),
        ("/Thnik off", "Did you mean /think?"),
        ("/qqqqqqqq", "There is no command /qqqqqqqq; ctrl+p lists them."),
        ("/quit now", "/quit takes nothing behind it."),
    ],
)
def test_a_slip_is_told(text: str, said: str) -> None:
    assert said in slip_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "hello /modle",
        " /modle m2.1",
        "/ what is this",
        "/",
        "/etc/hosts says what?",
        "/modle\nis the name of a file",
        "/* a comment */",
        "//modle",
    ],
)
def test_what_can_be_no_command_is_a_prompt(text: str) -> None:
    assert slip_words(text) == ""
