"""Accounts: names, regions, and how little of a key may be shown."""

from __future__ import annotations

import pytest

from minimax_tui.domain.accounts import (
    REGIONS,
    Account,
    Where,
    check_account_name,
    key_ending,
    other_region,
    region_of,
)

WORLD, CHINA = REGIONS


@pytest.mark.parametrize("name", ["work", " work ", "a.b-c_1", "公司", "x" * 32])
def test_names(name: str) -> None:
    assert check_account_name(name) == name.strip()


@pytest.mark.parametrize(
    ("key", "shown"),
    [("", ""), ("sk-short", ""), ("x" * 15, ""), ("sk-0123456789abcdef", "…cdef")],
)
def test_only_the_end_of_a_long_key_is_shown(key: str, shown: str) -> None:
    assert key_ending(key) == shown


def test_regions_know_each_other() -> None:
    assert other_region(WORLD.base_url) is CHINA
    assert other_region(CHINA.base_url + "/") is WORLD
    assert other_region("https://gateway.example/anthropic") is None
    assert region_of("") is None
    assert (WORLD.host, CHINA.host) == ("api.minimax.io", "api.minimaxi.com")


@pytest.mark.parametrize(
    ("base_url", "host"),
    [("http://127.0.0.1:8931/anthropic", "127.0.0.1:8931"), ("", ""), (CHINA.base_url, CHINA.host)],
)
def test_the_host_of_an_account(base_url: str, host: str) -> None:
    assert Account("work", base_url, Where.FILE).host == host
