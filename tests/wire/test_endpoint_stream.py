"""A good answer over a real socket: what is sent, and what comes out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest

from minimax_tui.api.client import MiniMaxEndpoint
from minimax_tui.api.models import count_tokens, list_models
from minimax_tui.domain import errors
from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.events import MessageStopped, StreamEvent, event_from_wire
from minimax_tui.domain.ports import Credential
from minimax_tui.domain.requests import ChatRequest, TurnOptions
from tests.wire.scripted_server import Exchange, Script, ScriptedServer, sse
from tests.wire.wire_events import (
    ANSWER,
    BLOCK,
    DELTA,
    KEY,
    START,
    STOP,
    FixedCredentials,
    ask,
    message,
)


@asynccontextmanager
async def served(script: Script) -> AsyncIterator[tuple[ScriptedServer, MiniMaxEndpoint]]:
    async with ScriptedServer(script) as server:
        endpoint = MiniMaxEndpoint(FixedCredentials(server.base_url))
        try:
            yield server, endpoint
        finally:
            await endpoint.aclose()


async def whole(endpoint: MiniMaxEndpoint, request: ChatRequest) -> list[StreamEvent]:
    return [event async for event in endpoint.stream(request)]


async def answer_well(exchange: Exchange) -> None:
    await exchange.stream(*ANSWER)


async def test_an_answer_comes_out_as_its_events() -> None:
    async with served(answer_well) as (_server, endpoint):
        assert await whole(endpoint, ask()) == [event_from_wire(event) for event in ANSWER]


@pytest.mark.parametrize("size", [1, 7, 100])
async def test_chunks_may_be_cut_anywhere(size: int) -> None:
    data = b"".join(map(sse, ANSWER))

    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        for start in range(0, len(data), size):
            await exchange.chunk(data[start : start + size])
        await exchange.end()

    async with served(script) as (_server, endpoint):
        assert await whole(endpoint, ask()) == [event_from_wire(event) for event in ANSWER]


async def test_data_without_event_lines_and_a_content_type_is_taken() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.begin("application/octet-stream")
        for event in ANSWER:
            await exchange.chunk(b"\r\ndata: " + json.dumps(event).encode() + b"\r\n\r\n")
        await exchange.chunk(b"data: [DONE]\r\n\r\n")
        await exchange.end()

    async with served(script) as (_server, endpoint):
        assert await whole(endpoint, ask()) == [event_from_wire(event) for event in ANSWER]


async def test_the_last_event_may_lack_its_empty_line() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.chunk(sse(START) + sse(STOP).rstrip())
        await exchange.end()

    async with served(script) as (_server, endpoint):
        assert (await whole(endpoint, ask()))[-1] == MessageStopped()


async def test_the_body_arrives_exactly_as_built() -> None:
    odd = {"z_future": {"b": [1, {"y": 2, "a": "ü"}], "a": None}, "type": "hologram", "n": 1.5}
    thinking = {"signature": "ab" * 32, "thinking": "…", "type": "thinking", "extra": True}
    request = ChatRequest(
        (
            message("user", {"text": "look", "type": "text", "cache_control": {"type": "x"}}),
            message("assistant", thinking, odd, {"type": "text", "text": "\n\nSeen 🌍"}),
            message(
                "user",
                {"type": "base64", "data": "kept/as/text.png"},
                {
                    "type": "video",
                    "source": {"url": "mm_file://1", "type": "url", "fps": 0.5, "detail": "low"},
                },
            ),
        ),
        TurnOptions(
            "MiniMax-M3",
            system="Be brief.",
            temperature=0.3,
            top_p=0.9,
            metadata={"user_id": "u"},
            tools=({"name": "t", "input_schema": {"type": "object", "b": 1, "a": 2}},),
            tool_choice={"type": "auto"},
        ),
    )
    async with served(answer_well) as (server, endpoint):
        await whole(endpoint, request)
        sent = server.received[0]
    assert (sent.method, sent.path) == ("POST", "/anthropic/v1/messages")
    text = json.dumps(endpoint.body(request), ensure_ascii=False, separators=(",", ":"))
    assert sent.body.decode() == text
    blocks = sent.json()["messages"][1]["content"]
    assert [list(block.items()) for block in blocks[:2]] == [
        list(thinking.items()),
        list(odd.items()),
    ]


async def test_only_our_own_headers_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-other")
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", "other-token")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1")
    monkeypatch.setenv(
        "ANTHROPIC_CUSTOM_HEADERS",
        "authorization: Bearer other\nX-Api-Key: sk-ant-other\nx-mine: other\n"
        "Anthropic-Version: 1999-01-01\nuser-agent: other\nHost: other",
    )
    async with served(answer_well) as (server, endpoint):
        await whole(endpoint, ask())
        headers = server.received[0].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert headers["anthropic-version"] == "2023-06-01"
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"].startswith("minimax-chat/")
    assert headers["host"].startswith("127.0.0.1:")
    assert "x-api-key" not in headers
    assert "other" not in " ".join((*headers, *headers.values()))


async def test_a_dead_proxy_does_not_stand_before_loopback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.lower(), "http://127.0.0.1:9")
    async with served(answer_well) as (_server, endpoint):
        assert (await whole(endpoint, ask()))[-1] == MessageStopped()


async def test_a_proxy_is_used_for_other_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    async with ScriptedServer(answer_well) as proxy:
        monkeypatch.setenv("http_proxy", proxy.base_url.removesuffix("/anthropic"))
        endpoint = MiniMaxEndpoint(FixedCredentials("http://minimax.invalid/anthropic"))
        assert (await whole(endpoint, ask()))[-1] == MessageStopped()
        await endpoint.aclose()
    assert proxy.received[0].path == "http://minimax.invalid/anthropic/v1/messages"


async def test_an_unusable_proxy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "gopher://127.0.0.1:9")
    endpoint = MiniMaxEndpoint(FixedCredentials("http://minimax.invalid/anthropic"))
    with pytest.raises(errors.ConnectionFailed, match="proxy"):
        await whole(endpoint, ask())


async def test_the_connection_is_kept_for_the_next_request() -> None:
    async with served(answer_well) as (server, endpoint):
        await whole(endpoint, ask())
        await whole(endpoint, ask())
    assert [received.connection for received in server.received] == [1, 1]


async def test_another_key_gets_a_connection_of_its_own() -> None:
    async with ScriptedServer(answer_well) as server:
        credentials = FixedCredentials(server.base_url)
        endpoint = MiniMaxEndpoint(credentials)
        await whole(endpoint, ask())
        credentials.credential = Credential("sk-other", server.base_url, "test")
        await whole(endpoint, ask())
        await endpoint.aclose()
    assert [received.connection for received in server.received] == [1, 2]
    assert server.received[1].headers["authorization"] == "Bearer sk-other"


async def test_a_server_that_stays_open_after_message_stop_is_not_waited_for() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.chunk(b"".join(map(sse, ANSWER)))
        await exchange.until_client_leaves()

    async with served(script) as (_server, endpoint):
        async with asyncio.timeout(10):
            assert (await whole(endpoint, ask()))[-1] == MessageStopped()


async def test_cancelling_closes_the_connection() -> None:
    left = asyncio.Event()
    began = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.chunk(sse(START) + sse(BLOCK) + sse(DELTA))
        await exchange.until_client_leaves()
        left.set()

    async def read(endpoint: MiniMaxEndpoint) -> None:
        async for event in endpoint.stream(ask()):
            if event == event_from_wire(DELTA):
                began.set()

    async with served(script) as (_server, endpoint):
        task = asyncio.create_task(read(endpoint))
        await began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(10):
            await left.wait()


async def test_cancelling_before_the_headers_closes_the_connection() -> None:
    asked, left = asyncio.Event(), asyncio.Event()

    async def script(exchange: Exchange) -> None:
        asked.set()
        await exchange.until_client_leaves()
        left.set()

    async with served(script) as (_server, endpoint):
        task = asyncio.create_task(whole(endpoint, ask()))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(10):
            await left.wait()


async def test_closing_the_generator_closes_the_connection() -> None:
    left = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.chunk(sse(START))
        await exchange.until_client_leaves()
        left.set()

    async with served(script) as (_server, endpoint):
        async with aclosing(endpoint.stream(ask())) as events:
            await anext(events)
        async with asyncio.timeout(10):
            await left.wait()


def test_an_endpoint_outlives_its_event_loop() -> None:
    async def once(endpoint: MiniMaxEndpoint, credentials: FixedCredentials) -> None:
        async with ScriptedServer(answer_well) as server:
            credentials.credential = Credential(KEY, server.base_url, "test")
            assert (await whole(endpoint, ask()))[-1] == MessageStopped()
            await endpoint.aclose()

    credentials = FixedCredentials("")
    endpoint = MiniMaxEndpoint(credentials)
    asyncio.run(once(endpoint, credentials))
    asyncio.run(once(endpoint, credentials))


async def test_models_are_listed_page_by_page() -> None:
    pages = [
        {"data": [{"id": "MiniMax-M3"}], "has_more": True, "last_id": "MiniMax-M3"},
        {"data": [{"id": "MiniMax-M2"}, "odd"], "has_more": False, "last_id": "MiniMax-M2"},
    ]

    async def script(exchange: Exchange) -> None:
        await exchange.answer("200 OK", json.dumps(pages.pop(0)).encode())

    async with ScriptedServer(script) as server:
        models = await list_models(Credential(KEY, server.base_url, "test"))
    assert models == [{"id": "MiniMax-M3"}, {"id": "MiniMax-M2"}]
    assert [received.path for received in server.received] == [
        "/anthropic/v1/models?limit=100",
        "/anthropic/v1/models?limit=100&after_id=MiniMax-M3",
    ]
    assert server.received[0].headers["authorization"] == f"Bearer {KEY}"


async def test_tokens_are_counted_for_the_prompt_alone() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.answer("200 OK", b'{"input_tokens": 42}')

    async with ScriptedServer(script) as server:
        assert await count_tokens(Credential(KEY, server.base_url, "test"), ask()) == 42
    assert server.received[0].path == "/anthropic/v1/messages/count_tokens"
    assert server.received[0].json() == {
        "model": "MiniMax-M3",
        "thinking": {"type": "adaptive"},
        "messages": [{"role": "user", "content": [text_block("Hi")]}],
    }


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html>hello</html>", errors.UnexpectedAnswer),
        (b"{}", errors.UnexpectedAnswer),
        (b"[]", errors.UnexpectedAnswer),
        (
            b'{"base_resp":{"status_code":1004,"status_msg":"login fail"}}',
            errors.AuthenticationFailed,
        ),
    ],
)
async def test_an_odd_answer_to_a_small_question_is_an_error(
    body: bytes, kind: type[errors.RequestError]
) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.answer("200 OK", body)

    async with ScriptedServer(script) as server:
        credential = Credential(KEY, server.base_url, "test")
        with pytest.raises(kind):
            await list_models(credential)
        with pytest.raises(kind):
            await count_tokens(credential, ask())
