"""Which part of a session is exported."""

from __future__ import annotations

import pytest

from minimax_tui.domain.session_tree import NoTree, parents_first
from minimax_tui.exports.formats import Part
from minimax_tui.exports.parts import (
    as_session_of_its_own,
    chosen_part,
    other_branches,
    turn_of,
)
from tests.unit.exports.example import conversation, message, tree


def ids(found: object) -> list[str]:
    return [one.id for one in found]  # type: ignore[attr-defined]


def test_a_branch_is_the_current_path() -> None:
    part = chosen_part(conversation(), Part.BRANCH)
    assert ids(part.messages) == ["p1", "a1", "r1", "a2", "p2", "a3"]
    assert part.session.leaf_id == "a3"


@pytest.mark.parametrize(
    ("turn", "found"),
    [
        (1, ["p1", "a1", "r1", "a2"]),
        (2, ["p2", "a3"]),
        (-1, ["p2", "a3"]),
        (None, ["p2", "a3"]),
        (-2, ["p1", "a1", "r1", "a2"]),
    ],
)
def test_a_turn_is_a_prompt_and_what_came_of_it(turn: int | None, found: list[str]) -> None:
    part = chosen_part(conversation(), Part.TURN, turn)
    assert ids(part.messages) == found
    assert part.messages[0].parent_id is None


@pytest.mark.parametrize("turn", [0, 3, -3])
def test_there_is_no_such_turn(turn: int) -> None:
    with pytest.raises(IndexError):
        chosen_part(conversation(), Part.TURN, turn)


def test_the_turn_of_a_message_is_found() -> None:
    assert turn_of(conversation(), "r1") == 1
    assert turn_of(conversation(), "p2") == 2
    assert turn_of(conversation(), "b1") is None


def test_other_branches_have_what_the_path_has_not() -> None:
    assert [ids(branch) for branch in other_branches(conversation())] == [["b1"]]
    deeper = tree(
        message("p", None, "user"),
        message("a", "p", "assistant"),
        message("x", "a", "user"),
        message("y", "x", "assistant"),
        message("z", "x", "assistant"),
        leaf="a",
    )
    assert [ids(branch) for branch in other_branches(deeper)] == [["x", "y"], ["z"]]


def test_a_part_gets_ids_of_its_own_and_the_whole_keeps_its_ids() -> None:
    whole = conversation()
    part = chosen_part(whole, Part.TURN, 1)
    own = as_session_of_its_own(part, whole)
    assert own == as_session_of_its_own(part, whole)
    assert own.session.id != whole.session.id
    assert not {m.id for m in own.messages} & {m.id for m in whole.messages}
    assert [m.parent_id for m in own.messages] == [None, *(m.id for m in own.messages[:-1])]
    assert own.session.leaf_id == own.messages[-1].id
    assert as_session_of_its_own(whole, whole) == whole


def test_parents_stand_before_their_children() -> None:
    child, parent = message("b", "a", "assistant"), message("a", None, "user")
    assert ids(parents_first([child, parent])) == ["a", "b"]


@pytest.mark.parametrize(
    "messages",
    [
        [("a", "b"), ("b", "a")],
        [("a", "a")],
        [("a", "missing")],
        [("a", None), ("a", None)],
    ],
)
def test_what_is_no_tree_is_told(messages: list[tuple[str, str | None]]) -> None:
    with pytest.raises(NoTree):
        parents_first(message(id_, parent, "user") for id_, parent in messages)
