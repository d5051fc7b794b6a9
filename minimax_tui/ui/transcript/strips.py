"""Lines as Textual strips: styles looked up once, widths our own, padded to the full width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.widths import cell_width, measured_clusters, truncate
from minimax_tui.markdown.lines import Line
from minimax_tui.ui.transcript.scrollbar import BAR_CELLS

if TYPE_CHECKING:
    from textual.color import Color
    from textual.filter import LineFilter

    from minimax_tui.ui.transcript.protocols import Palette

Overlays: TypeAlias = tuple[tuple[int, int, str], ...]
"""Columns of a line (from, to, in cells), and the style that lies on them."""
TEXT_CELLS = 100
"""Most cells of the text column, however wide the window."""


class Shape(NamedTuple):
    """How a row is divided."""

    indent: int
    """Cells left of the text column."""
    column: int
    """Cells of the text column."""


class StripBuilder:
    """Makes strips of one width in the colours of one palette.

    Attributes:
        base: The view's own colours.
        width: Cells of a strip without the scrollbar's.
        indent: Cells left of the text column.
        column: Cells of the text column.
    """

    def __init__(
        self,
        palette: Palette,
        base: Style,
        width: int,
        indent: int,
        *,
        bar: Sequence[Segment] = (),
        filters: Sequence[LineFilter] = (),
        background: Color | None = None,
    ) -> None:
        """Makes a builder.

        Args:
            palette: Where styles come from.
            base: The view's own colours.
            width: Cells without the scrollbar's.
            indent: Cells left of the text column, if there is room.
            bar: The cell of each number that a row of the scrollbar can show; () for no bar.
            filters: What the app does to all colours.
            background: The view's own, for the filters.
        """
        self._palette = palette
        self.base = base
        self._styles: dict[str, Style] = {}
        self.width = max(1, width)
        self.indent, self.column = self.shape(width, indent)
        self._bar = bar
        self._filters = filters
        self._background = background
        self._blanks: dict[int, Strip] = {}

    @staticmethod
    def shape(room: int, indent: int) -> Shape:
        """How `room` cells are divided; a margin of one cell is left at the right."""
        indent = min(indent, max(0, room - 2))
        margin = 1 if room > indent + 20 else 0
        return Shape(indent, max(1, min(TEXT_CELLS, room - indent - margin)))

    def style(self, names: str) -> Style:
        """The style of `names` over the view's own colours."""
        style = self._styles.get(names)
        if style is None:
            style = self._styles[names] = self.base + self._palette.style(names)
        return style

    def strip(
        self,
        line: Line | None,
        *,
        mark: tuple[str, str] = ("", ""),
        cursor: str = "",
        fill: str = "",
        base: str = "text",
        overlays: Overlays = (),
        badge: str = "",
        thumb: int = 0,
    ) -> Strip:
        """One row of the view.

        Args:
            line: What stands in the text column, None for a blank row.
            mark: What stands in the gutter, and its style.
            cursor: Style of the message cursor's bar, "" for none.
            fill: Style of the background over the full width.
            base: Style that takes the place of `text`.
            overlays: Columns of the text (from, to) that get one more style.
            badge: What lies on the right end.
            thumb: The number that the row of the scrollbar shows.
        """
        if line is None and not fill and not cursor and not badge:
            return self.blank(thumb)
        style = self.style
        left = style(fill or "text")
        segments: list[Segment] = []
        indent = self.indent
        if indent:
            bar = "▎" if cursor else " "
            text, mark_style = mark
            room = indent - 1
            if text and room >= 2:
                if cursor:
                    segments.append(Segment(bar, left + self._palette.style(cursor)))
                else:
                    segments.append(Segment(bar, left))
                segments.append(Segment(text, style(mark_style)))
                used = 1 + cell_width(text)
                if used < indent:
                    segments.append(Segment(" " * (indent - used), left))
            elif cursor:
                segments.append(Segment(bar, left + self._palette.style(cursor)))
                if room:
                    segments.append(Segment(" " * room, left))
            else:
                segments.append(Segment(" " * indent, left))
        used = 0
        column = self.column
        if line is not None:
            body: list[Segment] = []
            tint = line.fill
            for text, names, _, _ in line.spans:
                if not text:
                    continue
                if not text.isprintable():
                    text = visible(text).replace("\t", " ").replace("\n", "␊")
                cells = cell_width(text)
                if used + cells > column:
                    text = truncate(text, column - used)
                    cells = cell_width(text)
                    if not text:
                        break
                if tint and names != tint and not names.startswith(f"{tint} "):
                    names = f"{tint} {names}"
                if base != "text":
                    names = (
                        base if names in ("", "text") else f"{base} {names.removeprefix('text ')}"
                    )
                body.append(Segment(text, style(names or "text")))
                used += cells
            if overlays:
                body = self._overlaid(body, overlays)
            segments += body
            if line.fill and used < column:
                names = line.fill if base == "text" else f"{base} {line.fill}"
                segments.append(Segment(" " * (column - used), style(names)))
                used = column
        rest = self.width - indent - used
        if rest > 0:
            segments.append(Segment(" " * rest, left))
        if badge:
            segments = self._with_badge(segments, badge)
        return self._finished(segments, thumb)

    def blank(self, thumb: int = 0) -> Strip:
        """An empty row."""
        strip = self._blanks.get(thumb)
        if strip is None:
            segment = Segment(" " * self.width, self.style("text"))
            strip = self._blanks[thumb] = self._finished([segment], thumb)
        return strip

    def _finished(self, segments: list[Segment], thumb: int) -> Strip:
        width = self.width
        if self._bar:
            segments.append(self._bar[thumb])
            width += BAR_CELLS
        if self._background is not None:
            for line_filter in self._filters:
                segments = line_filter.apply(segments, self._background)
        return Strip(segments, width)

    def badge_start(self, badge: str) -> int:
        """The column at which a badge begins."""
        return self.width - cell_width(badge) - 2

    def _with_badge(self, segments: list[Segment], badge: str) -> list[Segment]:
        start = self.badge_start(badge)
        if start < 0:
            return segments
        return [*_beginning(segments, start), Segment(f" {badge} ", self.style("cursor"))]

    def _overlaid(self, body: list[Segment], overlays: Overlays) -> list[Segment]:
        """The segments with styles added on some columns."""
        for start, end, names in overlays:
            over = self._palette.style(names)
            found: list[Segment] = []
            used = 0
            for segment in body:
                text, style, _ = segment
                cells = cell_width(text)
                if used + cells <= start or used >= end or style is None:
                    found.append(segment)
                elif used >= start and used + cells <= end:
                    found.append(Segment(text, style + over))
                else:
                    at = used
                    parts = ["", "", ""]
                    for cluster, width in measured_clusters(text):
                        parts[0 if at < start else 1 if at < end else 2] += cluster
                        at += width
                    found += [
                        Segment(part, style + over if which == 1 else style)
                        for which, part in enumerate(parts)
                        if part
                    ]
                used += cells
            body = found
        return body


def _beginning(segments: Sequence[Segment], cells: int) -> list[Segment]:
    """The first `cells` cells. Textual 8.2.8's own `Strip.crop` cuts joined emoji elsewhere."""
    kept: list[Segment] = []
    for segment in segments:
        text, style, _ = segment
        width = cell_width(text)
        if width <= cells:
            kept.append(segment)
            cells -= width
            continue
        text = truncate(text, cells, "")
        kept.append(Segment(text + " " * (cells - cell_width(text)), style))
        break
    return kept
