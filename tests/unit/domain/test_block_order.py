"""Blocks stand in the order they began, whatever numbers a stream gives them."""

from __future__ import annotations

import pytest

from minimax_tui.domain.block_order import MAX_INDEX, BlockOrder
from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.events import (
    BlockDelta,
    BlockStarted,
    BlockStopped,
    MessageStopped,
    OtherEvent,
    StreamEvent,
)


def start(index: int) -> BlockStarted:
    return BlockStarted(index, text_block(""))


def delta(index: int, text: str = "x") -> BlockDelta:
    return BlockDelta(index, {"type": "text_delta", "text": text})


def placed(*events: StreamEvent) -> list[StreamEvent]:
    order = BlockOrder()
    return [order.placed(event) for event in events]


def test_a_stream_as_it_should_be_is_unchanged() -> None:
    events: list[StreamEvent] = [start(0), delta(0), BlockStopped(0), start(1), delta(1)]
    events += [BlockStopped(1), MessageStopped()]
    assert all(one is other for one, other in zip(placed(*events), events, strict=True))


def test_blocks_of_one_index_are_blocks_of_their_own() -> None:
    found = placed(start(0), delta(0, "a"), BlockStopped(0), start(0), delta(0, "b"))
    assert found[3:] == [start(1), delta(1, "b")]


def test_a_block_that_starts_over_leaves_what_came() -> None:
    assert placed(start(0), delta(0), start(0), delta(0)) == [
        start(0),
        delta(0),
        start(1),
        delta(1),
    ]


def test_blocks_that_interleave_keep_theirs() -> None:
    events: list[StreamEvent] = [start(0), start(1), delta(0), delta(1), BlockStopped(0), delta(1)]
    assert placed(*events) == events


def test_a_block_that_counts_down_stands_where_it_began() -> None:
    assert placed(start(5), start(2), delta(2), delta(5)) == [
        start(5),
        start(6),
        delta(6),
        delta(5),
    ]


@pytest.mark.parametrize("index", [MAX_INDEX + 1, 2**63, 10**30])
def test_a_number_too_large_is_replaced(index: int) -> None:
    assert placed(start(0), start(index), delta(index)) == [start(0), start(1), delta(1)]


def test_what_comes_after_the_end_is_no_part_of_the_block() -> None:
    late = placed(start(0), BlockStopped(0), delta(0), BlockStopped(0), delta(3))[2:]
    assert late == [
        OtherEvent({"type": "content_block_delta", "index": 0, "delta": delta(0).delta}),
        OtherEvent({"type": "content_block_stop", "index": 0}),
        OtherEvent({"type": "content_block_delta", "index": 3, "delta": delta(3).delta}),
    ]
