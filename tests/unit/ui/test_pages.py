"""Pages of a long session: what is read, and what is left of a gap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.ui.pages import PAGE, Gap, Pages, page_around, page_at_end, page_at_start


def test_a_short_session_has_no_gap() -> None:
    assert Pages(0).gaps == []


def test_a_gap_is_filled_from_either_end() -> None:
    gap = Gap(0, 1000)
    assert page_at_end(gap) == (1000 - PAGE, 1000)
    assert page_at_start(gap) == (0, PAGE)
    assert page_at_end(Gap(0, 50)) == page_at_start(Gap(0, 50)) == (0, 50)


@given(st.integers(1, 3000), st.lists(st.integers(0, 2999), max_size=30))
def test_every_position_is_read_once(first: int, wanted: list[int]) -> None:
    pages = Pages(first)
    read: set[int] = set()
    for position in wanted:
        gap = pages.gap_at(position)
        if gap is None:
            assert position >= first or position in read
            continue
        start, stop = page_around(gap, position)
        assert gap.start <= start <= position < stop <= gap.stop
        assert stop - start <= PAGE
        assert not read & set(range(start, stop))
        pages.fill(gap, start, stop)
        read |= set(range(start, stop))
        assert {p for g in pages.gaps for p in range(g.start, g.stop)} == set(range(first)) - read
