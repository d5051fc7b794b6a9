"""Messages as a request carries them: repaired on the way out, never in the history itself.

Every block goes back as it came (MiniMax's page, "preserve them unchanged"), but for what the
endpoint is known to refuse: a cut-off tool call, or a result without its call, is answered with
400 on every later turn (MiniMax-AI/cli#235, MiniMax-AI/MiniMax-M2#76).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from minimax_tui.domain.blocks import Block, block_type, joined_text, text_block
from minimax_tui.domain.catalogue import ModelInfo, find_model
from minimax_tui.domain.messages import Message, Role
from minimax_tui.domain.requests import (
    KNOWN_BLOCKS,
    ChatRequest,
    kept_blocks,
    takes,
    without_refused,
)

WireMessage = dict[str, Any]
"""`role` and `content`, a list of blocks."""

_PICTURES = {"image": "picture", "video": "video"}
_RESULT_PARTS = ("text", "image")
"""What a tool's result may be made of (MiniMax's "Messages API" page, 2026-11)."""
_SPEAKERS: dict[str, Role] = {
    "tool_use": "assistant",
    "tool_result": "user",
    "thinking": "assistant",
    "redacted_thinking": "assistant",
}
"""The only role whose messages may have such a block."""


def wire_messages(request: ChatRequest) -> list[WireMessage]:
    """What goes into the request's `messages` for this path of a conversation.

    Roles alternate and the first is `user`. Left out: empty text; blocks that never came to their
    end, but for text; blocks that the message's role cannot say; tool calls without a result in
    the next message and results without their call; what the endpoint has refused, as `request`
    says, and prompts that it refused for what they say; messages of which nothing is left. Media
    that the model does not take become a line of text, and text that UTF-8 or JSON cannot hold is
    replaced.
    """
    model = find_model(request.options.model)
    messages = _alternating(
        {
            "role": message.role,
            "content": [
                _sendable(block, model)
                for block in _accepted(message, request)
                if _SPEAKERS.get(block_type(block), message.role) == message.role
            ],
        }
        for message in without_refused(request.messages)
    )
    while True:
        # What is left out may make others neighbours, or leave a result without its call.
        paired = _alternating(_with_whole_tool_calls(messages))
        if _count(paired) == _count(messages):
            return paired
        messages = paired


def _count(messages: Iterable[WireMessage]) -> int:
    return sum(len(message["content"]) for message in messages)


def _accepted(message: Message, request: ChatRequest) -> Iterator[Block]:
    """The blocks of a message, but for those that the endpoint refused before."""
    for block in kept_blocks(message):
        kind = block_type(block)
        if kind in ("thinking", "redacted_thinking") and message.id in request.without_thinking:
            continue
        if message.id in request.without_unknown and kind not in KNOWN_BLOCKS:
            continue
        if message.id in request.without_tools and kind in ("tool_use", "tool_result"):
            yield from _tool_as_text(block)
        else:
            yield block


def _tool_as_text(block: Block) -> Iterator[Block]:
    """A tool's call or result in words, with the pictures that it has."""
    if block_type(block) == "tool_use":
        said = json.dumps(block.get("input"), ensure_ascii=False, default=str)
        yield text_block(f"[The tool {block.get('name')} was called with {said}]")
        return
    content = block.get("content")
    parts = (
        [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    )
    said = content if isinstance(content, str) else joined_text(parts)
    yield text_block(f"[The tool's result]\n{said}")
    yield from (part for part in parts if block_type(part) == "image")


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
        answered = _ids(after, "tool_result")
        called = _ids(before, "tool_use")
        content: list[Block] = []
        seen: set[tuple[str, str]] = set()
        for block in message["content"]:
            kind = block_type(block)
            if kind in ("tool_use", "tool_result"):
                call_id = _call_id(block)
                partners = answered if kind == "tool_use" else called
                if call_id is None or call_id not in partners or (kind, call_id) in seen:
                    continue
                seen.add((kind, call_id))
            content.append(block)
        paired.append({"role": message["role"], "content": content})
    return paired


def _ids(blocks: Iterable[Block], kind: str) -> set[str]:
    found = (_call_id(block) for block in blocks if block_type(block) == kind)
    return {call_id for call_id in found if call_id is not None}


def _call_id(block: Block) -> str | None:
    """The id of a call or of the call that a result is for, None if it is none of use."""
    if block_type(block) == "tool_use":
        whole = isinstance(block.get("name"), str) and isinstance(block.get("input"), dict)
        call_id = block.get("id") if whole else None
    else:
        call_id = block.get("tool_use_id")
    return call_id if isinstance(call_id, str) and call_id else None


def _sendable(block: Block, model: ModelInfo) -> Block:
    kind = block_type(block)
    if not takes(model, kind):
        return text_block(f"[A {_PICTURES[kind]} was here; {model.id} takes none.]")
    content = block.get("content")
    if kind == "tool_result" and not (content is None or isinstance(content, str)):
        parts = content if isinstance(content, list) else [content]
        block = {**block, "content": [_sendable_part(part, model) for part in parts]}
    safe: Block = encodable(block)
    return safe


def _sendable_part(part: object, model: ModelInfo) -> Block:
    kind = block_type(part) if isinstance(part, dict) else ""
    if not isinstance(part, dict) or kind not in _RESULT_PARTS:
        return text_block(f"[Something was here that a tool's result cannot have: {kind}]")
    return _sendable(part, model)


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
