"""The tree as rows: the current path at the left edge, other branches hanging off it."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.messages import MessageState
from minimax_tui.domain.outline import OutlineNode
from minimax_tui.domain.tree_rows import tree_rows


def node(message_id: str, parent: str | None, position: int | None = None) -> OutlineNode:
    return OutlineNode(message_id, parent, "user", MessageState.COMPLETE, 0.0, position=position)


def drawn(*nodes: OutlineNode) -> list[str]:
    return [row.guides + row.node.id for row in tree_rows(nodes)]


def test_a_session_without_branches_is_a_plain_list() -> None:
    assert drawn(node("a", None, 0), node("b", "a", 1), node("c", "b", 2)) == ["a", "b", "c"]


def test_other_branches_come_before_the_current_path() -> None:
    assert drawn(
        node("a", None, 0), node("b", "a", 1), node("c", "b", 2),
        node("d", "a"), node("e", "d"), node("f", "d"), node("g", "e"),
    ) == ["a", "├╴d", "│ ├╴f", "│ e", "│ g", "b", "c"]  # fmt: skip


def test_the_branch_that_was_gone_on_with_last_runs_down() -> None:
    assert drawn(
        node("a", None, 0), node("b", "a"), node("c", "a"), node("d", "b"), node("x", "a", 1),
    ) == ["a", "├╴b", "│ d", "├╴c", "x"]  # fmt: skip
    assert drawn(node("r", None), node("b", "r"), node("c", "r"), node("d", "b")) == [
        "r", "├╴c", "b", "d",
    ]  # fmt: skip


def test_several_beginnings() -> None:
    assert drawn(node("a", None), node("b", None, 0), node("c", None)) == ["├╴a", "├╴c", "b"]


def test_what_follows_a_message_that_is_not_there_is_a_beginning() -> None:
    assert drawn(node("b", "gone", 0), node("c", "b", 1)) == ["b", "c"]


def test_rows_know_where_branches_part() -> None:
    rows = tree_rows([node("a", None, 0), node("b", "a"), node("c", "a", 1), node("d", "c", 2)])
    assert [(row.node.id, row.is_branch, row.parent) for row in rows] == [
        ("a", False, None), ("b", True, 0), ("c", True, 0), ("d", False, 2),
    ]  # fmt: skip


@given(st.lists(st.integers(0, 30), max_size=60))
def test_every_message_is_there_once_after_the_one_it_follows(parents: list[int]) -> None:
    nodes = [node("0", None)]
    for number, parent in enumerate(parents, 1):
        nodes.append(node(str(number), str(min(parent, number - 1))))
    rows = tree_rows(nodes)
    places = {row.node.id: at for at, row in enumerate(rows)}
    assert len(places) == len(rows) == len(nodes)
    for row in rows:
        assert row.parent == (places[row.node.parent_id] if row.node.parent_id else None)
        assert row.parent is None or row.parent < places[row.node.id]


def test_it_is_no_work_for_ten_thousand_messages() -> None:
    nodes = [node(str(n), str(n - 1) if n else None, n) for n in range(10_000)]
    nodes += [node(f"x{n}", str(n)) for n in range(0, 10_000, 7)]
    start = time.process_time()
    rows = tree_rows(nodes)
    assert len(rows) == len(nodes)
    assert time.process_time() - start < 2
