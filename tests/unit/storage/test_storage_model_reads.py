"""What the model picker reads: speeds, pictures and videos, and the switch of each model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.messages import Message, Timings
from minimax_tui.domain.speeds import MeasuredSpeed
from minimax_tui.storage import model_reads
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.storage.making import WAIT_S, a_message, a_session

IMAGE: Block = {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}}
VIDEO: Block = {"type": "video", "source": {"type": "url", "url": "mm_file://1"}}


def answer(
    number: int,
    model: str | None,
    *,
    pace: float | None = None,
    first_s: float | None = None,
    thinking: str | None = None,
    parent: str | None = None,
) -> Message:
    timings = Timings(
        first_token_s=first_s,
        text_s=100 / pace if pace else None,
        text_tokens=100 if pace else 0,
    )
    return replace(
        a_message(f"a{number}", parent, role="assistant"),
        model=model,
        timings=timings,
        thinking=thinking,
    )


def add(store: SqliteConversationStore, *messages: Message) -> None:
    store.add_session(a_session())
    for message in messages:
        done = store.add_message(message)
    done.result(WAIT_S)


def test_speeds_are_medians_by_model(store: SqliteConversationStore) -> None:
    add(
        store,
        a_message("p"),
        answer(1, "MiniMax-M3", pace=50, first_s=0.5, parent="p"),
        answer(2, "MiniMax-M3", pace=100, first_s=1.0, parent="p"),
        answer(3, "MiniMax-M2.7", pace=25, parent="p"),
        answer(4, "MiniMax-M2.1", parent="p"),
        answer(5, None, pace=60, parent="p"),
    )
    assert store.measured_speeds() == {
        "MiniMax-M3": MeasuredSpeed(2, 75.0, 0.75),
        "MiniMax-M2.7": MeasuredSpeed(1, 25.0, None),
    }


def test_an_empty_database_has_no_speeds(store: SqliteConversationStore) -> None:
    assert store.measured_speeds() == {}


def test_only_the_newest_messages_are_looked_through(
    store: SqliteConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_reads, "NEWEST", 3)
    monkeypatch.setattr(model_reads, "ANSWERS_OF_ONE", 2)
    add(
        store,
        a_message("p"),
        answer(1, "old", pace=12.5, parent="p"),
        answer(2, "new", pace=25, parent="p"),
        answer(3, "new", pace=50, parent="p"),
        answer(4, "new", pace=100, parent="p"),
    )
    assert store.measured_speeds() == {"new": MeasuredSpeed(2, 75.0, None)}


def test_speeds_are_read_by_the_number_of_the_messages(store: SqliteConversationStore) -> None:
    with store.database.reading() as connection:
        connection.set_trace_callback(None)
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT model, timings FROM messages WHERE number > 5 "
            "AND role = 'assistant' AND timings IS NOT NULL ORDER BY number DESC"
        ).fetchall()
    assert [row[3] for row in plan] == ["SEARCH messages USING INTEGER PRIMARY KEY (rowid>?)"]


def test_timings_of_another_version_do_no_harm(store: SqliteConversationStore) -> None:
    add(store, a_message("p"), answer(1, "m", pace=50, parent="p"))
    with store.database.writing() as connection:
        odd = '{"text_s": "2", "text_tokens": 100, "first_token_s": 0.5, "other": {}}'
        connection.execute("UPDATE messages SET timings = ? WHERE id = 'a1'", (odd,))
    assert store.measured_speeds() == {"m": MeasuredSpeed(1, None, 0.5)}


def test_pictures_and_videos_of_the_current_path_are_found(store: SqliteConversationStore) -> None:
    result: Block = {"type": "tool_result", "tool_use_id": "t", "content": [IMAGE]}
    talk = text_block('a text about "image" and "video"')
    add(
        store,
        a_message("p1", blocks=(text_block("look"), IMAGE)),
        a_message("a1", "p1", role="assistant"),
        a_message("p2", "a1", blocks=(VIDEO,)),
        a_message("p3", "a1", blocks=(result, talk, text_block("plain"))),
    )
    found = store.media_on_path("s1")
    assert found[:2] == [IMAGE, result]
    assert VIDEO not in found, "it is on another path"
    assert text_block("plain") not in found
    assert store.media_on_path("nowhere") == []


def test_each_model_is_told_with_the_switch_it_was_asked_with_last(
    store: SqliteConversationStore,
) -> None:
    add(
        store,
        a_message("p1"),
        answer(1, "MiniMax-M3", thinking="adaptive", parent="p1"),
        answer(2, "MiniMax-M3", thinking="disabled", parent="a1"),
        answer(3, "other", thinking="adaptive", parent="a2"),
        answer(4, "MiniMax-M2.1", parent="a3"),
    )
    assert store.thinking_by_model("s1") == {"MiniMax-M3": "disabled", "other": "adaptive"}
    assert store.thinking_by_model("nowhere") == {}
