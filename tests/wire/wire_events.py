"""A small answer, and a request that asks for it."""

from __future__ import annotations

from typing import Any

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.messages import Message, MessageState, Role
from minimax_tui.domain.ports import Credential
from minimax_tui.domain.requests import ChatRequest, TurnOptions

KEY = "sk-cp-0123456789abcdef-secret"

START: dict[str, Any] = {
    "type": "message_start",
    "message": {
        "id": "0" * 32,
        "type": "message",
        "role": "assistant",
        "content": [],
        "model": "MiniMax-M3",
        "stop_reason": None,
        "usage": {"input_tokens": 0, "output_tokens": 0},
        "service_tier": "standard",
    },
}
BLOCK: dict[str, Any] = {
    "type": "content_block_start",
    "index": 0,
    "content_block": {"type": "text", "text": ""},
}
DELTA: dict[str, Any] = {
    "type": "content_block_delta",
    "index": 0,
    "delta": {"type": "text_delta", "text": "Grüße, 世界 🌍"},
}
BLOCK_STOP: dict[str, Any] = {"type": "content_block_stop", "index": 0}
MESSAGE_DELTA: dict[str, Any] = {
    "type": "message_delta",
    "delta": {"stop_reason": "end_turn"},
    "usage": {"input_tokens": 12, "output_tokens": 5},
}
STOP: dict[str, Any] = {"type": "message_stop"}
ANSWER = (START, {"type": "ping"}, BLOCK, DELTA, BLOCK_STOP, MESSAGE_DELTA, STOP)


def message(role: Role, *blocks: Block, unfinished: frozenset[int] = frozenset()) -> Message:
    return Message(
        id="m",
        session_id="s",
        parent_id=None,
        role=role,
        blocks=blocks,
        state=MessageState.COMPLETE,
        created_at=0.0,
        unfinished=unfinished,
    )


def ask(text: str = "Hi", model: str = "MiniMax-M3") -> ChatRequest:
    return ChatRequest((message("user", text_block(text)),), TurnOptions(model))


class FixedCredentials:
    """Credentials that always give one key for one host."""

    def __init__(self, base_url: str, key: str = KEY) -> None:
        self.credential = Credential(key, base_url, "test")

    def resolve(self) -> Credential:
        return self.credential

    def check(self) -> None:
        pass
