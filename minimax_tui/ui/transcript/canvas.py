"""The widget that draws cells by Textual's line API, follows the end, and keeps the place.

What it costs: appending text renders the segments that changed and are seen, and repaints the
rows that differ. It has no timer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from minimax_tui.domain.i18n import tr
from minimax_tui.markdown.lines import Line
from minimax_tui.ui.painted_screen import PaintedScreen
from minimax_tui.ui.transcript.cells import Cell, MarkdownCell
from minimax_tui.ui.transcript.layout import Layout, Row
from minimax_tui.ui.transcript.pins import Pin, pin_line, pin_within, take_pin
from minimax_tui.ui.transcript.scrollbar import (
    ACTIVE,
    BAR_CELLS,
    MIN_WIDTH,
    Thumb,
    bar_segments,
    rows_of,
    thumb_of,
)
from minimax_tui.ui.transcript.strips import Overlays, StripBuilder

if TYPE_CHECKING:
    from rich.style import Style
    from textual.color import Color
    from textual.filter import LineFilter

    from minimax_tui.ui.transcript.protocols import Palette

INDENT = 3
"""Cells left of the text: one of margin, two of gutter."""
PIN_REACH = 2
"""Within so many heights of the view a scrolled line moves exactly as far as it was scrolled."""


class Look(NamedTuple):
    """All that a row's picture depends on."""

    line: Line | None = None
    mark: tuple[str, str] = ("", "")
    cursor: str = ""
    fill: str = ""
    base: str = "text"
    overlays: Overlays = ()
    badge: str = ""
    thumb: int = 0


