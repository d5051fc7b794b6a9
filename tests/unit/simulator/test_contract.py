"""Routes, keys, the model list, and what is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest

from minimax_tui.simulator import contract
from minimax_tui.simulator.handler import SIMULATION_HEADER
from minimax_tui.simulator.server import Simulator

PNG = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer k"}, 200),
        ({"x-api-key": "k"}, 200),
        ({"X-Api-Key": ""}, 401),
        ({"Authorization": "Basic k"}, 401),
        ({"Authorization": "Bearer wrong-key"}, 401),
        ({"x-api-key": "sk-ant-123"}, 401),
        ({"Authorization": "Bearer wrong-key", "x-api-key": "k"}, 401),
        ({"Authorization": "Bearer k", "x-api-key": "wrong-key"}, 200),
    ],
)
def test_keys(client: Any, headers: dict[str, str], status: int) -> None:
    reply = client.send("GET", "/v1/models", headers=headers)
    assert reply.status == status
    if status == 401:
        assert reply.json["error"] == {
            "type": "authentication_error",
            "message": "login fail: Please carry the API secret key in the 'X-Api-Key' field of"
            " the request header",
        }


def test_headers_of_every_answer(client: Any) -> None:
    replies = [
        client.ask(),
        client.send("GET", "/v1/models"),
        client.ask(temperature=9),
        client.send("GET", "/nowhere"),
    ]
    for reply in replies:
        assert reply.headers["x-minimax-simulation"] == SIMULATION_HEADER
        assert re.fullmatch("[0-9a-f]{32}", reply.headers["trace-id"])
        assert "request-id" not in reply.headers
        assert "retry-after" not in reply.headers
    error = replies[2]
    assert error.json["request_id"] == error.headers["minimax-request-id"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/messages/v1/messages"),
        ("POST", "/messages"),
        ("GET", "/v1/messages"),
        ("POST", "/v1/models"),
        ("GET", "/v1/modelsx"),
    ],
)
def test_wrong_paths(client: Any, method: str, path: str) -> None:
    reply = client.send(method, path, {} if method == "POST" else None)
    assert (reply.status, reply.body) == (404, b"404 page not found")
    assert reply.headers["content-type"].startswith("text/plain")


def test_beta_query_is_fine(client: Any, body: Any) -> None:
    assert client.send("POST", "/v1/messages?beta=true", body()).types[-1] == "message_stop"


def test_model_list_and_its_pages(client: Any) -> None:
    everything = client.send("GET", "/v1/models").json
    ids = [entry["id"] for entry in everything["data"]]
    assert ids == [model.id for model in contract.MODELS]
    assert not everything["has_more"]
    assert everything["data"][0] == {
        "id": "MiniMax-M3",
        "created_at": "2026-06-01T00:00:00Z",
        "display_name": "MiniMax-M3",
        "type": "model",
    }

    seen: list[str] = []
    page = client.send("GET", "/v1/models?limit=3").json
    while True:
        seen += [entry["id"] for entry in page["data"]]
        if not page["has_more"]:
            break
        page = client.send("GET", f"/v1/models?limit=3&after_id={page['last_id']}").json
    assert seen == ids

    back = client.send("GET", f"/v1/models?limit=2&before_id={ids[5]}").json
    assert [entry["id"] for entry in back["data"]] == ids[3:5]
    assert back["has_more"]
    assert client.send("GET", "/v1/models?limit=0").status == 400
    assert client.send("GET", "/v1/models?after_id=nothing").status == 400


def test_one_model(client: Any) -> None:
    assert client.send("GET", "/v1/models/MiniMax-M2.7").json["id"] == "MiniMax-M2.7"
    missing = client.send("GET", "/v1/models/nothing")
    assert missing.status == 404
    assert missing.json["error"]["type"] == "not_found_error"


def test_count_tokens(client: Any, body: Any) -> None:
    def count(text: str, **fields: Any) -> Any:
        return client.send("POST", "/v1/messages/count_tokens", body(text, **fields))

    assert count("word" * 100).json == {"input_tokens": 104}
    assert 1_000 <= count("汉" * 1_600).json["input_tokens"] <= 1_010
    assert count("x", model="MiniMax-M2.7").status == 400
    image = {**PNG, "source": {**PNG["source"], "detail": "low"}}  # type: ignore[dict-item]
    assert 300 < count([image]).json["input_tokens"] < 600  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"temperature": 2.1}, "temperature"),
        ({"temperature": -0.1}, "temperature"),
        ({"temperature": "hot"}, "temperature"),
        ({"top_p": 1.5}, "top_p"),
        ({"model": "MiniMax-M3-highspeed"}, "unknown model 'minimax-m3-highspeed'"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_tokens": True}, "max_tokens"),
        ({"max_tokens": 524_289}, "does not support max tokens > 524288"),
        ({"max_tokens": 204_801, "model": "MiniMax-M2"}, "does not support max tokens > 204800"),
        ({"max_tokens": 204_800, "model": "MiniMax-M2"}, "context window exceeds limit"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "user"}]}, "content"),
        ({"messages": ["x"]}, "messages.0"),
        (
            {"messages": [{"role": "system", "content": "x"}]},
            "chat content has invalid message role: system",
        ),
        ({"system": [PNG]}, "system"),
        ({"stream": "yes"}, "stream"),
        ({"thinking": {"type": "between"}}, "thinking.type"),
        ({"tools": [{"input_schema": {}}]}, "tool name"),
        ({"tools": [{"name": "x"}]}, "input_schema"),
    ],
)
def test_bad_parameters(client: Any, fields: dict[str, Any], words: str) -> None:
    reply = client.ask(**fields)
    assert reply.status == 400
    error = reply.json["error"]
    assert error["type"] == "invalid_request_error"
    assert words in error["message"]
    assert error["message"].endswith("(2013)")


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ({"type": "video_url"}, "unknown content type: video_url"),
        ({"type": "document"}, "unknown content type: document"),
        ("text", "unknown content type"),
        ({"type": "text"}, "text"),
        (
            {"type": "tool_result", "tool_use_id": "call_function_x_1", "content": "y"},
            "tool result's tool id(call_function_x_1) not found",
        ),
        (
            {"type": "tool_use", "id": "call_function_x_1", "name": "n", "input": '{"a'},
            "invalid function arguments json string, tool_call_id: call_function_x_1",
        ),
        ({"type": "image"}, "source"),
        ({"type": "image", "source": {"type": "file"}}, "source type"),
        ({"type": "image", "source": {"type": "url", "url": ""}}, "url"),
        ({"type": "image", "source": {"type": "url", "url": "u", "detail": "x"}}, "detail"),
        ({"type": "video", "source": {"type": "url", "url": "u", "fps": 9}}, "fps"),
        (
            {"type": "video", "source": {"type": "base64", "media_type": "a/b", "data": "x"}},
            "media type",
        ),
    ],
)
def test_bad_blocks(client: Any, block: Any, words: str) -> None:
    reply = client.ask([block])
    assert reply.status == 400
    assert words in reply.json["error"]["message"]


def test_media_is_for_m3(client: Any) -> None:
    assert client.ask([PNG]).status == 200
    assert client.ask([PNG], model="MiniMax-M2.7").status == 400
    film = {"type": "video", "source": {"type": "url", "url": "mm_file://12", "fps": 1}}
    assert client.ask([film]).status == 200
    large = {**PNG, "source": {**PNG["source"], "data": "A" * 14_000_000}}  # type: ignore[dict-item]
    assert client.ask([large]).status == 413


def test_what_is_ignored(client: Any) -> None:
    reply = client.ask(
        top_k="x", stop_sequences=3, mcp_servers=1, context_management=2, container=[], metadata={}
    )
    assert reply.status == 200


def test_tool_results_of_the_history_are_fine(client: Any) -> None:
    messages = [
        {"role": "user", "content": "x"},
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "a", "name": "n", "input": {}}],
        },
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "a", "content": "y"}]},
    ]
    assert client.ask(messages=messages).status == 200


def test_a_body_that_is_no_json(client: Any) -> None:
    for data in (b"{", b"", b"\xff", b"[" * 100_000):
        reply = client.send("POST", "/v1/messages", data)
        assert reply.status == 400
        assert reply.json["type"] == "error"


def test_signatures_are_checked_when_wanted(connect: Any) -> None:
    with Simulator(tokens_per_s=0, check_signatures=True) as simulator:
        client = connect(simulator)
        answer = client.ask("hello", thinking={"type": "adaptive"}, stream=False).json["content"]
        simulator.script([{"type": "thinking", "thinking": "t", "signature": "mine"}])
        mine = client.ask(stream=False).json["content"]
        unsigned = [{"type": "thinking", "thinking": "cut off"}]
        for content, status in (
            (answer, 200),
            (mine, 200),
            (unsigned, 200),
            ([{**answer[0], "thinking": "changed"}], 400),
        ):
            messages = [
                {"role": "user", "content": "hello"},
                {"role": "assistant", "content": content},
                {"role": "user", "content": "again"},
            ]
            assert client.ask(messages=messages).status == status
