"""Messages: what is stored is what comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minimax_tui.domain.errors import StorageUnavailable
from minimax_tui.domain.messages import MessageState, StoredError, Timings
from minimax_tui.domain.usage import Usage
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.storage.making import WAIT_S, a_message, a_session, an_open_answer

_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)  # lone surrogates included
_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)
_BLOCKS = st.lists(st.dictionaries(_TEXT | st.just("type"), _JSON, max_size=5), max_size=4)


@pytest.fixture(scope="module")
def memory_store() -> Iterator[SqliteConversationStore]:
    opened = SqliteConversationStore(":memory:")
    opened.add_session(a_session()).result(WAIT_S)
    yield opened
    opened.close()


@given(blocks=_BLOCKS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_block_comes_back_equal_with_its_keys_in_order(
    memory_store: SqliteConversationStore, blocks: list[dict[str, Any]]
) -> None:
    unfinished = frozenset(range(0, len(blocks), 2))
    message = a_message("m", blocks=blocks, unfinished=unfinished)
    memory_store.add_message(message).result(WAIT_S)
    found = memory_store.message("m")
    assert found == message
    assert json.dumps(found.blocks) == json.dumps(message.blocks)
    assert memory_store.path("s1") == [found]


@given(block=st.dictionaries(_TEXT, _JSON, max_size=5))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_finished_block_comes_back_equal(
    memory_store: SqliteConversationStore, block: dict[str, Any]
) -> None:
    memory_store.add_message(an_open_answer("open"))
    memory_store.finish_block("open", 0, block).result(WAIT_S)
    found = memory_store.message("open")
    assert json.dumps(found.blocks) == json.dumps((block,))
    assert found.unfinished == frozenset()


def test_everything_about_an_answer_is_kept(store: SqliteConversationStore) -> None:
    answer = replace(
        a_message("a", role="assistant", state=MessageState.FAILED),
        model="MiniMax-M3",
        thinking="adaptive",
        stop_reason="max_tokens",
        usage=Usage(1, 2, 3, 4),
        timings=Timings(0.5, 1.5, 2.5, 4.0, 30, 40),
        error=StoredError("StreamCut", "broke \ud800", "again", "HTTP 200"),
    )
    store.add_session(a_session())
    store.add_message(answer).result(WAIT_S)
    assert store.message("a") == answer
    assert store.path("s1") == [answer]


def test_a_field_of_a_later_version_does_not_hide_a_message(
    store: SqliteConversationStore,
) -> None:
    store.add_session(a_session())
    store.add_message(replace(a_message("m"), usage=Usage(1, 2))).result(WAIT_S)
    store.writer.submit(
        lambda connection: (
            connection.execute(
                """UPDATE messages SET usage = '{"output_tokens": 7, "dreams": 1}'"""
            ),
            None,
        )[1]
    ).result(WAIT_S)
    assert store.message("m").usage == Usage(output_tokens=7)


def test_what_is_given_may_be_changed_right_after(store: SqliteConversationStore) -> None:
    block: dict[str, Any] = {"type": "text", "text": "as it was"}
    store.add_session(a_session())
    done = store.add_message(a_message("m", blocks=(block,)))
    block["text"] = "changed"
    done.result(WAIT_S)
    assert store.message("m").blocks == ({"type": "text", "text": "as it was"},)


def test_adding_a_message_again_replaces_it(store: SqliteConversationStore) -> None:
    store.add_session(a_session())
    store.add_message(a_message("m", blocks=({"n": 1}, {"n": 2}))).result(WAIT_S)
    again = a_message("m", blocks=({"n": 3},))
    store.add_message(again).result(WAIT_S)
    assert store.path("s1") == [again]
    assert store.session("s1").turns == 1


def test_what_cannot_be_json_fails_its_own_write_only(store: SqliteConversationStore) -> None:
    store.add_session(a_session())
    looped: dict[str, Any] = {"type": "text"}
    looped["self"] = looped
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"in": deep}
    for block in (looped, deep, {"type": object()}):
        with pytest.raises(StorageUnavailable):
            store.add_message(a_message("bad", blocks=(block,))).result(WAIT_S)
    store.add_message(a_message("good")).result(WAIT_S)
    assert [message.id for message in store.path("s1")] == ["good"]


def test_sizes_of_the_path_are_known_without_reading_it(store: SqliteConversationStore) -> None:
    store.add_session(a_session())
    store.add_message(a_message("p", blocks=({"type": "text", "text": "four"},)))
    store.add_message(an_open_answer("a", "p"))
    closed = a_message(
        "a",
        "p",
        role="assistant",
        blocks=({"type": "thinking", "thinking": "123"}, {"type": "text", "text": "45"}),
    )
    store.close_message(closed).result(WAIT_S)
    assert store.path_sizes("s1") == [4, 5]
