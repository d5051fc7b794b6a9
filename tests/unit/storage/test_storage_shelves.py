"""The list of sessions: pinned, archived and trashed ones, their order, tokens and cost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from minimax_tui.domain.messages import SessionOrder, Shelf
from minimax_tui.domain.usage import Usage
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.unsaved import PartlyUnsavedStore
from tests.unit.storage.making import WAIT_S, a_message, a_session


def ids(
    store: SqliteConversationStore, shelf: Shelf = "active", order: SessionOrder = "used"
) -> str:
    found = [session.id for session in store.sessions(shelf=shelf, order=order)]
    assert store.count_sessions(shelf=shelf) == len(found)
    return "".join(found)


@pytest.fixture
def filled(store: SqliteConversationStore) -> SqliteConversationStore:
    """Four sessions, the last one used last."""
    for at, id_ in enumerate("abcd"):
        store.add_session(
            replace(a_session(id_, f"Title {'zyxw'[at]}", at=float(at)), created_at=-float(at))
        ).result(WAIT_S)
    return store


def test_pinned_ones_come_first_in_every_order(filled: SqliteConversationStore) -> None:
    filled.arrange_sessions(["b"], pinned=True).result(WAIT_S)
    assert ids(filled) == "bdca"
    assert ids(filled, order="created") == "bacd"
    assert ids(filled, order="title") == "bdca"
    assert filled.session("b").pinned
    filled.arrange_sessions(["b"], pinned=False).result(WAIT_S)
    assert ids(filled) == "dcba"


def test_by_turns(filled: SqliteConversationStore) -> None:
    filled.add_message(a_message("m", session="a", at=0.0)).result(WAIT_S)
    assert ids(filled, order="turns") == "adcb"


def test_archived_and_trashed_ones_are_on_shelves_of_their_own(
    filled: SqliteConversationStore,
) -> None:
    filled.arrange_sessions(["a", "b"], archived=True).result(WAIT_S)
    filled.trash_sessions(["b", "d"], 50.0).result(WAIT_S)
    filled.trash_sessions(["c"], 60.0).result(WAIT_S)
    assert [ids(filled, shelf) for shelf in ("active", "archived", "trash")] == ["", "a", "cdb"]
    assert filled.session("d").trashed_at == 50.0
    filled.trash_sessions(["b", "c", "d"], None).result(WAIT_S)
    assert [ids(filled, shelf) for shelf in ("active", "archived", "trash")] == ["dc", "ba", ""]


def test_a_trashed_session_is_not_continued(filled: SqliteConversationStore) -> None:
    filled.trash_sessions(["d"], 50.0).result(WAIT_S)
    assert filled.last_session() == "c"


def test_a_prompt_brings_a_session_back_out_of_the_trash(
    filled: SqliteConversationStore,
) -> None:
    filled.trash_sessions(["d"], 50.0).result(WAIT_S)
    filled.add_message(a_message("a", session="d", role="assistant")).result(WAIT_S)
    assert ids(filled, "trash") == "d"
    filled.add_message(a_message("p", "a", session="d")).result(WAIT_S)
    assert ids(filled, "trash") == ""


def test_ids_that_are_gone_are_left_out(filled: SqliteConversationStore) -> None:
    filled.arrange_sessions(["nobody", "a"], archived=True).result(WAIT_S)
    filled.arrange_sessions(["a"]).result(WAIT_S)
    assert ids(filled, "archived") == "a"


def test_tokens_and_cost_count_every_branch(filled: SqliteConversationStore) -> None:
    for number in range(2):
        filled.add_message(
            replace(
                a_message(f"m{number}", session="a", role="assistant"),
                model="MiniMax-M3",
                usage=Usage(input_tokens=1_000_000, output_tokens=10),
            )
        ).result(WAIT_S)
    filled.add_message(
        replace(a_message("n", session="b", role="assistant"), model="other", usage=Usage(5, 6))
    ).result(WAIT_S)
    found = filled.session_totals(["a", "b", "c"])
    assert found["a"].tokens == 2_000_020
    assert found["a"].cost_usd is not None
    assert found["a"].cost_usd > 0.1
    assert (found["b"].tokens, found["b"].cost_usd) == (11, None)
    assert "c" not in found


def test_a_title_of_the_model_gives_way_to_a_name(filled: SqliteConversationStore) -> None:
    filled.suggest_title("a", "By the model").result(WAIT_S)
    assert (filled.session("a").title, filled.session("a").title_by) == ("By the model", "model")
    assert [one.id for one in filled.sessions(title_like="model")] == ["a"]
    filled.update_session("a", title="By hand", named_by_user=True).result(WAIT_S)
    filled.suggest_title("a", "Again by the model").result(WAIT_S)
    assert (filled.session("a").title, filled.session("a").title_by) == ("By hand", "user")


def test_a_view_is_kept(filled: SqliteConversationStore) -> None:
    filled.save_view("a", '{"folded":["x"]}').result(WAIT_S)
    assert filled.view("a") == '{"folded":["x"]}'
    assert filled.view("b") == filled.view("nobody") == ""
    filled.save_view("nobody", "{}").result(WAIT_S)


def test_sessions_in_memory_stand_among_the_others(database_path: Path) -> None:
    store = PartlyUnsavedStore(database_path)
    try:
        store.keep_in_memory("u")
        for at, id_ in enumerate(("a", "u", "b")):
            store.add_session(a_session(id_, at=float(at))).result(WAIT_S)
        assert ids(store) == "bua"
        store.arrange_sessions(["a", "u"], pinned=True).result(WAIT_S)
        assert ids(store) == "uab"
        store.trash_sessions(["u", "b"], 9.0).result(WAIT_S)
        assert (ids(store), ids(store, "trash")) == ("a", "bu")
        store.save_view("u", "{}").result(WAIT_S)
        store.suggest_title("u", "New").result(WAIT_S)
        assert (store.view("u"), store.session("u").title) == ("{}", "New")
        with store.database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (2,)
    finally:
        store.close()
