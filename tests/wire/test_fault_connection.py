"""Faults of the way to the endpoint: what the turn ends with, and whether it is tried again."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from minimax_tui.domain import errors
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.events import RetryPlanned, TurnFailed
from minimax_tui.engine.retry import Retries
from minimax_tui.simulator.server import Simulator
from tests.wire.conversation_parts import SESSION, talking
from tests.wire.wire_events import FixedCredentials

CERTIFICATE = Path(__file__).with_name("self_signed.pem")
OUTSIDE = "https://api.minimax.invalid/anthropic"
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextmanager
def listening(talk: Talk, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server on a thread of its own that says what `talk` says; its port."""
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    port = 0
    ended = asyncio.Event()

    async def serve() -> None:
        nonlocal port
        async with await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context) as server:
            port = server.sockets[0].getsockname()[1]
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield port
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(10)
        loop.close()


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def failure(path: Path, base_url: str, key: str = "sk-test") -> tuple[ChatError, int]:
    """What a turn ends with, and how often it was sent again; checks what is stored."""
    again = 0
    with talking(
        path / "chat.db", FixedCredentials(base_url, key), Retries(1, first_delay_s=0.0)
    ) as talk:
        talk.begin("Name a tree")
        while not isinstance(event := talk.until(RetryPlanned, TurnFailed), TurnFailed):
            again += 1
        prompt, answer = talk.store.path(SESSION)
        assert prompt.blocks == ({"type": "text", "text": "Name a tree"},)
        assert answer.error is not None
        assert answer.error.kind == type(event.error).__name__
        assert key not in f"{answer.error}"
    return event.error, again


def saying(words: bytes) -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if words:
            await reader.read(1024)
            writer.write(words)
        writer.close()

    return talk


def test_refused(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        port = unused.getsockname()[1]
        error, again = failure(tmp_path, f"http://127.0.0.1:{port}/anthropic")
    assert (type(error), again) == (errors.ConnectionFailed, 1)


def test_no_such_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object, **_named: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error, again = failure(tmp_path, OUTSIDE)
    assert (type(error), again) == (errors.NameNotFound, 1)
    assert "base URL" in error.advice


def test_a_certificate_that_nobody_signed(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with listening(saying(b""), context) as port:
        error, again = failure(tmp_path, f"https://127.0.0.1:{port}/anthropic")
    assert (type(error), again) == (errors.CertificateRefused, 0)
    assert "clock" in error.advice


def test_no_tls_at_all(tmp_path: Path) -> None:
    with listening(saying(b"220 hello, this is no TLS\r\n")) as port:
        error, again = failure(tmp_path, f"https://127.0.0.1:{port}/anthropic")
    assert (type(error), again) == (errors.ConnectionFailed, 1)


@pytest.mark.parametrize("status", [b"403 Forbidden", b"407 Proxy Authentication Required"])
def test_a_proxy_that_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: bytes
) -> None:
    with listening(saying(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        error, again = failure(tmp_path, OUTSIDE)
    assert (type(error), again) == (errors.ProxyFailed, 0)
    assert "HTTPS_PROXY" in error.advice


def test_a_proxy_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{unused.getsockname()[1]}")
        error, again = failure(tmp_path, OUTSIDE)
    assert (type(error), again) == (errors.ConnectionFailed, 1)
    assert "proxy" in error.advice


def test_a_proxy_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://127.0.0.1:1")
    error, again = failure(tmp_path, OUTSIDE)
    assert (type(error), again) == (errors.ProxyFailed, 0)


def test_a_base_url_without_its_path(tmp_path: Path) -> None:
    with Simulator(tokens_per_s=0) as simulator:
        error, again = failure(tmp_path, simulator.base_url.removesuffix("/anthropic"))
    assert (type(error), again) == (errors.WrongEndpoint, 0)
    assert "404 page not found" in str(error.detail)
    assert "/anthropic" in error.advice


def test_a_key_that_is_not_known(tmp_path: Path) -> None:
    with Simulator(tokens_per_s=0) as simulator:
        error, again = failure(tmp_path, simulator.base_url, "wrong-key")
    assert (type(error), again) == (errors.AuthenticationFailed, 0)
    assert "api.minimaxi.com" in error.advice, "it may belong to the other region"
