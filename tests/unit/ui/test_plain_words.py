"""Answers on a line of a list, without their Markdown."""

from __future__ import annotations

import pytest

from minimax_tui.ui.plain_words import plain_words


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("", ""),
        ("plain * words", "plain * words"),
        ("**bold** and `code`", "bold and code"),
        ("## Head *it*\n\n- **one**\n- two", "Head it\none\ntwo"),
        ("> quoted\n\n---\n\nend **cut of", "quoted\nend **cut of"),
        ("```py\nx = **2\n", "x = **2"),
        ("| a | b |\n|---|---|\n| 1 | **2** |\n", "a b 1 2"),
    ],
)
def test_marks_are_left_out(source: str, shown: str) -> None:
    assert plain_words(source) == shown


def test_of_a_long_answer_the_beginning_is_given() -> None:
    assert plain_words("**word** " * 100_000).startswith("word word")
    assert len(plain_words("**word** " * 100_000)) < 1_000
