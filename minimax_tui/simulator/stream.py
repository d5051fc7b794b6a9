"""From an answer to the events of a stream, or to the one message of an answer without stream."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import random
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from minimax_tui.simulator import tokens
from minimax_tui.simulator.contract import JsonObject

_SIGNING_KEY = b"minimax-chat simulator"
_TOOL_ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


class Hold:
    """Stops a stream after a number of events until the test lets it go on.

    Attributes:
        after_events: How many events are sent first.
        reached: Set when they were sent and the stream waits.
    """

    def __init__(self, after_events: int) -> None:
        self.after_events = after_events
        self.reached = threading.Event()
        self.released = threading.Event()

    def release(self) -> None:
        """Lets the stream go on."""
        self.released.set()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be answered.

    Attributes:
        blocks: Content blocks as they travel on the wire, of any type. A `thinking` block without
            `signature` is sent without one, unless `sign`.
        chunk_sizes: How texts, thinking and tools' JSON are cut into deltas. None: as the real
            thing does, a few tokens each. A number, or numbers used in turn and from the first
            again in each block: characters. ``"token"``: one token each.
        stop_reason: None for what the blocks suggest.
        usage: Final usage fields that replace the real ones.
        hold: Where to wait for the test.
        sign: Whether thinking blocks get their signature.
    """

    blocks: Sequence[Mapping[str, Any]]
    chunk_sizes: int | Sequence[int] | Literal["token"] | None = None
    stop_reason: str | None = None
    usage: Mapping[str, int] | None = None
    hold: Hold | None = None
    sign: bool = False


@dataclass(slots=True)
class PreparedBlock:
    """One block and the deltas it travels in.

    Attributes:
        start: The block of `content_block_start`.
        deltas: Text and tokens of each delta.
        final: The block as it stands in an answer without stream.
    """

    start: JsonObject
    deltas: list[tuple[str, int]]
    final: JsonObject


@dataclass(slots=True)
class Prepared:
    """An answer, cut into deltas and to `max_tokens`.

    Attributes:
        message_id: 32 hex digits.
        model: The model's id.
        service_tier: Echo of the request's.
        blocks: The content.
        stop_reason: Why it ends.
        usage: The final usage.
        first_usage: The provisional one of `message_start`.
        hold: See `Answer`.
    """

    message_id: str
    model: str
    service_tier: str
    blocks: list[PreparedBlock]
    stop_reason: str
    usage: JsonObject
    first_usage: JsonObject
    hold: Hold | None = None

    @property
    def output_tokens(self) -> int:
        """Tokens of all deltas, thinking included."""
        return sum(size for block in self.blocks for _, size in block.deltas)


class Event(NamedTuple):
    """One event of a stream, and how many tokens of output are in it."""

    data: JsonObject
    tokens: int = 0


@dataclass(slots=True)
class _Budget:
    left: int | None
    spent_out: bool = field(default=False)

    def take(self, wanted: int) -> int:
        if self.left is None:
            return wanted
        taken = min(wanted, self.left)
        self.left -= taken
        self.spent_out = self.spent_out or taken < wanted
        return taken


def hex32(rng: random.Random) -> str:
    """Returns 32 hex digits: ids have this form, without `msg_` (OPENAPI, 2026-11)."""
    return f"{rng.getrandbits(128):032x}"


def tool_call_id(rng: random.Random, number: int) -> str:
    """Returns an id like ``call_function_sy2faeqracl4_1`` (seen in captures, without `toolu_`)."""
    return f"call_function_{''.join(rng.choices(_TOOL_ID_ALPHABET, k=12))}_{number}"


def signature(thinking: str) -> str:
    """Returns the 64 hex digits that sign a thinking text; the same in every run."""
    data = thinking.encode(errors="replace")
    return hmac.new(_SIGNING_KEY, data, hashlib.sha256).hexdigest()


def prepare(
    answer: Answer,
    *,
    model: str,
    service_tier: str,
    usage: Mapping[str, int],
    max_tokens: int | None,
    rng: random.Random,
) -> Prepared:
    """Cuts an answer into deltas.

    Args:
        answer: What is to be answered.
        model: The model's id.
        service_tier: Echo of the request's.
        usage: The four fields, `output_tokens` not yet counted.
        max_tokens: Where to cut the answer off; None for a scripted one, which goes out whole.
        rng: Where ids and the sizes of deltas come from.
    """
    budget = _Budget(max_tokens)
    blocks: list[PreparedBlock] = []
    for block in answer.blocks:
        if budget.left == 0:  # no block is opened that nothing could stand in
            budget.spent_out = True
            break
        blocks.append(_prepare_block(block, answer, budget, rng))
        if budget.spent_out:
            break
    reason = answer.stop_reason
    if budget.spent_out:
        reason = "max_tokens"
    elif reason is None:
        calls = any(block.get("type") == "tool_use" for block in answer.blocks)
        reason = "tool_use" if calls else "end_turn"
    prepared = Prepared(
        message_id=hex32(rng),
        model=model,
        service_tier=service_tier,
        blocks=blocks,
        stop_reason=reason,
        usage=dict(usage),
        # OPENAPI's example (2026-11): all input stands under cache_read, and no output yet.
        first_usage={
            "input_tokens": 0,
            "output_tokens": 0,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": sum(usage.values()) - usage.get("output_tokens", 0),
        },
        hold=answer.hold,
    )
    prepared.usage["output_tokens"] = prepared.output_tokens
    prepared.usage.update(answer.usage or {})
    return prepared


