"""Selecting over a layout: from a row and column to source, and from source to what is copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from minimax_tui.markdown.lines import Line
from minimax_tui.ui.transcript.layout import Layout, Row
from minimax_tui.ui.transcript.positions import (
    Place,
    Selection,
    characters_at,
    columns_of,
    exact_text,
    line_at,
    line_range,
    seen_text,
    table_text,
    word_at,
)

if TYPE_CHECKING:
    from minimax_tui.ui.transcript.protocols import SegmentLike


def place_at(layout: Layout, row: Row, column: int) -> Place:
    """What is under a column of a row, counted from the text's left edge."""
    record = layout.open(row.cell)
    cell_id = record.cell.id
    pieces = record.pieces or []
    if not pieces:
        return Place(cell_id, 0, 0)
    piece = pieces[max(0, row.piece)]
    if row.piece < 0 or row.line < 0:
        return Place(cell_id, piece.segment.start, piece.segment.start)
    lines = layout.measure(row.cell, row.piece).lines or []
    seen = layout.shown_line(row)
    if seen is not None:
        found = characters_at(seen, column)
        if found is not None:
            return Place(cell_id, *found)
        for line in lines[row.line + 1 :]:
            below = line_range(line)
            if below is not None:
                return Place(cell_id, below[0], below[0])
    return Place(cell_id, piece.segment.end, piece.segment.end)


def line_place(layout: Layout, row: Row) -> Place | None:
    """The source that a row shows, None for a row that shows none."""
    if row.piece < 0 or row.line < 0:
        return None
    lines = layout.measure(row.cell, row.piece).lines or []
    found = line_range(lines[row.line]) if row.line < len(lines) else None
    return None if found is None else Place(layout.records[row.cell].cell.id, *found)


def between(layout: Layout, one: Place, other: Place) -> Selection | None:
    """The selection from one place to another, both included; None if it holds nothing."""
    if one.cell_id not in layout or other.cell_id not in layout:
        return None
    if one.cell_id == other.cell_id:
        start, end = min(one.start, other.start), max(one.end, other.end)
        return Selection(one.cell_id, start, one.cell_id, end) if end > start else None
    if layout.place(one.cell_id) > layout.place(other.cell_id):
        one, other = other, one
    return Selection(one.cell_id, one.start, other.cell_id, other.end)


def word_selection(layout: Layout, row: Row, column: int) -> Selection | None:
    """The word under a column of a row."""
    if row.piece < 0 or row.line < 0:
        return None
    place = place_at(layout, row, column)
    if place.start == place.end:
        return None
    lines = layout.measure(row.cell, row.piece).lines or []
    start, end = word_at(lines, row.line, (place.start, place.end))
    return Selection(place.cell_id, start, place.cell_id, end, seen=True)


def line_selection(layout: Layout, row: Row) -> Selection | None:
    """The line of a row, with what it was wrapped into."""
    if row.piece < 0 or row.line < 0:
        return None
    lines = layout.measure(row.cell, row.piece).lines or []
    found = line_at(lines, row.line) if row.line < len(lines) else None
    if found is None:
        return None
    cell_id = layout.records[row.cell].cell.id
    return Selection(cell_id, found[0], cell_id, found[1], seen=True)


def selected_range(layout: Layout, selection: Selection, at: int) -> tuple[int, int] | None:
    """The selected source of the cell at `at`, None if nothing of it is selected."""
    first, last = layout.place(selection.first_id), layout.place(selection.last_id)
    if not first <= at <= last or (first < last and layout.records[at].cell.chrome):
        return None
    start = selection.start if at == first else 0
    end = selection.end if at == last else 1 << 62
    return start, end


def selected_columns(
    layout: Layout, selection: Selection, row: Row, line: Line
) -> list[tuple[int, int]]:
    """The columns of a line that are selected."""
    found = selected_range(layout, selection, row.cell)
    return columns_of(line, *found) if found is not None else []


def selected_text(layout: Layout, selection: Selection) -> str:
    """What copying the selection gives: whole blocks as source, parts as they are seen."""
    if selection.first_id not in layout or selection.last_id not in layout:
        return ""
    parts: list[str] = []
    single = selection.first_id == selection.last_id
    for at in range(layout.place(selection.first_id), layout.place(selection.last_id) + 1):
        found = selected_range(layout, selection, at)
        if found is None:
            continue
        cell = layout.records[at].cell
        if found[0] <= 0 and found[1] >= 1 << 62:
            text = cell.copy_text()
        else:
            text = _cell_text(layout, at, *found, seen=selection.seen)
        if text:
            parts.append(text if single else text.strip("\n"))
    return "\n\n".join(parts)


def _cell_text(layout: Layout, at: int, start: int, end: int, *, seen: bool) -> str:
    record = layout.open(at)
    source = record.cell.source
    pieces = record.pieces or []
    touched = [
        place
        for place, piece in enumerate(pieces)
        if piece.segment.start < end and piece.segment.end > start
    ]
    code = {id(_code_of(pieces[place].segment)) for place in touched}
    within_code = (
        len(code) == 1 and bool(touched) and (_code_of(pieces[touched[0]].segment) is not None)
    )
    parts: list[str] = []
    whole_from = -1  # where a run of whole segments began
    previous: SegmentLike | None = None
    for place in touched:
        segment = pieces[place].segment
        lines = layout.measure(at, place).lines or []
        shown = [found for line in lines if (found := line_range(line))]
        if not shown:
            continue
        whole = start <= min(a for a, _ in shown) and end >= max(b for _, b in shown)
        if previous is not None and (whole_from < 0 or not whole):
            parts.append("" if segment.joined else "\n\n" if segment.gap else "\n")
        if whole and not seen and not within_code:
            if whole_from >= 0:
                parts.pop()
            else:
                whole_from = segment.start
            parts.append(source[whole_from : segment.end])
        else:
            whole_from = -1
            parts.append(_part(segment, lines, source, start, end))
        previous = segment
    return "".join(parts)


def _part(segment: SegmentLike, lines: Sequence[Line], source: str, start: int, end: int) -> str:
    if segment.kind == "code":
        return exact_text(lines, source, start, end)
    if segment.kind == "table":
        return table_text(lines, source, start, end)
    return seen_text(lines, source, start, end)


def _code_of(segment: SegmentLike) -> object | None:
    return getattr(segment, "code", None)


def code_text(segment: SegmentLike) -> str:
    """The code of the block that a code segment belongs to, exactly as it was sent."""
    code = getattr(segment, "code", None)
    if code is None:
        return ""
    parts: list[str] = []
    for part in code.parts:
        if parts and not part.joined:
            parts.append("\n")
        parts.append(part.text())
    return "".join(parts)
