"""The events of a stream, and the answer without one."""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from minimax_tui.simulator import contract, stream
from minimax_tui.simulator.stream import Answer

THINKS = {"thinking": {"type": "adaptive"}}
USAGE_FIELDS = [
    "input_tokens",
    "output_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
]


def test_events_come_in_the_documented_order(client: Any) -> None:
    reply = client.ask("some code please", **THINKS)
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/event-stream"
    assert [kind for kind, _ in itertools.groupby(reply.types)] == [
        "message_start",
        "ping",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    start = reply.events[0]["message"]
    assert re.fullmatch(r"[0-9a-f]{32}", start["id"])
    assert start["service_tier"] == "standard"
    assert list(start["usage"]) == USAGE_FIELDS
    assert start["content"] == []


def test_thinking_has_no_signature_at_its_start_and_one_before_its_stop(client: Any) -> None:
    events = client.ask("some code please", **THINKS).events
    assert events[2]["content_block"] == {"type": "thinking", "thinking": ""}
    stop = next(at for at, event in enumerate(events) if event["type"] == "content_block_stop")
    delta = events[stop - 1]["delta"]
    assert delta["type"] == "signature_delta"
    assert re.fullmatch(r"[0-9a-f]{64}", delta["signature"])
    kinds = [event["delta"]["type"] for event in events if event["type"] == "content_block_delta"]
    assert kinds.count("signature_delta") == 1


def test_usage_is_provisional_first_and_final_last(client: Any) -> None:
    events = client.ask("hello").events
    first, last = events[0]["message"]["usage"], events[-2]
    assert list(last["delta"]) == ["stop_reason"]
    assert list(last["usage"]) == USAGE_FIELDS
    assert first["input_tokens"] == 0
    assert first["cache_read_input_tokens"] == last["usage"]["input_tokens"] > 0
    assert last["usage"]["output_tokens"] > 100


def test_a_long_prompt_is_read_from_the_cache_the_second_time(client: Any) -> None:
    history: list[dict[str, Any]] = [{"role": "user", "content": "word " * 4_000}]
    first = client.ask(messages=history).events[-2]["usage"]
    assert first["cache_read_input_tokens"] == 0
    history += [{"role": "assistant", "content": "yes"}, {"role": "user", "content": "go on"}]
    second = client.ask(messages=history).events[-2]["usage"]
    assert second["cache_read_input_tokens"] == first["input_tokens"]
    assert 0 < second["input_tokens"] < 50


def test_cache_marks_write_on_m2_only(client: Any) -> None:
    block = {"type": "text", "text": "x" * 8_000, "cache_control": {"type": "ephemeral"}}
    for model, written in (("MiniMax-M2.7", True), ("MiniMax-M3", False)):
        usage = client.ask([block], model=model).events[-2]["usage"]
        assert (usage["cache_creation_input_tokens"] > 0) == written


def test_only_m3_with_thinking_asked_for_and_every_m2_thinks(client: Any) -> None:
    def thinks(**fields: Any) -> bool:
        return "thinking" in {
            event["content_block"]["type"]
            for event in client.ask("hello", **fields).events
            if event["type"] == "content_block_start"
        }

    assert not thinks()
    assert not thinks(thinking={"type": "disabled"})
    assert thinks(thinking={"type": "adaptive"})
    assert thinks(thinking={"type": "enabled", "budget_tokens": 32_000})
    for model in contract.MODELS[1:]:
        assert thinks(model=model.id, thinking={"type": "disabled"})


def test_m2_text_begins_with_blank_lines(client: Any, joined: Callable[..., str]) -> None:
    assert joined(client.ask("hello", model="MiniMax-M2.5")).startswith("\n\nHello")
    assert joined(client.ask("hello", **THINKS)).startswith("Hello")


def test_max_tokens_cuts_the_answer(client: Any, joined: Callable[..., str]) -> None:
    reply = client.ask("write a long essay", max_tokens=25)
    last = reply.events[-2]
    assert last["delta"]["stop_reason"] == "max_tokens"
    assert last["usage"]["output_tokens"] == 25
    assert joined(reply).startswith("# Reading on glass")

    within_thinking = client.ask("hello", max_tokens=10, **THINKS)
    assert within_thinking.types.count("content_block_start") == 1
    assert within_thinking.events[-2]["delta"]["stop_reason"] == "max_tokens"


def test_the_answer_without_stream_says_the_same(client: Any, joined: Callable[..., str]) -> None:
    streamed = client.ask("math", **THINKS)
    reply = client.ask("math", stream=False, **THINKS)
    message = reply.json
    assert reply.headers["content-type"].startswith("application/json")
    assert "stop_sequence" not in message
    assert list(message["usage"]) == USAGE_FIELDS
    thinking, text = message["content"]
    assert list(thinking) == ["type", "thinking", "signature"]
    assert thinking["thinking"] == joined(streamed, "thinking")
    assert text == {"type": "text", "text": joined(streamed)}


def test_service_tier_is_echoed(client: Any) -> None:
    events = client.ask(service_tier="priority").events
    assert events[0]["message"]["service_tier"] == "priority"


def test_scripted_blocks_travel_whole(simulator: Any, client: Any) -> None:
    blocks: list[dict[str, Any]] = [
        {"type": "thinking", "thinking": "abcdef", "signature": "sig", "odd": 1},
        {"type": "text", "text": "你好 world", "citations": None},
        {"type": "hologram", "shape": {"b": 1, "a": [2]}},
        {"type": "tool_use", "id": "call_function_aaaaaaaaaaaa_1", "name": "t", "input": {"x": 1}},
    ]
    simulator.script(blocks, chunk_sizes=[1, 3], usage={"output_tokens": 77})
    events = client.ask(max_tokens=1).events
    starts = [event["content_block"] for event in events if event["type"] == "content_block_start"]
    assert starts == [
        {"type": "thinking", "thinking": "", "odd": 1},
        {"type": "text", "text": "", "citations": None},
        blocks[2],
        {**blocks[3], "input": {}},
    ]
    deltas = [event["delta"] for event in events if event["type"] == "content_block_delta"]
    assert [d["thinking"] for d in deltas if "thinking" in d] == ["a", "bcd", "e", "f"]
    assert deltas[4] == {"type": "signature_delta", "signature": "sig"}
    assert [d["text"] for d in deltas if "text" in d] == ["你", "好 w", "o", "rld"]
    parts = [d["partial_json"] for d in deltas if "partial_json" in d]
    assert parts[0] == ""
    assert json.loads("".join(parts)) == {"x": 1}
    assert events[-2]["delta"]["stop_reason"] == "tool_use"
    assert events[-2]["usage"]["output_tokens"] == 77

    simulator.script(blocks, stop_reason="end_turn")
    message = client.ask(stream=False).json
    assert message["content"] == blocks
    assert message["stop_reason"] == "end_turn"


def test_scripted_thinking_without_signature_has_none(simulator: Any, client: Any) -> None:
    simulator.script([{"type": "thinking", "thinking": "x"}], times=2)
    for _ in range(2):
        assert b"signature" not in client.ask().body


def test_raw_bytes_are_sent_as_they_are(simulator: Any, client: Any) -> None:
    simulator.raw_stream([b"da", b"", b"ta: {}\n", b"\n"], status=201, content_type="text/plain")
    reply = client.ask()
    assert reply.body == b"data: {}\n\n"
    assert reply.status == 201
    assert reply.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("seed", range(20))
def test_deltas_join_to_the_text(seed: int) -> None:
    rng = random.Random(seed)
    alphabet = "ab c\n\n  é你好🙂\u0301`*|"
    text = "".join(rng.choices(alphabet, k=200))
    sizes: Any = rng.choice([None, 1, [2, 5], "token"])
    prepared = stream.prepare(
        Answer([{"type": "text", "text": text}], sizes),
        model="MiniMax-M3",
        service_tier="standard",
        usage={"input_tokens": 3},
        max_tokens=None,
        rng=rng,
    )
    assert "".join(part for part, _ in prepared.blocks[0].deltas) == text
    assert prepared.usage["output_tokens"] == prepared.output_tokens


def test_a_lone_surrogate_does_no_harm() -> None:
    assert (
        stream.encode({"type": "x", "t": "\ud800"}) == b'event: x\ndata: {"type":"x","t":"?"}\n\n'
    )
