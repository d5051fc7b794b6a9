"""Sessions, drafts and the prompt history."""

from __future__ import annotations

from dataclasses import replace

import pytest

from minimax_tui.domain.errors import AmbiguousSession, SessionNotFound
from minimax_tui.domain.ports import ConversationStore
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.storage.making import WAIT_S, a_message, a_session, chain

LONE = "broken \ud83d half"


def test_the_store_is_a_conversation_store(store: SqliteConversationStore) -> None:
    port: ConversationStore = store
    assert port.sessions() == []
    assert port.last_session() is None


def test_a_session_comes_back_as_it_was_given(store: SqliteConversationStore) -> None:
    session = replace(
        a_session(), model="MiniMax-M3", thinking="adaptive", system="Be kind", named_by_user=True
    )
    store.add_session(session).result(WAIT_S)
    assert store.session("s1") == session


def test_only_what_is_given_of_a_session_changes(store: SqliteConversationStore) -> None:
    store.add_session(replace(a_session(), model="MiniMax-M2", system="old")).result(WAIT_S)
    store.update_session("s1", title="New", named_by_user=True, updated_at=300.0).result(WAIT_S)
    found = store.session("s1")
    assert (found.title, found.named_by_user, found.updated_at) == ("New", True, 300.0)
    assert (found.model, found.system) == ("MiniMax-M2", "old")
    store.update_session("s1", system="", model="MiniMax-M3", thinking="disabled").result(WAIT_S)
    found = store.session("s1")
    assert (found.title, found.system, found.model, found.thinking) == (
        "New",
        "",
        "MiniMax-M3",
        "disabled",
    )
    store.update_session("s1").result(WAIT_S)
    assert store.session("s1") == found


def test_unknown_sessions_are_said_to_be_unknown(store: SqliteConversationStore) -> None:
    with pytest.raises(SessionNotFound):
        store.session("nowhere")
    with pytest.raises(SessionNotFound):
        store.update_session("nowhere", title="x").result(WAIT_S)
    with pytest.raises(SessionNotFound):
        store.update_session("nowhere").result(WAIT_S)
    with pytest.raises(SessionNotFound):
        store.set_leaf("nowhere", "m").result(WAIT_S)
    with pytest.raises(SessionNotFound):
        store.add_message(a_message("m", session="nowhere")).result(WAIT_S)
    with pytest.raises(SessionNotFound):
        store.message("nothing")
    with pytest.raises(SessionNotFound):
        store.siblings("nothing")
    assert store.path("nowhere") == []
    assert store.path_length("nowhere") == 0


def test_the_session_used_last_comes_first(store: SqliteConversationStore) -> None:
    for number in range(5):
        store.add_session(a_session(f"s{number}", at=float(number)))
    store.update_session("s1", updated_at=50.0).result(WAIT_S)
    assert [found.id for found in store.sessions()] == ["s1", "s4", "s3", "s2", "s0"]
    assert [found.id for found in store.sessions(limit=2, offset=1)] == ["s4", "s3"]
    assert store.last_session() == "s1"
    store.add_message(a_message("m", session="s2", at=99.0)).result(WAIT_S)
    assert store.last_session() == "s2"
    assert store.session("s2").updated_at == 99.0
    # An old message, as an import brings it, does not make a session older.
    store.add_message(a_message("n", "m", session="s2", at=3.0)).result(WAIT_S)
    assert store.session("s2").updated_at == 99.0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sort list", {"a"}),
        ("LIST sort", {"a"}),
        ("größe", {"b"}),
        ("GRÖSSE", {"b"}),
        ("100%", {"c"}),
        ("%", {"c"}),
        ("_", {"d"}),
        ("链表", {"e"}),
        ("abc", {"f"}),
        ("list zebra", set()),
        ("  ", {"a", "b", "c", "d", "e", "f"}),
        ("'; DROP TABLE sessions", set()),
    ],
)
def test_titles_are_found_by_all_their_words(
    store: SqliteConversationStore, words: str, expected: set[str]
) -> None:
    titles = {
        "a": "Sorting a Linked List",
        "b": "Die Größe des Fensters",
        "c": "100% sure",
        "d": "snake_case",
        "e": "反转链表的方法",
        "f": "ＡＢＣ in full width",
    }
    for id_, title in titles.items():
        done = store.add_session(a_session(id_, title))
    done.result(WAIT_S)
    assert {found.id for found in store.sessions(title_like=words)} == expected