def _prepare_block(
    block: Mapping[str, Any], answer: Answer, budget: _Budget, rng: random.Random
) -> PreparedBlock:
    kind = block.get("type")
    start, final = dict(block), dict(block)
    if kind == "text":
        text = str(block.get("text", ""))
        deltas = _cut(text, answer, budget, rng, largest=5)
        start["text"] = ""
        final["text"] = "".join(part for part, _ in deltas)
    elif kind == "thinking":
        # Deltas of thinking are fewer and larger (captures).
        deltas = _cut(str(block.get("thinking", "")), answer, budget, rng, largest=10)
        start["thinking"] = ""
        start.pop("signature", None)
        final["thinking"] = "".join(part for part, _ in deltas)
        if answer.sign:
            final["signature"] = signature(final["thinking"])
    elif kind in ("tool_use", "server_tool_use"):
        given = block.get("input", {})
        text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
        deltas = _cut(text, answer, budget, rng, largest=24)
        start["input"] = {}
        if budget.spent_out or isinstance(given, str):
            final["input"] = {}  # guess: how a call cut short looks without stream
    else:
        deltas = []
    return PreparedBlock(start, deltas, final)


def _cut(
    text: str, answer: Answer, budget: _Budget, rng: random.Random, *, largest: int
) -> list[tuple[str, int]]:
    sizes = answer.chunk_sizes
    if sizes is not None and sizes != "token":
        return _cut_by_sizes(text, (sizes,) if isinstance(sizes, int) else sizes)
    found = tokens.pieces(text)
    found = found[: budget.take(len(found))]
    if sizes == "token":
        return [(piece, 1) for piece in found]
    deltas = []
    at = 0
    while at < len(found):
        size = rng.randint(1, largest)
        part = found[at : at + size]
        deltas.append(("".join(part), len(part)))
        at += size
    return deltas


def _cut_by_sizes(text: str, sizes: Sequence[object]) -> list[tuple[str, int]]:
    deltas: list[tuple[str, int]] = []
    turns = itertools.cycle(max(1, size) for size in sizes if isinstance(size, int))
    at = 0
    while at < len(text):
        size = next(turns)
        deltas.append((text[at : at + size], 1))
        at += size
    return deltas


def events(prepared: Prepared) -> Iterator[Event]:
    """Yields the events of a stream, in the order of OPENAPI's example (2026-11)."""
    yield Event({"type": "message_start", "message": _empty_message(prepared)})
    yield Event({"type": "ping"})  # one, here, and no later one (captures)
    for index, block in enumerate(prepared.blocks):
        yield Event({"type": "content_block_start", "index": index, "content_block": block.start})
        yield from _deltas(index, block)
        yield Event({"type": "content_block_stop", "index": index})
    # No `stop_sequence` here, and the only final usage (OPENAPI, 2026-11).
    yield Event(
        {
            "type": "message_delta",
            "delta": {"stop_reason": prepared.stop_reason},
            "usage": prepared.usage,
        }
    )
    yield Event({"type": "message_stop"})


def _empty_message(prepared: Prepared) -> JsonObject:
    return {
        "id": prepared.message_id,
        "type": "message",
        "role": "assistant",
        "content": [],
        "model": prepared.model,
        "stop_reason": None,
        "stop_sequence": None,
        "usage": prepared.first_usage,
        "service_tier": prepared.service_tier,  # beside usage, not in it
    }


_DELTAS = {
    "text": ("text_delta", "text"),
    "thinking": ("thinking_delta", "thinking"),
    "tool_use": ("input_json_delta", "partial_json"),
    "server_tool_use": ("input_json_delta", "partial_json"),
}


def _deltas(index: int, block: PreparedBlock) -> Iterator[Event]:
    kind = str(block.start.get("type"))
    if kind not in _DELTAS:
        return
    delta_type, key = _DELTAS[kind]
    if key == "partial_json":
        yield _delta(index, {"type": delta_type, key: ""})  # captures: an empty one comes first
    for text, size in block.deltas:
        yield _delta(index, {"type": delta_type, key: text}, size)
    if kind == "thinking" and block.final.get("signature") is not None:
        yield _delta(index, {"type": "signature_delta", "signature": block.final["signature"]})


def _delta(index: int, delta: JsonObject, size: int = 0) -> Event:
    return Event({"type": "content_block_delta", "index": index, "delta": delta}, size)


def message(prepared: Prepared) -> JsonObject:
    """Returns the answer without stream: no `stop_sequence` in it (OPENAPI, 2026-11)."""
    return {
        "id": prepared.message_id,
        "type": "message",
        "role": "assistant",
        "model": prepared.model,
        "content": [block.final for block in prepared.blocks],
        "stop_reason": prepared.stop_reason,
        "usage": prepared.usage,
        "service_tier": prepared.service_tier,  # OPENAPI, 2026-11: echoed in the answer
    }


def encode_json(value: object) -> bytes:
    """Returns JSON as UTF-8; what has no UTF-8 (a lone surrogate) becomes ``?``."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def encode(event: Mapping[str, Any], *, name: bool = True) -> bytes:
    """Returns one event as it stands in the stream.

    Args:
        event: Its data, `type` included.
        name: Whether it has its `event:` line.
    """
    head = f"event: {event.get('type', 'message')}\n".encode() if name else b""
    return head + b"data: " + encode_json(event) + b"\n\n"
