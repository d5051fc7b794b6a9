"""Content blocks: the dictionaries that travel on the wire, kept whole.

A block is never rebuilt from known fields: what came is what is stored, shown, exported and sent
back, unknown keys and unknown types included (MiniMax's page, "preserve them unchanged").
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

Block: TypeAlias = dict[str, Any]
"""One content block as parsed from JSON, key order as on the wire."""


def text_block(text: str) -> Block:
    """A text block as a request carries it."""
    return {"type": "text", "text": text}


def block_type(block: Block) -> str:
    """The block's type, or "" where it has none that is a string."""
    kind = block.get("type")
    return kind if isinstance(kind, str) else ""


def _text_at(block: Block, key: str) -> str:
    value = block.get(key)
    return value if isinstance(value, str) else ""


def text_of(block: Block) -> str:
    """What a text block says, "" for any other type."""
    return _text_at(block, "text") if block_type(block) == "text" else ""


def thinking_of(block: Block) -> str:
    """What a thinking block says, "" for any other type."""
    return _text_at(block, "thinking") if block_type(block) == "thinking" else ""


def joined_text(blocks: Iterable[Block]) -> str:
    """The text of all text blocks, one after the other."""
    return "".join(map(text_of, blocks))


def prompt_text(blocks: Iterable[Block]) -> str:
    """The text blocks of a prompt, which are texts of their own, with an empty line between."""
    return "\n\n".join(filter(None, map(text_of, blocks)))


def joined_thinking(blocks: Iterable[Block]) -> str:
    """The thinking of all thinking blocks, separated by an empty line."""
    return "\n\n".join(filter(None, map(thinking_of, blocks)))
