"""The endpoint's list of models in the cache folder: kept, and read whatever is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from minimax_tui.config.listed_models import FILE, as_models, keep_listed, read_listed
from minimax_tui.domain.catalogue import ModelInfo

WIRE = [
    {"id": "MiniMax-M3", "display_name": "MiniMax-M3", "type": "model"},
    {"id": "MiniMax-M4", "display_name": "Four \x1b[31m", "type": "model"},
]


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    keep_listed(cache, "https://api.minimax.io/anthropic", 1_700_000_000.0, WIRE)
    kept = read_listed(cache)
    assert kept is not None
    assert (kept.base_url, kept.at) == ("https://api.minimax.io/anthropic", 1_700_000_000.0)
    assert kept.models == (
        ModelInfo(id="MiniMax-M3", known=False),
        ModelInfo(id="MiniMax-M4", description="Four ␛[31m", known=False),
    )
    assert (cache / FILE).stat().st_mode & 0o777 == 0o600


def test_what_can_be_no_id_is_left_out() -> None:
    odd: list[dict[str, Any]] = [
        {},
        {"id": 3},
        {"id": " "},
        {"id": "a\x1b"},
        {"id": "x" * 300},
        {"id": "a"},
    ]
    assert [model.id for model in as_models([*odd, {"id": "a"}])] == ["a"]
    assert len(as_models({"id": f"m{number}"} for number in range(10_000))) == 500


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"rubbish \xff",
        b"[]",
        b"{}",
        b'{"models": 3, "at": 1}',
        b'{"models": [], "at": "x"}',
        b'{"models": [' + b"[" * 100_000,
        b" " * 2_000_000,
    ],
    ids=["empty", "no UTF-8", "list", "bare", "no list", "no time", "deep", "large"],
)
def test_a_broken_cache_is_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE).write_bytes(data)
    assert read_listed(tmp_path) is None


def test_entries_that_are_none_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"models": [1, null, {"id": "a"}], "at": 1}')
    kept = read_listed(tmp_path)
    assert kept is not None
    assert [model.id for model in kept.models] == ["a"]


def test_no_cache_is_none(tmp_path: Path) -> None:
    assert read_listed(tmp_path / "nowhere") is None
