"""Connections to the endpoint: the SDK's client, told everything so that it guesses nothing.

The SDK would read keys, base URLs, headers, log levels and profiles from `ANTHROPIC_*` variables
and from disk. None of that is meant for MiniMax, so everything is given explicitly.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from minimax_tui import __version__
from minimax_tui.domain.errors import (
    AuthenticationFailed,
    Detail,
    ProxyFailed,
    WrongEndpoint,
)
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.ports import Credential

if TYPE_CHECKING:
    import anthropic
    import httpx2

ANTHROPIC_VERSION = "2023-06-01"
"""The version header that MiniMax is known to take; the SDK's own is newer and untried there."""

_ready = threading.Event()


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds."""

    connect_s: float = 10.0
    header_s: float = 120.0
    """Without any data until the answer begins: its headers, and then its first block."""
    stall_s: float = 120.0
    """Without any data in the middle of an answer."""
    write_s: float = 60.0
    """For one piece of the request to leave."""


def preload() -> None:
    """Imports the SDK: about a second, for a background thread after the first screen.

    The SDK turns its own log up, onto stderr, where `ANTHROPIC_LOG` says so; that would write
    over the screen, and prompts into logs, so it is turned down again.
    """
    import anthropic  # noqa: F401

    if not _ready.is_set():
        for name in ("anthropic", "httpx2"):
            logging.getLogger(name).setLevel(logging.WARNING)
        _ready.set()


async def loaded() -> None:
    """Waits until the SDK is imported, without holding up the event loop."""
    if not _ready.is_set():
        await asyncio.to_thread(preload)


def is_loopback(base_url: str) -> bool:
    """Whether the base URL names this computer."""
    import ipaddress

    host = (urlsplit(base_url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_web_address(base_url: str) -> bool:
    try:
        parts = urlsplit(base_url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def open_client(credential: Credential, timeouts: Timeouts) -> anthropic.AsyncAnthropic:
    """A client for one key and host. It sends its key to that host alone and follows no redirect.

    Raises:
        AuthenticationFailed: if the key has characters that no header can carry.
        WrongEndpoint: if the base URL is none.
        ProxyFailed: if the environment names a proxy that cannot be used.
    """
    import anthropic
    import httpx2

    if not all("!" <= character <= "~" for character in credential.key):
        raise AuthenticationFailed(
            detail=Detail(message=tr("the key has spaces or characters that no key has"))
        )
    if not _is_web_address(credential.base_url):
        raise WrongEndpoint(detail=Detail(message=one_line(credential.base_url, 200)))
    timeout = httpx2.Timeout(
        connect=timeouts.connect_s,
        read=timeouts.header_s,
        write=timeouts.write_s,
        pool=timeouts.connect_s,
    )
    http_client: httpx2.AsyncClient
    try:
        if is_loopback(credential.base_url):
            # `DefaultAsyncHttpxClient(trust_env=False)` still takes proxies from the environment,
            # even for loopback (anthropic 2.12.0).
            http_client = httpx2.AsyncClient(timeout=timeout, trust_env=False)
        else:
            http_client = anthropic.DefaultAsyncHttpxClient(timeout=timeout, follow_redirects=False)
    except (ValueError, ImportError, httpx2.InvalidURL) as error:
        # A proxy's URL of an unknown scheme, or a SOCKS proxy without the package for it.
        raise ProxyFailed(
            tr("The proxy named in the environment cannot be used."),
            tr("Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY."),
            Detail(message=type(error).__name__),
        ) from error
    from minimax_tui.api.pacing import pace

    pace(http_client)
    return anthropic.AsyncAnthropic(
        api_key=credential.key,
        base_url=credential.base_url,
        timeout=timeout,
        max_retries=0,
        default_headers=_headers(credential.key),
        http_client=http_client,
        open_telemetry=False,
    )


def _headers(key: str) -> dict[str, Any]:
    """Our headers, and a removal of each that `ANTHROPIC_CUSTOM_HEADERS` would add."""
    import anthropic

    headers: dict[str, Any] = {}
    for line in os.environ.get("ANTHROPIC_CUSTOM_HEADERS", "").split("\n"):
        name, colon, _value = line.partition(":")
        if colon:
            headers[name.strip()] = anthropic.omit
    headers.update(
        {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "anthropic-version": ANTHROPIC_VERSION,
            "User-Agent": f"minimax-chat/{__version__}",
        }
    )
    return headers
