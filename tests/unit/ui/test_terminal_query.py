"""What the terminal answers about its background, and what was typed meanwhile."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.ui.terminal_query import ReplyReader, dark_by_environment, is_dark

WHITE = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\"
BLACK = b"\x1b]11;rgb:0000/0000/0000\x07"
DONE = b"\x1b[?62;22c"


@pytest.mark.parametrize(
    ("color", "dark"),
    [
        (b"rgb:0000/0000/0000", True),
        (b"rgb:ffff/ffff/ffff", False),
        (b"rgb:ff/ff/ff", False),
        (b"rgb:f/f/f", False),
        (b"rgba:1111/1111/1111/ffff", True),
        (b"rgb:0000/2b2b/3636", True),  # Solarized dark
        (b"rgb:fdfd/f6f6/e3e3", False),  # Solarized light
        (b"rgb:7070/7070/7070", True),
        (b"rgb:8080/8080/8080", False),
        (b"", None),
        (b"rgb:gg/00/00", None),
        (b"rgb:00/00", None),
    ],
)
def test_dark_is_what_white_text_stands_out_from(color: bytes, dark: bool | None) -> None:
    assert is_dark(color) is dark


@pytest.mark.parametrize(
    ("value", "dark"),
    [
        ("15;0", True),
        ("0;15", False),
        ("0;default;15", False),
        ("12;8", True),
        ("0;7", False),
        ("15;6", True),
        ("", None),
        ("0;default", None),
        ("0;16", None),
        ("0;²", None),
        ("0;-1", None),
    ],
)
def test_the_environment_says_it_too(value: str, dark: bool | None) -> None:
    assert dark_by_environment({"COLORFGBG": value}) is dark
    assert dark_by_environment({}) is None


def test_answers_are_taken_out_of_what_is_typed() -> None:
    reader = ReplyReader()
    assert reader.feed(b"ab" + WHITE + b"c" + DONE + b"\x1b[A") == b"abc\x1b[A"
    assert (reader.dark, reader.complete) == (False, True)


def test_a_terminal_may_answer_only_the_second_question() -> None:
    reader = ReplyReader()
    assert reader.feed(DONE + b"x") == b"x"
    assert (reader.dark, reader.complete) == (None, True)


def test_what_cannot_be_read_is_taken_out_all_the_same() -> None:
    reader = ReplyReader()
    assert reader.feed(b"\x1b]11;?\x07x") == b"x"
    assert reader.dark is None


def test_keys_that_look_like_the_beginning_of_an_answer_come_at_last() -> None:
    reader = ReplyReader()
    for typed in (b"\x1b", b"\x1b]", b"\x1b[", b"\x1b[?"):
        assert reader.feed(b"a" + typed) == b"a"
        assert reader.flush() == typed
    assert reader.feed(b"\x1b", hold=False) == b"\x1b"
    assert reader.feed(b"\x1b[A\x1b[<0;1;1M\x1b[200~") == b"\x1b[A\x1b[<0;1;1M\x1b[200~"


def test_nothing_is_held_back_once_all_answers_are_there() -> None:
    reader = ReplyReader()
    reader.feed(DONE)
    assert reader.feed(b"\x1b") == b"\x1b"


@given(
    before=st.binary(max_size=8).filter(lambda data: b"\x1b" not in data),
    answer=st.sampled_from([WHITE, BLACK]),
    between=st.sampled_from([b"", b"x", b"\x1b[B"]),
    cuts=st.sets(st.integers(0, 60)),
)
def test_answers_in_any_pieces_are_never_typed(
    before: bytes, answer: bytes, between: bytes, cuts: set[int]
) -> None:
    data = before + answer + between + DONE + b"end"
    edges = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    reader = ReplyReader()
    typed = b"".join(reader.feed(data[start:stop]) for start, stop in itertools.pairwise(edges))
    assert typed + reader.flush() == before + between + b"end"
    assert reader.dark is (answer == BLACK)
    assert reader.complete
