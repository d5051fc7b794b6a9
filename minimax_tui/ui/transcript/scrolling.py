"""Scrolling by the scrollbar, and sideways over code that is not wrapped."""

from __future__ import annotations

from collections.abc import Iterator

from textual import events

from minimax_tui.markdown.lines import Line
from minimax_tui.ui.transcript.canvas import CellCanvas
from minimax_tui.ui.transcript.positions import line_range
from minimax_tui.ui.transcript.scrollbar import thumb_of, top_after_drag
from minimax_tui.ui.transcript.sideways import left_for, line_cells

SIDEWAYS_CELLS = 8
"""How far a key moves code sideways."""


class ScrollingCanvas(CellCanvas, inherit_bindings=False):
    """A canvas whose scrollbar can be used with the mouse, and whose code can go sideways."""

    _held: tuple[int, float] | None = None  # row and share at which the thumb was taken

    # --- the scrollbar ---

    def on_bar(self, x: int) -> bool:
        """Whether column `x` is the scrollbar's."""
        return self._room <= x < self._width

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Takes the thumb, or goes on by a page towards the pointer."""
        if event.button != 1 or not self.on_bar(event.x):
            return
        event.stop()
        total = self._layout.total
        thumb = thumb_of(self._height, total, self._top)
        if thumb is None:
            return
        page = max(1, self._height - 2)
        if 8 * event.y + 7 < thumb.start:
            self._user_scroll(self._top - page)
        elif 8 * event.y >= thumb.end:
            self._user_scroll(self._top + page)
        else:
            self._held = event.y, self._top / (total - self._height)
            self._hold_thumb(True)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Moves the thumb that is held."""
        if self._held is None:
            return
        event.stop()
        row, share = self._held
        top = top_after_drag(share, event.y - row, self._height, self._layout.total)
        if top is None:
            self.follow()
        else:
            self._user_scroll(top)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Lets the thumb go."""
        if self._held is not None:
            event.stop()
            self._let_go()

    def on_mouse_release(self) -> None:
        """The mouse was taken away."""
        self._let_go()

    def on_hide(self) -> None:
        """A view that is not seen has no pointer."""
        self._let_go()

    def _let_go(self) -> None:
        if self._held is not None:
            self._held = None
            self._hold_thumb(False)
            self.release_mouse()

    def _hold_thumb(self, held: bool) -> None:
        self._thumb_held = held
        self._show_rows()

    # --- sideways ---

    @property
    def wraps_code(self) -> bool:
        """Whether long lines of code are wrapped; else they are cut at the width."""
        return self._layout.wraps_code

    def toggle_wrap(self) -> bool:
        """Wraps long lines of code, or cuts them; returns whether they are wrapped from now on."""
        pin = self._take_pin(exact=True)
        self._layout.set_code_wrap(not self._layout.wraps_code)
        self._update(pin)
        return self._layout.wraps_code

    def lay_out_again(self) -> None:
        """Draws every cell anew: what they say besides their text has changed."""
        pin = self._take_pin(exact=True)
        self._layout.set_width(self._layout.width)
        self._update(pin)

    def scroll_sideways(self, cells: int) -> bool:
        """Moves code that is not wrapped; False if it did not move.

        Args:
            cells: Columns to the right; negative to the left.
        """
        layout = self._layout
        if layout.wraps_code:
            return False
        # However far it went where lines are longer, it goes no further than can be seen here.
        left = max(0, min(layout.left + cells, max(layout.left, self._most_left())))
        if left == layout.left:
            return False
        layout.left = left
        self._show_rows()
        return True

    def scroll_to_cell(self, cell_id: str, offset: int | None = None) -> None:
        """Brings a cell's beginning, or what shows a source offset, into view.

        Raises:
            KeyError: there is none with this id.
        """
        super().scroll_to_cell(cell_id, offset)
        if offset is None or self.wraps_code:
            return
        for line in self._code_lines(cell_id):
            span = line_range(line)
            if span is not None and span[0] <= offset < span[1]:
                left = self._layout.left
                self._layout.left = left_for(line, offset, left, self._layout.width)
                self._show_rows()
                return

    def _code_lines(self, cell_id: str | None = None) -> Iterator[Line]:
        """The whole lines of code of which a part is on the screen."""
        for row in self._rows:
            record = self._layout.records[row.cell]
            if row.piece < 0 or row.line < 0 or not record.pieces:
                continue
            if cell_id is not None and record.cell.id != cell_id:
                continue
            piece = record.pieces[row.piece]
            if piece.segment.kind == "code" and piece.lines is not None:
                yield piece.lines[row.line]

    def _most_left(self) -> int:
        """Cells that the longest line of code on the screen is longer than its room."""
        widest = max(map(line_cells, self._code_lines()), default=0)
        return widest - self._layout.width + 1 if widest > self._layout.width else 0

    @property
    def allow_horizontal_scroll(self) -> bool:
        """Whether shift and the wheel scroll."""
        return not self.wraps_code and not self._check_disabled()

    def _scroll_to(self, x: float | None = None, y: float | None = None, **options: object) -> bool:
        if x is not None and self.scroll_sideways(round(x - self.scroll_target_x)):
            return True
        return super()._scroll_to(x, y, **options)

    def action_toggle_wrap(self) -> None:
        """Key w."""
        self.toggle_wrap()

    def action_sideways(self, direction: int) -> None:
        """Keys left and right."""
        self.scroll_sideways(direction * SIDEWAYS_CELLS)
