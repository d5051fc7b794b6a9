"""Which hosts are MiniMax's, and which base URLs a key may be sent to."""

from __future__ import annotations

from collections.abc import Collection

from minimax_tui.domain.errors import (
    CHINA_HOST,
    INTERNATIONAL_HOST,
    PlainHttpRefused,
    SettingsError,
)
from minimax_tui.domain.i18n import tr

DEFAULT_BASE_URL = f"https://{INTERNATIONAL_HOST}/anthropic"

MINIMAX_HOSTS = (
    INTERNATIONAL_HOST,
    CHINA_HOST,
    "api.minimax.cn",
    "api.minimax.chat",
    "api-uw.minimax.io",
)
"""Hosts that MiniMax's pages and clients name (read 2026-11); their subdomains count too."""

_HOST_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_:[]")


def host_of(base_url: str) -> str:
    """The host of a checked base URL: lower case, without port, brackets and final dot."""
    from urllib.parse import urlsplit

    return (urlsplit(base_url).hostname or "").rstrip(".")


def _belongs(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def is_minimax(host: str) -> bool:
    """Whether `host` is one of MiniMax's API hosts."""
    return _belongs(host, MINIMAX_HOSTS)


def is_anthropic(host: str) -> bool:
    """Whether `host` is Anthropic's."""
    return _belongs(host, ("anthropic.com", "claude.com"))


def is_loopback(host: str) -> bool:
    """Whether `host` can only be this machine: localhost, 127.0.0.0/8, ::1."""
    if host in ("localhost", "::1"):
        return True
    parts = host.split(".")
    return len(parts) == 4 and parts[0] == "127" and all(map(_is_octet, parts))


def _is_octet(part: str) -> bool:
    return part.isascii() and part.isdigit() and len(part) <= 3 and int(part) <= 255


def check_base_url(text: str) -> str:
    """`text` as a base URL, without slashes at its end.

    Whether http may be used is asked when a key is about to go there: `refuse_plain_http`.

    Raises:
        SettingsError: unless it is https or http with a plain host name and neither user name,
            query nor fragment. The URL itself is not repeated in the error, since one that is
            refused may hold a password.
    """
    from urllib.parse import urlsplit

    url = text.strip()
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise _refusal(tr("it is not a URL")) from None
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise _refusal(tr("it contains a character that no base URL has"))
    if parts.scheme not in ("https", "http") or not host:
        raise _refusal(tr("it does not begin with https:// and a host"))
    if "@" in parts.netloc:
        raise _refusal(tr("it contains a user name or password"))
    if not _HOST_CHARACTERS.issuperset(parts.netloc.lower()):
        raise _refusal(tr("its host name is not valid"))
    if "?" in url or "#" in url:
        raise _refusal(tr("it has a query or a fragment"))
    return url.rstrip("/")


def refuse_plain_http(base_url: str, allowed: Collection[str] = ()) -> None:
    """Keeps a key from being sent unencrypted to another machine.

    Args:
        base_url: A checked base URL.
        allowed: Hosts that the user has allowed; `host_name` gives their form.

    Raises:
        PlainHttpRefused: if it is http, and neither to this machine nor to an allowed host.
    """
    host = host_of(base_url)
    plain = not base_url.lower().startswith("https:")
    if plain and not is_loopback(host) and host not in allowed:
        raise PlainHttpRefused(host)


def host_name(text: str) -> str:
    """A host as a user writes it, in the form of `host_of`.

    Raises:
        SettingsError: if it is no plain host name or address.
    """
    host = text.strip().lower().strip("[]").rstrip(".")
    if not host or not _HOST_CHARACTERS.issuperset(host):
        raise SettingsError(
            tr("This is no host name, so http was not allowed for it."),
            tr("Give the host of the base URL alone, such as gateway.example or 192.168.1.20."),
        )
    return host


def host_names(text: str) -> tuple[str, ...]:
    """The hosts of a list with spaces or commas between.

    Raises:
        SettingsError: if one of them is no plain host name or address.
    """
    return tuple(map(host_name, text.replace(",", " ").split()))


def _refusal(reason: str) -> SettingsError:
    return SettingsError(
        tr("The base URL cannot be used: {reason}.", reason=reason),
        tr(
            "It should be {world}, or https://{china}/anthropic in China.",
            world=DEFAULT_BASE_URL,
            china=CHINA_HOST,
        ),
    )
