"""What the doctor finds of the key, and of the way to the endpoint."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from minimax_tui.cli.doctor.findings import Finding, ok, problem, warning
from minimax_tui.config.hosts import host_of, is_loopback, is_minimax
from minimax_tui.domain.accounts import key_ending
from minimax_tui.domain.errors import ChatError, ConnectionTimedOut
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.ports import Credential, Credentials

KEY = "key"
ENDPOINT = "endpoint"
SLOW_S = 3.0
_CONNECT_S = 5.0
_ANSWER_S = 10.0
_WHOLE_S = 20.0
"""For the whole answer, which may come in small pieces."""
_NAME_S = 5.0
_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


def look(credentials: Credentials, environ: Mapping[str, str], *, offline: bool) -> list[Finding]:
    """The findings. With a key, and unless `offline`, the endpoint is asked for its models."""
    try:
        credential = credentials.resolve()
    except ChatError as error:
        return [problem(KEY, "key", error.what, _advice(error)), *_passed_over(credentials)]
    found = [_key(credential), _host(credential), *_passed_over(credentials), *_proxy(environ)]
    if offline:
        return [*found, ok(ENDPOINT, "answer", tr("not asked (--offline)"))]
    return [*found, _answer(credential, environ)]


def _key(credential: Credential) -> Finding:
    ending = key_ending(credential.key)
    source = one_line(credential.source, 300)
    if not ending:
        return ok(KEY, "key", tr("from {source}", source=source))
    return ok(KEY, "key", tr("from {source}, ends in {ending}", source=source, ending=ending))


def _host(credential: Credential) -> Finding:
    url = credential.base_url
    host = host_of(url)
    if is_loopback(host):
        return ok(KEY, "host", tr("{url}, this computer", url=url))
    if urlsplit(url).scheme == "http":
        return warning(
            KEY,
            "host",
            tr("{url}: the key and all you write go there unencrypted", url=url),
            tr("Use https if the host can."),
        )
    if not is_minimax(host):
        return warning(
            KEY,
            "host",
            tr("{url} is none of MiniMax's hosts: the key goes there", url=url),
            tr("If you did not mean that, unset base_url."),
        )
    if not urlsplit(url).path.rstrip("/").endswith("/anthropic"):
        return warning(
            KEY,
            "host",
            url,
            tr("MiniMax's base URLs end in /anthropic; others are answered with 404."),
        )
    return ok(KEY, "host", url)


def _passed_over(credentials: Credentials) -> list[Finding]:
    """What was passed over while the key was looked for, and why."""
    notices = getattr(credentials, "notices", ())
    return [warning(KEY, "passed over", one_line(str(notice), 300)) for notice in notices]


def _proxies(environ: Mapping[str, str]) -> list[str]:
    return [name for name in _PROXIES if environ.get(name)]


def _proxy(environ: Mapping[str, str]) -> list[Finding]:
    named = _proxies(environ)
    if not named:
        return []
    # Only the name of the variable: the address may hold a password.
    return [ok(ENDPOINT, "proxy", tr("taken from {names}", names=", ".join(named)))]


def _answer(credential: Credential, environ: Mapping[str, str]) -> Finding:
    """Asks for the list of models, which costs nothing."""
    import asyncio

    from minimax_tui.api.connection import preload

    host = host_of(credential.base_url)
    if not is_loopback(host) and not _proxies(environ) and not _found_in_time(host):
        return problem(
            ENDPOINT,
            "answer",
            tr("The name {host} was not found within {n} s.", host=host, n=round(_NAME_S)),
            tr("Check the network and its name server, then try again."),
        )
    preload()  # its import is no part of the latency
    began_s = time.monotonic()
    try:
        count = asyncio.run(_listed(credential))
    except ChatError as error:
        return problem(ENDPOINT, "answer", error.what, _advice(error))
    spent_s = time.monotonic() - began_s
    listed = trn("{count} model", "{count} models", count)
    said = tr("{listed} in {time} s, the connection included", listed=listed, time=f"{spent_s:.2f}")
    if spent_s > SLOW_S:
        return warning(
            ENDPOINT, "answer", said, tr("That is slow: look at the network, VPN or proxy.")
        )
    return ok(ENDPOINT, "answer", said)


def _found_in_time(host: str) -> bool:
    """Whether the name servers have answered, with an address or without; waits for no other.

    The event loop's own threads that look names up are waited for at the program's end.
    """
    answered = threading.Event()

    def look_up() -> None:
        with contextlib.suppress(OSError, UnicodeError):  # the request will say what is wrong
            socket.getaddrinfo(host, None)
        answered.set()

    threading.Thread(target=look_up, name="minimax-name", daemon=True).start()
    return answered.wait(_NAME_S)


async def _listed(credential: Credential) -> int:
    """How many models the endpoint lists.

    Raises:
        RequestError: if it does not answer, or not to its end in the time there is.
    """
    import asyncio

    from minimax_tui.api.connection import Timeouts
    from minimax_tui.api.models import list_models

    timeouts = Timeouts(connect_s=_CONNECT_S, header_s=_ANSWER_S, stall_s=_ANSWER_S)
    try:
        async with asyncio.timeout(_WHOLE_S):
            return len(await list_models(credential, timeouts=timeouts))
    except TimeoutError:
        raise ConnectionTimedOut from None


def _advice(error: ChatError) -> str:
    return "\n".join(filter(None, (error.advice, one_line(str(error.detail), 300))))
