"""What one turn asks of a model, before it takes the wire's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from minimax_tui.domain.catalogue import ModelInfo
from minimax_tui.domain.messages import Message
from minimax_tui.domain.thinking import Thinking

MINIMUM_ANSWER_TOKENS = 1_024
"""Room that an answer is given even where the estimate says that the window is full."""
UNKNOWN_MODEL_MAX_TOKENS = 65_536
"""`max_tokens` for a model that the catalogue does not know; the M2 line's recommendation."""


@dataclass(frozen=True, slots=True)
class TurnOptions:
    """The settings of one turn. None means not sent, so that the model's own default holds."""

    model: str
    thinking: Thinking = Thinking.ADAPTIVE
    system: str | None = None
    temperature: float | None = None
    """0 to 2 (MiniMax's page, 2026-11)."""
    top_p: float | None = None
    """0 to 1 (MiniMax's page, 2026-11)."""
    max_tokens: int | None = None
    metadata: dict[str, Any] | None = None
    tools: tuple[dict[str, Any], ...] = ()
    tool_choice: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One request: the messages from the root to the prompt, and the turn's options."""

    messages: tuple[Message, ...]
    options: TurnOptions


def max_tokens_for(model: ModelInfo, asked: int | None, estimated_input_tokens: int) -> int:
    """The `max_tokens` to send so that input and answer fit the window.

    Input and `max_tokens` together must fit, or the endpoint refuses with code 2013 (seen on
    M2.x, 2026-06). The estimate is given a tenth as a margin.
    """
    wanted = asked or model.recommended_max_tokens or UNKNOWN_MODEL_MAX_TOKENS
    if model.max_output_tokens is not None:
        wanted = min(wanted, model.max_output_tokens)
    if model.context_window is not None:
        room = model.context_window - round(estimated_input_tokens * 1.1)
        wanted = min(wanted, max(room, MINIMUM_ANSWER_TOKENS))
    return wanted
