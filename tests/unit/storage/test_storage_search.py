"""The full-text search: what is found, in what order, and that the index keeps in step."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.messages import MessageState
from minimax_tui.domain.search import Passage, SearchPage, parse_query
from minimax_tui.storage import search, search_passages
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.search import SqliteSearchIndex
from minimax_tui.storage.search_index import check_index
from minimax_tui.storage.unsaved import PartlyUnsavedStore
from tests.unit.storage.making import (
    WAIT_S,
    a_message,
    a_session,
    an_open_answer,
    index_everything,
    start,
    text_delta,
)

TODAY = date(2026, 11, 23)


def look(store: SqliteConversationStore, typed: str, limit: int = 20) -> SearchPage:
    return SqliteSearchIndex(store, limit_s=30).search(parse_query(typed, TODAY), limit=limit)


def ids(store: SqliteConversationStore, typed: str) -> list[str]:
    return [passage.message_id for passage in look(store, typed).passages]


def say(
    store: SqliteConversationStore,
    id_: str,
    *blocks: Block | str,
    parent: str | None = None,
    session: str = "s1",
    role: str = "assistant",
    at: float = 100.0,
) -> None:
    made = [text_block(block) if isinstance(block, str) else block for block in blocks]
    store.add_message(
        a_message(
            id_,
            parent,
            session=session,
            role="user" if role == "user" else "assistant",
            blocks=made,
            at=at,
        )
    ).result(WAIT_S)


@pytest.fixture
def said(store: SqliteConversationStore) -> SqliteConversationStore:
    """A session with a word of its own in each kind of block."""
    store.add_session(a_session()).result(WAIT_S)
    say(store, "p", "How do I sort a linked list?", role="user")
    say(
        store,
        "a",
        {"type": "thinking", "thinking": "Bottom-up suits here.", "signature": "secretsig"},
        "Merge sort needs only pointers.",
        {"type": "tool_use", "id": "t", "name": "read_file", "input": {"path": "src/app.py"}},
        parent="p",
    )
    say(
        store,
        "r",
        {
            "type": "tool_result",
            "tool_use_id": "t",
            "content": [{"type": "text", "text": "first\nsecond line"}],
        },
        parent="a",
        role="user",
    )
    return store


@pytest.mark.parametrize(
    ("typed", "kind", "marked"),
    [
        ("linked", "prompt", "linked"),
        ("pointers", "answer", "pointers"),
        ("bottom-up", "thinking", "Bottom-up"),
        ("app.py", "tool", "app.py"),
        ("read_file", "tool", "read_file"),
        ("second", "result", "second"),
    ],
)
def test_every_kind_of_block_is_found(
    said: SqliteConversationStore, typed: str, kind: str, marked: str
) -> None:
    [passage] = look(said, typed).passages
    assert (passage.kind, passage.found) == (kind, marked)
    start_, end = passage.marks[0]
    assert passage.excerpt[start_:end] == marked


def test_signatures_are_not_searched(said: SqliteConversationStore) -> None:
    assert ids(said, "secretsig") == []


def test_a_passage_says_where_it_is(said: SqliteConversationStore) -> None:
    [passage] = look(said, "pointers").passages
    assert (passage.session_id, passage.title, passage.message_id) == ("s1", "A title", "a")
    assert (passage.position, passage.block) == (1, 1)
    text = "Merge sort needs only pointers."
    assert text[passage.start :].startswith(passage.found)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sort list", ["p"]),
        ("list sort", ["p"]),
        ('"linked list"', ["p"]),
        ('"list linked"', []),
        ("poin*", ["a"]),
        ("poin", []),
        ("kind:thinking", ["a"]),
        ("kind:prompt sort", ["p"]),
        ("role:user sort", ["p"]),
        ("role:user second", ["r"]),
        ("role:assistant linked", []),
        ("session:s1 pointers", ["a"]),
        ("session:title pointers", ["a"]),
        ("session:other pointers", []),
        ("model:m9 pointers", []),
        ("after:2026 pointers", []),
        ("before:2026 pointers", ["a"]),
        ("", []),
        ("😀", []),
    ],
)
def test_queries(said: SqliteConversationStore, typed: str, found: list[str]) -> None:
    assert ids(said, typed) == found


def test_models_and_dates(store: SqliteConversationStore) -> None:
    at = datetime(2026, 11, 20).astimezone().timestamp()
    store.add_session(a_session()).result(WAIT_S)
    store.update_session("s1", model="MiniMax-M2.1").result(WAIT_S)
    say(store, "old", "a word", role="user")
    say(store, "new", "a word", parent="old", at=at)
    assert ids(store, "model:m2 word") == ["new", "old"]
    assert ids(store, "after:7d word") == ["new"]
    assert ids(store, "before:7d word") == ["old"]


@pytest.mark.parametrize(
    "typed", ["树", "数据", "结构", "平衡二叉树", "庭園", "国", "한국", "のガ"]
)
def test_words_of_one_and_two_characters(store: SqliteConversationStore, typed: str) -> None:
    store.add_session(a_session()).result(WAIT_S)
    say(store, "m", "平衡二叉树是一种数据结构。日本のガーデンと庭園。中国 한국어")
    say(store, "other", "nothing of the kind", parent="m")
    [passage] = look(store, typed).passages
    assert passage.found == typed


def test_characters_that_do_not_follow_one_another_are_no_word(
    store: SqliteConversationStore,
) -> None:
    store.add_session(a_session()).result(WAIT_S)
    say(store, "m", "数学和证据")
    assert ids(store, "数据") == []


# --- in step ---


def test_an_edited_message_is_found_by_its_new_words(store: SqliteConversationStore) -> None:
    store.add_session(a_session()).result(WAIT_S)
    say(store, "m", "before", role="user")
    say(store, "m", "afterwards", role="user")
    assert ids(store, "before") == []
    assert ids(store, "afterwards") == ["m"]


def test_a_streamed_answer_is_found_block_by_block(store: SqliteConversationStore) -> None:
    store.add_session(a_session()).result(WAIT_S)
    store.add_message(an_open_answer("m")).result(WAIT_S)
    store.append_stream("m", 0, [start(0, text_block("")), text_delta(0, "streamed")])
    store.finish_block("m", 0, text_block("streamed words")).result(WAIT_S)
    assert ids(store, "streamed") == ["m"]
    store.close_message(
        a_message("m", role="assistant", blocks=[text_block("streamed words")])
    ).result(WAIT_S)
    assert ids(store, "streamed") == ["m"]


def test_an_interrupted_answer_is_found_after_the_recovery(database_path: Path) -> None:
    store = SqliteConversationStore(database_path)
    store.add_session(a_session()).result(WAIT_S)
    store.add_message(an_open_answer("m")).result(WAIT_S)
    store.append_stream(
        "m", 0, [start(0, text_block("")), text_delta(0, "unfinished words")]
    ).result(WAIT_S)
    store.close()
    again = SqliteConversationStore(database_path)
    try:
        assert again.message("m").state is MessageState.INTERRUPTED
        again.save_draft("s1", "any write").result(WAIT_S)
        assert ids(again, "unfinished") == ["m"]
    finally:
        again.close()


def test_deleted_and_trashed_sessions_are_not_found(said: SqliteConversationStore) -> None:
    said.trash_sessions(["s1"], 5.0).result(WAIT_S)
    assert ids(said, "pointers") == []
    said.trash_sessions(["s1"], None).result(WAIT_S)
    assert ids(said, "pointers") == ["a"]
    said.delete_session("s1").result(WAIT_S)
    assert ids(said, "pointers") == []
    with said.database.writing() as connection:
        assert check_index(connection) == ""
        assert connection.execute("SELECT count(*) FROM search_changes").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM search_text_docsize").fetchone() == (0,)


def test_a_copy_is_found_too(said: SqliteConversationStore) -> None:
    said.copy_session("s1", "s2", title="Copy", at=200.0).result(WAIT_S)
    found = [passage.session_id for passage in look(said, "pointers").passages]
    assert sorted(found) == ["s1", "s2"]


def test_what_was_carried_over_is_found(database_path: Path) -> None:
    memory = SqliteConversationStore(":memory:", later=database_path, retry_s=0.01)
    memory.add_session(a_session()).result(WAIT_S)
    say(memory, "m", "carried words")
    memory.close()
    again = SqliteConversationStore(database_path)
    try:
        again.save_draft("s1", "any write").result(WAIT_S)
        assert ids(again, "carried") == ["m"]
    finally:
        again.close()


def test_sessions_that_are_not_stored_are_found_and_leave_nothing(database_path: Path) -> None:
    store = PartlyUnsavedStore(database_path)
    try:
        store.keep_in_memory("u")
        store.add_session(a_session("u")).result(WAIT_S)
        say(store, "m", "unsaved words", session="u")
        assert ids(store, "unsaved") == ["m"]
        with store.database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM search_text_docsize").fetchone() == (0,)
    finally:
        store.close()


def test_another_branch_is_found_without_a_position(said: SqliteConversationStore) -> None:
    say(said, "b", "A sibling with pointers.", parent="p")
    found = {passage.message_id: passage.position for passage in look(said, "pointers").passages}
    assert found == {"a": None, "b": 1}


def test_a_branch_that_was_deleted_is_not_found(said: SqliteConversationStore) -> None:
    say(said, "b", "A sibling with pointers.", parent="p")
    with said.database.writing() as connection:
        connection.execute(
            "INSERT INTO deleted_branches (message, at) "
            "SELECT number, 1.0 FROM messages WHERE id = 'a'"
        )
    assert ids(said, "pointers") == ["b"]
    assert ids(said, "second") == []  # below it


# --- order ---


def test_the_best_come_first(store: SqliteConversationStore) -> None:
    store.add_session(a_session()).result(WAIT_S)
    say(store, "best", "needle needle needle")
    say(store, "long", "needle " + "hay " * 200, parent="best")
    page = look(store, "needle")
    assert [passage.message_id for passage in page.passages] == ["best", "long"]
    assert (page.count, page.more, page.ranked) == (2, False, True)


def test_beyond_the_bound_the_newest_come_first(
    store: SqliteConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_RANKED", 2)
    store.add_session(a_session()).result(WAIT_S)
    parent = None
    for number in range(4):
        say(store, f"m{number}", "needle " * (4 - number), parent=parent)
        parent = f"m{number}"
    page = look(store, "needle")
    assert [passage.message_id for passage in page.passages] == ["m3", "m2", "m1"]
    assert (page.count, page.more, page.ranked) == (2, True, False)


def test_a_frequent_word_does_not_count_for_the_rank(
    store: SqliteConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_RANKED", 3)
    store.add_session(a_session()).result(WAIT_S)
    say(store, "best", "rare rare the")
    say(store, "other", "rare the the the the", parent="best")
    parent = "other"
    for number in range(4):
        say(store, f"m{number}", "the", parent=parent)
        parent = f"m{number}"
    page = look(store, "the rare")
    assert [passage.message_id for passage in page.passages] == ["best", "other"]
    assert page.ranked


def test_pages_follow_one_another(store: SqliteConversationStore) -> None:
    store.add_session(a_session()).result(WAIT_S)
    parent = None
    for number in range(7):
        say(store, f"m{number}", "needle " + "hay " * number, parent=parent)
        parent = f"m{number}"
    index = SqliteSearchIndex(store)
    query = parse_query("needle", TODAY)
    pages = [index.search(query, limit=3, offset=at).passages for at in (0, 3, 6)]
    assert [passage.message_id for page in pages for passage in page] == [
        f"m{number}" for number in range(7)
    ]


def test_the_excerpt_is_where_the_words_are(store: SqliteConversationStore) -> None:
    store.add_session(a_session()).result(WAIT_S)
    say(store, "m", "hay " * 2_000 + "the needle is here " + "hay " * 2_000)
    [passage] = look(store, "needle").passages
    assert passage.found == "needle"
    assert 0 < passage.marks[0][0] < 80
    assert len(passage.excerpt) <= search_passages.EXCERPT_CHARACTERS


# --- robust ---


@pytest.fixture(scope="module")
def shared() -> Iterator[SqliteConversationStore]:
    opened = SqliteConversationStore(":memory:")
    opened.add_session(a_session()).result(WAIT_S)
    say(opened, "m", "Some text with 数据 and AND OR NEAR in it")
    yield opened
    opened.close()


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=60)
    | st.text('ab:"*-()^+{}ANDORNOTNEAR, kind:数\x00\ud800', max_size=60)
    | st.sampled_from(
        ["NEAR(a b)", "text:x", "a OR", "NOT", '"', "*", "a* b*", "-a", "^a", "{a}:b"]
    )
)
def test_nothing_that_is_typed_is_an_error(shared: SqliteConversationStore, typed: str) -> None:
    index = SqliteSearchIndex(shared)
    for typing in (False, True):
        index.search(parse_query(typed, TODAY, typing=typing))


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab éÜßИᎠ数据のが한½ﬁ_-.“”\n"), min_size=1, max_size=40), st.data())
def test_a_stored_text_is_found_by_its_words(text: str, data: st.DataObject) -> None:
    store = SqliteConversationStore(":memory:")
    try:
        store.add_session(a_session()).result(WAIT_S)
        say(store, "m", text)
        words = text.split()
        if not words:
            return
        word = data.draw(st.sampled_from(words))
        if not parse_query(word, TODAY).terms:
            return
        [passage] = look(store, word).passages
        assert passage.marks
    finally:
        store.close()


def test_a_torn_index_is_made_again(database_path: Path) -> None:
    store = SqliteConversationStore(database_path)
    store.add_session(a_session()).result(WAIT_S)
    say(store, "m", "some words")
    store.close()
    connection = sqlite3.connect(database_path)
    connection.execute("UPDATE search_text_data SET block = x'00ff00ff'")
    connection.commit()
    connection.close()
    again = SqliteConversationStore(database_path)
    try:
        say(again, "n", "other words", parent="m")
        assert again.path_length("s1") == 2  # what is written does not depend on the index
        index_everything(again)
        assert sorted(ids(again, "words")) == ["m", "n"]
    finally:
        again.close()


def test_a_filter_stops_in_time(said: SqliteConversationStore) -> None:
    index = SqliteSearchIndex(said, limit_s=0.0)
    page = index.search(parse_query("before:2026", TODAY))
    assert all(isinstance(passage, Passage) for passage in page.passages)
