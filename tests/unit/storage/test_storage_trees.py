"""Whole sessions: read with every branch, and stored once however often they come."""

from __future__ import annotations

import dataclasses

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.errors import SessionNotFound, StorageError
from minimax_tui.domain.session_tree import SessionTree, TreeStored
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.storage.making import WAIT_S, a_message, a_session, chain


def a_tree(*messages: tuple[str, str | None], leaf: str, session: str = "s1") -> SessionTree:
    found = tuple(
        a_message(id_, parent, session=session, role="assistant" if id_[0] == "a" else "user")
        for id_, parent in messages
    )
    return SessionTree(dataclasses.replace(a_session(session), leaf_id=leaf), found)


BRANCHED = a_tree(("p1", None), ("a1", "p1"), ("a2", "p1"), ("p2", "a1"), leaf="p2")


def put(store: SqliteConversationStore, tree: SessionTree) -> TreeStored:
    return store.put_tree(tree).result(WAIT_S)


def test_a_tree_comes_back_whole(store: SqliteConversationStore) -> None:
    assert put(store, BRANCHED) == TreeStored(is_new=True, added=4)
    found = store.tree("s1")
    assert {m.id: m for m in found.messages} == {m.id: m for m in BRANCHED.messages}
    assert found.session == dataclasses.replace(BRANCHED.session, turns=2)
    assert [m.id for m in store.path("s1")] == ["p1", "a1", "p2"]
    assert store.siblings("a1") == ["a1", "a2"]


def test_again_makes_no_doubles_and_changes_nothing(store: SqliteConversationStore) -> None:
    put(store, BRANCHED)
    store.update_session("s1", title="Mine", named_by_user=True)
    store.set_leaf("s1", "a2").result(WAIT_S)
    before = store.tree("s1")
    assert put(store, BRANCHED) == TreeStored(is_new=False, added=0)
    assert store.tree("s1") == before


def test_a_session_comes_out_of_the_trash(store: SqliteConversationStore) -> None:
    put(store, BRANCHED)
    store.trash_sessions(["s1"], 200.0).result(WAIT_S)
    put(store, BRANCHED)
    assert store.session("s1").trashed_at is None


def test_deleted_branches_are_not_in_a_tree(store: SqliteConversationStore) -> None:
    put(store, BRANCHED)
    store.delete_branch("s1", "a1", at=200.0).result(WAIT_S)
    assert [m.id for m in store.tree("s1").messages] == ["p1", "a2"]
    assert put(store, BRANCHED).added == 0
    assert [m.id for m in store.tree("s1").messages] == ["p1", "a2"]


def test_what_has_grown_is_added_and_shown(store: SqliteConversationStore) -> None:
    put(store, BRANCHED)
    more = (*BRANCHED.messages, a_message("a3", "p2", role="assistant"))
    grown = SessionTree(dataclasses.replace(BRANCHED.session, leaf_id="a3"), more)
    assert put(store, grown) == TreeStored(is_new=False, added=1)
    assert store.session("s1").leaf_id == "a3"


def test_a_path_that_the_user_has_left_is_not_gone_back_to(
    store: SqliteConversationStore,
) -> None:
    put(store, BRANCHED)
    store.add_message(a_message("mine", "a2")).result(WAIT_S)
    more = (*BRANCHED.messages, a_message("a3", "p2", role="assistant"))
    grown = SessionTree(dataclasses.replace(BRANCHED.session, leaf_id="a3"), more)
    assert put(store, grown).added == 1
    assert store.session("s1").leaf_id == "mine"


def test_a_message_that_goes_on_gets_its_new_blocks(store: SqliteConversationStore) -> None:
    first, second = text_block("one"), text_block("two")
    session = dataclasses.replace(a_session(), leaf_id="p")
    put(store, SessionTree(session, (a_message("p", blocks=[first]),)))
    longer = SessionTree(session, (a_message("p", blocks=[first, second]),))
    assert put(store, longer) == TreeStored(is_new=False, added=1)
    assert store.message("p").blocks == (first, second)
    other = SessionTree(session, (a_message("p", blocks=[second, second, second]),))
    assert put(store, other) == TreeStored(is_new=False, added=0)
    assert store.message("p").blocks == (first, second)


def test_messages_of_another_session_are_not_taken(store: SqliteConversationStore) -> None:
    chain(store, 2)
    stolen = a_tree(("new", None), ("s1-0", "new"), leaf="s1-0", session="s2")
    with pytest.raises(StorageError):
        put(store, stolen)
    with pytest.raises(SessionNotFound):
        store.session("s2")
    assert store.path_length("s1") == 2


def test_all_of_a_tree_is_stored_or_nothing(store: SqliteConversationStore) -> None:
    broken = a_tree(("p1", None), ("a1", "nowhere"), leaf="a1")
    with pytest.raises(SessionNotFound):
        put(store, broken)
    with pytest.raises(SessionNotFound):
        store.tree("s1")
    unwritable = SessionTree(a_session(), (a_message("p", blocks=[{"type": object()}]),))
    with pytest.raises(StorageError):
        put(store, unwritable)


def test_a_session_without_messages_is_a_tree_too(store: SqliteConversationStore) -> None:
    assert put(store, SessionTree(a_session())) == TreeStored(is_new=True, added=0)
    assert store.tree("s1").messages == ()
