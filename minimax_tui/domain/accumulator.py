"""The one place where stream events become content blocks.

The live view, the reopened view, storage, headless output and tests all use it, so that what is
shown, what is stored and what is sent back can never differ.
"""

from __future__ import annotations

import json
from typing import Any

from minimax_tui.domain.blocks import Block, block_type
from minimax_tui.domain.events import (
    BlockDelta,
    BlockStarted,
    BlockStopped,
    MessageDelta,
    MessageStarted,
    StreamEvent,
)
from minimax_tui.domain.nesting import is_too_deep
from minimax_tui.domain.usage import Usage, usage_from_wire

# Key of a block that a delta of this type adds to, and the delta's own key.
_TEXT_DELTAS = {
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "thinking"),
    "signature_delta": ("signature", "signature"),
}
_TOOL_JSON = "input_json_delta"
_CITATION = "citations_delta"


def _own(block: Block) -> Block:
    """A copy whose keys and lists may grow; what lies deeper is shared and never changed.

    Not a deep copy: that ends in a RecursionError for what a hostile model can nest.
    """
    return {key: list(value) if isinstance(value, list) else value for key, value in block.items()}


class BlockBuilder:
    """One block while it grows. Text is kept in pieces, so a long block costs linear time."""

    def __init__(self, block: Block) -> None:
        self._block: Block = _own(block)
        self._pieces: dict[str, list[str]] = {}
        self._tool_json: list[str] = []
        self.finished = False

    def add(self, delta: dict[str, Any]) -> None:
        """Adds one delta; one of an unknown type is kept by the keys it carries."""
        kind = delta.get("type")
        if isinstance(kind, str) and kind in _TEXT_DELTAS:
            key, source = _TEXT_DELTAS[kind]
            self._extend(key, delta.get(source))
        elif kind == _TOOL_JSON:
            piece = delta.get("partial_json")
            if isinstance(piece, str):
                self._tool_json.append(piece)
        elif kind == _CITATION:
            self._pieces.pop("citations", None)
            citations = self._block.get("citations")
            if not isinstance(citations, list):
                citations = self._block["citations"] = []
            citations.append(delta.get("citation"))
        else:
            self._add_unknown(delta)

    def _extend(self, key: str, piece: object) -> None:
        if not isinstance(piece, str):
            return
        pieces = self._pieces.get(key)
        if pieces is None:
            start = self._block.get(key)
            self._block[key] = ""  # holds the key's place in the order
            pieces = self._pieces[key] = [start] if isinstance(start, str) else []
        pieces.append(piece)

    def _add_unknown(self, delta: dict[str, Any]) -> None:
        for key, value in delta.items():
            if key == "type":
                continue
            if isinstance(value, str) and (
                key in self._pieces or isinstance(self._block.get(key), str)
            ):
                self._extend(key, value)
            elif isinstance(value, list) and isinstance(self._block.get(key), list):
                self._block[key].extend(value)
            else:
                self._pieces.pop(key, None)
                self._block[key] = list(value) if isinstance(value, list) else value

    def finish(self) -> None:
        """Marks the block as whole, unless its tool input is no JSON object of a sane depth."""
        if self._tool_json:
            joined = "".join(self._tool_json)
            try:
                value = json.loads(joined) if joined.strip() else self._block.get("input", {})
            except (ValueError, RecursionError):
                return
            if not isinstance(value, dict) or is_too_deep(value):
                return
            self._pieces.pop("input", None)
            self._block["input"] = value
            self._tool_json = []
        self.finished = True

    @property
    def partial_json(self) -> str:
        """The tool input that came so far, "" once it has been parsed."""
        return "".join(self._tool_json)

    @property
    def kind(self) -> str:
        """The block's type."""
        return block_type(self._block)

    def block(self) -> Block:
        """The block as it stands: a dictionary of its own, in the wire's key order."""
        for key, pieces in self._pieces.items():
            if len(pieces) > 1:
                pieces[:] = ["".join(pieces)]
            self._block[key] = pieces[0] if pieces else ""
        return _own(self._block)


class Accumulator:
    """An answer while it is received.

    Attributes:
        message: The wire's message of `message_start`, without its content; {} before it.
        stop_reason: The stop reason of the last `message_delta`, None before it.
        usage: Newest token counts, provisional until `usage_is_final`; None before any.
    """

    def __init__(self) -> None:
        self._builders: dict[int, BlockBuilder] = {}
        self.message: dict[str, Any] = {}
        self.stop_reason: str | None = None
        self.usage: Usage | None = None
        self.usage_is_final = False

    def apply(self, event: StreamEvent) -> None:
        """Takes one event. A delta or stop for a block that never started is ignored."""
        match event:
            case BlockDelta(index, delta):
                builder = self._builders.get(index)
                if builder is not None:
                    builder.add(delta)
            case BlockStarted(index, block):
                self._builders[index] = BlockBuilder(block)
            case BlockStopped(index):
                builder = self._builders.get(index)
                if builder is not None:
                    builder.finish()
            case MessageStarted(message):
                self.message = {key: value for key, value in message.items() if key != "content"}
                if isinstance(message.get("usage"), dict):
                    self.usage = usage_from_wire(message["usage"])
            case MessageDelta(delta, usage):
                reason = delta.get("stop_reason")
                self.stop_reason = reason if isinstance(reason, str) else self.stop_reason
                if usage is not None:
                    self.usage = usage_from_wire(usage)
                    self.usage_is_final = True

    def __len__(self) -> int:
        return len(self._builders)

    def __contains__(self, index: object) -> bool:
        return index in self._builders

    def builder(self, index: int) -> BlockBuilder:
        """The block that started at the wire's `index`.

        Raises:
            KeyError: if none did.
        """
        return self._builders[index]

    def indexes(self) -> list[int]:
        """The wire's indexes of the blocks that have started, in order."""
        return sorted(self._builders)

    def blocks(self) -> tuple[Block, ...]:
        """All blocks as they stand, in the wire's order."""
        return tuple(self._builders[index].block() for index in self.indexes())

    def unfinished(self) -> frozenset[int]:
        """Positions in `blocks()` of those that have not come to their end."""
        return frozenset(
            position
            for position, index in enumerate(self.indexes())
            if not self._builders[index].finished
        )
