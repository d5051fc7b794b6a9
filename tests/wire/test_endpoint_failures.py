"""Each way in which an answer can fail, over a real socket, and the error that it becomes."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from minimax_tui.api.client import MiniMaxEndpoint
from minimax_tui.domain import errors
from minimax_tui.domain.events import StreamEvent, event_from_wire
from tests.wire.scripted_server import Exchange, ScriptedServer, sse
from tests.wire.wire_events import (
    BLOCK,
    DELTA,
    KEY,
    MESSAGE_DELTA,
    START,
    FixedCredentials,
    ask,
)

REQUEST_ID = "06" * 16


async def collect(endpoint: MiniMaxEndpoint, came: list[StreamEvent]) -> None:
    async for event in endpoint.stream(ask()):
        came.append(event)


async def fail(
    script: Callable[[Exchange], Awaitable[None]],
    left: asyncio.Event | None = None,
    **timeouts: float,
) -> tuple[list[StreamEvent], errors.RequestError]:
    """What came before the failure, and the failure; waits for `left` if given."""
    came: list[StreamEvent] = []
    async with ScriptedServer(script) as server:
        endpoint = MiniMaxEndpoint(FixedCredentials(server.base_url), **timeouts)
        with pytest.raises(errors.RequestError) as caught:
            await collect(endpoint, came)
        if left is not None:
            async with asyncio.timeout(10):
                await left.wait()
        await endpoint.aclose()
        assert len(server.received) == 1, "the endpoint never retries by itself"
    return came, caught.value


def body_of(type_name: str, words: str) -> bytes:
    return json.dumps(
        {
            "type": "error",
            "error": {"type": type_name, "message": words},
            "request_id": REQUEST_ID,
        }
    ).encode()


@pytest.mark.parametrize(
    ("status", "type_name", "words", "kind"),
    [
        ("400 Bad Request", "invalid_request_error", "no (2013)", errors.InvalidRequest),
        (
            "400 Bad Request",
            "invalid_request_error",
            "invalid params, context window exceeds limit (2013)",
            errors.ContextTooLong,
        ),
        (
            "401 Unauthorized",
            "authentication_error",
            "login fail: Please carry the API secret key",
            errors.AuthenticationFailed,
        ),
        (
            "402 Payment Required",
            "insufficient_balance_error",
            "insufficient balance (1008)",
            errors.InsufficientBalance,
        ),
        ("403 Forbidden", "permission_error", "no right to it", errors.PermissionDenied),
        ("404 Not Found", "not_found_error", "no such model", errors.UnknownModel),
        ("413 Too Large", "request_too_large", "body", errors.RequestTooLarge),
        ("429 Too Many", "rate_limit_error", "rate limit (1002)", errors.RateLimited),
        ("429 Too Many", "rate_limit_error", "usage limit (2056)", errors.PlanLimitReached),
        ("500 Error", "api_error", "insufficient balance (1008)", errors.InsufficientBalance),
        ("500 Error", "api_error", "unknown error, 999 (1000)", errors.ServerFailed),
        ("529 Overloaded", "overloaded_error", "high load (2064) (529)", errors.Overloaded),
    ],
)
async def test_an_error_status_is_named(
    status: str, type_name: str, words: str, kind: type[errors.RequestError]
) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.answer(status, body_of(type_name, words))

    came, error = await fail(script)
    assert came == []
    assert type(error) is kind
    assert error.detail.status == int(status.split()[0])
    assert error.detail.request_id == REQUEST_ID
    assert error.detail.message == words


@pytest.mark.parametrize(
    ("status", "body", "content_type", "kind"),
    [
        ("404 Not Found", b"404 page not found", "text/plain", errors.WrongEndpoint),
        (
            "404 Not Found",
            b"<html><head><title>404</title></head><body>nginx</body></html>",
            "text/html",
            errors.WrongEndpoint,
        ),
        ("403 Forbidden", b"<h1>blocked</h1>", "text/html", errors.UnexpectedAnswer),
        ("502 Bad Gateway", b"<h1>bad gateway</h1>", "text/html", errors.ServerFailed),
        ("301 Moved", b"", "text/html", errors.WrongEndpoint),
        ("200 OK", b"<!doctype html><p>Sign in to the network", "text/html", None),
        ("200 OK", b'\n {"hello": 1}', "application/json", None),
        ("200 OK", b"", "application/json", None),
        ("200 OK", b"welcome\n\n", "text/plain", None),
    ],
)
async def test_what_is_not_the_apis_answer_is_named(
    status: str, body: bytes, content_type: str, kind: type[errors.RequestError] | None
) -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.answer(
            status, body, content_type, headers=[("Location", "http://127.0.0.1:1/")]
        )

    came, error = await fail(script)
    assert came == []
    assert type(error) is (kind or errors.UnexpectedAnswer)
    assert "<" not in error.detail.message


@pytest.mark.parametrize(
    ("code", "kind"),
    [(1008, errors.InsufficientBalance), (1002, errors.RateLimited), (7777, None)],
)
async def test_base_resp_with_status_200_is_an_error(
    code: int, kind: type[errors.RequestError] | None
) -> None:
    body = json.dumps({"base_resp": {"status_code": code, "status_msg": "no"}}).encode()

    async def script(exchange: Exchange) -> None:
        await exchange.answer("200 OK", body)

    _came, error = await fail(script)
    assert type(error) is (kind or errors.UnexpectedAnswer)
    assert error.detail.code == code


async def test_retry_after_is_kept() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.answer(
            "529 Overloaded", body_of("overloaded_error", "busy"), headers=[("Retry-After", "7")]
        )

    _came, error = await fail(script)
    assert error.detail.retry_after_s == 7.0


async def test_the_key_is_never_shown() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.answer("401 No", body_of("authentication_error", f"{KEY} is not valid"))

    _came, error = await fail(script)
    assert error.detail.message == "[key] is not valid"
    assert KEY not in f"{error!r} {error.what} {error.advice} {error.detail!r}"


async def begin_well(exchange: Exchange) -> None:
    await exchange.begin()
    await exchange.chunk(sse(START) + sse(BLOCK) + sse(DELTA))


CAME = [event_from_wire(event) for event in (START, BLOCK, DELTA)]


async def test_a_cut_inside_a_chunk_keeps_what_came() -> None:
    async def script(exchange: Exchange) -> None:
        await begin_well(exchange)
        await exchange.write(b"400\r\ndata: {")
        exchange.hang_up()

    came, error = await fail(script)
    assert came == CAME
    assert type(error) is errors.StreamCut


async def test_a_reset_is_a_cut() -> None:
    read = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await begin_well(exchange)
        await read.wait()
        exchange.reset()

    async with ScriptedServer(script) as server:
        endpoint = MiniMaxEndpoint(FixedCredentials(server.base_url))
        events = endpoint.stream(ask())
        assert [await anext(events) for _ in CAME] == CAME
        read.set()
        with pytest.raises(errors.StreamCut) as caught:
            await anext(events)
        await endpoint.aclose()
    assert "ReadError" in caught.value.detail.message or "reset" in caught.value.detail.message


async def test_a_clean_end_without_message_stop_is_a_cut() -> None:
    async def script(exchange: Exchange) -> None:
        await begin_well(exchange)
        await exchange.chunk(sse(MESSAGE_DELTA) + b'data: {"type":"mess')
        await exchange.end()

    came, error = await fail(script)
    assert came == [*CAME, event_from_wire(MESSAGE_DELTA)]
    assert type(error) is errors.StreamCut


async def test_an_empty_stream_is_a_cut() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.begin()
        await exchange.end()

    _came, error = await fail(script)
    assert type(error) is errors.StreamCut


async def test_broken_json_is_malformed_after_what_came() -> None:
    async def script(exchange: Exchange) -> None:
        await begin_well(exchange)
        await exchange.chunk(b"data: {broken \x1b[31m\n\n")
        await exchange.end()

    came, error = await fail(script)
    assert came == CAME
    assert type(error) is errors.StreamMalformed
    assert "{broken" in error.detail.message
    assert "\x1b" not in error.detail.message


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (
            {"type": "error", "error": {"type": "overloaded_error", "message": "x (2064)"}},
            errors.Overloaded,
        ),
        (
            {"type": "error", "error": {"type": "api_error", "message": "x"}},
            errors.ServerFailed,
        ),
        (
            {"type": "error", "error": {"message": "output new_sensitive (1027)"}},
            errors.ContentRefused,
        ),
        ({"type": "error", "message": "un-nested, balance (1008)"}, errors.InsufficientBalance),
        ({"type": "error", "error": {"type": "novel", "message": "x"}}, errors.StreamErrorEvent),
        ({"base_resp": {"status_code": 1002, "status_msg": "slow"}}, errors.RateLimited),
    ],
)
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("name", [b"event: error\n", b""])
async def test_an_error_event_is_named(
    event: dict[str, Any], kind: type[errors.RequestError], first: bool, name: bytes
) -> None:
    async def script(exchange: Exchange) -> None:
        if first:
            await exchange.begin()
        else:
            await begin_well(exchange)
        await exchange.chunk(name + b"data: " + json.dumps(event).encode() + b"\n\n")
        await exchange.end()

    came, error = await fail(script)
    assert came == ([] if first else CAME)
    assert type(error) is kind


async def test_no_headers_in_time() -> None:
    left = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await exchange.until_client_leaves()
        left.set()

    _came, error = await fail(script, left, header_timeout_s=0.1)
    assert type(error) is errors.ConnectionTimedOut


async def test_silence_in_mid_stream_is_a_stall() -> None:
    left = asyncio.Event()

    async def script(exchange: Exchange) -> None:
        await begin_well(exchange)
        await exchange.until_client_leaves()
        left.set()

    came, error = await fail(script, left, stall_timeout_s=0.1)
    assert came == CAME
    assert type(error) is errors.StreamStalled


async def test_closed_before_headers() -> None:
    async def script(exchange: Exchange) -> None:
        exchange.hang_up()

    _came, error = await fail(script)
    assert type(error) is errors.ConnectionFailed
    assert error.retryable


async def test_refused() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        base_url = f"http://127.0.0.1:{unused.getsockname()[1]}/anthropic"
        endpoint = MiniMaxEndpoint(FixedCredentials(base_url))
        with pytest.raises(errors.ConnectionFailed) as caught:
            await anext(endpoint.stream(ask()))
        await endpoint.aclose()
    assert "onnect" in caught.value.detail.message


async def test_no_tls_on_the_other_side() -> None:
    async def speak_plainly(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello, this is no TLS\r\n")
        writer.close()

    async with await asyncio.start_server(speak_plainly, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        endpoint = MiniMaxEndpoint(FixedCredentials(f"https://127.0.0.1:{port}/anthropic"))
        with pytest.raises(errors.ConnectionFailed):
            await anext(endpoint.stream(ask()))
        await endpoint.aclose()


@pytest.mark.parametrize("base_url", ["ftp://127.0.0.1/x", "127.0.0.1:80", "", "http://[oops/"])
async def test_a_base_url_that_is_none(base_url: str) -> None:
    endpoint = MiniMaxEndpoint(FixedCredentials(base_url))
    with pytest.raises(errors.WrongEndpoint):
        await anext(endpoint.stream(ask()))
    await endpoint.aclose()


@pytest.mark.parametrize("key", ["sk-ü", "sk-a\nX-Evil: 1", "sk a", "sk-\x00"])
async def test_a_key_that_no_header_can_carry_is_not_sent(key: str) -> None:
    endpoint = MiniMaxEndpoint(FixedCredentials("http://127.0.0.1:1/anthropic", key))
    with pytest.raises(errors.AuthenticationFailed) as caught:
        await anext(endpoint.stream(ask()))
    assert key not in str(caught.value.detail)
    await endpoint.aclose()


async def test_a_body_over_the_limit_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minimax_tui.api.client.MAX_BODY_BYTES", 100)
    endpoint = MiniMaxEndpoint(FixedCredentials("http://127.0.0.1:1/anthropic"))
    with pytest.raises(errors.RequestTooLarge):
        await anext(endpoint.stream(ask("x" * 100)))
    await endpoint.aclose()
