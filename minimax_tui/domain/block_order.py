"""Blocks of an answer stand in the order they began, whatever numbers the stream gives them.

MiniMax counts from 0. A server that starts two blocks at one index would else put the second one in
the place of the first, one that counts down would move what is on the screen already, and a
hostile number may be larger than a database holds.
"""

from __future__ import annotations

from minimax_tui.domain.events import (
    BlockDelta,
    BlockStarted,
    BlockStopped,
    OtherEvent,
    StreamEvent,
    event_to_wire,
)

MAX_INDEX = 1_000_000
"""Larger ones are replaced."""


class BlockOrder:
    """Takes the events of one answer in the order they came."""

    def __init__(self) -> None:
        self._last = -1
        self._open: dict[int, int] = {}

    def placed(self, event: StreamEvent) -> StreamEvent:
        """The event under its block's own index: the stream's, unless that is not the next one.

        A delta or stop of a block that is not open becomes an `OtherEvent`: what was said to be
        whole is on the disk and on the screen, and stays so.
        """
        match event:
            case BlockStarted(index, block):
                own = index if self._last < index <= MAX_INDEX else self._last + 1
                self._last = self._open[index] = own
                return event if own == index else BlockStarted(own, block)
            case BlockDelta(index, delta):
                found = self._open.get(index)
                if found is None:
                    return OtherEvent(event_to_wire(event))
                return event if found == index else BlockDelta(found, delta)
            case BlockStopped(index):
                found = self._open.pop(index, None)
                if found is None:
                    return OtherEvent(event_to_wire(event))
                return event if found == index else BlockStopped(found)
        return event
