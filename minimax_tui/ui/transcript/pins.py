"""Lines that keep their row of the screen while heights above them change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from minimax_tui.ui.transcript.layout import Layout, Row
from minimax_tui.ui.transcript.positions import line_range

if TYPE_CHECKING:
    from minimax_tui.ui.transcript.protocols import SegmentLike


class Pin(NamedTuple):
    """A line that is to be on a row of the view whatever happens to the heights."""

    cell_id: str
    row: Row
    offset: int
    segment: SegmentLike | None
    screen_row: int


def take_pin(
    layout: Layout, rows: Sequence[Row], *, exact: bool = False, without: str | None = None
) -> Pin | None:
    """The first line on the screen as it stands; None where there is none.

    Args:
        layout: The cells.
        rows: What the rows of the screen show.
        exact: Lines are going to be broken elsewhere: a source offset is needed.
        without: A cell that will be gone; one of its lines only if there is no other.
    """
    records = layout.records
    others = [
        (screen_row, row)
        for screen_row, row in enumerate(rows)
        if without is None or records[row.cell].cell.id != without
    ]
    for screen_row, row in others or enumerate(rows):
        record = records[row.cell]
        pieces = record.pieces
        if row.piece < 0 or not pieces:
            if exact and screen_row + 1 < len(rows):
                continue
            return Pin(record.cell.id, row, -1, None, screen_row)
        segment = pieces[row.piece].segment
        offset = -1
        lines = layout.measure(row.cell, row.piece).lines or []
        for line in lines[max(0, row.line) :]:
            found = line_range(line)
            if found is not None:
                offset = found[0]
                break
        return Pin(record.cell.id, row, offset, segment, screen_row)
    return None


def pin_within(layout: Layout, at: int, count: int, share: float) -> Pin | None:
    """The line at that share of the height of `count` cells from place `at` on."""
    if not count:
        return None
    start = layout.cell_span(at)[0]
    row = layout.row_at(start + int(share * (layout.cell_span(at + count - 1)[1] - start)))
    return Pin(layout.records[row.cell].cell.id, row, -1, None, 0)


def pin_line(layout: Layout, pin: Pin) -> int | None:
    """The line at which a pinned line is now, None where its cell is gone."""
    if pin.cell_id not in layout:
        return None
    at = layout.place(pin.cell_id)
    record = layout.open(at)
    pieces = record.pieces or []
    row = pin.row
    if row.piece < 0 or not pieces:
        return layout.line_of(Row(at, -1, min(max(row.line, 0), max(0, record.blank - 1))))
    place = min(row.piece, len(pieces) - 1)
    piece = pieces[place]
    if (
        pin.segment is not None
        and piece.segment is pin.segment
        and piece.known
        and (row.line < len(piece.lines or ()))
    ):
        if pin.offset < 0 or row.line < 0:
            return layout.line_of(Row(at, place, row.line))
        found = line_range((piece.lines or [])[row.line])
        if found is None or found[0] == pin.offset:
            return layout.line_of(Row(at, place, row.line))
    if pin.offset < 0:
        most = max(0, piece.height - 1)
        return layout.line_of(Row(at, place, min(row.line, most)))
    place = _piece_at([one.segment for one in pieces], pin.offset)
    lines = layout.measure(at, place).lines or []
    index = 0
    for number, line in enumerate(lines):
        found = line_range(line)
        if found is not None and found[0] <= pin.offset:
            index = number
    return layout.line_of(Row(at, place, index))


def _piece_at(segments: Sequence[SegmentLike], offset: int) -> int:
    """The place of the segment that holds a source offset, or the last one before it."""
    low, high = 0, len(segments)
    while high - low > 1:
        middle = (low + high) // 2
        if segments[middle].start <= offset:
            low = middle
        else:
            high = middle
    return low
