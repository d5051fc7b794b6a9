"""A compositor that renders only what lies on the rows that changed.

Textual 8.2.8 renders, for a partial update, every widget that touches the smallest rectangle
around all changes, and whether another one lies on top of it or not. While an answer streams and
the status bar counts, that is every widget of the screen, 16 times a second; it was half of the
program's processor time. `Screen._compositor` is to be one of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual._compositor import ChopsUpdate
from textual._compositor import Compositor as TextualCompositor
from textual.geometry import Region

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.strip import Strip
    from textual.widget import Widget


class Stretch(NamedTuple):
    """The columns of a row from `start` up to `end`, and the widget that is seen there."""

    start: int
    end: int
    widget: Widget | None


class Compositor(TextualCompositor):
    """Textual's compositor, but for partial updates."""

    def __init__(self) -> None:
        super().__init__()
        self._known_for: tuple[object, object] | None = None
        self._rows: list[list[Stretch] | None] = []

    def _row(self, y: int) -> list[Stretch]:
        """What is seen on a row, from left to right."""
        cuts, widgets = self.cuts, self.visible_widgets
        known = self._known_for
        if known is None or known[0] is not cuts or known[1] is not widgets:
            self._known_for = cuts, widgets
            self._rows = [None] * len(cuts)
        row = self._rows[y]
        if row is None:
            places = cuts[y]
            seen: dict[int, Widget | None] = dict.fromkeys(places[:-1])
            left = len(seen)
            for widget, (region, clip) in widgets.items():
                x, top, width, height = region.intersection(clip)
                if not top <= y < top + height:
                    continue
                for start in seen:
                    if x <= start < x + width and seen[start] is None:
                        seen[start] = widget
                        left -= 1
                if not left:
                    break
            row = self._rows[y] = [
                Stretch(start, end, widget)
                for (start, widget), end in zip(seen.items(), places[1:], strict=True)
            ]
        return row

    def mark(self, widget: Widget, regions: Iterable[Region]) -> bool:
        """Has parts of a widget painted with the next update; False where it is not on the screen.

        Args:
            widget: The widget.
            regions: In its own coordinates.
        """
        place = self.visible_widgets.get(widget)
        if place is None:
            return False
        region, clip = place
        seen = (clip.intersection(part.translate(region.offset)) for part in regions)
        self._dirty_regions.update(part for part in seen if part)
        return True

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has to be written, None for nothing."""
        regions = self._dirty_regions.copy()
        self._dirty_regions.clear()
        height = self.size.height
        spans = [span for span in self._regions_to_spans(regions) if 0 <= span[0] < height]
        if not spans:
            return None
        cuts = self.cuts
        nothing: dict[int, Strip | None] = {}
        chops = [nothing] * height
        ends: list[list[int]] = [[]] * height
        wanted: dict[Widget, list[tuple[int, Stretch]]] = {}
        for y, left, right in spans:
            if chops[y] is nothing:
                chops[y] = dict.fromkeys(cuts[y][:-1])
                ends[y] = cuts[y][1:]
            for stretch in self._row(y):
                if stretch.start < right and stretch.end > left and stretch.widget is not None:
                    wanted.setdefault(stretch.widget, []).append((y, stretch))
        for widget, stretches in wanted.items():
            self._render_stretches(widget, stretches, chops)
        return ChopsUpdate(chops, spans, ends)

    def _render_stretches(
        self,
        widget: Widget,
        stretches: list[tuple[int, Stretch]],
        chops: list[dict[int, Strip | None]],
    ) -> None:
        region, clip = self.visible_widgets[widget]
        seen = region.intersection(clip)
        first, last = stretches[0][0], stretches[-1][0]
        strips = widget.render_lines(
            Region(seen.x - region.x, first - region.y, seen.width, last + 1 - first)
        )
        for y, (start, end, _) in stretches:
            if y - first >= len(strips):
                break
            strip = strips[y - first]
            if end - start != strip.cell_length:
                strip = strip.crop(start - seen.x, end - seen.x)
            chops[y][start] = strip
