"""Widths are those that Rich, and with it Textual, lays out by."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from minimax_tui.domain.widths import (
    EMOJI_PRESENTATION,
    ZERO_WIDTH_JOINER,
    cell_width,
    char_width,
    clusters,
    measured_clusters,
    truncate,
    truncate_middle,
    truncate_start,
)

RICH_DIFFERS: dict[str, str] = {}
"""Characters that the two measure differently, with the reason."""

ODD = [
    *("a", "é", "語", "한", "\u1112", "\u1161", "\u11ab", "\u0301", "\u20e3", "1", "#", "©"),
    *("👩", "💻", "🏽", "❤", "☰", "🇩", "🇪", ZERO_WIDTH_JOINER, EMOJI_PRESENTATION, "\ufe0e"),
    *("\u0915", "\u094d", "\u0937", "\u200b", "\t", "\x1b", "\xad", " "),
]
KNOWN = st.characters(exclude_categories=("Cn", "Co", "Cs"))
TEXT = st.text(st.sampled_from(ODD) | KNOWN, max_size=12)


def assigned() -> list[str]:
    """Every character that this Python's Unicode database knows, private use left out."""
    every = map(chr, range(sys.maxunicode + 1))
    return [char for char in every if unicodedata.category(char) not in ("Cn", "Co", "Cs")]


def test_every_assigned_character_is_as_wide_as_for_rich() -> None:
    differing = {
        f"U+{ord(char):04X}": (char_width(char), get_character_cell_size(char))
        for char in assigned()
        if char_width(char) != get_character_cell_size(char) and char not in RICH_DIFFERS
    }
    assert differing == {}


def test_the_emoji_presentation_widens_what_it_widens_for_rich() -> None:
    differing = [
        f"U+{ord(char):04X}"
        for char in assigned()
        if cell_width(char + EMOJI_PRESENTATION) != cell_len(char + EMOJI_PRESENTATION)
    ]
    assert differing == []


@pytest.mark.parametrize(
    ("char", "width"),
    [("\u0378", 1), ("\ufdd0", 1), ("\ue000", 1), ("\U0002fffd", 2), ("\U000effff", 1)],
)
def test_a_character_not_assigned_yet_is_wide_only_among_wide_ones(char: str, width: int) -> None:
    assert char_width(char) == width


@given(TEXT)
def test_a_text_is_as_wide_as_for_rich(text: str) -> None:
    # Rich takes the first character for joined when a joiner stands before it with nothing to
    # join it to; here it is drawn.
    if not text.startswith(ZERO_WIDTH_JOINER):
        assert cell_width(text) == cell_len(text)


@given(TEXT)
def test_clusters_are_the_text_and_their_widths_its_width(text: str) -> None:
    measured = list(measured_clusters(text))
    assert "".join(cluster for cluster, _ in measured) == text
    assert [cluster for cluster, _ in measured] == list(clusters(text))
    assert sum(width for _, width in measured) == cell_width(text)
    assert all(cluster for cluster, _ in measured)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("日本語", 6),
        ("ｱｲ", 2),
        ("e\u0301", 1),
        ("👩\u200d💻", 2),
        ("👨\u200d👩\u200d👧\u200d👦", 2),
        ("👍🏽", 2),
        ("❤", 1),
        ("❤\ufe0f", 2),
        ("1\ufe0f\u20e3", 2),
        ("🇩🇪", 2),
        ("각", 2),
        ("\u1100\u1161\u11a8", 2),
        ("\u200b\ufeff", 0),
        ("─│█", 3),
        ("☰", 2),
    ],
)
def test_width(text: str, width: int) -> None:
    assert cell_width(text) == width


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("ab", ["a", "b"]),
        ("e\u0301x", ["e\u0301", "x"]),
        ("👩\u200d💻👍🏽", ["👩\u200d💻", "👍🏽"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("🇩🇪🇫", ["🇩🇪", "🇫"]),
        ("❤\ufe0f!", ["❤\ufe0f", "!"]),
    ],
)
def test_clusters(text: str, parts: list[str]) -> None:
    assert list(clusters(text)) == parts


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("👩\u200d💻 at work", 4, "👩\u200d💻 …"),
        ("ab", 1, "…"),
        ("ab", 0, ""),
    ],
)
def test_truncate(text: str, width: int, short: str) -> None:
    assert truncate(text, width) == short


@given(TEXT, st.integers(0, 12))
def test_truncated_text_fits(text: str, width: int) -> None:
    short = truncate(text, width)
    assert cell_width(short) <= width
    assert short == text or not short or short.endswith("…")


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("/home/a/b.toml", 14, "/home/a/b.toml"),
        ("/home/a/b.toml", 10, "/ho…b.toml"),
        ("/主页/设置.toml", 11, "/主…置.toml"),
        ("/home", 1, "…"),
        ("/home", 0, ""),
    ],
)
def test_truncate_middle(text: str, width: int, short: str) -> None:
    assert truncate_middle(text, width) == short


def test_truncate_start() -> None:
    assert truncate_start("/home/a/b.toml", 14) == "/home/a/b.toml"
    assert truncate_start("/home/a/b.toml", 7) == "…b.toml"
    assert truncate_start("/主页", 4) == "…页"
    assert truncate_start("caffe\u0300", 3) == "…fe\u0300", "marks stay on their letters"
    assert truncate_start("/home", 0) == ""


@given(st.text(), st.integers(0, 20))
def test_text_truncated_in_the_middle_fits(text: str, width: int) -> None:
    short = truncate_middle(text, width)
    assert cell_width(short) <= width or short == text
