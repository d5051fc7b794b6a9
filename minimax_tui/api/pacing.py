"""Reads from the network at most every few milliseconds, so that an answer's tokens come together.

MiniMax sends every token as an HTTP chunk of its own. Woken by each of them, the program spends
most of what receiving costs on the event loop and on system calls; 30 ms later three or fifty of
them are in the socket, and are read in one piece. Nothing shows a picture more often than that.
"""

# ruff: noqa: ASYNC109 - httpcore's interface has these arguments

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from ssl import SSLContext
from typing import TYPE_CHECKING, Any

import httpcore2

if TYPE_CHECKING:
    import httpx2

READ_EVERY_S = 0.03
"""Between two reads of one connection."""
BACKLOG_BYTES = 16 * 1024
"""A read that brought as much is followed by the next one at once."""


class PacedStream(httpcore2.AsyncNetworkStream):
    """A connection that is read at most every `READ_EVERY_S`."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream) -> None:
        self._stream = stream
        self._read_at = 0.0
        self._loop = asyncio.get_running_loop()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What came, at least a byte; b"" at the end."""
        pause_s = self._read_at + READ_EVERY_S - self._loop.time()
        if pause_s > 0:
            await asyncio.sleep(pause_s)
        data = await self._stream.read(max_bytes, timeout)
        self._read_at = self._loop.time() if len(data) < BACKLOG_BYTES else 0.0
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends bytes."""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Closes the connection."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """The connection, encrypted; it is paced, and no longer what lies below."""
        return PacedStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """What the connection below says of itself."""
        return self._stream.get_extra_info(info)


class PacedBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections that are paced."""

    def __init__(self, backend: httpcore2.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to a host."""
        stream = await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        return PacedStream(stream)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to a socket in the file system."""
        return PacedStream(await self._backend.connect_unix_socket(path, timeout, socket_options))

    async def sleep(self, seconds: float) -> None:
        """Waits."""
        await self._backend.sleep(seconds)


def pace(client: httpx2.AsyncClient) -> None:
    """Paces every connection of a client, those through proxies included.

    httpx2 2.16 has no argument for the network backend of httpcore2's pools, which take one.
    """
    for transport in (client._transport, *client._mounts.values()):
        pool = getattr(transport, "_pool", None)
        backend = getattr(pool, "_network_backend", None)
        if pool is not None and isinstance(backend, httpcore2.AsyncNetworkBackend):
            pool._network_backend = PacedBackend(backend)
