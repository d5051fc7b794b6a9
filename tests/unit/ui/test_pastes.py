"""Pastes are taken out of the stream of keys, however it is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.ui.pastes import Pasted, PasteReader

START, END = "\x1b[200~", "\x1b[201~"


def read(*parts: str) -> list[str | Pasted]:
    """What a reader makes of a stream, neighbouring keys joined, the rest flushed."""
    reader = PasteReader()
    found: list[str | Pasted] = []
    for part in parts:
        found += reader.feed(part)
    found.append(reader.flush())
    joined: list[str | Pasted] = []
    for one in found:
        if not one:
            continue
        last = joined[-1] if joined else None
        if isinstance(one, str) and isinstance(last, str):
            joined[-1] = last + one
        else:
            joined.append(one)
    return joined


def test_what_is_no_paste_is_passed_on_at_once() -> None:
    reader = PasteReader()
    assert list(reader.feed("ab\x1b[A")) == ["ab\x1b[A"]
    assert list(reader.feed("\x1b")) == ["\x1b"]
    assert not reader.flush()


def test_escapes_and_line_ends_within_a_paste_are_its_text() -> None:
    text = "ab\x1b]0;title\x07cd\r\x1b[31mred\x1b"
    assert read(f"x{START}{text}{END}y") == ["x", Pasted(text), "y"]


def test_an_unfinished_mark_is_given_back() -> None:
    assert read("\x1b[2") == ["\x1b[2"]
    assert read("\x1b[2", "4~") == ["\x1b[24~"]


@given(
    st.lists(
        st.tuples(st.text("ab\x1b[20~\r", max_size=8), st.text("ab\x1b[20~\r", max_size=8)),
        max_size=3,
    ),
    st.lists(st.integers(1, 12), max_size=40),
)
def test_cutting_the_stream_changes_nothing(
    pieces: list[tuple[str, str]], sizes: list[int]
) -> None:
    stream = "".join(f"{keys}{START}{paste}{END}" for keys, paste in pieces)
    parts: list[str] = []
    at = 0
    for size in sizes:
        # A paste that begins right behind an escape that came alone is Textual's to read.
        while stream[at + size - 1 : at + size] == "\x1b":
            size += 1
        parts.append(stream[at : at + size])
        at += size
    parts.append(stream[at:])
    assert read(*parts) == read(stream)
