"""What happens in one turn: the stream's events as they came, and the engine's own.

A stream event carries the wire's dictionaries untouched. `api` makes them out of bytes, the
`accumulator` makes blocks out of them, and the engine passes them on between its own events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.messages import Message
from minimax_tui.domain.usage import Usage

# --- events of the stream -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MessageStarted:
    """`message_start`. Its usage is provisional (MiniMax, 2026-11)."""

    message: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BlockStarted:
    """`content_block_start`: a block with what it has at its start."""

    index: int
    block: Block


@dataclass(frozen=True, slots=True)
class BlockDelta:
    """`content_block_delta`: what is added to a block."""

    index: int
    delta: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BlockStopped:
    """`content_block_stop`: the block is whole."""

    index: int


@dataclass(frozen=True, slots=True)
class MessageDelta:
    """`message_delta`: the stop reason, and the only final usage."""

    delta: dict[str, Any]
    usage: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class MessageStopped:
    """`message_stop`: the answer is whole. A stream that ends without it was cut."""


@dataclass(frozen=True, slots=True)
class OtherEvent:
    """`ping`, and any event that this program does not know."""

    event: dict[str, Any]


StreamEvent: TypeAlias = (
    MessageStarted
    | BlockStarted
    | BlockDelta
    | BlockStopped
    | MessageDelta
    | MessageStopped
    | OtherEvent
)

# --- events of the engine -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TurnStarted:
    """The prompt is stored and the request is about to leave.

    `prompt` is None where an answer is asked for again, or goes on after tools.
    """

    session_id: str
    prompt: Message | None
    answer: Message
    """Still without blocks; state `streaming`."""


@dataclass(frozen=True, slots=True)
class BlockFinished:
    """A block is whole and on its way to the disk."""

    index: int
    block: Block


@dataclass(frozen=True, slots=True)
class ToolAsked:
    """The model asks for a tool."""

    index: int
    block: Block


@dataclass(frozen=True, slots=True)
class ToolFinished:
    """A tool has ended; `result` is the `tool_result` block that goes back."""

    tool_use_id: str
    result: Block
    took_s: float


@dataclass(frozen=True, slots=True)
class UsageReported:
    """Token counts; `final` is False for the provisional ones at the start."""

    usage: Usage
    final: bool


@dataclass(frozen=True, slots=True)
class RetryPlanned:
    """The request failed before its first block and will be sent again."""

    error: ChatError
    attempt: int
    """Which repetition is planned, from 1."""
    attempts_at_most: int
    delay_s: float
    """Seconds from now."""


@dataclass(frozen=True, slots=True)
class RetryStarted:
    """The wait of a `RetryPlanned` is over, or was cut short: the request is sent again."""

    attempt: int


@dataclass(frozen=True, slots=True)
class HistoryRepaired:
    """The endpoint refused a part of the history, so the request is sent once more without it.

    The history itself is unchanged.
    """

    words: str
    """What was left out, for a notice."""


@dataclass(frozen=True, slots=True)
class TurnFinished:
    """The answer is whole and stored."""

    answer: Message


@dataclass(frozen=True, slots=True)
class TurnInterrupted:
    """The user stopped the turn; what came is stored."""

    answer: Message


@dataclass(frozen=True, slots=True)
class TurnFailed:
    """An error ended the turn; what came is stored."""

    answer: Message
    error: ChatError


@dataclass(frozen=True, slots=True)
class StorageTroubled:
    """Something could not be stored; the chat goes on in memory."""

    error: ChatError


TurnEnd: TypeAlias = TurnFinished | TurnInterrupted | TurnFailed
TurnEvent: TypeAlias = (
    TurnStarted
    | BlockStarted
    | BlockDelta
    | BlockFinished
    | ToolAsked
    | ToolFinished
    | UsageReported
    | RetryPlanned
    | RetryStarted
    | HistoryRepaired
    | StorageTroubled
    | TurnEnd
)


def event_to_wire(event: BlockStarted | BlockDelta | BlockStopped) -> dict[str, Any]:
    """The event as a dictionary for storage, equal to the wire's."""
    match event:
        case BlockStarted(index, block):
            return {"type": "content_block_start", "index": index, "content_block": block}
        case BlockDelta(index, delta):
            return {"type": "content_block_delta", "index": index, "delta": delta}
        case BlockStopped(index):
            return {"type": "content_block_stop", "index": index}


def event_from_wire(wire: dict[str, Any]) -> StreamEvent:
    """The stream event that a wire dictionary is; dispatches on its `type` alone.

    A dictionary that has not the shape its type promises becomes an `OtherEvent`.
    """
    kind, index = wire.get("type"), wire.get("index")
    if isinstance(index, int) and not isinstance(index, bool) and index >= 0:
        if kind == "content_block_delta" and isinstance(delta := wire.get("delta"), dict):
            return BlockDelta(index, delta)
        if kind == "content_block_start" and isinstance(block := wire.get("content_block"), dict):
            return BlockStarted(index, block)
        if kind == "content_block_stop":
            return BlockStopped(index)
    if kind == "message_start" and isinstance(message := wire.get("message"), dict):
        return MessageStarted(message)
    if kind == "message_delta":
        delta, usage = wire.get("delta"), wire.get("usage")
        return MessageDelta(
            delta if isinstance(delta, dict) else {}, usage if isinstance(usage, dict) else None
        )
    if kind == "message_stop":
        return MessageStopped()
    return OtherEvent(wire)
