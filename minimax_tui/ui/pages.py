"""Which messages of a session are shown: the rest are gaps that are read a page at a time."""

from __future__ import annotations

from typing import NamedTuple

PAGE = 60
"""Messages that are read at once."""


class Gap(NamedTuple):
    """Positions start..stop of the session's path that are not read yet."""

    start: int
    stop: int

    @property
    def id(self) -> str:
        """Id of the cell that stands for it."""
        return f"gap:{self.start}:{self.stop}"


class Pages:
    """The gaps of a session, in order.

    Args:
        first: How many messages there are before those that are shown at the beginning.
    """

    def __init__(self, first: int = 0) -> None:
        self.gaps: list[Gap] = [Gap(0, first)] if first > 0 else []

    def gap_at(self, position: int) -> Gap | None:
        """The gap that holds a position, None where it is read already."""
        return next((gap for gap in self.gaps if gap.start <= position < gap.stop), None)

    def named(self, gap_id: str) -> Gap | None:
        """The gap with this id."""
        return next((gap for gap in self.gaps if gap.id == gap_id), None)

    def end(self) -> int:
        """The position after the last gap, 0 where there is none."""
        return self.gaps[-1].stop if self.gaps else 0

    def cut(self, position: int) -> Gap | None:
        """Forgets the gaps from a position on.

        Returns:
            One that began before it and went on behind it, which is forgotten too.
        """
        across = next((gap for gap in self.gaps if gap.start < position < gap.stop), None)
        self.gaps = [gap for gap in self.gaps if gap.stop <= position]
        return across

    def add(self, gap: Gap) -> None:
        """Adds a gap after all others."""
        self.gaps.append(gap)

    def fill(self, gap: Gap, start: int, stop: int) -> tuple[Gap | None, Gap | None]:
        """Notes that start..stop of a gap has been read.

        Returns:
            What is left of the gap before and after it.
        """
        before = Gap(gap.start, start) if start > gap.start else None
        after = Gap(stop, gap.stop) if stop < gap.stop else None
        at = self.gaps.index(gap)
        self.gaps[at : at + 1] = [left for left in (before, after) if left is not None]
        return before, after


def page_at_end(gap: Gap) -> tuple[int, int]:
    """The page of a gap that the reader comes to from below."""
    return max(gap.start, gap.stop - PAGE), gap.stop


def page_at_start(gap: Gap) -> tuple[int, int]:
    """The page of a gap that the reader comes to from above."""
    return gap.start, min(gap.stop, gap.start + PAGE)


def page_around(gap: Gap, position: int) -> tuple[int, int]:
    """The page of a gap in which a position is, with some before it."""
    start = max(gap.start, min(position - PAGE // 4, gap.stop - PAGE))
    return start, min(gap.stop, start + PAGE)
