"""Events become blocks in one place, whatever the pieces in which they come."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.accumulator import Accumulator
from minimax_tui.domain.blocks import Block
from minimax_tui.domain.events import (
    BlockDelta,
    BlockStarted,
    BlockStopped,
    MessageDelta,
    MessageStarted,
    MessageStopped,
    OtherEvent,
    event_from_wire,
    event_to_wire,
)
from minimax_tui.domain.usage import Usage

TEXT = st.text(max_size=60)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
JSON_OBJECTS = st.dictionaries(st.text(max_size=5), JSON_VALUES, max_size=4)


def cut(data: st.DataObject, text: str) -> list[str]:
    """`text` in pieces (empty ones included) whose joints hypothesis chooses."""
    joints = data.draw(st.lists(st.integers(0, len(text)), max_size=8).map(sorted))
    return [text[start:end] for start, end in pairwise([0, *joints, len(text)])]


def accumulate(start: Block, deltas: list[dict[str, Any]], *, stop: bool = True) -> Accumulator:
    """An accumulator that has received one block."""
    accumulator = Accumulator()
    accumulator.apply(BlockStarted(0, start))
    for delta in deltas:
        accumulator.apply(BlockDelta(0, delta))
    if stop:
        accumulator.apply(BlockStopped(0))
    return accumulator


@given(st.data(), TEXT)
def test_text_is_the_same_in_whatever_pieces_it_comes(data: st.DataObject, text: str) -> None:
    deltas = [{"type": "text_delta", "text": piece} for piece in cut(data, text)]
    accumulator = accumulate({"type": "text", "text": ""}, deltas)
    assert accumulator.blocks() == ({"type": "text", "text": text},)
    assert accumulator.unfinished() == frozenset()


@given(st.data(), TEXT, st.text("0123456789abcdef", max_size=64))
def test_thinking_and_its_signature_are_the_same_in_whatever_pieces(
    data: st.DataObject, thinking: str, signature: str
) -> None:
    deltas = [{"type": "thinking_delta", "thinking": piece} for piece in cut(data, thinking)]
    deltas += [{"type": "signature_delta", "signature": piece} for piece in cut(data, signature)]
    block = accumulate({"type": "thinking", "thinking": ""}, deltas).blocks()[0]
    assert block == {"type": "thinking", "thinking": thinking, "signature": signature}
    assert list(block) == ["type", "thinking", "signature"]


@given(st.data(), JSON_OBJECTS, st.booleans())
def test_tool_input_is_the_same_in_whatever_pieces(
    data: st.DataObject, value: dict[str, Any], ascii_only: bool
) -> None:
    written = json.dumps(value, ensure_ascii=ascii_only)
    start = {"type": "tool_use", "id": "call_function_abc_1", "name": "glob", "input": {}}
    deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in cut(data, written)]
    accumulator = accumulate(start, deltas)
    block = accumulator.blocks()[0]
    assert block == {**start, "input": value}
    assert json.dumps(block["input"]) == json.dumps(value), "the order of keys is kept"
    assert accumulator.unfinished() == frozenset()
    assert accumulator.builder(0).partial_json == ""


@given(st.data(), TEXT)
def test_looking_at_a_growing_block_changes_nothing(data: st.DataObject, text: str) -> None:
    accumulator = accumulate({"type": "text", "text": ""}, [], stop=False)
    so_far = ""
    for piece in cut(data, text):
        accumulator.apply(BlockDelta(0, {"type": "text_delta", "text": piece}))
        so_far += piece
        seen = accumulator.blocks()
        assert seen == ({"type": "text", "text": so_far},)
        seen[0]["text"] = "changed by the reader"
    assert accumulator.blocks() == ({"type": "text", "text": text},)
    assert accumulator.unfinished() == {0}


@given(JSON_OBJECTS, st.lists(TEXT, max_size=4))
def test_a_stored_event_is_the_same_event_again(extra: dict[str, Any], texts: list[str]) -> None:
    start = BlockStarted(3, {**extra, "type": "text", "text": ""})
    deltas = [BlockDelta(3, {"type": "text_delta", "text": text, "x": 1}) for text in texts]
    direct, stored = Accumulator(), Accumulator()
    events: list[BlockStarted | BlockDelta | BlockStopped] = [start, *deltas, BlockStopped(3)]
    for event in events:
        direct.apply(event)
        stored.apply(event_from_wire(json.loads(json.dumps(event_to_wire(event)))))
    assert json.dumps(direct.blocks()) == json.dumps(stored.blocks())


def test_keys_keep_the_order_of_the_wire() -> None:
    start = {"zeta": 1, "type": "text", "text": "", "alpha": {"b": 1, "a": 2}}
    block = accumulate(start, [{"type": "text_delta", "text": "hi"}]).blocks()[0]
    assert (
        json.dumps(block) == '{"zeta": 1, "type": "text", "text": "hi", "alpha": {"b": 1, "a": 2}}'
    )


def test_the_text_a_block_starts_with_is_kept() -> None:
    block = accumulate({"type": "text", "text": "One"}, [{"type": "text_delta", "text": ", two"}])
    assert block.blocks()[0]["text"] == "One, two"


def test_a_block_of_an_unknown_type_is_kept_whole() -> None:
    start = {"type": "web_search_tool_result", "content": [{"url": "https://example.org"}]}
    accumulator = accumulate(start, [])
    assert accumulator.blocks() == (start,)
    assert accumulator.unfinished() == frozenset()


def test_a_delta_of_an_unknown_type_is_kept_by_its_keys() -> None:
    start = {"type": "sketch", "strokes": [1], "note": "a", "state": {"old": 1}}
    deltas: list[dict[str, Any]] = [
        {"type": "sketch_delta", "strokes": [2, 3]},
        {"type": "sketch_delta", "note": "b", "colour": "red"},
        {"type": "sketch_delta", "note": "c", "state": {"new": 2}},
        {"note": "d"},
    ]
    assert accumulate(start, deltas).blocks()[0] == {
        "type": "sketch",
        "strokes": [1, 2, 3],
        "note": "abcd",
        "state": {"new": 2},
        "colour": "red",
    }


def test_an_unknown_delta_may_replace_text_by_something_else() -> None:
    deltas: list[dict[str, Any]] = [
        {"type": "text_delta", "text": "abc"},
        {"type": "odd", "text": {"parts": ["abc"]}},
    ]
    block = accumulate({"type": "text", "text": ""}, deltas).blocks()[0]
    assert block == {"type": "text", "text": {"parts": ["abc"]}}


@pytest.mark.parametrize("wrong", [None, 7, ["x"], {"text": "x"}])
def test_a_known_delta_without_text_in_it_adds_nothing(wrong: object) -> None:
    for delta in ({"type": "text_delta", "text": wrong}, {"type": "input_json_delta", "x": wrong}):
        assert accumulate({"type": "text", "text": "a"}, [delta]).blocks()[0]["text"] == "a"


def test_citations_are_collected() -> None:
    deltas: list[dict[str, Any]] = [
        {"type": "citations_delta", "citation": {"url": "a"}},
        {"type": "citations_delta", "citation": {"url": "b"}},
    ]
    block = accumulate({"type": "text", "text": ""}, deltas).blocks()[0]
    assert block["citations"] == [{"url": "a"}, {"url": "b"}]


@pytest.mark.parametrize("written", ['{"a": 1', "[1, 2]", '"text"', "nul", "{} {}", "[" * 5000])
def test_a_tool_call_with_broken_input_is_unfinished(written: str) -> None:
    start = {"type": "tool_use", "id": "call_function_abc_1", "name": "glob", "input": {}}
    accumulator = accumulate(start, [{"type": "input_json_delta", "partial_json": written}])
    assert accumulator.unfinished() == {0}
    assert accumulator.blocks()[0]["input"] == {}
    assert accumulator.builder(0).partial_json == written


@pytest.mark.parametrize("pieces", [[""], ["", "  "], []])
def test_a_tool_call_without_input_is_whole(pieces: list[str]) -> None:
    start = {"type": "tool_use", "id": "call_function_abc_1", "name": "now", "input": {}}
    deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
    accumulator = accumulate(start, deltas)
    assert accumulator.blocks() == (start,)
    assert accumulator.unfinished() == frozenset()


def test_blocks_stand_in_the_order_of_their_indexes() -> None:
    accumulator = Accumulator()
    for index in (2, 0, 1):
        accumulator.apply(BlockStarted(index, {"type": "text", "text": str(index)}))
    accumulator.apply(BlockStopped(1))
    accumulator.apply(BlockStopped(7))
    accumulator.apply(BlockDelta(7, {"type": "text_delta", "text": "to nobody"}))
    assert [block["text"] for block in accumulator.blocks()] == ["0", "1", "2"]
    assert accumulator.indexes() == [0, 1, 2]
    assert accumulator.unfinished() == {0, 2}
    assert len(accumulator) == 3
    assert 1 in accumulator
    assert 7 not in accumulator
    assert accumulator.builder(2).kind == "text"
    with pytest.raises(KeyError):
        accumulator.builder(7)


def test_the_events_own_dictionaries_are_never_changed() -> None:
    start: Block = {"type": "odd", "list": [1], "text": ""}
    deltas: list[dict[str, Any]] = [{"type": "x", "list": [2]}, {"type": "text_delta", "text": "a"}]
    before = json.dumps([start, deltas])
    accumulator = accumulate(start, deltas)
    accumulator.blocks()[0]["list"].append(9)
    assert json.dumps([start, deltas]) == before
    assert accumulator.blocks()[0]["list"] == [1, 2]


def test_the_usage_of_a_message_start_is_provisional() -> None:
    accumulator = Accumulator()
    accumulator.apply(MessageStarted({"usage": {"output_tokens": 1}}))
    accumulator.apply(MessageDelta({"stop_reason": "end_turn"}, None))
    assert not accumulator.usage_is_final


def test_usage_is_final_with_the_message_delta() -> None:
    accumulator = Accumulator()
    assert Accumulator().usage is None
    message = {"id": "a" * 32, "content": [], "model": "MiniMax-M3", "service_tier": "standard"}
    accumulator.apply(MessageStarted({**message, "usage": {"cache_read_input_tokens": 1365}}))
    assert accumulator.usage == Usage(cache_read_tokens=1365)
    assert "content" not in accumulator.message
    assert accumulator.message["service_tier"] == "standard"

    accumulator.apply(MessageDelta({"stop_reason": "tool_use"}, None))
    final = {"input_tokens": 1251, "output_tokens": 264, "cache_read_input_tokens": 114}
    accumulator.apply(MessageDelta({}, final))
    assert accumulator.usage == Usage(1251, 264, 0, 114)
    assert accumulator.usage_is_final
    assert accumulator.stop_reason == "tool_use"


def test_what_is_no_block_changes_no_block() -> None:
    accumulator = accumulate({"type": "text", "text": "a"}, [])
    accumulator.apply(OtherEvent({"type": "ping"}))
    accumulator.apply(MessageStopped())
    assert accumulator.blocks() == ({"type": "text", "text": "a"},)
