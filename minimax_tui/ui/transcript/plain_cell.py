"""The base of cells that hold no Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from minimax_tui.markdown.lines import Line
from minimax_tui.ui.transcript.cells import Cell
from minimax_tui.ui.transcript.plain import PlainSegment

if TYPE_CHECKING:
    from minimax_tui.ui.transcript.protocols import SegmentLike


def as_plain(segment: SegmentLike) -> PlainSegment:
    """A segment of such a cell, by its own class."""
    assert isinstance(segment, PlainSegment)
    return segment


class PlainCell(Cell):
    """A cell of plain segments that do not depend on the width."""

    def __init__(self, id: str, *, message_id: str = "") -> None:  # noqa: A002
        super().__init__(id, message_id=message_id)
        self._segments: Sequence[PlainSegment] | None = None

    def make_segments(self) -> Sequence[PlainSegment]:
        """Its segments, made once."""
        return (PlainSegment(self.source, style=self.base),)

    def segments(self, width: int) -> Sequence[PlainSegment]:
        """Its segments."""
        del width
        if self._segments is None:
            self._segments = self.make_segments()
        return self._segments

    def release(self) -> bool:
        """Keeps the text only."""
        self._segments = None
        return True

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """The segment's wrapped lines."""
        return as_plain(segment).render(width)
