"""An answer on its way into the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from minimax_tui.domain.errors import SessionNotFound
from minimax_tui.domain.messages import MessageState
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.storage.making import (
    WAIT_S,
    a_message,
    a_session,
    an_open_answer,
    start,
    text_delta,
    thinking_delta,
)


def begin(store: SqliteConversationStore) -> None:
    store.add_session(a_session())
    store.add_message(a_message("p"))
    store.add_message(an_open_answer("a", "p")).result(WAIT_S)


def rows(store: SqliteConversationStore, table: str) -> int:
    with store.database.reading() as connection:
        count: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return count


def test_what_came_so_far_can_be_read(store: SqliteConversationStore) -> None:
    begin(store)
    assert store.message("a").blocks == ()
    thinking = {"type": "thinking", "thinking": "", "signature": ""}
    store.append_stream("a", 0, [start(0, thinking), thinking_delta(0, "hm")])
    store.append_stream("a", 0, [thinking_delta(0, " \ud83d"), thinking_delta(0, "\ude00")])
    store.append_stream("a", 1, [start(1, {"type": "text", "text": ""})])
    store.append_stream("a", 1, [text_delta(1, "Yes")]).result(WAIT_S)
    found = store.path("s1")[-1]
    assert found.state is MessageState.STREAMING
    assert found.blocks == (
        {"type": "thinking", "thinking": "hm \ud83d\ude00", "signature": ""},
        {"type": "text", "text": "Yes"},
    )
    assert found.unfinished == {0, 1}
    whole = {"type": "thinking", "thinking": "hm.", "signature": "s", "extra": [1]}
    store.finish_block("a", 0, whole).result(WAIT_S)
    found = store.message("a")
    assert found.blocks[0] == whole
    assert found.unfinished == {1}


def test_a_whole_block_takes_the_place_of_its_events(store: SqliteConversationStore) -> None:
    begin(store)
    for index in range(2):
        store.append_stream("a", index, [start(index, {"type": "text", "text": ""})])
        store.append_stream("a", index, [text_delta(index, "x")])
    store.finish_block("a", 0, {"type": "text", "text": "x"}).result(WAIT_S)
    with store.database.reading() as connection:
        left = connection.execute("SELECT DISTINCT block_index FROM stream_rows").fetchall()
    assert left == [(1,)]


def test_a_whole_block_stays_as_it_is(store: SqliteConversationStore) -> None:
    begin(store)
    store.finish_block("a", 0, {"type": "text", "text": "whole"})
    store.append_stream("a", 0, [text_delta(0, " and more")]).result(WAIT_S)
    found = store.message("a")
    assert found.blocks == ({"type": "text", "text": "whole"},)
    assert found.unfinished == frozenset()


def test_all_that_is_read_at_once_is_of_the_same_moment(database_path: Path) -> None:
    store = SqliteConversationStore(database_path)
    try:
        begin(store)
        closed = a_message("a", "p", role="assistant")
        with store.database.reading() as connection:
            state = connection.execute("SELECT state FROM messages WHERE id = 'a'").fetchone()
            store.close_message(closed).result(WAIT_S)
            count = connection.execute("SELECT count(*) FROM blocks").fetchone()
        assert (state, count) == (("streaming",), (1,))
        assert store.message("a") == closed
    finally:
        store.close()


def test_a_closed_answer_is_what_was_given(store: SqliteConversationStore) -> None:
    begin(store)
    store.append_stream("a", 0, [start(0, {"type": "text", "text": "pa"})])
    store.finish_block("a", 2, {"type": "text", "text": "a gap in the wire's indexes"})
    closed = a_message(
        "a",
        "p",
        role="assistant",
        blocks=({"type": "text", "text": "part"}, {"type": "text", "text": "whole"}),
        state=MessageState.INTERRUPTED,
        unfinished=frozenset({0}),
    )
    store.close_message(closed).result(WAIT_S)
    assert store.message("a") == closed
    assert rows(store, "stream_rows") == 0
    assert rows(store, "blocks") == 3  # the prompt's and the answer's two


def test_what_comes_after_the_end_changes_nothing(store: SqliteConversationStore) -> None:
    begin(store)
    closed = a_message("a", "p", role="assistant")
    store.close_message(closed)
    store.append_stream("a", 0, [text_delta(0, "late")])
    store.finish_block("a", 0, {"type": "text", "text": "late"}).result(WAIT_S)
    assert store.message("a") == closed
    assert rows(store, "stream_rows") == 0


def test_an_answer_whose_start_was_not_stored_is_stored_whole(
    store: SqliteConversationStore,
) -> None:
    store.add_session(a_session())
    answer = a_message("a", role="assistant")
    store.close_message(answer).result(WAIT_S)
    assert store.path("s1") == [answer]


def test_events_of_an_unknown_answer_are_refused(store: SqliteConversationStore) -> None:
    for done in (
        store.append_stream("nothing", 0, [text_delta(0, "x")]),
        store.finish_block("nothing", 0, {"type": "text", "text": "x"}),
        store.close_message(a_message("nothing", session="nowhere")),
    ):
        with pytest.raises(SessionNotFound):
            done.result(WAIT_S)


def test_blocks_that_are_stored_are_not_written_again(store: SqliteConversationStore) -> None:
    begin(store)
    blocks: list[dict[str, Any]] = [{"type": "text", "text": str(n)} for n in range(3)]
    for index, block in enumerate(blocks):
        store.finish_block("a", index, block).result(WAIT_S)
    statements: list[str] = []
    with store.database.writing() as connection:
        connection.set_trace_callback(statements.append)
    store.close_message(a_message("a", "p", role="assistant", blocks=blocks)).result(WAIT_S)
    with store.database.writing() as connection:
        connection.set_trace_callback(None)
    assert statements
    assert not [sql for sql in statements if "INTO blocks" in sql]


def test_the_cost_of_appending_does_not_grow(database_path: Path) -> None:
    store = SqliteConversationStore(database_path)
    try:
        begin(store)
        statements: list[str] = []
        counts: list[int] = []
        with store.database.writing() as connection:
            connection.set_trace_callback(statements.append)
        for _ in range(200):
            before = len(statements)
            store.append_stream("a", 0, [text_delta(0, "x")]).result(WAIT_S)
            counts.append(len(statements) - before)
        assert counts[1] == counts[-1] == max(counts[1:])
        with store.database.reading() as connection:
            plan = connection.execute(
                "EXPLAIN QUERY PLAN SELECT number FROM messages WHERE id = ? AND state = ?",
                ("a", "streaming"),
            ).fetchall()
        assert all("SCAN" not in step[-1] for step in plan)
    finally:
        store.close()


def test_two_stores_see_each_other(database_path: Path) -> None:
    one = SqliteConversationStore(database_path)
    two = SqliteConversationStore(database_path)
    try:
        begin(one)
        one.append_stream("a", 0, [start(0, {"type": "text", "text": "so far"})]).result(WAIT_S)
        assert two.message("a").blocks == ({"type": "text", "text": "so far"},)
        two.add_session(a_session("s2"))
        two.add_message(a_message("m2", session="s2")).result(WAIT_S)
        assert [found.id for found in one.path("s2")] == ["m2"]
        writes = [
            store.add_prompt_history(f"{name}{number}", 0.0)
            for number in range(50)
            for name, store in (("one", one), ("two", two))
        ]
        for done in writes:
            done.result(WAIT_S)
        assert len(one.prompt_history()) == 100
    finally:
        one.close()
        two.close()
