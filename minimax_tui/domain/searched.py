"""What of a content block is searched: its kind, and the text it is found by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minimax_tui.domain.blocks import Block, block_type

MOST_CHARACTERS = 1_000_000
"""Of a block that are searched: more is data, and nobody's words."""
_TOOL_CALLS = ("tool_use", "server_tool_use", "mcp_tool_use")
_UNSAID = frozenset(
    ("type", "id", "tool_use_id", "signature", "data", "cache_control", "encrypted_content")
)
_DEEPEST = 50


def searched_kind(block: Block, role: str) -> str:
    """One of `domain.search.KINDS`; "" for a block with nothing to search."""
    kind = block_type(block)
    if kind == "text":
        return "prompt" if role == "user" else "answer"
    if kind == "thinking":
        return "thinking"
    if kind in _TOOL_CALLS:
        return "tool"
    return "result" if kind.endswith("tool_result") else ""


def searched_text(block: Block) -> str:
    """The text that a block is found by: what a cell shows of text and thinking, of tools' calls
    and results every word in them.
    """
    kind = block_type(block)
    if kind in ("text", "thinking"):
        value = block.get(kind)
        return value[:MOST_CHARACTERS] if isinstance(value, str) else ""
    if kind in _TOOL_CALLS or kind.endswith("tool_result"):
        return "\n".join(_said(block, 0))[:MOST_CHARACTERS]
    return ""


def _said(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, bool) or depth > _DEEPEST:
        return
    elif isinstance(value, int | float):
        yield str(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _UNSAID:
                yield from _said(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _said(inner, depth + 1)
