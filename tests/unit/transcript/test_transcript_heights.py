"""The tree of heights against plain sums."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.ui.transcript.heights import Heights

heights = st.lists(st.integers(0, 9), max_size=40)


def _slow_find(values: list[int], line: int) -> tuple[int, int]:
    rest = line
    for index, value in enumerate(values):
        if rest < value:
            return index, rest
        rest -= value
    raise AssertionError


def _check(tree: Heights, values: list[int]) -> None:
    assert tree.values() == values
    assert len(tree) == len(values)
    assert tree.total == sum(values)
    assert [tree.before(index) for index in range(len(values) + 1)] == [
        sum(values[:index]) for index in range(len(values) + 1)
    ]
    for line in range(sum(values)):
        assert tree.find(line) == _slow_find(values, line)


@given(heights)
def test_sums_and_finding_agree_with_a_list(values: list[int]) -> None:
    _check(Heights(values), values)


@given(
    heights,
    st.lists(
        st.one_of(
            st.tuples(st.just("append"), st.integers(0, 9), st.just(0)),
            st.tuples(st.just("set"), st.integers(0, 60), st.integers(0, 9)),
            st.tuples(st.just("truncate"), st.integers(0, 60), st.just(0)),
        ),
        max_size=20,
    ),
)
def test_changes_agree_with_a_list(values: list[int], changes: list[tuple[str, int, int]]) -> None:
    tree = Heights(values)
    values = values[:]
    for change, first, second in changes:
        if change == "append":
            tree.append(first)
            values.append(first)
        elif change == "set" and values:
            tree[first % len(values)] = second
            values[first % len(values)] = second
        elif change == "truncate":
            tree.truncate(first)
            del values[first:]
    _check(tree, values)


def test_lines_outside_go_to_the_nearest_item() -> None:
    tree = Heights([2, 0, 3, 0])
    assert tree.find(-5) == (0, 0)
    assert tree.find(99) == (2, 2)


def test_nothing_cannot_be_found() -> None:
    with pytest.raises(IndexError):
        Heights([0, 0]).find(0)