class CellCanvas(ScrollView, inherit_bindings=False):
    """Cells one below the other, of which only what is on the screen is drawn.

    It takes no padding and no border, and draws its scrollbar itself: Textual 8.2.8 renders its
    own, a widget, at every update that touches a row beside it.
    """

    ALLOW_SELECT = False
    ALLOW_MAXIMIZE = False

    DEFAULT_CSS = """
    CellCanvas {
        overflow: hidden hidden;
        background: $background;
        color: $foreground;
    }
    """

    # Textual 8.2.8 lays the whole screen out whenever a virtual size changes; here the size of
    # the widget never depends on it.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False, repaint=False)

    def __init__(
        self,
        palette: Palette,
        *,
        indent: int = INDENT,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        """Makes an empty view.

        Args:
            palette: Where styles come from.
            indent: Cells left of the text; under 3 there is no room for the cells' marks.
            name: Textual's name.
            id: Textual's id.
            classes: Textual's classes.
        """
        super().__init__(name=name, id=id, classes=classes)
        self.set_reactive(Widget.auto_links, False)
        self._palette = palette
        self._indent = indent
        self._layout = Layout()
        self._builder: StripBuilder | None = None
        self._built_for: tuple[Style, Color, Color, Color, Color] | None = None
        self._width = self._height = self._room = 0
        self._following = True
        self._has_new = False
        self._placing = False
        self._scrolling = False
        self._batched = 0
        self._batch_pin: Pin | None = None
        self._top = 0
        self._rows: list[Row] = []
        self._looks: list[Look] = []
        self._strips: list[Strip | None] = []
        self._seen: tuple[str, ...] = ()
        self._thumb: Thumb | None = None
        self._thumb_rows: list[int] = []
        self._thumb_held = False
        self._filters: tuple[LineFilter, ...] = ()
        self._stale = False

    # --- content ---

    @property
    def cells(self) -> list[Cell]:
        """All cells in order."""
        return [record.cell for record in self._layout.records]

    def cell(self, cell_id: str) -> Cell:
        """The cell with this id.

        Raises:
            KeyError: there is none.
        """
        return self._layout.cell(cell_id)

    def __contains__(self, cell_id: object) -> bool:
        return cell_id in self._layout

    @property
    def segments_rendered(self) -> int:
        """How many segments were drawn so far: the measure of what the view costs."""
        return self._layout.rendered

    def set_cells(self, cells: Iterable[Cell]) -> None:
        """Shows these cells and nothing else, from their end.

        Raises:
            ValueError: two have the same id.
        """
        self._layout.splice(0, len(self._layout), list(cells))
        self._cells_gone()
        self._set_following(True)
        self._update(None)

    def append_cell(self, cell: Cell) -> None:
        """Adds a cell at the end.

        Raises:
            ValueError: there is one with its id.
        """
        self.insert_cells(len(self._layout), [cell])

    def insert_cells(self, at: int, cells: Sequence[Cell]) -> None:
        """Puts cells before the one at place `at`; nothing moves under the reader.

        Raises:
            ValueError: there is a cell with one of their ids.
        """
        with self.changes():
            if at >= len(self._layout) and not self._following:
                self._has_new = True
            self._layout.splice(at, at, cells)

    def insert_before(self, cell_id: str, cells: Sequence[Cell]) -> None:
        """Puts cells before the one with this id.

        Raises:
            KeyError: there is none.
            ValueError: there is a cell with one of their ids.
        """
        self.insert_cells(self._layout.place(cell_id), cells)

    def remove_cell(self, cell_id: str) -> None:
        """Takes a cell out.

        Raises:
            KeyError: there is none.
        """
        self.replace_cell(cell_id, ())

    def remove_from(self, cell_id: str) -> None:
        """Takes a cell and all that follow it out.

        Raises:
            KeyError: there is none.
        """
        at = self._layout.place(cell_id)
        with self.changes():
            self._layout.splice(at, len(self._layout), ())
            if self._batch_pin is not None and self._batch_pin.cell_id not in self:
                self._batch_pin = None
            self._cells_gone()

    def replace_cell(self, cell_id: str, cells: Sequence[Cell]) -> None:
        """Puts any number of cells in the place of one.

        Raises:
            KeyError: there is none with this id.
            ValueError: there is another cell with one of their ids.
        """
        at = self._layout.place(cell_id)
        ids = {one.id for one in cells}
        with self.changes():
            pin = self._batch_pin
            if pin is not None and pin.cell_id == cell_id and cell_id not in ids:
                self._batch_pin = self._take_pin(without=cell_id)
            share = pin.row.line / max(1, self._layout.cell_height(at)) if pin is not None else 0
            self._layout.splice(at, at + 1, cells)
            if pin is not None and pin is self._batch_pin is not None and pin.cell_id not in self:
                self._batch_pin = pin_within(self._layout, at, len(cells), share)
            if cell_id not in ids:
                self._cells_gone()

    def update_cell(self, cell: Cell) -> None:
        """Puts a cell in the place of the one with the same id.

        Raises:
            KeyError: there is none.
        """
        self.replace_cell(cell.id, (cell,))

    def toggle(self, cell_id: str) -> bool:
        """Folds or unfolds a cell; False if it is none that folds.

        Raises:
            KeyError: there is none with this id.
        """
        other = self.cell(cell_id).toggled()
        if other is None:
            return False
        with self.changes():
            if self._following:
                # What is unfolded is to be read from its beginning.
                self._hold_place()
            self.update_cell(other)
        self._check_end()
        return True

    def append_text(self, cell_id: str, text: str) -> None:
        """Adds text to a cell that streams. Call it once a frame with all that came.

        Raises:
            KeyError: there is none with this id.
            ValueError: the cell holds no Markdown, or is closed.
        """
        if text:
            self._grow(cell_id, lambda cell: cell.append(text))

    def close_cell(self, cell_id: str) -> None:
        """Says that a cell's text is complete.

        Raises:
            KeyError: there is none with this id.
            ValueError: the cell holds no Markdown.
        """
        self._grow(cell_id, MarkdownCell.close)

    def _grow(self, cell_id: str, change: Callable[[MarkdownCell], int]) -> None:
        at = self._layout.place(cell_id)
        cell = self._layout.records[at].cell
        if not isinstance(cell, MarkdownCell):
            raise ValueError(cell_id)
        with self.changes():
            before = self._layout.total
            self._layout.sync(at, change(cell))
            if not self._following and self._layout.total > before:
                self._has_new = True

    @contextmanager
    def changes(self) -> Iterator[None]:
        """Changes made inside are drawn together at its end."""
        if not self._batched:
            self._batch_pin = self._take_pin()
        self._batched += 1
        try:
            yield
        finally:
            self._batched -= 1
            if not self._batched:
                self._update(self._batch_pin)

    # --- colours and size ---

    def set_palette(self, palette: Palette) -> None:
        """Draws everything in other colours."""
        self._palette = palette
        self._builder = None
        self.refresh()

    def notify_style_update(self) -> None:
        """Textual tells that the widget's own colours may have changed."""
        super().notify_style_update()
        self._stale = True

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        # Here rather than in a Resize handler, which Textual 8.2.8 calls after it has painted.
        self._placing = True
        try:
            changed = super()._size_updated(size, virtual_size, container_size, layout)
        finally:
            self._placing = False
        if (size.width, size.height) != (self._width, self._height):
            pin = self._take_pin(exact=True)
            if size.width != self._width:
                self._builder = None
                bar = BAR_CELLS if size.width >= MIN_WIDTH else 0
                self._room = size.width - bar
                shape = StripBuilder.shape(self._room, self._indent)
                if shape.column != self._layout.width:
                    self._layout.set_width(shape.column)
            self._width, self._height = size.width, size.height
            self._looks = []
            self._update(pin)
        return changed

    def _building(self) -> StripBuilder:
        if self._stale:
            self._stale = False
            if self._builder is not None and self._colors() != self._built_for:
                self._builder = None
        if self._builder is None:
            base, background, track, thumb, active = self._built_for = self._colors()
            self._builder = StripBuilder(
                self._palette,
                base,
                self._room,
                self._indent,
                bar=bar_segments(track, thumb, active) if self._room < self._width else (),
                filters=self._filters,
                background=background,
            )
            self._strips = [None] * len(self._looks)
        return self._builder

    def _colors(self) -> tuple[Style, Color, Color, Color, Color]:
        """The view's style and background; the scrollbar's track, thumb, and thumb when held."""
        styles = self.styles
        _, background = self.background_colors
        return (
            self.rich_style,
            background,
            background + styles.scrollbar_background,
            styles.scrollbar_color,
            styles.scrollbar_color_active,
        )

    # --- place ---

    @property
    def following(self) -> bool:
        """Whether the view stays at the end as text comes."""
        return self._following

    @property
    def has_new(self) -> bool:
        """Whether something came below while the reader was further up."""
        return self._has_new

    def follow(self) -> None:
        """Goes to the end, and stays there."""
        self._set_following(True)
        self._update(None)

    def show_start(self) -> None:
        """Goes to the beginning."""
        self._user_scroll(0)

    def scroll_to_cell(self, cell_id: str, offset: int | None = None) -> None:
        """Brings a cell's beginning, or the line that shows a source offset, to the top.

        Raises:
            KeyError: there is none with this id.
        """
        at = self._layout.place(cell_id)
        if offset is None:
            self._show_row(Pin(cell_id, Row(at, 0, 0), -1, None, 1))
        else:
            self._show_row(Pin(cell_id, Row(at, 0, 0), offset, None, self._height // 3))

    def cell_row(self, cell_id: str) -> int:
        """The row of the view, from 0, that a cell begins in; outside of it where it is not seen.

        Raises:
            KeyError: there is none with this id.
        """
        return self._layout.cell_span(self._layout.place(cell_id))[0] - self._top

    def place_cell(self, cell_id: str, screen_row: int) -> None:
        """Scrolls so that a cell begins in that row of the view, as far as there is text for it.

        Raises:
            KeyError: there is none with this id.
        """
        at = self._layout.place(cell_id)
        self._show_row(Pin(cell_id, Row(at, 0, 0), -1, None, screen_row))

    def cell_lines(self, cell_id: str) -> tuple[int, int]:
        """The first line of a cell, and how many lines it has, as they are known or estimated.

        Raises:
            KeyError: there is none with this id.
        """
        first, end = self._layout.cell_span(self._layout.place(cell_id))
        return first, end - first

    def visible_cells(self) -> list[Cell]:
        """The cells of which a line is on the screen, in order."""
        return [self._layout.cell(cell_id) for cell_id in self._seen]

    def _show_row(self, pin: Pin) -> None:
        self._set_following(False)
        self._update(pin)
        self._check_end()

    def _hold_place(self) -> None:
        self._set_following(False)
        self._batch_pin = self._take_pin()

    def _set_following(self, following: bool) -> None:
        if following:
            self._has_new = False
        if following != self._following:
            self._following = following
            self._following_changed()

    def _check_end(self) -> None:
        if not self._following and self._top >= self._layout.total - self._height:
            self._set_following(True)
            self._update(None)

    def _take_pin(self, *, exact: bool = False, without: str | None = None) -> Pin | None:
        """The first line on the screen as it stands; None while the view follows the end."""
        if self._following:
            return None
        return take_pin(self._layout, self._rows, exact=exact, without=without)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The reader has scrolled: by the wheel, the scrollbar or a key."""
        del old_value
        if not self._placing and round(new_value) != self._top:
            self._scrolled(round(new_value))

    @property
    def allow_vertical_scroll(self) -> bool:
        """Whether the wheel scrolls; Textual would have it only where its scrollbar is."""
        return not self._check_disabled()

    def _scroll_to(self, x: float | None = None, y: float | None = None, **options: object) -> bool:
        """Scrolls at once: a movement would run into heights that change on the way."""
        del x, options
        if y is None:
            return False
        before = self._top
        self._user_scroll(round(y))
        return self._top != before

    def _user_scroll(self, top: int) -> None:
        wanted = max(0, min(top, self._layout.total - self._height))
        if wanted != self._top:
            self._scrolled(wanted)
        elif top > wanted:
            self._set_following(True)  # it was at the end already, held there
            self._update(None)

    def _scrolled(self, top: int) -> None:
        """Goes to `top`, in lines as they were counted up to now."""
        old = self._top
        layout = self._layout
        pin: Pin | None = None
        if self._rows and abs(top - old) <= PIN_REACH * max(1, self._height):
            row = self._rows[0]
            pin = Pin(layout.records[row.cell].cell.id, row, -1, None, old - top)
            if row.piece >= 0:
                pieces = layout.open(row.cell).pieces or []
                pin = pin._replace(segment=pieces[row.piece].segment)
        elif layout.total:
            row = layout.row_at(top)
            pin = Pin(layout.records[row.cell].cell.id, row, -1, None, 0)
        was_following = self._following
        self._following = False
        self._scrolling = True
        self._update(pin)
        self._scrolling = False
        at_end = self._top >= layout.total - self._height
        self._following = was_following
        self._set_following(at_end and top >= old)
        if self._following:
            self._update(None)

    def _update(self, pin: Pin | None) -> None:
        """Settles heights and place after a change, and repaints the rows that differ."""
        if self._batched or self._height <= 0 or self._width <= 0:
            return
        layout = self._layout
        height = self._height
        while True:
            most = max(0, layout.total - height)
            top = most
            if not self._following:
                line = pin_line(layout, pin) if pin is not None else None
                wanted = self._top if line is None or pin is None else line - pin.screen_row
                top = max(0, min(wanted, layout.total - height))
            if not layout.draw(top, height):
                break
        if not self._following and not self._scrolling and layout.total <= height:
            self._set_following(True)
        # For who asks the widget where it is; nobody watches these, and all is repainted here.
        if layout.total != self.virtual_size.height:
            self.set_reactive(CellCanvas.virtual_size, Size(self._width, layout.total))
        shift = top - self._top
        self._top = top
        if shift or self.scroll_y != top:
            self.set_reactive(Widget.scroll_target_y, top)
            self.set_reactive(Widget.scroll_y, top)
        self._show_rows(shift)

    # --- drawing ---

    def _show_rows(self, shift: int = 0) -> None:
        """Finds what each row shows, and has those repainted that show something else."""
        layout = self._layout
        height = self._height
        self._rows = rows = list(layout.rows(self._top, height))
        thumbs = self._thumbs()
        looks = [self._look(row, thumb) for row, thumb in zip(rows, thumbs, strict=False)]
        looks += [Look(thumb=thumb) for thumb in thumbs[len(looks) :]]
        if looks and self._has_new and not self._following:
            looks[-1] = looks[-1]._replace(badge=tr("↓ new"))
        old, strips = self._looks, self._strips
        count = len(old)
        fresh: list[Strip | None] = [None] * height
        changed: list[int] = []
        for y, look in enumerate(looks):
            if y < count and old[y] == look:
                fresh[y] = strips[y]
                continue
            changed.append(y)
            before = y + shift
            if 0 <= before < count and old[before] == look:
                fresh[y] = strips[before]
        self._looks, self._strips = looks, fresh
        self._repaint(changed)
        self._find_seen()

    def _thumbs(self) -> list[int]:
        """What each row of the scrollbar shows."""
        thumb = thumb_of(self._height, self._layout.total, self._top)
        if thumb != self._thumb or len(self._thumb_rows) != self._height:
            self._thumb = thumb
            self._thumb_rows = rows_of(thumb, self._height)
        if self._thumb_held:
            return [row + ACTIVE for row in self._thumb_rows]
        return self._thumb_rows

    def _repaint(self, changed: list[int]) -> None:
        if not changed:
            return
        regions: list[Region] = []
        start = previous = changed[0]
        for y in [*changed[1:], -1]:
            if y != previous + 1:
                regions.append(Region(0, start, self._width, previous + 1 - start))
                start = y
            previous = y
        screen = self.screen if self.is_mounted else None
        if isinstance(screen, PaintedScreen):
            screen.paint_rows(self, regions)
        else:
            self.refresh(*regions)

    def _look(self, row: Row, thumb: int = 0) -> Look:
        if row.piece < 0:
            return Look(thumb=thumb)
        record = self._layout.records[row.cell]
        cell = record.cell
        bar = self._bar_of(cell)
        line = self._layout.shown_line(row)
        if line is None:
            return Look(None, ("", ""), bar, cell.fill, cell.base, (), "", thumb)
        mark = cell.mark if row.piece == 0 and row.line == 0 else ("", "")
        overlays = self._overlays(row, cell, line)
        return Look(line, mark, bar, cell.fill, cell.base, overlays, "", thumb)

    def _find_seen(self) -> None:
        records = self._layout.records
        seen = tuple(
            dict.fromkeys(records[row.cell].cell.id for row in self._rows if row.piece >= 0)
        )
        if seen != self._seen:
            self._seen = seen
            self._seen_changed()

    def _strip(self, y: int) -> Strip:
        builder = self._building()
        if not 0 <= y < len(self._looks):
            return builder.blank()
        strip = self._strips[y]
        if strip is None:
            line, mark, cursor, fill, base, overlays, badge, thumb = self._looks[y]
            strip = self._strips[y] = builder.strip(
                line,
                mark=mark,
                cursor=cursor,
                fill=fill,
                base=base,
                overlays=overlays,
                badge=badge,
                thumb=thumb,
            )
        return strip

    def _on_badge(self, x: int, y: int) -> bool:
        if not self._looks or y != self._height - 1:
            return False
        badge = self._looks[-1].badge
        return bool(badge) and self._building().badge_start(badge) <= x < self._room

    def render_line(self, y: int) -> Strip:
        """The row `y` of the view."""
        return self._strip(y)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows of `crop`. Textual's own styling of lines (borders, padding) is left out."""
        filters = tuple(self.get_line_filters())
        if filters != self._filters:
            self._filters = filters
            self._builder = None
        strips = [self._strip(y) for y in crop.line_range]
        if crop.column_span != (0, self._width):
            left, right = crop.column_span
            strips = [strip.crop(left, right) for strip in strips]
        return strips

    # --- what a subclass adds ---

    def _cells_gone(self) -> None:
        """Cells were taken out."""

    def _following_changed(self) -> None:
        """The view follows its end now, or does so no longer."""

    def _seen_changed(self) -> None:
        """Other cells than before are on the screen."""

    def _bar_of(self, cell: Cell) -> str:
        """Style of the bar left of a cell, "" for none."""
        del cell
        return ""

    def _overlays(self, row: Row, cell: Cell, line: Line) -> Overlays:
        """Columns of a line that get one more style."""
        del row, cell, line
        return ()
