"""What happens in one turn: the stream's events as they came, and the engine's own.

A stream event carries the wire's dictionaries untouched. `api` makes them out of bytes, the
`accumulator` makes blocks out of them, and the engine passes them on between its own events.

They are named tuples, which are made ten times faster than data classes when the program starts.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.messages import Message, Timings
from minimax_tui.domain.usage import Usage

# --- events of the stream -------------------------------------------------------------------


class MessageStarted(NamedTuple):
    """`message_start`. Its usage is provisional (MiniMax, 2026-11)."""

    message: dict[str, Any]


class BlockStarted(NamedTuple):
    """`content_block_start`: a block with what it has at its start."""

    index: int  # type: ignore[assignment]
    block: Block


class BlockDelta(NamedTuple):
    """`content_block_delta`: what is added to a block."""

    index: int  # type: ignore[assignment]
    delta: dict[str, Any]


class BlockStopped(NamedTuple):
    """`content_block_stop`: the block is whole."""

    index: int  # type: ignore[assignment]


class MessageDelta(NamedTuple):
    """`message_delta`: the stop reason, and the only final usage."""

    delta: dict[str, Any]
    usage: dict[str, Any] | None


class MessageStopped(NamedTuple):
    """`message_stop`: the answer is whole. A stream that ends without it was cut."""


class OtherEvent(NamedTuple):
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


class TurnStarted(NamedTuple):
    """The prompt is stored and the request is about to leave.

    `prompt` is None where an answer is asked for again, or goes on after tools.
    """

    session_id: str
    prompt: Message | None
    answer: Message
    """Still without blocks; state `streaming`."""


class BlockFinished(NamedTuple):
    """A block is whole and on its way to the disk."""

    index: int  # type: ignore[assignment]
    block: Block


class ToolAsked(NamedTuple):
    """The model asks for a tool."""

    index: int  # type: ignore[assignment]
    block: Block


class ToolFinished(NamedTuple):
    """A tool has ended; `result` is the `tool_result` block that goes back."""

    tool_use_id: str
    result: Block
    took_s: float


class UsageReported(NamedTuple):
    """Token counts; `final` is False for the provisional ones at the start."""

    usage: Usage
    final: bool


class RetryPlanned(NamedTuple):
    """The request failed before its first block and will be sent again."""

    error: ChatError
    attempt: int
    """Which repetition is planned, from 1."""
    attempts_at_most: int
    delay_s: float
    """Seconds from now."""


class RetryStarted(NamedTuple):
    """The wait of a `RetryPlanned` is over, or was cut short: the request is sent again."""

    attempt: int


class HistoryRepaired(NamedTuple):
    """The endpoint refused a part of the history, so the request is sent once more without it.

    The history itself is unchanged.
    """

    words: str
    """What was left out, for a notice."""


class TurnFinished(NamedTuple):
    """The answer is whole and stored."""

    answer: Message


class TurnInterrupted(NamedTuple):
    """The user stopped the turn; what came is stored."""

    answer: Message


class TurnFailed(NamedTuple):
    """An error ended the turn; what came is stored."""

    answer: Message
    error: ChatError


class StorageTroubled(NamedTuple):
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


TIMINGS_INDEX = -1
"""Stands for a block's index where timings of the whole answer are stored among its events."""


def timings_to_wire(timings: Timings) -> dict[str, Any]:
    """Timings as an event for storage. None of the stream's: whoever reads those passes over it."""
    return {"type": "timings", "timings": timings._asdict()}


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
