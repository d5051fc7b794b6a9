"""Tests of `minimax_tui.api.pacing`: how often a connection is read."""

# ruff: noqa: ARG002, ASYNC109 - httpcore's interface has these arguments

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from typing import Any

import httpcore2
import httpx2
import pytest

from minimax_tui.api.pacing import BACKLOG_BYTES, READ_EVERY_S, PacedBackend, PacedStream, pace


class Connection(httpcore2.AsyncNetworkStream):
    """Always has `data` to read; says what was done with it."""

    def __init__(self, data: bytes = b"x") -> None:
        self.data = data
        self.done: list[object] = []

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.done.append(buffer)

    async def aclose(self) -> None:
        self.done.append("closed")

    async def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        return Connection(b"encrypted")

    def get_extra_info(self, info: str) -> Any:
        return f"info of {info}"


class Network(httpcore2.AsyncNetworkBackend):
    """Gives a `Connection` to whoever asks."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        return Connection()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that are made, none of which is waited for."""
    made: list[float] = []

    async def sleep(seconds: float) -> None:
        made.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return made


async def test_a_read_soon_after_another_waits_so_that_more_comes_together(
    pauses: list[float],
) -> None:
    stream = PacedStream(Connection())
    assert await stream.read(100) == b"x"
    assert pauses == []
    await stream.read(100)
    assert len(pauses) == 1
    assert 0 < pauses[0] <= READ_EVERY_S


async def test_a_backlog_is_read_without_a_pause(pauses: list[float]) -> None:
    stream = PacedStream(Connection(b"x" * BACKLOG_BYTES))
    for _ in range(5):
        await stream.read(BACKLOG_BYTES)
    assert pauses == []


async def test_everything_else_reaches_the_connection() -> None:
    connection = Connection()
    stream = PacedStream(connection)
    await stream.write(b"request")
    await stream.aclose()
    assert connection.done == [b"request", "closed"]
    assert stream.get_extra_info("socket") == "info of socket"
    encrypted = await stream.start_tls(SSLContext(PROTOCOL_TLS_CLIENT), "host")
    assert isinstance(encrypted, PacedStream)
    assert await encrypted.read(10) == b"encrypted"


async def test_connections_of_the_backend_are_paced() -> None:
    stream = await PacedBackend(Network()).connect_tcp("127.0.0.1", 1)
    assert isinstance(stream, PacedStream)


async def test_a_client_and_its_proxies_are_paced() -> None:
    proxy = httpx2.AsyncHTTPTransport(proxy="http://127.0.0.1:9")
    async with httpx2.AsyncClient(mounts={"https://": proxy}, trust_env=False) as client:
        pace(client)
        for transport in (client._transport, proxy):
            assert isinstance(transport, httpx2.AsyncHTTPTransport)
            assert isinstance(transport._pool._network_backend, PacedBackend)
