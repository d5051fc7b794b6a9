"""The scrollbar, drawn as the last cell of each row: where its thumb is, and how a row shows it.

A row shows one of these numbers: 0 is the track, 1 to 7 the thumb's upper edge (that many eighths
of the row from below), 8 the whole thumb, 9 to 15 its lower edge (that many eighths less 8 from
above). `ACTIVE` is added while the thumb is held.
"""

from __future__ import annotations

from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.color import Color

BAR_CELLS = 1
MIN_WIDTH = 8
"""Narrower views have no scrollbar."""
ACTIVE = 16
_BLOCKS = " ▁▂▃▄▅▆▇"


class Thumb(NamedTuple):
    """What the thumb covers, in eighths of a row from the top of the view."""

    start: int
    end: int


def thumb_of(height: int, total: int, top: int) -> Thumb | None:
    """The thumb of a view of `height` lines from `top` on, of `total`; None if all are seen."""
    if total <= height or height <= 0:
        return None
    size = min(8 * height, max(8, -(-8 * height * height // total)))
    most = total - height
    start = (8 * height - size) * max(0, min(top, most)) // most
    return Thumb(start, start + size)


def rows_of(thumb: Thumb | None, height: int) -> list[int]:
    """The number of each row of the view."""
    if thumb is None:
        return [0] * height
    rows = []
    for row in range(height):
        start = max(0, thumb.start - 8 * row)
        end = min(8, thumb.end - 8 * row)
        if start >= 8 or end <= 0:
            rows.append(0)
        else:
            rows.append(8 - start if end == 8 else 8 + end)
    return rows


def top_after_drag(share: float, moved: int, height: int, total: int) -> int | None:
    """The line that is at the top when the thumb was dragged.

    Args:
        share: Where the thumb was when it was taken: 0.0 is the beginning, 1.0 the end.
        moved: Rows that the pointer has moved since then.
        height: Lines of the view.
        total: Lines of all.

    Returns:
        The line; None for the end, wherever that is.
    """
    thumb = thumb_of(height, total, 0)
    if thumb is None:
        return 0
    way = height - (thumb.end - thumb.start) / 8
    share += moved / way if way else 0.0
    if share >= 1:
        return None
    return max(0, round(share * (total - height)))


def bar_segments(track: Color, thumb: Color, active: Color) -> list[Segment]:
    """One cell for each number that a row can show.

    The thumb is drawn in reverse, so that it is seen where there are no colours.
    """
    found = []
    for color in (thumb, active):
        over = Style(color=(track + color).rich_color, bgcolor=track.rich_color)
        reverse = over + Style(reverse=True)
        found.append(Segment(" ", Style(bgcolor=track.rich_color)))
        found += [Segment(_BLOCKS[eighths], over) for eighths in range(1, 8)]
        found.append(Segment(" ", reverse))
        found += [Segment(_BLOCKS[8 - eighths], reverse) for eighths in range(1, 8)]
    return found
