"""Looks for events that the accumulator, and what is made of its blocks, cannot bear.

`python tests/fuzz/accumulator_fuzz.py --events 100000 --seed 1`. Not collected by pytest;
`tests/unit/domain/test_accumulator_fuzz.py` runs the same checks on a few cases. A case is a
sequence of events as the stream reader gives them, in any order, with any values: the blocks are
JSON at every moment, the same whoever looks on the way and however the deltas are cut, the same
when they are put together again out of what was stored; and a request, the screen's cells and a
price can be made of them.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from minimax_tui.api.errors import from_event
from minimax_tui.api.request import build_body, encode_body
from minimax_tui.api.sse import EventDecoder
from minimax_tui.domain.accumulator import Accumulator
from minimax_tui.domain.block_order import BlockOrder
from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.errors import StreamMalformed
from minimax_tui.domain.events import (
    BlockDelta,
    BlockStarted,
    BlockStopped,
    OtherEvent,
    StreamEvent,
    event_from_wire,
    event_to_wire,
)
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.messages import Message, MessageState
from minimax_tui.domain.requests import ChatRequest, TurnOptions
from minimax_tui.domain.usage import cost_usd
from minimax_tui.engine.timing import TurnClock
from minimax_tui.storage.encoding import from_json, to_json
from minimax_tui.storage.folding import BlockRow, StreamRow, fold
from minimax_tui.ui.message_cells import message_cells, thinking_cells
from tests.fuzz import fuzzing, hostile

MODEL = "MiniMax-M3"
_CUT = {
    "text_delta": "text",
    "thinking_delta": "thinking",
    "signature_delta": "signature",
    "input_json_delta": "partial_json",
}


def events(random: Random, most: int = 40) -> list[StreamEvent]:
    """Events as the stream reader gives them: what it refuses is not among them."""
    found: list[StreamEvent] = []
    for _ in range(random.randrange(most)):
        wire = hostile.event(random)
        data = hostile.encoded(wire, ascii_only=True).encode()
        try:
            came = list(EventDecoder().feed(b"data: " + data + b"\n\n"))
        except StreamMalformed:
            continue
        found += [event_from_wire(one) for one in came if from_event(one, key="") is None]
    if random.randrange(3) == 0:
        random.shuffle(found)
    return found


def blocks_of(accumulator: Accumulator) -> str:
    """The blocks as JSON, key order included."""
    return to_json(list(accumulator.blocks()))


def accumulated(stream: list[StreamEvent]) -> Accumulator:
    """An accumulator that has taken these events."""
    accumulator = Accumulator()
    for event in stream:
        accumulator.apply(event)
    return accumulator


def cut(random: Random, stream: list[StreamEvent]) -> list[StreamEvent]:
    """The same stream with its text in other pieces."""
    found: list[StreamEvent] = []
    for event in stream:
        if not isinstance(event, BlockDelta):
            found.append(event)
            continue
        key = _CUT.get(str(event.delta.get("type")))
        said = event.delta.get(key) if key is not None else None
        if key is None or not isinstance(said, str):
            found.append(event)
            continue
        joints = sorted(random.randrange(len(said) + 1) for _ in range(random.randrange(4)))
        for start, end in pairwise([0, *joints, len(said)]):
            found.append(BlockDelta(event.index, {**event.delta, key: said[start:end]}))
    return found


def check_any_order(random: Random) -> int:
    """Any events: no failure, JSON at every moment, no difference by looking or cutting."""
    stream = events(random)
    watched = Accumulator()
    for event in stream:
        watched.apply(event)
        seen = watched.blocks()
        assert from_json(to_json(list(seen))) is not None
        assert len(seen) == len(watched) == len(watched.indexes())
        assert watched.unfinished() <= set(range(len(seen)))
        for block in seen:
            block.clear()  # whoever looks may do with it what they want
    unseen = accumulated(stream)
    assert blocks_of(watched) == blocks_of(unseen)
    other = accumulated(cut(random, stream))
    assert blocks_of(other) == blocks_of(unseen)
    assert other.unfinished() == unseen.unfinished()
    assert (other.usage, other.stop_reason) == (unseen.usage, unseen.stop_reason)
    return len(stream)


def check_ordered(random: Random) -> int:
    """What the engine makes of any events: nothing overwritten, live = stored, all of it usable."""
    came = events(random)
    order = BlockOrder()
    stream = [order.placed(event) for event in came]
    starts = [event.index for event in stream if isinstance(event, BlockStarted)]
    assert starts == sorted(set(starts))
    live = accumulated(stream)
    assert len(live) == sum(isinstance(event, BlockStarted) for event in came)
    check_stored(stream, live)
    check_uses(stream, live)
    return len(came)


def check_stored(stream: list[StreamEvent], live: Accumulator) -> None:
    """Out of the rows that the recorder writes come the blocks that were live."""
    accumulator = Accumulator()
    whole: dict[int, BlockRow] = {}
    growing: list[StreamRow] = []
    for event in stream:
        accumulator.apply(event)
        match event:
            case BlockStarted(index) | BlockDelta(index):
                growing.append((index, to_json([event_to_wire(event)])))
            case BlockStopped(index) if accumulator.builder(index).finished:
                whole[index] = (index, to_json(accumulator.builder(index).block()), 1)
                growing = [row for row in growing if row[0] != index]
            case _:
                pass
    blocks, unfinished = fold(whole.values(), growing)
    assert to_json(list(blocks)) == blocks_of(live)
    assert unfinished == live.unfinished()


def check_uses(stream: list[StreamEvent], live: Accumulator) -> None:
    """The request that follows, the cells, the timings and the price."""
    clock = TurnClock(iter(range(1_000_000)).__next__)
    for event in stream:
        clock.take(event)
    tokens = live.usage.output_tokens if live.usage is not None else None
    answer = Message(
        id="a",
        session_id="s",
        parent_id="p",
        role="assistant",
        blocks=live.blocks(),
        state=MessageState.INTERRUPTED,
        created_at=0.0,
        unfinished=live.unfinished(),
        model=MODEL,
        stop_reason=live.stop_reason,
        usage=live.usage,
        timings=clock.timings(tokens),
    )
    prompt = Message(
        id="p",
        session_id="s",
        parent_id=None,
        role="user",
        blocks=({"type": "text", "text": "?"},),
        state=MessageState.COMPLETE,
        created_at=0.0,
    )
    request = ChatRequest((prompt, answer, prompt), TurnOptions(MODEL))
    sent: dict[str, Any] = json.loads(encode_body(build_body(request)))
    roles = [message["role"] for message in sent["messages"]]
    assert all(one != other for one, other in pairwise(roles))
    assert roles[0] == "user"
    for cell in (*message_cells(answer), *thinking_cells(answer, "head")):
        if cell.kind not in ("text", "thinking"):
            for segment in cell.segments(40):
                for line in cell.render(segment, 40):
                    said = "".join(span.text for span in line.spans)
                    assert said == visible(said).replace("\n", " "), repr(said)
    if live.usage is not None:
        assert (cost_usd(find_model(MODEL), live.usage) or 0.0) >= 0.0
    assert not any(
        isinstance(event, OtherEvent)
        and event.event.get("type") == "content_block_start"
        and isinstance(event.event.get("content_block"), dict)
        and type(event.event.get("index")) is int
        and event.event["index"] >= 0
        for event in stream
    ), "a block that came is lost"


def case(random: Random) -> int:
    """Both checks; tells how many events they had."""
    return check_any_order(random) + check_ordered(random)


if __name__ == "__main__":
    sys.exit(fuzzing.run("events", case))
