"""Where the message cursor goes: from cell to cell, from message to message.

It never passes over a gap: what is not loaded yet is what comes next.
"""

from __future__ import annotations

from collections.abc import Sequence

from minimax_tui.ui.transcript.cells import Cell
from minimax_tui.ui.transcript.layout import Layout


def _message_of(cell: Cell) -> str:
    return cell.message_id or cell.id


def _stops(layout: Layout, places: Sequence[int]) -> list[int]:
    return [at for at in places if layout.records[at].cell.stop]


def step(layout: Layout, at: int | None, seen: Sequence[int], direction: int) -> int | None:
    """The next cell at which the cursor stops.

    Args:
        layout: The cells.
        at: Where the cursor is.
        seen: Places of the cells on the screen; without a cursor among them it begins there.
        direction: -1 is up, 1 is down.

    Returns:
        Its place, or that of the gap before it; None if there is neither.
    """
    visible = _stops(layout, seen)
    if visible and (at is None or at not in seen):
        return visible[-1] if direction < 0 else visible[0]
    start = at if at is not None else len(layout) if direction < 0 else -1
    return _next_stop(layout, start, direction)


def _next_stop(layout: Layout, start: int, direction: int) -> int | None:
    found = start + direction
    while 0 <= found < len(layout):
        cell = layout.records[found].cell
        if cell.stop or is_gap(cell):
            return found
        found += direction
    return None


def is_gap(cell: Cell) -> bool:
    """Whether it stands for cells that are not loaded."""
    return cell.kind == "gap"


def _first_stop(layout: Layout, at: int) -> int:
    """The first stop of the message that the stop at `at` belongs to."""
    message = _message_of(layout.records[at].cell)
    first = at
    while at >= 0 and _message_of(layout.records[at].cell) == message:
        if layout.records[at].cell.stop:
            first = at
        at -= 1
    return first


def previous_message(layout: Layout, at: int | None, seen: Sequence[int]) -> int | None:
    """The first stop of the cursor's message if it is further down, else of the one before.

    Args:
        layout: The cells.
        at: Where the cursor is.
        seen: Places of the cells on the screen; without a cursor among them it begins there.

    Returns:
        Its place, or that of the gap before it; None if there is neither.
    """
    if at is None or at not in seen:
        visible = _stops(layout, seen)
        found = visible[-1] if visible else _next_stop(layout, seen[0] if seen else 0, -1)
    else:
        first = _first_stop(layout, at)
        if first != at:
            return first
        found = _next_stop(layout, at, -1)
    if found is None or is_gap(layout.records[found].cell):
        return found
    return _first_stop(layout, found)


def next_message(layout: Layout, at: int | None, seen: Sequence[int]) -> int | None:
    """The first stop of the message after the cursor's, or the gap before it; None after the last.

    Args:
        layout: The cells.
        at: Where the cursor is.
        seen: Places of the cells on the screen; without a cursor among them it begins there.
    """
    if at is None or at not in seen:
        visible = _stops(layout, seen)
        if not visible:
            return _next_stop(layout, seen[-1], 1) if seen else None
        at = visible[0]
    message = _message_of(layout.records[at].cell)
    found = _next_stop(layout, at, 1)
    while found is not None and _message_of(layout.records[found].cell) == message:
        found = _next_stop(layout, found, 1)
    return found


def message_text(layout: Layout, at: int | None) -> str:
    """The text of the message that the cell at `at` belongs to, without it the newest answer's.

    Thinking, tool calls and notices of a message are left out, unless they are all there is.
    """
    records = layout.records
    if at is None:
        at = len(records) - 1
        while at >= 0 and records[at].cell.kind not in ("text", "thinking"):
            at -= 1
        if at < 0:
            return ""
    message = _message_of(records[at].cell)
    first = last = at
    while first > 0 and _message_of(records[first - 1].cell) == message:
        first -= 1
    while last + 1 < len(records) and _message_of(records[last + 1].cell) == message:
        last += 1
    cells = [record.cell for record in records[first : last + 1]]
    texts = [cell.copy_text() for cell in cells if cell.kind in ("prompt", "text")]
    if not any(texts):
        texts = [records[at].cell.copy_text()]
    return "\n\n".join(text.strip("\n") for text in texts if text)
