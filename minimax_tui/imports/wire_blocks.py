"""Content as Anthropic's Messages API has it, checked and kept as it is."""

from __future__ import annotations

from collections import Counter
from typing import Any

from minimax_tui.domain.blocks import Block, block_type, text_block
from minimax_tui.domain.i18n import tr


def wire_blocks(content: Any, left: Counter[str]) -> list[Block] | None:
    """The blocks of a message's `content`, which is a text or a list of blocks.

    Blocks of unknown types come over as they are; what is no block is counted. None where it is
    neither text nor list.
    """
    if isinstance(content, str):
        return [text_block(content)] if content else []
    if not isinstance(content, list):
        return None
    blocks: list[Block] = []
    for block in content:
        if isinstance(block, str):
            blocks.append(text_block(block))
        elif isinstance(block, dict) and block_type(block):
            blocks.append(block)
        else:
            left[tr("parts of messages that are no content")] += 1
    return blocks
