"""How many tokens a text is, roughly, and where it could be cut into tokens."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_CJK_RANGES = (
    "\u1100-\u11ff\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
CJK = re.compile(f"[{_CJK_RANGES}]")
_CJK_RUN = re.compile(f"[{_CJK_RANGES}]+")
_PIECE = re.compile(f" ?[A-Za-z0-9_]{{1,5}}|[\u4e00-\u9fff]{{1,2}}|\n+| +|[{_CJK_RANGES}]|.", re.S)

_CHARS_PER_TOKEN = 4.0  # a common rule of thumb for English
_CJK_CHARS_PER_TOKEN = 1.6  # OPENAPI, seen 2026-11: 1,600 Chinese characters, about 1,000 tokens
_MESSAGE_OVERHEAD_TOKENS = 4  # guess: role and separators

# One measurement on M3 (low 350 to 400, default 1,370); high: SEED, seen 2026-11, "several
# thousand".
_IMAGE_TOKENS = {"low": 375, "default": 1_370, "high": 5_000}
_VIDEO_TOKENS = {"low": 2_000, "default": 6_000, "high": 20_000}  # guess: nothing found


def estimate(text: str) -> int:
    """Returns about how many tokens `text` is."""
    if not text:
        return 0
    rest = len(_CJK_RUN.sub("", text))
    cjk = len(text) - rest
    return max(1, round(rest / _CHARS_PER_TOKEN + cjk / _CJK_CHARS_PER_TOKEN))


def pieces(text: str) -> list[str]:
    """Cuts `text` into make-believe tokens; joined, they are `text` again."""
    return _PIECE.findall(text)


def _json_tokens(value: object) -> int:
    return estimate(json.dumps(value, ensure_ascii=False))


def _block_tokens(block: Mapping[str, Any]) -> int:
    kind = block.get("type")
    if kind in ("text", "mid_conv_system"):
        return estimate(str(block.get("text", "")))
    if kind == "thinking":
        return estimate(str(block.get("thinking", "")))
    if kind in ("image", "video"):
        source = block.get("source")
        detail = source.get("detail", "default") if isinstance(source, dict) else "default"
        costs = _IMAGE_TOKENS if kind == "image" else _VIDEO_TOKENS
        return costs.get(str(detail), costs["default"])
    if kind == "tool_result":
        return _MESSAGE_OVERHEAD_TOKENS + content_tokens(block.get("content"))
    return _json_tokens(block)


def content_tokens(content: object) -> int:
    """Returns the tokens of a `content`: a string, or a list of content blocks."""
    if isinstance(content, str):
        return estimate(content)
    if isinstance(content, list):
        return sum(_block_tokens(block) for block in content if isinstance(block, dict))
    return 0


def message_tokens(message: Mapping[str, Any]) -> int:
    """Returns the tokens of one message of a prompt."""
    return _MESSAGE_OVERHEAD_TOKENS + content_tokens(message.get("content"))


def preamble_tokens(system: object, tools: object) -> int:
    """Returns the tokens of what stands before the messages: tools and system prompt."""
    return content_tokens(system) + (_json_tokens(tools) if tools else 0)
