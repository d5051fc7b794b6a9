"""What a request carries: the path to a message, and on it what could not be stored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.errors import SessionNotFound
from minimax_tui.domain.messages import Message, Session
from minimax_tui.engine.history import History
from tests.unit.engine.engine_parts import WAIT_S, WatchedStore, a_message


def stored(store: WatchedStore, *messages: Message) -> History:
    store.add_session(Session("s", "A title", 1.0, 1.0)).result(WAIT_S)
    for message in messages:
        store.add_message(message).result(WAIT_S)
    return History(store)


P1 = a_message("p1", None)
A1 = a_message("a1", "p1", role="assistant")
B1 = a_message("b1", "p1", role="assistant")
P2 = a_message("p2", "a1")
A2 = a_message("a2", "p2", role="assistant")


def test_the_path_ends_at_the_message_asked_for(store: WatchedStore) -> None:
    history = stored(store, P1, A1, P2, A2)
    assert history.path_to("s", "a1") == [P1, A1]
    assert history.path_to("s", "a2") == [P1, A1, P2, A2]
    assert history.path_to("s", None) == []
    assert history.leaf("s") == "a2"
    assert history.last_prompt("s") == "p2"


def test_the_path_may_be_on_another_branch_than_the_one_shown(store: WatchedStore) -> None:
    history = stored(store, P1, A1, P2, A2, B1)
    assert history.leaf("s") == "b1"
    assert history.path_to("s", "a2") == [P1, A1, P2, A2]


def test_what_is_not_there(store: WatchedStore) -> None:
    history = stored(store)
    assert history.leaf("s") is None
    assert history.last_prompt("s") is None
    assert history.last_prompt("nosuch") is None
    with pytest.raises(SessionNotFound):
        history.leaf("nosuch")
    with pytest.raises(SessionNotFound):
        history.path_to("s", "nosuch")


def test_an_answer_without_a_prompt_is_no_prompt(store: WatchedStore) -> None:
    history = stored(store, replace(A1, parent_id=None))
    assert history.last_prompt("s") is None


def test_what_is_held_stands_in_the_place_of_what_is_stored(store: WatchedStore) -> None:
    history = stored(store, P1, A1, P2)
    newer = replace(A1, blocks=(text_block("more of it"),))
    history.hold("s", "a1", [newer])
    history.hold("s", "a2", [A2])
    assert history.leaf("s") == "a2"
    assert history.path_to("s", "a2") == [P1, newer, P2, A2]


def test_only_what_leads_to_the_message_counts(store: WatchedStore) -> None:
    history = stored(store)
    history.hold("s", "a1", [P1, A1])
    history.hold("s", "b1", [B1])
    assert history.path_to("s", "b1") == [P1, B1]
    assert history.last_prompt("s") == "p1"


def test_the_newest_message_is_the_leaf_even_if_only_the_prompt_failed(
    store: WatchedStore,
) -> None:
    history = stored(store, P1)
    held = replace(P1, blocks=(text_block("not as stored"),))
    history.hold("s", "a1", [held])
    assert history.leaf("s") == "a1"


def test_what_is_stored_after_all_is_let_go(store: WatchedStore) -> None:
    history = stored(store, P1)
    history.hold("s", "a1", [A1])
    assert history.leaf("s") == "a1"
    store.add_message(A1).result(WAIT_S)
    store.set_leaf("s", "p1").result(WAIT_S)
    assert history.leaf("s") == "p1", "the store's word counts again"


def test_a_turn_that_was_stored_holds_nothing(store: WatchedStore) -> None:
    history = stored(store, P1, A1)
    history.hold("s", "a1", [])
    store.set_leaf("s", "p1").result(WAIT_S)
    assert history.leaf("s") == "p1"
