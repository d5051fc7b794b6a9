"""What a request must look like; what does not is answered as MiniMax answers it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from minimax_tui.simulator import contract, tokens
from minimax_tui.simulator.contract import ApiError, JsonObject, Model, invalid_params

# OPENAPI, seen 2026-11.
_ROLES = frozenset(
    {"user", "assistant", "user_system", "group", "sample_message_user", "sample_message_ai"}
)
_BLOCKS = frozenset(
    {"text", "image", "video", "tool_use", "tool_result", "thinking", "mid_conv_system"}
    # Blocks of server tools: they come in answers, and answers are sent back whole.
    | {"server_tool_use", "web_search_tool_result"}
)
_RESULT_BLOCKS = frozenset({"text", "image"})
_DETAILS = frozenset({"low", "default", "high"})
_MEDIA_TYPES = {
    "image": frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}),
    "video": frozenset(
        {"video/mp4", "video/avi", "video/x-msvideo", "video/quicktime", "video/mov"}
        | {"video/x-matroska"}
    ),
}
_MEDIA_BYTES = {"image": contract.MAX_IMAGE_BYTES, "video": contract.MAX_VIDEO_BYTES}

SignatureCheck = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Request:
    """A valid request for a message.

    Attributes:
        model: Which model is to answer.
        messages: The conversation, as it was sent.
        system: The system prompt: a string, a list of text blocks, or None.
        tools: The tools' definitions.
        tool_choice: The `type` of `tool_choice`.
        max_tokens: The most tokens to answer with.
        stream: Whether events are wanted.
        thinks: Whether the answer has thinking in it.
        service_tier: ``"standard"`` or ``"priority"``.
        input_tokens: The estimated size of the prompt.
        cache_marks: Whether any `cache_control` was set.
    """

    model: Model
    messages: list[JsonObject]
    system: object
    tools: list[JsonObject]
    tool_choice: str
    max_tokens: int
    stream: bool
    thinks: bool
    service_tier: str
    input_tokens: int
    cache_marks: bool


def check_messages(body: object, signature_ok: SignatureCheck | None = None) -> Request:
    """Checks the body of `POST /v1/messages`.

    Parameters that MiniMax ignores are ignored here too: `top_k`, `stop_sequences`,
    `mcp_servers`, `context_management`, `container` (SEED, seen 2026-11).

    Args:
        body: The parsed body.
        signature_ok: Tells of a thinking text and its signature whether they belong together;
            None to take every signature.

    Raises:
        ApiError: The request is not valid.
    """
    if not isinstance(body, dict):
        raise invalid_params("request body is not a JSON object")
    model = _model(body)
    _check_range(body, "temperature", 2)  # SEED, seen 2026-11: [0, 2]
    _check_range(body, "top_p", 1)  # SEED, seen 2026-11: [0, 1]
    tools = _tools(body)
    _check_system(body.get("system"))
    messages = _messages(body, model, signature_ok)
    stream = body.get("stream", False)
    if not isinstance(stream, bool):
        raise invalid_params("stream must be a boolean")  # guess: the words
    counted = tokens.preamble_tokens(body.get("system"), tools)
    counted += sum(tokens.message_tokens(message) for message in messages)
    return Request(
        model=model,
        messages=messages,
        system=body.get("system"),
        tools=tools,
        tool_choice=_tool_choice(body),
        max_tokens=_max_tokens(body, model, counted),
        stream=stream,
        thinks=_thinks(body, model),
        # guess: any other word counts as standard.
        service_tier="priority" if body.get("service_tier") == "priority" else "standard",
        input_tokens=counted,
        cache_marks=_has_cache_mark([body.get("system"), tools, messages]),
    )


def check_count(body: object) -> int:
    """Checks the body of `POST /v1/messages/count_tokens` and returns the count.

    Raises:
        ApiError: The request is not valid, or the model is not M3.
    """
    if not isinstance(body, dict):
        raise invalid_params("request body is not a JSON object")
    model = _model(body)
    if not model.is_m3:
        # guess: the docs promise M3 only; what the others get was never recorded.
        raise invalid_params(f"model {model.id} does not support count_tokens")
    tools = _tools(body)
    _check_system(body.get("system"))
    counted = tokens.preamble_tokens(body.get("system"), tools)
    return counted + sum(tokens.message_tokens(message) for message in _messages(body, model, None))


def _model(body: JsonObject) -> Model:
    name = body.get("model")
    if not isinstance(name, str) or not name:
        raise invalid_params("model is required")  # guess: the words
    model = contract.MODELS_BY_ID.get(name)
    if model is None:
        # A public capture: 400 with the lower-cased name; the docs promise 404 (OPENAPI, 2026-11).
        raise invalid_params(f"unknown model '{name.lower()}'")
    return model


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value)


def _check_range(body: JsonObject, name: str, highest: float) -> None:
    value = body.get(name)
    if value is None:
        return
    if not _is_number(value) or not 0 <= value <= highest:
        raise invalid_params(f"{name} must be in [0, {highest}]")  # guess: the words


def _max_tokens(body: JsonObject, model: Model, input_tokens: int) -> int:
    room = model.context_window - input_tokens
    asked = body.get("max_tokens")
    if asked is None:
        if room < 1:
            raise invalid_params("context window exceeds limit")
        return min(model.max_tokens_default, room)
    if isinstance(asked, bool) or not isinstance(asked, int) or asked < 1:
        raise invalid_params("max_tokens must be an integer of at least 1")  # guess: the words
    if asked > model.max_tokens_cap:
        # A public report quotes the end of this text; guess: its beginning.
        raise invalid_params(f"{model.id} does not support max tokens > {model.max_tokens_cap}")
    if asked > room:
        raise invalid_params("context window exceeds limit")  # pi#6061, QwenPaw#1273
    return asked


def _thinks(body: JsonObject, model: Model) -> bool:
    thinking = body.get("thinking")
    kind: object = None
    if thinking is not None:
        kind = thinking.get("type") if isinstance(thinking, dict) else thinking
        if kind not in ("adaptive", "disabled", "enabled"):
            # Minnow#364 has these words, for another word on another route.
            raise invalid_params(f'invalid thinking.type: "{kind}" (allowed: adaptive, disabled)')
    # SEED, seen 2026-11: M2.x always thinks. `enabled` on M3: hermes-agent#85251.
    return not model.is_m3 or kind in ("adaptive", "enabled")


def _tools(body: JsonObject) -> list[JsonObject]:
    tools = body.get("tools")
    if tools is None:
        return []
    if not isinstance(tools, list):
        raise invalid_params("tools must be a list")  # guess: the words
    for tool in tools:
        if not isinstance(tool, dict) or not isinstance(tool.get("name"), str):
            raise invalid_params("tool name is required")  # guess: the words
        is_server_tool = tool.get("type", "custom") != "custom"
        if not is_server_tool and not isinstance(tool.get("input_schema"), dict):
            raise invalid_params(f"tool {tool['name']}: input_schema is required")  # guess: words
    return tools


def _tool_choice(body: JsonObject) -> str:
    choice = body.get("tool_choice")
    return str(choice.get("type", "auto")) if isinstance(choice, dict) else "auto"


def _check_system(system: object) -> None:
    if system is None or isinstance(system, str):
        return
    if isinstance(system, list) and all(
        isinstance(block, dict) and block.get("type") == "text" for block in system
    ):
        return
    raise invalid_params("system must be a string or a list of text blocks")  # guess: the words


def _messages(
    body: JsonObject, model: Model, signature_ok: SignatureCheck | None
) -> list[JsonObject]:
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise invalid_params("messages is empty")  # guess: the words
    tool_ids: set[str] = set()
    for at, message in enumerate(messages):
        if not isinstance(message, dict):
            raise invalid_params(f"messages.{at} is not an object")  # guess: the words
        role = message.get("role")
        if role not in _ROLES:
            # note-gen#918, CodexPlusPlus#267.
            raise invalid_params(f"chat content has invalid message role: {role}")
        content = message.get("content")
        if isinstance(content, str):
            continue
        if not isinstance(content, list):
            raise invalid_params(f"messages.{at}.content is missing")  # guess: the words
        for block in content:
            _check_block(block, model, tool_ids, signature_ok)
    return messages


def _check_block(
    block: object, model: Model, tool_ids: set[str], signature_ok: SignatureCheck | None
) -> None:
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(block, dict) or kind not in _BLOCKS:
        # hermes-agent#37225, #38999. guess: the number; the reports quote none.
        raise ApiError(400, f"unknown content type: {kind} (2013)")
    if kind == "text" and not isinstance(block.get("text"), str):
        raise invalid_params("text block without text")  # guess: the words
    if kind in _MEDIA_TYPES:
        _check_media(block, model)
    elif kind == "thinking":
        signature = block.get("signature")
        known = not signature or signature_ok is None
        if not known and signature_ok is not None:
            known = signature_ok(str(block.get("thinking", "")), str(signature))
        if not known:
            # hermes-agent#75779: a signature from another context is a 400. guess: the words.
            raise invalid_params("invalid signature in thinking block")
    elif kind == "tool_use":
        if not isinstance(block.get("input"), dict):
            # hermes-agent#12167, cli#235.
            raise invalid_params(
                f"invalid function arguments json string, tool_call_id: {block.get('id')}"
            )
        tool_ids.add(str(block.get("id")))
    elif kind == "tool_result":
        asked = block.get("tool_use_id")
        if asked not in tool_ids:
            raise invalid_params(f"tool result's tool id({asked}) not found")  # MiniMax-M2#76
        _check_result(block.get("content"), model)


def _check_result(content: object, model: Model) -> None:
    if content is None or isinstance(content, str):
        return
    for part in content if isinstance(content, list) else [content]:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in _RESULT_BLOCKS:  # OPENAPI, seen 2026-11: text and image only
            raise ApiError(400, f"unknown content type: {kind} (2013)")
        if kind == "image" and isinstance(part, dict):
            _check_media(part, model)


def _check_media(block: JsonObject, model: Model) -> None:
    kind = str(block["type"])
    if not model.is_m3:
        # guess: the docs say unsupported; the answer on this route was never recorded.
        raise invalid_params(f"model {model.id} does not support {kind} input")
    source = block.get("source")
    if not isinstance(source, dict):
        raise invalid_params(f"{kind} block without source")  # guess: the words
    if source.get("detail", "default") not in _DETAILS:
        raise invalid_params("detail must be low, default or high")  # guess: the words
    fps = source.get("fps")
    if fps is not None and (not _is_number(fps) or not 0.2 <= fps <= 5):  # OPENAPI, 2026-11
        raise invalid_params("fps must be in [0.2, 5]")  # guess: the words
    if source.get("type") == "url":
        if not isinstance(source.get("url"), str) or not source["url"]:
            raise invalid_params(f"{kind} source without url")  # guess: the words
        return
    if source.get("type") != "base64":
        raise invalid_params(f"unknown {kind} source type: {source.get('type')}")  # guess: words
    data = source.get("data")
    if not isinstance(data, str) or not data:
        raise invalid_params(f"{kind} source without data")  # guess: the words
    if source.get("media_type") not in _MEDIA_TYPES[kind]:
        raise invalid_params(f"unsupported media type: {source.get('media_type')}")  # guess: words
    if len(data) * 3 // 4 > _MEDIA_BYTES[kind]:
        # OPENAPI, seen 2026-11: "media over its limit" is a 413. guess: the words.
        raise ApiError(413, f"{kind} exceeds {_MEDIA_BYTES[kind] // 1024 // 1024} MB (2013)")


def _has_cache_mark(value: Any) -> bool:
    if isinstance(value, list):
        return any(_has_cache_mark(each) for each in value)
    if not isinstance(value, dict):
        return False
    return bool(value.get("cache_control")) or _has_cache_mark(value.get("content"))
