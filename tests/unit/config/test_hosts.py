"""Which URLs a key may be sent to."""

from __future__ import annotations

import pytest

from minimax_tui.config.hosts import (
    check_base_url,
    host_name,
    host_names,
    host_of,
    is_anthropic,
    is_loopback,
    is_minimax,
    refuse_plain_http,
)
from minimax_tui.domain.errors import PlainHttpRefused, SettingsError


@pytest.mark.parametrize(
    ("url", "checked"),
    [
        ("https://api.minimax.io/anthropic", "https://api.minimax.io/anthropic"),
        (" https://api.minimax.io/anthropic//\n", "https://api.minimax.io/anthropic"),
        ("https://proxy.example:8443/a/b", "https://proxy.example:8443/a/b"),
        ("HTTPS://Proxy.Example", "HTTPS://Proxy.Example"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.8.9.1", "http://127.8.9.1"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("http://gateway.example/", "http://gateway.example"),
    ],
)
def test_taken(url: str, checked: str) -> None:
    assert check_base_url(url) == checked


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "begin with https"),
        ("api.minimax.io/anthropic", "begin with https"),
        ("ftp://api.minimax.io", "begin with https"),
        ("https://", "begin with https"),
        ("https:///anthropic", "begin with https"),
        ("https://me:secret@api.minimax.io", "user name"),
        ("http://localhost@evil.example", "user name"),
        ("https://evil.example\\@api.minimax.io", "character"),
        ("https://api.minimax.io/a b", "character"),
        ("https://api.minimax.io/\x1b", "character"),
        ("https://аpi.minimax.io", "character"),
        ("https://api.minimax.io/anthropic?x=1", "query"),
        ("https://api.minimax.io/anthropic#x", "fragment"),
        ("https://api.minimax.io:port", "not a URL"),
        ("https://[::1", "not a URL"),
        ("https://a%62.example", "host name"),
    ],
)
def test_refused(url: str, reason: str) -> None:
    with pytest.raises(SettingsError) as refused:
        check_base_url(url)
    assert reason in refused.value.what
    assert "https://api.minimax.io/anthropic" in refused.value.advice
    assert "secret" not in refused.value.what + refused.value.advice


@pytest.mark.parametrize(
    "host",
    [
        "api.minimax.io",
        "api.minimaxi.com",
        "api.minimax.cn",
        "api.minimax.chat",
        "api-uw.minimax.io",
        "eu.api.minimax.io",
    ],
)
def test_hosts_of_minimax(host: str) -> None:
    assert is_minimax(host)
    assert is_minimax(host_of(check_base_url(f"https://{host.upper()}.:443/anthropic")))


@pytest.mark.parametrize("host", ["evilapi.minimax.io", "api.minimax.io.evil.example", ""])
def test_hosts_of_others(host: str) -> None:
    assert not is_minimax(host)


def test_hosts_of_anthropic() -> None:
    assert is_anthropic("api.anthropic.com")
    assert not is_anthropic("api.anthropic.com.example")
    assert not is_anthropic("notanthropic.com")


@pytest.mark.parametrize("host", ["127.0.0.256", "127.1", "127.0.0.x", "128.0.0.1", ""])
def test_what_only_looks_like_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://api.minimax.io/anthropic", "api.minimax.io"),
        ("http://127.evil.example", "127.evil.example"),
        ("http://127.0.0.1.evil.example", "127.0.0.1.evil.example"),
        ("http://localhost.evil.example", "localhost.evil.example"),
        ("http://0.0.0.0", "0.0.0.0"),
        ("HTTP://Gateway.Example.:8080/x", "gateway.example"),
        ("http://[fe80::1]:80", "fe80::1"),
    ],
)
def test_plain_http_to_another_machine_needs_its_permission(url: str, host: str) -> None:
    checked = check_base_url(url)
    with pytest.raises(PlainHttpRefused) as refused:
        refuse_plain_http(checked, {"another.example"})
    assert refused.value.host == host
    assert host in refused.value.what
    assert f"--allow-http {host}" in refused.value.advice
    refuse_plain_http(checked, {host_name(host.upper() + ".")})


@pytest.mark.parametrize(
    "url", ["https://gateway.example", "HTTPS://x.example", "http://localhost:1", "http://[::1]:1"]
)
def test_https_and_this_machine_need_no_permission(url: str) -> None:
    refuse_plain_http(check_base_url(url))


def test_a_list_of_hosts() -> None:
    assert host_names(" Gateway.Example, [::1] 10.0.0.7. ") == (
        "gateway.example",
        "::1",
        "10.0.0.7",
    )
    for wrong in ("http://gateway.example", "*", "a@b", "gateway.example/x", "[]"):
        with pytest.raises(SettingsError, match="no host name"):
            host_names(wrong)
