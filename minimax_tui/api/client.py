"""The real `ModelEndpoint`: one request over HTTP, its answer as events."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TYPE_CHECKING, Any

from minimax_tui.api.connection import Timeouts, loaded, open_client
from minimax_tui.api.errors import from_answer, from_event, from_exception
from minimax_tui.api.request import MAX_BODY_BYTES, build_body, encode_body
from minimax_tui.api.sse import EventDecoder
from minimax_tui.domain.daemon import call_in_daemon
from minimax_tui.domain.errors import Detail, RequestTooLarge, StreamCut, StreamStalled
from minimax_tui.domain.events import (
    BlockStarted,
    MessageStopped,
    StreamEvent,
    event_from_wire,
)
from minimax_tui.domain.ports import Credential, Credentials
from minimax_tui.domain.requests import ChatRequest

if TYPE_CHECKING:
    import anthropic
    import httpx2

_DRAIN_S = 0.5
"""How long the end of the body is awaited after `message_stop`, so the connection can be reused."""
_MAX_ANSWER_BYTES = 64 * 1024
"""How much is read of an answer that is no stream."""


class MiniMaxEndpoint:
    """MiniMax's Anthropic-compatible API. Implements `domain.ports.ModelEndpoint`.

    Connections are kept alive per key and host, for the event loop that first used them. The
    request is sent once: retrying is the caller's business.
    """

    def __init__(
        self,
        credentials: Credentials,
        *,
        connect_timeout_s: float = 10.0,
        header_timeout_s: float = 120.0,
        stall_timeout_s: float = 120.0,
    ) -> None:
        """
        Args:
            credentials: Where the key and its host come from, asked for each request.
            connect_timeout_s: For the connection, TLS included.
            header_timeout_s: Without any data after the request is sent, until the first block.
            stall_timeout_s: Without any data after that.
        """
        self._credentials = credentials
        self._timeouts = Timeouts(connect_timeout_s, header_timeout_s, stall_timeout_s)
        self._clients: dict[tuple[str, str, Timeouts], anthropic.AsyncAnthropic] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def wait_at_most(self, *, header_timeout_s: float, stall_timeout_s: float) -> None:
        """Changes how long later requests wait."""
        connect_s = self._timeouts.connect_s
        self._timeouts = Timeouts(connect_s, header_timeout_s, stall_timeout_s)

    def body(self, request: ChatRequest) -> dict[str, Any]:
        """The JSON body that `stream` sends for this request."""
        return build_body(request)

    async def prepare(self) -> None:
        """Imports the SDK, which costs a second in the first request of a program."""
        await loaded()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """Sends the request and yields the answer's events as they come.

        Ends after `MessageStopped`. Closing the generator, or cancelling its task, closes the
        connection.

        Raises:
            RequestError: one of its subclasses, also in mid-stream.
        """
        credential = await call_in_daemon(self._credentials.resolve, "minimax-key")
        key = credential.key
        content = encode_body(build_body(request))
        if len(content) > MAX_BODY_BYTES:
            raise RequestTooLarge(detail=Detail(message=f"{len(content):,} bytes"))
        response = await self._send(credential, content)
        try:
            chunks = _Chunks(response, self._timeouts, key)
            decoder = EventDecoder(key=key)
            first = await _first_chunk(chunks)
            if first is None or first.lstrip()[:1] in (b"{", b"[", b"<"):
                raise await _no_stream(response, first or b"", chunks, key)
            chunk: bytes | None = first
            while chunk is not None:
                for wire in decoder.feed(chunk):
                    event = _event(wire, key)
                    if isinstance(event, BlockStarted):
                        chunks.began = True
                    yield event
                    if isinstance(event, MessageStopped):
                        await chunks.drain()
                        return
                chunk = await chunks.next()
            for wire in decoder.finish():
                event = _event(wire, key)
                yield event
                if isinstance(event, MessageStopped):
                    return
            if not decoder.events and not _is_event_stream(response):
                raise await _no_stream(response, first, chunks, key)
            raise StreamCut(detail=Detail(message="the stream ended without message_stop"))
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        """Closes the connections that are kept open."""
        clients, self._clients = list(self._clients.values()), {}
        if self._loop is asyncio.get_running_loop():
            for client in clients:
                await client.close()

    async def _send(self, credential: Credential, content: bytes) -> httpx2.Response:
        """The answer, its headers read and its status good.

        `messages.create` would walk the body and put its keys in an order of its own. The SDK's
        `post` sends bytes as they are, and gives the response itself unread.
        """
        await loaded()
        import anthropic
        import httpx2

        stream: bool = True
        try:
            response: httpx2.Response = await self._client(credential).post(
                "/v1/messages", cast_to=httpx2.Response, content=content, stream=stream
            )
        except (anthropic.AnthropicError, httpx2.HTTPError, OSError) as error:
            raise from_exception(error, key=credential.key) from error
        # The HTTP client's own limit was for the headers; `_Chunks` holds those that follow.
        response.request.extensions["timeout"]["read"] = None
        return response

    def _client(self, credential: Credential) -> anthropic.AsyncAnthropic:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            # Kept connections belong to their event loop and are dead without it.
            self._clients, self._loop = {}, loop
        name = (credential.key, credential.base_url, self._timeouts)
        client = self._clients.get(name)
        if client is None:
            client = self._clients[name] = open_client(credential, self._timeouts)
        return client


class _Chunks:
    """The bytes of an answer as they come, each awaited for a bounded time.

    Attributes:
        began: Whether the answer's first block has begun.
    """

    def __init__(self, response: httpx2.Response, timeouts: Timeouts, key: str) -> None:
        self._bytes: AsyncIterator[bytes] = response.aiter_bytes()
        self._timeouts = timeouts
        self._key = key
        self.began = False

    async def next(self) -> bytes | None:
        """The next bytes, None at the end.

        Raises:
            StreamFailed: one of its subclasses.
        """
        import httpx2

        limit_s = self._timeouts.stall_s if self.began else self._timeouts.header_s
        try:
            async with asyncio.timeout(limit_s):
                return await anext(self._bytes, None)
        except TimeoutError as error:
            words = f"no data for {limit_s:g} s"
            raise StreamStalled(detail=Detail(message=words)) from error
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            raise from_exception(error, key=self._key, receiving=True) from error

    async def drain(self) -> None:
        """Reads on to the body's end, if that comes at once."""
        import httpx2

        try:
            async with asyncio.timeout(_DRAIN_S):
                async for _rest in self._bytes:
                    pass
        except (TimeoutError, httpx2.HTTPError, httpx2.StreamError, OSError):
            pass  # the answer is whole; only the connection is not kept


async def _first_chunk(chunks: _Chunks) -> bytes | None:
    """The answer's beginning up to something that is no white space, None if it has nothing."""
    first = b""
    while (chunk := await chunks.next()) is not None:
        first += chunk
        if first.strip() or len(first) > _MAX_ANSWER_BYTES:
            return first
    return None


def _event(wire: dict[str, Any], key: str) -> StreamEvent:
    error = from_event(wire, key=key)
    if error is not None:
        raise error
    return event_from_wire(wire)


def _is_event_stream(response: httpx2.Response) -> bool:
    return "text/event-stream" in response.headers.get("content-type", "").lower()


async def _no_stream(
    response: httpx2.Response, first: bytes, chunks: _Chunks, key: str
) -> Exception:
    """What an answer with a good status means that is JSON, HTML, or nothing at all."""
    if not first and _is_event_stream(response):
        return StreamCut(detail=Detail(message="the stream ended without any event"))
    while len(first) < _MAX_ANSWER_BYTES and (chunk := await chunks.next()) is not None:
        first += chunk
    text = first.decode("utf-8", "replace")
    body: object = text
    with contextlib.suppress(ValueError, RecursionError):
        body = json.loads(text)
    return from_answer(response.status_code, body, key=key)
