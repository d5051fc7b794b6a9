"""Messages as a request carries them: repaired on the way out, never in the history itself.

Every block goes back as it came (MiniMax's page, "preserve them unchanged"), but for what the
endpoint is known to refuse: a cut-off tool call, or a result without its call, is answered with
400 on every later turn (MiniMax-AI/cli#235, MiniMax-AI/MiniMax-M2#76).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from minimax_tui.domain.blocks import Block, block_type, text_of
from minimax_tui.domain.catalogue import ModelInfo
from minimax_tui.domain.messages import Message

WireMessage = dict[str, Any]
"""`role` and `content`, a list of blocks."""

_MEDIA = {"image": "picture", "video": "video"}


def wire_messages(messages: Iterable[Message], model: ModelInfo) -> list[WireMessage]:
    """What goes into the request's `messages` for this path of a conversation.

    Roles alternate and the first is `user`. Left out: empty text; blocks that never came to their
    end, but for text; tool calls without a result in the next message and results without their
    call; messages of which nothing is left. Media that `model` does not take become a line of
    text, and text that UTF-8 or JSON cannot hold is replaced.
    """
    sent = [
        {"role": message.role, "content": [_sendable(block, model) for block in _kept(message)]}
        for message in messages
    ]
    return _alternating(_with_whole_tool_calls(_alternating(sent)))


def _kept(message: Message) -> Iterator[Block]:
    for position, block in enumerate(message.blocks):
        is_text = block_type(block) == "text"
        if is_text and text_of(block) == "":
            continue
        if position in message.unfinished and not is_text:
            continue
        yield block


def _alternating(messages: Iterable[WireMessage]) -> list[WireMessage]:
    """Neighbours of one role become one message; the first is the user's."""
    joined: list[WireMessage] = []
    for message in messages:
        if not message["content"]:
            continue
        if joined and joined[-1]["role"] == message["role"]:
            joined[-1]["content"].extend(message["content"])
        elif joined or message["role"] == "user":
            joined.append({"role": message["role"], "content": list(message["content"])})
    return joined


def _with_whole_tool_calls(messages: Sequence[WireMessage]) -> list[WireMessage]:
    """Leaves out calls and results that are not answered by, or do not answer, a neighbour."""
    paired: list[WireMessage] = []
    for position, message in enumerate(messages):
        before = messages[position - 1]["content"] if position else ()
        after = messages[position + 1]["content"] if position + 1 < len(messages) else ()
        answered = _ids(after, "tool_result", "tool_use_id")
        called = _ids(before, "tool_use", "id")
        content = [
            block
            for block in message["content"]
            if (block_type(block) != "tool_use" or block.get("id") in answered)
            and (block_type(block) != "tool_result" or block.get("tool_use_id") in called)
        ]
        paired.append({"role": message["role"], "content": content})
    return paired


def _ids(blocks: Iterable[Block], kind: str, key: str) -> set[str]:
    found = (block.get(key) for block in blocks if block_type(block) == kind)
    return {found_id for found_id in found if isinstance(found_id, str)}


def _sendable(block: Block, model: ModelInfo) -> Block:
    kind = block_type(block)
    if model.known and kind in _MEDIA and kind not in model.inputs:
        return {"type": "text", "text": f"[A {_MEDIA[kind]} was here; {model.id} takes none.]"}
    content = block.get("content")
    if kind == "tool_result" and isinstance(content, list):
        block = {**block, "content": [_sendable_part(part, model) for part in content]}
    safe: Block = encodable(block)
    return safe


def _sendable_part(part: object, model: ModelInfo) -> object:
    return _sendable(part, model) if isinstance(part, dict) else part


def encodable(value: Any) -> Any:
    """`value` with what JSON in UTF-8 cannot hold replaced; the same object where nothing is.

    Halves of a surrogate pair are joined where they stand side by side, and become U+FFFD where
    they do not; NaN and the infinities become null.
    """
    match value:
        case str():
            return value if value.isascii() else _without_surrogates(value)
        case float():
            return value if math.isfinite(value) else None
        case dict():
            pairs = [(encodable(key), encodable(item)) for key, item in value.items()]
            same = all(
                key is old_key and item is old
                for (key, item), (old_key, old) in zip(pairs, value.items(), strict=True)
            )
            return value if same else dict(pairs)
        case list() | tuple():
            items = [encodable(item) for item in value]
            same = all(item is old for item, old in zip(items, value, strict=True))
            return value if same else items
        case _:
            return value


def _without_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
