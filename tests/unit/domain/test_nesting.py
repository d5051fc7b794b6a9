"""Depth is found without recursion."""

from __future__ import annotations

from typing import Any

import pytest

from minimax_tui.domain.nesting import MAX_LEVELS, is_too_deep


def nested(levels: int, *, lists: bool) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value, 2] if lists else {"a": value, "b": 2}
    return value


@pytest.mark.parametrize("lists", [True, False])
def test_the_bound(lists: bool) -> None:
    assert not is_too_deep(nested(MAX_LEVELS, lists=lists))
    assert is_too_deep(nested(MAX_LEVELS + 1, lists=lists))
    assert is_too_deep(nested(50_000, lists=lists))


@pytest.mark.parametrize("value", [1, "[[[", None, [], {}, [[], {}]])
def test_shallow_values(value: object) -> None:
    assert not is_too_deep(value, 2)


def test_breadth_is_not_depth() -> None:
    assert not is_too_deep([[1]] * 10_000, 2)
    assert is_too_deep([[1]] * 10_000, 1)
