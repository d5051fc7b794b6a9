"""A conversation tree as rows: the current path runs down, other branches hang off it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from minimax_tui.domain.outline import OutlineNode

_LINE, _BRANCH = "│ ", "├╴"


class TreeRow(NamedTuple):
    """One message in the list."""

    node: OutlineNode
    guides: str
    """The lines at its left, two cells for each branch that it is in."""
    is_branch: bool
    """Whether it is one of several that follow the same message."""
    parent: int | None
    """The row of the message that it follows."""


def tree_rows(nodes: Sequence[OutlineNode]) -> list[TreeRow]:
    """The rows of a tree, each message after the one that it follows.

    A message's other followers, with all below them, come before the one on the current path, or,
    where none of them is, the one below which the newest message is. That one goes on at the same
    indentation, so that a session without branches is a plain list.

    Args:
        nodes: The messages, in the order they came; without those of deleted branches.
    """
    below: dict[str | None, list[OutlineNode]] = {}
    known = {node.id for node in nodes}
    for node in nodes:
        below.setdefault(node.parent_id if node.parent_id in known else None, []).append(node)
    newest = {node.id: number for number, node in enumerate(nodes)}
    for node in reversed(nodes):
        if node.parent_id in known:
            newest[node.parent_id] = max(newest[node.parent_id], newest[node.id])
    rows: list[TreeRow] = []
    # What is still to be drawn, the next one last: message, guides, whether it begins a side
    # branch, row of its parent.
    waiting: list[tuple[OutlineNode, str, bool, int | None]] = []

    def add(children: list[OutlineNode], guides: str, parent: int | None) -> None:
        if not children:
            return
        on_path = (one for one in children if one.position is not None)
        trunk = next(on_path, None) or max(children, key=lambda one: newest[one.id])
        waiting.append((trunk, guides, False, parent))
        for child in reversed(children):
            if child is not trunk:
                waiting.append((child, guides + _LINE, True, parent))

    add(below.get(None, []), "", None)
    while waiting:
        node, guides, begins, parent = waiting.pop()
        shown = guides[: -len(_LINE)] + _BRANCH if begins else guides
        beside = below[node.parent_id if node.parent_id in known else None]
        rows.append(TreeRow(node, shown, len(beside) > 1, parent))
        add(below.get(node.id, []), guides, len(rows) - 1)
    return rows
