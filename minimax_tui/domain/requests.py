"""What one turn asks of a model, before it takes the wire's form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from minimax_tui.domain.blocks import Block, block_type, text_of
from minimax_tui.domain.catalogue import ModelInfo
from minimax_tui.domain.errors import (
    ContentRefused,
    ContextTooLong,
    RequestTooLarge,
    UnsupportedMedia,
)
from minimax_tui.domain.messages import Message, MessageState
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
    session_settings: Mapping[str, Any] = field(default_factory=dict)
    """What a session that begins with this turn keeps as its own (`Session.settings`); not sent."""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One request: the messages from the root to the prompt, and the turn's options."""

    messages: tuple[Message, ...]
    options: TurnOptions
    without_thinking: frozenset[str] = frozenset()
    """Ids of the messages whose thinking the endpoint refused: it is left out."""
    without_tools: frozenset[str] = frozenset()
    """Ids of the messages whose tool calls and results it refused: they become text."""
    without_unknown: frozenset[str] = frozenset()
    """Ids of the messages whose blocks of unknown types it refused: they are left out."""


KNOWN_BLOCKS = frozenset(
    (
        *("text", "image", "video", "tool_use", "tool_result", "thinking", "redacted_thinking"),
        *("server_tool_use", "web_search_tool_result", "mid_conv_system"),
    )
)
"""Types of the blocks that the API's reference names (MiniMax's "Messages API" page, 2026-11)."""
MEDIA = ("image", "video")
"""Types of the blocks that not every model takes."""


def takes(model: ModelInfo, kind: str) -> bool:
    """Whether a model takes blocks of a type; one that the catalogue does not know may."""
    return kind not in MEDIA or not model.known or kind in model.inputs


def unseen_media(model: ModelInfo, messages: Iterable[Message]) -> int:
    """How many pictures and videos of these messages `model` will get a line of text for."""
    return sum(unseen_blocks(model, message.blocks) for message in messages)


def unseen_blocks(model: ModelInfo, blocks: Iterable[Block]) -> int:
    """How many pictures and videos of these blocks, tools' results included, it will not see."""
    unseen = 0
    for block in blocks:
        content = block.get("content")
        if block_type(block) == "tool_result" and isinstance(content, list):
            parts = [part for part in content if isinstance(part, dict)]
            unseen += sum(not takes(model, block_type(part)) for part in parts)
        else:
            unseen += not takes(model, block_type(block))
    return unseen


def kept_blocks(message: Message) -> Iterator[Block]:
    """The blocks of a message that may go back to the model.

    All but empty text, and what never came to its end: of that only text is of use. The reason
    for an end in the middle does not matter.
    """
    for position, block in enumerate(message.blocks):
        unfinished = position in message.unfinished
        if block_type(block) == "text":
            text = text_of(block)
            if text and (text.strip() or not unfinished):
                yield block
        elif not unfinished:
            yield block


_REFUSALS = frozenset(
    error.__name__ for error in (ContentRefused, ContextTooLong, RequestTooLarge, UnsupportedMedia)
)
"""Kinds of errors that lie in what was said: the same words would be refused again."""


def without_refused(messages: Sequence[Message]) -> list[Message]:
    """A path of a conversation without the prompts that were refused for what they say.

    Only those are left out that are followed by the failed answer and of which nothing was
    answered: a prompt that is asked again stands at the end of its path. Prompts without an answer
    for another reason, such as the network, stay: the user did say them. But they travel in one
    message with the next prompt, and where that is refused nobody knows for which of them, so that
    all of it is left out: else one of them could have every later prompt refused.
    """
    refused, _ = _refused_and_open(messages)
    return [message for message in messages if message.id not in refused]


def prompts_sent_together(messages: Sequence[Message]) -> int:
    """How many prompts the last message of a request's path is made of.

    Args:
        messages: From the root to the prompt.
    """
    _, open_prompts = _refused_and_open(messages)
    return len(open_prompts)


def _refused_and_open(messages: Sequence[Message]) -> tuple[set[str], list[str]]:
    """Ids of the prompts that were refused, and of those at the end that may still be answered."""
    refused: set[str] = set()
    open_prompts: list[str] = []
    for message in messages:
        if message.role == "user":
            open_prompts.append(message.id)
        elif any(kept_blocks(message)):
            open_prompts.clear()
        elif was_refused(message):
            refused.update(open_prompts)
            open_prompts.clear()
    return refused, open_prompts


def was_refused(answer: Message) -> bool:
    """Whether nothing came of an answer because of what was said."""
    return (
        answer.state is MessageState.FAILED
        and answer.error is not None
        and answer.error.kind in _REFUSALS
        and not any(kept_blocks(answer))
    )


def broke_off(message: Message) -> bool:
    """Whether a message is an answer that a model can be asked to go on with."""
    return message.role == "assistant" and (
        message.state in (MessageState.INTERRUPTED, MessageState.FAILED)
        or message.stop_reason == "max_tokens"
    )


def can_continue(message: Message) -> bool:
    """Whether an answer broke off, and something of it would go back to the model."""
    return broke_off(message) and any(
        text_of(block).strip() or block_type(block) == "thinking" for block in kept_blocks(message)
    )


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
