"""The search's pages: what is left out of them, how far they go, and that they fit together."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.search import SearchPage, Term, parse_query
from minimax_tui.storage import search, search_few, search_filters
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.search import SqliteSearchIndex
from minimax_tui.storage.search_expression import expression
from minimax_tui.storage.search_folded import folded_text, pattern_of
from minimax_tui.storage.unsaved import PartlyUnsavedStore
from tests.unit.storage.making import WAIT_S, a_message, a_session

TODAY = date(2026, 11, 23)
PATIENT_S = 30.0


def look(
    store: SqliteConversationStore, typed: str, *, limit: int = 20, offset: int = 0
) -> SearchPage:
    index = SqliteSearchIndex(store, limit_s=PATIENT_S)
    return index.search(parse_query(typed, TODAY), limit=limit, offset=offset)


def ids(page: SearchPage) -> list[str]:
    return [passage.message_id for passage in page.passages]


def say(
    store: SqliteConversationStore, texts: list[str], *, session: str = "s1", start: str = "m"
) -> list[str]:
    """Stores a session with a message of each text; returns their ids, the newest first."""
    store.add_session(a_session(session)).result(WAIT_S)
    parent = None
    for number, text in enumerate(texts):
        message_id = f"{start}{number}"
        message = a_message(message_id, parent, session=session, blocks=[text_block(text)])
        store.add_message(message).result(WAIT_S)
        parent = message_id
    return [f"{start}{number}" for number in range(len(texts))][::-1]


def test_pages_of_stored_and_unsaved_sessions_have_no_gap(database_path: Path) -> None:
    store = PartlyUnsavedStore(database_path)
    try:
        store.keep_in_memory("u")
        said = say(store, ["needle"] * 3, session="u", start="u")
        said += say(store, ["needle"] * 5)
        pages = [ids(look(store, "needle", limit=2, offset=at)) for at in (0, 2, 4, 6, 8)]
        assert [one for page in pages for one in page] == said
    finally:
        store.close()


@pytest.mark.parametrize("listed", [20_000, 0])
def test_what_is_in_the_trash_takes_no_place_on_a_page(
    store: SqliteConversationStore, monkeypatch: pytest.MonkeyPatch, listed: int
) -> None:
    monkeypatch.setattr(search_filters, "MOST_LISTED", listed)
    kept = say(store, ["needle"] * 3)
    say(store, ["needle"] * 4, session="gone", start="g")
    store.trash_sessions(["gone"], 5.0).result(WAIT_S)
    page = look(store, "needle", limit=3)
    assert (ids(page), page.count, page.more) == (kept, 3, False)


def test_a_branch_that_was_deleted_takes_no_place_on_a_page(
    store: SqliteConversationStore,
) -> None:
    say(store, ["needle"] * 6)
    store.delete_branch("s1", "m2", 5.0).result(WAIT_S)
    page = look(store, "needle", limit=2)
    assert (ids(page), page.count) == (["m1", "m0"], 2)
    store.restore_branch("s1", "m2").result(WAIT_S)
    assert look(store, "needle").count == 6


@pytest.mark.parametrize("listed", [20_000, 0])
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("session:s2 needle", ["n1", "n0"]),
        ("session:title needle", ["n1", "n0", "m0"]),
        ("after:1970 before:2026 needle", ["n1", "n0", "m0"]),
        ("after:2026 needle", []),
        ("session:s2", ["n1", "n0"]),
    ],
)
def test_filters_find_the_same_listed_or_looked_up(
    store: SqliteConversationStore,
    monkeypatch: pytest.MonkeyPatch,
    listed: int,
    typed: str,
    found: list[str],
) -> None:
    monkeypatch.setattr(search_filters, "MOST_LISTED", listed)
    say(store, ["needle"])
    say(store, ["needle"] * 2, session="s2", start="n")
    assert ids(look(store, typed)) == found


def test_words_that_must_be_in_many_places_are_not_counted_to_the_end(
    store: SqliteConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_RANKED", 4)
    monkeypatch.setattr(search, "SAMPLE", 3)
    said = say(store, ["the needle"] * 12)
    page = look(store, "the needle", limit=2)
    assert (ids(page), page.count, page.more, page.ranked) == (said[:2], 3, True, False)
    further = look(store, "the needle", limit=2, offset=4)
    assert (ids(further), further.more) == (said[4:6], True)


def test_newest_matches_that_lie_apart_are_counted_to_the_end(
    store: SqliteConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_RANKED", 6)
    monkeypatch.setattr(search, "SAMPLE", 2)
    say(store, ["the needle", "hay", "hay", "hay"] * 5)
    page = look(store, "the needle")
    assert (page.count, page.more, page.ranked) == (5, False, True)


def test_a_frequent_word_is_ranked_where_a_filter_leaves_few(
    store: SqliteConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_RANKED", 4)
    say(store, ["needle"] * 6)
    say(store, ["needle needle needle", "needle hay hay"], session="s2", start="n")
    page = look(store, "needle session:s2")
    assert (ids(page), page.ranked) == (["n0", "n1"], True)


def test_texts_that_are_too_long_are_ranked_by_the_index(
    store: SqliteConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_few, "_MOST_CHARACTERS", 10)
    say(store, ["the needle", "the needle " + "hay " * 50])
    page = look(store, '"the needle"')
    assert (ids(page), page.ranked) == (["m0", "m1"], True)


def test_who_waits_gets_the_whole_page(
    store: SqliteConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_STEPS", 1)
    say(store, ["needle"] * 50)
    index = SqliteSearchIndex(store, limit_s=-1.0)  # broken off as soon as it can be
    query = parse_query("needle before:2026", TODAY)
    page = index.search(query)
    assert page.more
    assert len(page.passages) < 20
    whole = index.search(query, whole=True)
    assert (len(whole.passages), whole.count, whole.more) == (20, 50, False)


# --- beginnings of a few letters ---


def test_the_newest_words_that_begin_so_are_found_by_reading(
    store: SqliteConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_RANKED", 2)
    monkeypatch.setattr(search, "MOST_READ", 3)
    said = say(store, ["ab needle"] * 3 + ["abc needle"] * 9)
    page = look(store, "a* needle", limit=4)
    assert (ids(page), page.more, page.ranked) == (said[:4], True, False)
    assert page.passages[0].found == "abc"


def test_seldom_beginnings_are_found_by_the_index(
    store: SqliteConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_READ", 3)
    say(store, ["ab needle"] + ["hay"] * 9)
    assert ids(look(store, "a*")) == ["m0"]


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.sampled_from("ab éÜßИᎠ数が한½ﬁ_-.“”\n\x00Z"), max_size=20),
    st.sampled_from(
        ["a", "b", "ab", "e", "é", '"b a"', "zz", "ss", "u", "数", "数が", "½", "z", "и", "Ꭰ"]
    ),
    st.booleans(),
)
def test_reading_finds_what_the_index_finds(text: str, typed: str, prefix: bool) -> None:
    store = SqliteConversationStore(":memory:")
    try:
        say(store, [text])
        [asked] = parse_query(typed, TODAY).terms
        term = Term(asked.words, prefix=prefix)
        with store.database.reading() as connection:
            [wire] = connection.execute("SELECT wire FROM blocks").fetchone()
            [indexed] = connection.execute(
                "SELECT count(*) FROM search_text WHERE search_text MATCH ?",
                (expression([term]),),
            ).fetchone()
        said = pattern_of(term).search(folded_text(wire))
        assert (said is not None) == bool(indexed)
    finally:
        store.close()
