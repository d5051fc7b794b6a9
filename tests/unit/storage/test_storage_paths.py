"""The tree of a session and its current path."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimax_tui.domain.conversation import Conversation
from minimax_tui.domain.errors import SessionNotFound
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.storage.making import WAIT_S, a_message, a_session, an_open_answer, chain


def path_of(store: SqliteConversationStore, session: str = "s1") -> list[str]:
    return [message.id for message in store.path(session)]


def test_children_of_the_leaf_extend_the_path(store: SqliteConversationStore) -> None:
    ids = chain(store, 5)
    assert path_of(store) == ids
    assert store.path_length("s1") == 5
    found = store.session("s1")
    assert (found.leaf_id, found.turns) == (ids[-1], 3)


@pytest.mark.parametrize(
    ("start", "stop"), [(0, None), (1, 3), (3, 100), (4, 4), (9, 12), (-2, 2), (3, 1), (0, -1)]
)
def test_a_page_of_the_path_is_what_range_says(
    store: SqliteConversationStore, start: int, stop: int | None
) -> None:
    ids = chain(store, 6)
    positions = [at for at in range(start, 6 if stop is None else stop) if 0 <= at < 6]
    assert [message.id for message in store.path("s1", start, stop)] == [
        ids[at] for at in positions
    ]


def test_an_edited_prompt_starts_a_path_of_its_own(store: SqliteConversationStore) -> None:
    chain(store, 4)
    store.add_message(a_message("edit", "s1-1")).result(WAIT_S)
    assert path_of(store) == ["s1-0", "s1-1", "edit"]
    assert store.session("s1").turns == 2
    assert store.siblings("edit") == store.siblings("s1-2") == ["s1-2", "edit"]
    store.set_leaf("s1", store.newest_leaf_below("s1-2")).result(WAIT_S)
    assert path_of(store) == ["s1-0", "s1-1", "s1-2", "s1-3"]
    assert store.session("s1").leaf_id == "s1-3"
    store.set_leaf("s1", "s1-0").result(WAIT_S)
    assert path_of(store) == ["s1-0"]
    assert store.session("s1").turns == 1


def test_a_new_root_is_a_sibling_of_the_first(store: SqliteConversationStore) -> None:
    chain(store, 2)
    chain(store, 1, session="s2")
    store.add_message(a_message("again")).result(WAIT_S)
    assert path_of(store) == ["again"]
    assert store.siblings("s1-0") == ["s1-0", "again"]


def test_a_message_below_another_branch_changes_the_whole_path(
    store: SqliteConversationStore,
) -> None:
    chain(store, 4)
    store.add_message(a_message("b1", "s1-0", role="assistant"))
    store.set_leaf("s1", "s1-3")
    store.add_message(a_message("b2", "b1")).result(WAIT_S)
    assert path_of(store) == ["s1-0", "b1", "b2"]
    assert store.session("s1").turns == 2


def test_results_of_tools_are_no_turns(store: SqliteConversationStore) -> None:
    store.add_session(a_session())
    store.add_message(a_message("p"))
    store.add_message(a_message("a", "p", role="assistant"))
    result = {"type": "tool_result", "tool_use_id": "t", "content": "42"}
    store.add_message(a_message("r", "a", blocks=(result,))).result(WAIT_S)
    assert store.session("s1").turns == 1


def test_parents_and_leaves_belong_to_the_session(store: SqliteConversationStore) -> None:
    chain(store, 2)
    chain(store, 1, session="s2")
    with pytest.raises(SessionNotFound):
        store.add_message(a_message("m", "s2-0")).result(WAIT_S)
    with pytest.raises(SessionNotFound):
        store.add_message(a_message("m", "nothing")).result(WAIT_S)
    with pytest.raises(SessionNotFound):
        store.set_leaf("s1", "s2-0").result(WAIT_S)
    with pytest.raises(SessionNotFound):
        store.newest_leaf_below("nothing")
    assert path_of(store) == ["s1-0", "s1-1"]
    with pytest.raises(SessionNotFound):
        store.message("m")


def test_closing_an_answer_leaves_the_path_alone(store: SqliteConversationStore) -> None:
    chain(store, 1)
    store.add_message(an_open_answer("a", "s1-0"))
    store.set_leaf("s1", "s1-0")
    store.close_message(a_message("a", "s1-0", role="assistant")).result(WAIT_S)
    assert path_of(store) == ["s1-0"]


@given(
    steps=st.lists(
        st.tuples(st.booleans(), st.integers(0, 30), st.booleans()), min_size=1, max_size=25
    )
)
@settings(max_examples=40, deadline=None)
def test_the_stored_path_is_that_of_the_tree(steps: list[tuple[bool, int, bool]]) -> None:
    tree = Conversation()
    ids: list[str] = []
    store = SqliteConversationStore(":memory:")
    try:
        store.add_session(a_session())
        for adding, choice, prompt in steps:
            if adding or not ids:
                parent = ([None, *ids])[choice % (len(ids) + 1)]
                message = a_message(f"m{len(ids)}", parent, role="user" if prompt else "assistant")
                ids.append(message.id)
                tree.add(message)
                done = store.add_message(message)
            else:
                leaf = ids[choice % len(ids)]
                tree.select(leaf)
                done = store.set_leaf("s1", leaf)
        done.result(WAIT_S)
        assert store.path("s1") == tree.path()
        assert store.session("s1").leaf_id == tree.leaf_id
        prompts = sum(message.role == "user" for message in tree.path())
        assert store.session("s1").turns == prompts
        for id_ in ids:
            assert store.siblings(id_) == tree.siblings(id_)
            assert store.newest_leaf_below(id_) == tree.newest_leaf_below(id_)
    finally:
        store.close()
