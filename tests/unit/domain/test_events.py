"""Wire dictionaries and typed events are two forms of the same thing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.events import (
    BlockDelta,
    BlockStarted,
    BlockStopped,
    MessageDelta,
    MessageStarted,
    MessageStopped,
    OtherEvent,
    StreamEvent,
    event_from_wire,
    event_to_wire,
)


@pytest.mark.parametrize(
    ("wire", "event"),
    [
        ({"type": "message_start", "message": {"id": "x"}}, MessageStarted({"id": "x"})),
        (
            {"type": "content_block_start", "index": 1, "content_block": {"type": "text"}},
            BlockStarted(1, {"type": "text"}),
        ),
        (
            {"type": "content_block_delta", "index": 1, "delta": {"type": "new"}},
            BlockDelta(1, {"type": "new"}),
        ),
        ({"type": "content_block_stop", "index": 0}, BlockStopped(0)),
        (
            {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {}},
            MessageDelta({"stop_reason": "end_turn"}, {}),
        ),
        ({"type": "message_delta", "delta": 3, "usage": []}, MessageDelta({}, None)),
        ({"type": "message_stop"}, MessageStopped()),
    ],
)
def test_each_event_of_the_wire_is_read(wire: dict[str, Any], event: StreamEvent) -> None:
    assert event_from_wire(wire) == event


@pytest.mark.parametrize(
    "wire",
    [
        {"type": "ping"},
        {},
        {"type": 7},
        {"type": "content_block_start", "index": 0},
        {"type": "content_block_start", "index": True, "content_block": {}},
        {"type": "content_block_delta", "index": -1, "delta": {}},
        {"type": "content_block_delta", "index": "0", "delta": {}},
        {"type": "content_block_stop"},
        {"type": "message_start", "message": None},
        {"type": "something_new", "index": 0},
    ],
)
def test_what_has_not_the_shape_it_promises_is_kept_as_it_came(wire: dict[str, Any]) -> None:
    assert event_from_wire(wire) == OtherEvent(wire)


@given(
    st.builds(BlockStarted, st.integers(0, 99), st.dictionaries(st.text(), st.integers()))
    | st.builds(BlockDelta, st.integers(0, 99), st.dictionaries(st.text(), st.text()))
    | st.builds(BlockStopped, st.integers(0, 99))
)
def test_an_event_survives_the_way_to_the_wire_and_back(
    event: BlockStarted | BlockDelta | BlockStopped,
) -> None:
    assert event_from_wire(event_to_wire(event)) == event
