"""The JSON body of a request, out of a turn's messages and options.

Only what MiniMax's page lists as supported is ever sent: `top_k`, `stop_sequences`,
`mcp_servers`, `context_management` and `container` are ignored there, so they are not offered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from minimax_tui.api.history import WireMessage, encodable, wire_messages
from minimax_tui.domain.blocks import Block, block_type
from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.requests import ChatRequest, TurnOptions, max_tokens_for
from minimax_tui.domain.thinking import thinking_parameter
from minimax_tui.domain.tokens import estimate_blocks, estimate_tokens

MAX_BODY_BYTES = 64 * 1024 * 1024
"""Largest request body that MiniMax takes, "64 MB" (MiniMax's page, 2026-11)."""


def build_body(request: ChatRequest) -> dict[str, Any]:
    """The body of `POST /v1/messages`, streamed.

    What is not set is not in it. Sampling values are taken as they are: the settings check them.
    """
    options = request.options
    model = find_model(options.model)
    messages = wire_messages(request)
    body: dict[str, Any] = {
        "model": model.id,
        "max_tokens": max_tokens_for(model, options.max_tokens, _input_tokens(options, messages)),
    }
    _put(body, "thinking", thinking_parameter(model, options.thinking))
    _put(body, "temperature", options.temperature)
    _put(body, "top_p", options.top_p)
    _put(body, "metadata", options.metadata)
    _put_prompt(body, options, messages)
    body["stream"] = True
    return body


def build_count_body(request: ChatRequest) -> dict[str, Any]:
    """The body of `POST /v1/messages/count_tokens`: only what the prompt is made of."""
    options = request.options
    model = find_model(options.model)
    body: dict[str, Any] = {"model": model.id}
    _put(body, "thinking", thinking_parameter(model, options.thinking))
    _put_prompt(body, options, wire_messages(request))
    return body


def encode_body(body: dict[str, Any]) -> bytes:
    """The body's bytes as they are sent: compact JSON in UTF-8, key order kept."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _put_prompt(body: dict[str, Any], options: TurnOptions, messages: list[WireMessage]) -> None:
    _put(body, "system", options.system or None)
    _put(body, "tools", list(options.tools) or None)
    _put(body, "tool_choice", options.tool_choice if options.tools else None)
    body["messages"] = messages


def _put(body: dict[str, Any], key: str, value: Any) -> None:
    if value is not None:
        body[key] = encodable(value)


def _input_tokens(options: TurnOptions, messages: Sequence[WireMessage]) -> int:
    return (
        estimate_tokens(options.system or "")
        + estimate_blocks(options.tools)
        + sum(estimate_blocks(_flat(message["content"])) for message in messages)
    )


def _flat(blocks: Iterable[Block]) -> Iterable[Block]:
    """The blocks, those inside a tool's result in its place: a picture there is one too."""
    for block in blocks:
        content = block.get("content")
        if block_type(block) == "tool_result" and isinstance(content, list):
            yield from (part for part in content if isinstance(part, dict))
        else:
            yield block
