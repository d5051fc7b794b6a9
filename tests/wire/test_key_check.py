"""Whether a key is good, asked over a real socket."""

from __future__ import annotations

import json
import socket
from dataclasses import replace

import pytest

from minimax_tui.api.key_check import check_key
from minimax_tui.domain.errors import (
    AuthenticationFailed,
    ChatError,
    ConnectionFailed,
    Overloaded,
    ServerFailed,
    WrongEndpoint,
)
from minimax_tui.domain.ports import Credential
from minimax_tui.simulator.faults import NAMED, Fault, Kind
from minimax_tui.simulator.server import Simulator
from tests.wire.scripted_server import Exchange, ScriptedServer

KEY = "sk-test-0123456789abcdef"


def credential(base_url: str, key: str = KEY) -> Credential:
    return Credential(key, base_url, "test")


async def test_a_good_key_costs_one_request_and_no_token() -> None:
    with Simulator() as simulator:
        assert await check_key(credential(simulator.base_url)) == ""
        (request,) = simulator.requests
    assert request.path.partition("?")[0].endswith("/v1/models")
    assert request.key_is(KEY)


async def test_a_wrong_key_is_refused() -> None:
    with Simulator() as simulator:
        with pytest.raises(AuthenticationFailed) as refused:
            await check_key(credential(simulator.base_url, "wrong-key"))
        assert refused.value.detail.status == 401
        assert "wrong-key" not in str(refused.value.detail)


@pytest.mark.parametrize(
    ("fault", "error"),
    [("500", ServerFailed), ("529", Overloaded), ("drop", ConnectionFailed)],
)
async def test_a_failure_says_nothing_about_the_key(fault: str, error: type[ChatError]) -> None:
    with Simulator() as simulator:
        simulator.fail_next(replace(NAMED[fault], route="models"))
        with pytest.raises(error):
            await check_key(credential(simulator.base_url))


async def test_who_has_no_balance_is_known() -> None:
    with Simulator() as simulator:
        simulator.fail_next(
            Fault(Kind.HTTP_ERROR, 402, "insufficient balance (1008)", route="models")
        )
        assert "no balance" in await check_key(credential(simulator.base_url))


async def test_a_gateway_without_a_list_is_asked_for_a_count() -> None:
    async def script(exchange: Exchange) -> None:
        if exchange.received.path.endswith("/v1/models?limit=100"):
            await exchange.answer("404 Not Found", b"404 page not found", "text/plain")
        else:
            assert exchange.received.path.endswith("/v1/messages/count_tokens")
            await exchange.answer("200 OK", json.dumps({"input_tokens": 9}).encode())

    async with ScriptedServer(script) as server:
        assert await check_key(credential(server.base_url)) == ""
        assert len(server.received) == 2


async def test_a_page_that_is_no_api_is_said() -> None:
    async def script(exchange: Exchange) -> None:
        await exchange.answer("404 Not Found", b"<html>nothing</html>", "text/html")

    async with ScriptedServer(script) as server:
        with pytest.raises(WrongEndpoint):
            await check_key(credential(server.base_url))


async def test_nobody_there_is_told_from_a_wrong_key() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening
        port = held.getsockname()[1]
        with pytest.raises(ConnectionFailed):
            await check_key(credential(f"http://127.0.0.1:{port}/anthropic"))
