"""No foreign character can act on the terminal; each one keeps its place."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.foreign import one_line, visible

BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
BIDI_MARKS = {"\u061c", "\u200e", "\u200f"}


def acts(char: str) -> bool:
    """Whether a terminal might do something else than draw this character."""
    if char in "\t\n":
        return False
    return (
        unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(char) in BIDI_CONTROLS
        or char in BIDI_MARKS
        or 0xE0000 <= ord(char) <= 0xE007F
    )


def test_no_character_that_acts_comes_out_and_each_gives_exactly_one() -> None:
    for code in range(sys.maxunicode + 1):
        shown = visible(chr(code))
        assert len(shown) == 1, f"U+{code:04X}"
        assert not acts(shown), f"U+{code:04X}"
        if not acts(chr(code)) and unicodedata.category(chr(code)) not in ("Cf", "Cn"):
            assert shown == chr(code), f"U+{code:04X} is harmless"


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_offsets_into_the_source_stay_valid(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert [visible(char) for char in text] == list(shown)
    assert visible(shown) == shown
    shown.encode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("\x1b[31mred", "␛[31mred"),
        ("\x1b]52;c;AAAA\x07", "␛]52;c;AAAA␇"),
        ("\x9b31m", "\ufffd31m"),
        ("a\x00b\x7fc\rd", "a␀b␡c␍d"),
        ("abc\u202edcba", "abc\ufffddcba"),
        ("line\u2028line", "line␊line"),
        ("\ud800", "\ufffd"),
        ("\U000e0041", "\ufffd"),
        ("👩\u200d💻 ❤\ufe0f क्\u200dष", "👩\u200d💻 ❤\ufe0f क्\u200dष"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        (" a\n\tb  c ", 10, "a b c"),
        ("a\x1b[2Jb", 10, "a␛[2Jb"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("\n" * 9_999 + "late", 6, "late"),
        ("a" + " " * 9_999 + "b", 6, "a…"),
        ("", 6, ""),
    ],
)
def test_one_line(text: str, limit: int, shown: str) -> None:
    assert one_line(text, limit) == shown


@given(st.text(st.characters(exclude_categories=()), max_size=200), st.integers(1, 30))
def test_one_line_is_one_safe_line_within_its_limit(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert "\n" not in line
    assert "\t" not in line
    assert visible(line) == line
