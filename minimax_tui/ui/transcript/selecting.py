"""Selecting in a canvas of cells: by mouse, over lines and cells, and line by line by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from minimax_tui.markdown.lines import Line
from minimax_tui.ui.transcript import selection
from minimax_tui.ui.transcript.cells import Cell
from minimax_tui.ui.transcript.layout import Row
from minimax_tui.ui.transcript.pins import Pin, pin_line
from minimax_tui.ui.transcript.positions import Place, Selection
from minimax_tui.ui.transcript.scrolling import ScrollingCanvas
from minimax_tui.ui.transcript.strips import Overlays, StripBuilder

if TYPE_CHECKING:
    from textual.timer import Timer

    from minimax_tui.ui.transcript.protocols import Palette

EDGE_SCROLL_S = 0.05
"""Pause between the steps of scrolling while a selection is dragged beyond an edge."""


class SelectableCanvas(ScrollingCanvas, inherit_bindings=False):
    """A canvas with a selection, held in source positions.

    Textual's own selection would take the whole widget at a double click. The only timer runs
    while a selection is dragged beyond an edge.
    """

    def __init__(
        self,
        palette: Palette,
        *,
        indent: int,
        name: str | None,
        id: str | None,  # noqa: A002
        classes: str | None,
    ) -> None:
        super().__init__(palette, indent=indent, name=name, id=id, classes=classes)
        self._selection: Selection | None = None
        self._line_ends: tuple[Place, Place] | None = None
        self._press: tuple[Place, int, int] | None = None
        self._dragged = False
        self._pointer = (0, 0)
        self._edge_timer: Timer | None = None

    @property
    def has_selection(self) -> bool:
        """Whether something is selected."""
        return self._selection is not None

    def selected_text(self) -> str:
        """What is selected, as copying gives it: whole blocks as source, parts as seen."""
        if self._selection is None:
            return ""
        with self.changes():  # what is measured may be above the view
            return selection.selected_text(self._layout, self._selection)

    def clear_selection(self) -> bool:
        """Selects nothing; False if nothing was selected."""
        had = self._selection is not None
        if had:
            self._select(None)
        return had

    def _select(self, chosen: Selection | None) -> None:
        self._line_ends = None
        if chosen != self._selection:
            self._selection = chosen
            self._show_rows()

    def _row_under(self, y: int) -> Row | None:
        if not self._rows:
            return None
        return self._rows[max(0, min(y, len(self._rows) - 1))]

    def _place_under(self, x: int, y: int) -> Place | None:
        row = self._row_under(y)
        if row is None:
            return None
        if y >= len(self._rows):
            x = self._width
        indent = StripBuilder.shape(self._room, self._indent).indent
        return selection.place_at(self._layout, row, x - indent)

    def action_select(self, direction: int) -> None:
        """Selects the line at the cursor, then one line more (or less) at each call."""
        layout = self._layout
        if self._selection is None or self._line_ends is None:
            rows = self._rows
            at = self._selecting_from()
            own = [row for row in rows if row.cell == at] or rows
            ordered = own if direction > 0 or at is not None else own[::-1]
            place = next(filter(None, (selection.line_place(layout, row) for row in ordered)), None)
            if place is None:
                return
            anchor = head = place
        else:
            anchor, head = self._line_ends
            line = self._line_of(head)
            if line is None:
                return
            with self.changes():  # what is measured may be above the view
                place = None
                while place is None or place == head:
                    line += direction
                    if not 0 <= line < layout.total:
                        return
                    layout.draw(line, 1)
                    place = selection.line_place(layout, layout.row_at(line))
                head = place
            line = self._line_of(head) or 0
            if line < self._top:
                self._user_scroll(line)
            elif line >= self._top + self._height:
                self._user_scroll(line - self._height + 1)
            elif layout.total > self._height:
                self._set_following(False)
        self._select(selection.between(layout, anchor, head))
        self._line_ends = anchor, head

    def _line_of(self, place: Place) -> int | None:
        if place.cell_id not in self:
            return None
        row = Row(self._layout.place(place.cell_id), 0, 0)
        return pin_line(self._layout, Pin(place.cell_id, row, place.start, None, 0))

    def _overlays(self, row: Row, cell: Cell, line: Line) -> Overlays:
        found = super()._overlays(row, cell, line)
        chosen = self._selection
        if chosen is None:
            return found
        columns = selection.selected_columns(self._layout, chosen, row, line)
        return (*found, *((start, end, "selection") for start, end in columns))

    def _cells_gone(self) -> None:
        super()._cells_gone()
        chosen = self._selection
        if chosen is not None and (chosen.first_id not in self or chosen.last_id not in self):
            self._selection = self._line_ends = None

    # --- what a subclass adds ---

    def _selecting_from(self) -> int | None:
        """Place of the cell at which selecting by key begins."""
        return None

    def _selection_made(self) -> None:
        """The mouse was released on a selection."""

    def _click(self, row: Row, x: int) -> None:
        """A row was clicked, that selected nothing."""

    # --- mouse ---

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begins a selection."""
        if event.button != 1 or self.on_bar(event.x):
            return
        event.stop()
        self._dragged = False
        place = self._place_under(event.x, event.y)
        if place is None:
            return
        self._press = place, event.x, event.y
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Goes on with a selection."""
        if self._press is None:
            return
        event.stop()
        if (event.x, event.y) == self._press[1:] and not self._dragged:
            return
        if not self._dragged:
            self._set_following(False)
        self._dragged = True
        self._pointer = (event.x, event.y)
        self._drag()
        outside = not 0 <= event.y < self._height
        if outside and self._edge_timer is None:
            self._edge_timer = self.set_interval(EDGE_SCROLL_S, self._edge_scroll)
        elif not outside:
            self._stop_edge_timer()

    def _drag(self) -> None:
        if self._press is None:
            return
        x, y = self._pointer
        place = self._place_under(x, max(0, min(y, self._height - 1)))
        if place is not None:
            self._select(selection.between(self._layout, self._press[0], place))

    def _edge_scroll(self) -> None:
        y = self._pointer[1]
        step = y if y < 0 else y - self._height + 1
        self._user_scroll(self._top + max(-5, min(5, step)))
        self._drag()

    def _stop_edge_timer(self) -> None:
        if self._edge_timer is not None:
            self._edge_timer.stop()
            self._edge_timer = None

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Ends a selection."""
        if self._press is None:
            return
        event.stop()
        if (event.x, event.y) != self._press[1:] or self._dragged:
            # Some terminals tell nothing between the press and the release.
            self._dragged = True
            self._pointer = (event.x, event.y)
            self._drag()
        self._end_drag()
        if self._dragged and self._selection is not None:
            self._selection_made()

    def on_mouse_release(self) -> None:
        """The mouse was taken away."""
        self._end_drag()

    def on_hide(self) -> None:
        """A view that is not seen has no pointer."""
        self._end_drag()

    def _end_drag(self) -> None:
        self._stop_edge_timer()
        if self._press is not None:
            self._press = None
            self.release_mouse()
            self._check_end()

    def on_click(self, event: events.Click) -> None:
        """One click activates or moves the cursor, two select a word, three a line."""
        if event.button != 1 or self._dragged or self.on_bar(event.x):
            return
        event.stop()
        if self._on_badge(event.x, event.y):
            self.follow()
            return
        if not 0 <= event.y < len(self._rows):
            self._select(None)
            return
        row = self._rows[event.y]
        if event.chain == 2:
            indent = self._building().indent
            self._select(selection.word_selection(self._layout, row, event.x - indent))
        elif event.chain == 3:
            self._select(selection.line_selection(self._layout, row))
        elif event.chain == 1:
            self._select(None)
            self._click(row, event.x)
        if event.chain in (2, 3) and self._selection is not None:
            self._selection_made()
