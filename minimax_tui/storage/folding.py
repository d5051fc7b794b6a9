"""From rows to content blocks: whole blocks as stored, growing ones out of their events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from minimax_tui.domain.accumulator import Accumulator
from minimax_tui.domain.blocks import Block
from minimax_tui.domain.events import TIMINGS_INDEX, BlockStarted, BlockStopped, event_from_wire
from minimax_tui.storage.encoding import from_json, to_json

BlockRow: TypeAlias = tuple[int, str, int]
"""Position, wire JSON, 1 if the block is whole."""
StreamRow: TypeAlias = tuple[int, str]
"""The wire's block index or `TIMINGS_INDEX`, JSON list of wire events."""
Content: TypeAlias = tuple[tuple[Block, ...], frozenset[int]]
"""Blocks, and the positions of those that never came to their end."""
UNREADABLE = (ValueError, TypeError, AttributeError, RecursionError)
"""What is raised for rows that hold no content, or one nested deeper than Python goes."""


def stored(rows: Iterable[BlockRow]) -> Content:
    """The content of a message that is closed; rows in the order of positions."""
    blocks: list[Block] = []
    unfinished: list[int] = []
    for _, wire, finished in rows:
        if not finished:
            unfinished.append(len(blocks))
        blocks.append(from_json(wire))
    return tuple(blocks), frozenset(unfinished)


def fold(rows: Iterable[BlockRow], stream: Iterable[StreamRow]) -> Content:
    """The content of an open message.

    Args:
        rows: Its blocks; while a message is open a block's position is the wire's index.
        stream: Events of the blocks that still grow, in the order they came.
    """
    accumulator = Accumulator()
    whole: set[int] = set()
    for index, wire, finished in rows:
        accumulator.apply(BlockStarted(index, from_json(wire)))
        if finished:
            accumulator.apply(BlockStopped(index))
        whole.add(index)
    for index, events in stream:
        if index not in whole and index != TIMINGS_INDEX:
            for event in from_json(events):
                accumulator.apply(event_from_wire(event))
    return accumulator.blocks(), accumulator.unfinished()


def newest_timings(stream: Iterable[StreamRow]) -> str | None:
    """The timings (JSON) stored last among the events of an open message, None without any."""
    found = None
    for index, events in stream:
        if index == TIMINGS_INDEX:
            found = events
    if found is None:
        return None
    try:
        return to_json(dict(from_json(found)[-1]["timings"]))
    except (*UNREADABLE, LookupError):
        return None
