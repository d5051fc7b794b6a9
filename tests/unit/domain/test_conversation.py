"""The tree of messages: nothing is overwritten, and one path is the current one."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.conversation import Conversation, title_from_prompt
from minimax_tui.domain.messages import Message, MessageState


def message(message_id: str, parent_id: str | None = None) -> Message:
    return Message(
        id=message_id,
        session_id="s",
        parent_id=parent_id,
        role="user",
        blocks=(text_block(message_id),),
        state=MessageState.COMPLETE,
        created_at=0.0,
    )


def ids(messages: list[Message]) -> list[str]:
    return [one.id for one in messages]


@pytest.fixture
def conversation() -> Conversation:
    """One prompt `a` with answers `b` and `e`, below `b` the prompt `c` and its edit `d`."""
    pairs = [("a", None), ("b", "a"), ("c", "b"), ("d", "b"), ("e", "a")]
    return Conversation(message(*pair) for pair in pairs)


def test_the_newest_message_is_the_current_leaf(conversation: Conversation) -> None:
    assert conversation.leaf_id == "e"
    assert ids(conversation.path()) == ["a", "e"]


def test_any_path_can_be_asked_for_and_selected(conversation: Conversation) -> None:
    assert ids(conversation.path("c")) == ["a", "b", "c"]
    assert conversation.leaf_id == "e", "asking selects nothing"
    conversation.select("d")
    assert ids(conversation.path()) == ["a", "b", "d"]


def test_an_edit_is_a_sibling(conversation: Conversation) -> None:
    assert conversation.siblings("c") == ["c", "d"]
    assert conversation.siblings("a") == ["a"]
    assert conversation.children("a") == ["b", "e"]
    assert conversation.children(None) == ["a"]
    assert conversation.children("e") == []


def test_the_newest_leaf_below_takes_the_newest_child_each_time(conversation: Conversation) -> None:
    assert conversation.newest_leaf_below("a") == "e"
    assert conversation.newest_leaf_below("b") == "d"
    assert conversation.newest_leaf_below("c") == "c"


def test_lists_given_out_are_copies(conversation: Conversation) -> None:
    conversation.siblings("c").clear()
    conversation.children("b").clear()
    assert conversation.siblings("c") == ["c", "d"]


def test_a_message_is_replaced_by_its_newer_state(conversation: Conversation) -> None:
    newer = replace(message("b", "a"), state=MessageState.INTERRUPTED)
    conversation.replace(newer)
    assert conversation["b"].state is MessageState.INTERRUPTED
    assert conversation.leaf_id == "e"
    assert conversation.children("a") == ["b", "e"]


def test_what_does_not_fit_the_tree_is_refused(conversation: Conversation) -> None:
    with pytest.raises(ValueError, match="already"):
        conversation.add(message("a"))
    with pytest.raises(ValueError, match="not in the tree"):
        conversation.add(message("f", "nobody"))
    with pytest.raises(ValueError, match="cannot be replaced"):
        conversation.replace(message("f"))
    with pytest.raises(ValueError, match="cannot be replaced"):
        conversation.replace(message("b", "e"))
    with pytest.raises(KeyError):
        conversation.select("f")
    with pytest.raises(KeyError):
        conversation.path("f")
    assert len(conversation) == 5
    assert "f" not in conversation


def test_an_empty_tree_has_an_empty_path() -> None:
    conversation = Conversation()
    assert conversation.path() == []
    assert conversation.leaf_id is None


def test_a_tree_can_be_made_with_its_leaf() -> None:
    messages = [message("a"), message("b", "a")]
    assert Conversation(messages, leaf_id="a").leaf_id == "a"
    with pytest.raises(KeyError):
        Conversation(messages, leaf_id="c")


@given(st.lists(st.integers(0, 30), max_size=25))
def test_every_message_has_one_path_from_a_root(parents: list[int]) -> None:
    conversation = Conversation()
    for number, parent in enumerate(parents):
        conversation.add(message(str(number), str(parent) if parent < number else None))
    for number in range(len(parents)):
        path = conversation.path(str(number))
        assert path[0].parent_id is None
        assert path[-1].id == str(number)
        assert all(below.parent_id == above.id for above, below in pairwise(path))
        assert str(number) in conversation.siblings(str(number))
        assert conversation.children(conversation.newest_leaf_below(str(number))) == []


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("Hello", "Hello"),
        ("  Two\n\tlines  ", "Two lines"),
        ("", ""),
        (" \n ", ""),
        ("one two three four", "one two…"),
        ("one, two, three four", "one, two…"),
        ("abcdefghijklmnop", "abcdefghi…"),
        ("排序链表而不复制它们，好吗", "排序链表而不复制它…"),
    ],
)
def test_a_title_is_the_first_words_of_a_prompt(prompt: str, title: str) -> None:
    assert title_from_prompt(prompt, limit=10) == title


def test_a_title_is_found_below_much_empty_space() -> None:
    assert title_from_prompt("\n" * 10_000 + "Here") == "Here"


@given(st.text(max_size=400), st.integers(4, 80))
def test_a_title_is_one_line_within_its_limit(prompt: str, limit: int) -> None:
    title = title_from_prompt(prompt, limit)
    assert len(title) <= limit
    assert title == " ".join(title.split())
