"""Where the thumb of the scrollbar is, and how a row shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.color import Color

from minimax_tui.ui.transcript.scrollbar import (
    ACTIVE,
    Thumb,
    bar_segments,
    rows_of,
    thumb_of,
    top_after_drag,
)


def test_there_is_no_thumb_where_all_is_seen() -> None:
    assert thumb_of(20, 20, 0) is None
    assert rows_of(None, 3) == [0, 0, 0]


def test_a_thumb_is_as_large_as_what_is_seen_of_the_whole() -> None:
    assert thumb_of(20, 40, 0) == Thumb(0, 80)
    assert thumb_of(20, 40, 20) == Thumb(80, 160)
    assert thumb_of(20, 1_000_000, 0) == Thumb(0, 8)


def test_edges_are_drawn_to_an_eighth_of_a_row() -> None:
    assert rows_of(Thumb(3, 21), 4) == [5, 8, 13, 0]
    assert rows_of(Thumb(8, 16), 3) == [0, 8, 0]


@given(st.integers(2, 60), st.integers(1, 5_000), st.data())
def test_the_thumb_never_leaves_the_track(height: int, total: int, data: st.DataObject) -> None:
    most = max(0, total - height)
    top = data.draw(st.integers(0, most))
    thumb = thumb_of(height, total, top)
    if thumb is None:
        assert total <= height
        return
    assert 0 <= thumb.start < thumb.end <= 8 * height
    assert (thumb.end == 8 * height) == (top == most)
    assert top or thumb.start == 0
    assert sum(row if row <= 8 else row - 8 for row in rows_of(thumb, height)) == (
        thumb.end - thumb.start
    )


@given(st.integers(2, 60), st.integers(3, 5_000), st.data())
def test_a_drag_there_and_back_is_none(height: int, total: int, data: st.DataObject) -> None:
    if total <= height:
        return
    top = data.draw(st.integers(0, total - height - 1))
    share = top / (total - height)
    assert top_after_drag(share, 0, height, total) == top
    assert top_after_drag(share, -height, height, total) == 0
    assert top_after_drag(share, height, height, total) is None


def test_half_a_way_is_half_the_lines() -> None:
    assert top_after_drag(0.0, 9, 20, 200) == pytest.approx(90, abs=1)


def test_the_thumb_is_seen_without_colours() -> None:
    segments = bar_segments(Color.parse("black"), Color.parse("white"), Color.parse("red"))
    assert len(segments) == 2 * ACTIVE
    for row, (text, style, _) in enumerate(segments):
        assert style is not None
        assert bool(style.reverse) == (row % ACTIVE >= 8)
        assert (text == " ") == (row % 8 == 0)