def test_a_renamed_session_is_found_by_its_new_title(store: SqliteConversationStore) -> None:
    store.add_session(a_session(title="Before"))
    store.update_session("s1", title="After").result(WAIT_S)
    assert store.sessions(title_like="before") == []
    assert [found.id for found in store.sessions(title_like="after")] == ["s1"]


def test_the_start_of_an_id_names_its_session(store: SqliteConversationStore) -> None:
    for id_ in ("abc1", "abc2", "abc", "x_y", "xay"):
        done = store.add_session(a_session(id_))
    done.result(WAIT_S)
    assert store.resolve_session("abc1") == "abc1"
    assert store.resolve_session("abc") == "abc"  # exactly meant, though others begin so
    assert store.resolve_session("x_") == "x_y"
    with pytest.raises(AmbiguousSession) as several:
        store.resolve_session("ab")
    assert "abc1" in several.value.detail.message
    for nothing in ("", "abc3", "%", "\ud800"):
        with pytest.raises(SessionNotFound):
            store.resolve_session(nothing)


def test_deleting_a_session_leaves_nothing_of_it(store: SqliteConversationStore) -> None:
    ids = chain(store, 4)
    chain(store, 2, session="s2")
    store.save_draft("s1", "half a thought")
    store.delete_session("s1").result(WAIT_S)
    store.delete_session("s1").result(WAIT_S)
    with pytest.raises(SessionNotFound):
        store.session("s1")
    with pytest.raises(SessionNotFound):
        store.message(ids[0])
    assert store.draft("s1") == ""
    assert [message.id for message in store.path("s2")] == ["s2-0", "s2-1"]
    with store.database.reading() as connection:
        for table in ("sessions", "messages", "blocks", "path"):
            rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            assert rows == (1 if table == "sessions" else 2)


def test_drafts_are_kept_changed_and_removed(store: SqliteConversationStore) -> None:
    assert store.draft("new") == ""
    store.save_draft("new", "one").result(WAIT_S)
    store.save_draft("new", "two\n\x00\x1b[31m").result(WAIT_S)
    assert store.draft("new") == "two\n\x00\x1b[31m"
    store.save_draft("new", "").result(WAIT_S)
    assert store.draft("new") == ""


def test_the_newest_prompt_is_not_kept_twice(store: SqliteConversationStore) -> None:
    for number, text in enumerate(("a", "b", "b", "a", "a", "c")):
        done = store.add_prompt_history(text, float(number))
    done.result(WAIT_S)
    assert store.prompt_history() == ["c", "a", "b", "a"]
    assert store.prompt_history(limit=2) == ["c", "a"]


def test_lone_surrogates_harm_nothing(store: SqliteConversationStore) -> None:
    shown = "broken \ufffd half"
    store.add_session(replace(a_session(title=LONE), system=LONE, model=LONE)).result(WAIT_S)
    store.update_session("s1", thinking=LONE).result(WAIT_S)
    store.save_draft("s1", LONE)
    store.add_prompt_history(LONE, 1.0).result(WAIT_S)
    found = store.session("s1")
    assert (found.title, found.system, found.model, found.thinking) == (shown,) * 4
    assert store.draft("s1") == shown
    assert store.prompt_history() == [shown]
    assert [found.id for found in store.sessions(title_like=LONE)] == ["s1"]
