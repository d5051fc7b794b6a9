"""Estimates of tokens before the endpoint has counted them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache

from minimax_tui.domain.blocks import Block, block_type, text_of, thinking_of

_CJK = "[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"

CHARS_PER_TOKEN = 4.0
"""Latin text, a common rule of thumb; not a figure of MiniMax's."""
CJK_TOKENS_PER_CHAR = 1000 / 1600
"""MiniMax: 1,600 Chinese characters are about 1,000 tokens (2026-11)."""
IMAGE_TOKENS = 1_400
"""A picture at the default detail, "often about 1k to 3k" (MiniMax's page, 2026-11)."""


@cache
def _cjk() -> re.Pattern[str]:
    # Compiled at the first use: that takes milliseconds, which the start has no use for.
    return re.compile(_CJK)


def estimate_tokens(text: str) -> int:
    """About how many tokens `text` is."""
    if text.isascii():
        return round(len(text) / CHARS_PER_TOKEN)
    wide = len(_cjk().findall(text))
    return round(wide * CJK_TOKENS_PER_CHAR + (len(text) - wide) / CHARS_PER_TOKEN)


def estimate_blocks(blocks: Iterable[Block]) -> int:
    """About how many tokens these blocks add to a prompt."""
    total = 0
    for block in blocks:
        kind = block_type(block)
        if kind == "text":
            total += estimate_tokens(text_of(block))
        elif kind == "thinking":
            total += estimate_tokens(thinking_of(block))
        elif kind in ("image", "video"):
            total += IMAGE_TOKENS
        else:
            total += estimate_tokens(json.dumps(block, ensure_ascii=False, default=str))
    return total
