"""Estimates are cheap and near enough; they never take an odd block amiss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.tokens import IMAGE_TOKENS, estimate_blocks, estimate_tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("word" * 100, 100), ("中" * 1_600, 1_000), ("中" * 160 + "word" * 10, 110)],
)
def test_an_estimate(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens


@given(st.text(), st.text())
def test_more_text_is_never_fewer_tokens(text: str, more: str) -> None:
    assert 0 <= estimate_tokens(text) <= estimate_tokens(text + more)


@pytest.mark.parametrize(
    ("block", "tokens"),
    [
        ({"type": "text", "text": "word" * 10}, 10),
        ({"type": "thinking", "thinking": "word" * 10, "signature": "f" * 64}, 10),
        ({"type": "image", "source": {"data": "A" * 100_000}}, IMAGE_TOKENS),
        ({"type": "video", "source": {"url": "mm_file://1"}}, IMAGE_TOKENS),
        ({"type": "text"}, 0),
    ],
)
def test_a_block(block: Block, tokens: int) -> None:
    assert estimate_blocks([block]) == tokens
    assert estimate_blocks([block, block]) == 2 * tokens


def test_any_other_block_counts_as_its_json() -> None:
    call: Block = {"type": "tool_use", "id": "x", "name": "glob", "input": {"pattern": "*" * 400}}
    assert 100 <= estimate_blocks([call]) <= 140
    assert estimate_blocks([{"odd": object()}]) > 0
