"""The transcript's widget: a canvas of cells that can be selected, a cursor, keys, messages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown.lines import Line
from minimax_tui.ui import keymap
from minimax_tui.ui.transcript import cursor, selection
from minimax_tui.ui.transcript.canvas import INDENT
from minimax_tui.ui.transcript.cells import Cell
from minimax_tui.ui.transcript.layout import Row
from minimax_tui.ui.transcript.pins import Pin
from minimax_tui.ui.transcript.positions import columns_of, line_range
from minimax_tui.ui.transcript.selecting import SelectableCanvas
from minimax_tui.ui.transcript.strips import Overlays

if TYPE_CHECKING:
    from minimax_tui.ui.transcript.protocols import Palette

_end_of = itemgetter(1)


class TranscriptView(SelectableCanvas, can_focus=True, inherit_bindings=False):
    """The conversation, or the thinking.

    All content is given by the methods; everything the reader does that is not scrolling or
    selecting is told by a message.
    """

    class ViewMessage(Message):
        """What a view tells."""

        def __init__(self, view: TranscriptView) -> None:
            super().__init__()
            self.view = view

        @property
        def control(self) -> TranscriptView:
            """The view."""
            return self.view

    class CursorMoved(ViewMessage):
        """The message cursor is at another cell, or (None) gone."""

        def __init__(self, view: TranscriptView, cell_id: str | None) -> None:
            super().__init__(view)
            self.cell_id = cell_id

    class ViewMoved(ViewMessage):
        """Other cells than before are on the screen."""

    class FollowChanged(ViewMessage):
        """The view follows its end now, or does so no longer."""

        def __init__(self, view: TranscriptView, following: bool) -> None:
            super().__init__(view)
            self.following = following

    class CellActivated(ViewMessage):
        """A part of a cell was clicked, or enter pressed on it."""

        def __init__(self, view: TranscriptView, cell_id: str, part: str) -> None:
            super().__init__(view)
            self.cell_id = cell_id
            self.part = part

    class CopyRequested(ViewMessage):
        """Put `text` on the clipboard; `what` is message, code or selection."""

        def __init__(self, view: TranscriptView, text: str, what: str) -> None:
            super().__init__(view)
            self.text = text
            self.what = what

    class Asked(ViewMessage):
        """A key asked for something of the message under the cursor, else of the newest answer.

        `what` is code, thinking, quote, link, find_next or find_previous; `message_id` the
        message, "" where there is none.
        """

        def __init__(self, view: TranscriptView, what: str, message_id: str) -> None:
            super().__init__(view)
            self.what = what
            self.message_id = message_id

    class SelectionMade(ViewMessage):
        """The mouse was released on a selection; `selected_text` tells what it holds."""

    class TypedElsewhere(ViewMessage):
        """Text was typed or pasted that means nothing here."""

        def __init__(self, view: TranscriptView, text: str) -> None:
            super().__init__(view)
            self.text = text

    class GapReached(ViewMessage):
        """A `GapCell` is on the screen: replace it by what it stands for."""

        def __init__(self, view: TranscriptView, cell_id: str) -> None:
            super().__init__(view)
            self.cell_id = cell_id

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
        super().__init__(palette, indent=indent, name=name, id=id, classes=classes)
        self._cursor_id: str | None = None
        self._matches: Mapping[str, Sequence[tuple[int, int]]] = {}
        self._current_match: tuple[str, int] | None = None
        self._gaps_told: set[str] = set()
        self._behind_gap: tuple[str, Callable[[], None]] | None = None
        keymap.rebind(self, keymap.bindings("pane"))

    def keys_changed(self) -> None:
        """Takes the keys in force, and draws anew what names some."""
        keymap.rebind(self, keymap.bindings("pane"))
        self.lay_out_again()

    # --- what the canvas tells ---

    def _cells_gone(self) -> None:
        super()._cells_gone()
        if self._cursor_id is not None and self._cursor_id not in self:
            self._move_cursor(None)
        self._gaps_told = {cell_id for cell_id in self._gaps_told if cell_id in self}

    def _following_changed(self) -> None:
        if self.is_attached:
            self.post_message(self.FollowChanged(self, self.following))

    def _seen_changed(self) -> None:
        if not self.is_attached:
            return
        self.post_message(self.ViewMoved(self))
        for cell in self.visible_cells():
            if cursor.is_gap(cell) and cell.id not in self._gaps_told:
                self._gaps_told.add(cell.id)
                self.post_message(self.GapReached(self, cell.id))

    def _selecting_from(self) -> int | None:
        return self._cursor_place()

    def _selection_made(self) -> None:
        self.post_message(self.SelectionMade(self))

    def _bar_of(self, cell: Cell) -> str:
        if cell.id != self._cursor_id:
            return ""
        return "accent" if self.has_focus else "faint"

    def _overlays(self, row: Row, cell: Cell, line: Line) -> Overlays:
        chosen = super()._overlays(row, cell, line)
        matches = self._matches.get(cell.id)
        span = line_range(line) if matches else None
        if not matches or span is None:
            return chosen
        found: list[tuple[int, int, str]] = []
        for place in range(bisect_right(matches, span[0], key=_end_of), len(matches)):
            start, end = matches[place]
            if start >= span[1]:
                break
            name = "match.current" if self._current_match == (cell.id, start) else "match"
            found += [(first, last, name) for first, last in columns_of(line, start, end)]
        return (*found, *chosen)

    # --- find ---

    def set_matches(
        self,
        matches: Mapping[str, Sequence[tuple[int, int]]],
        current: tuple[str, int] | None = None,
    ) -> None:
        """Marks source ranges (start, end) of cells, by cell id.

        Args:
            matches: The ranges of each in order, none over another; {} takes all marks away.
            current: Cell id and start of the one that stands out.
        """
        self._matches = matches
        self._current_match = current
        self._show_rows()

    # --- cursor ---

    @property
    def current_cell(self) -> Cell | None:
        """The cell that the message cursor is at."""
        return None if self._cursor_id is None else self._layout.cell(self._cursor_id)

    def set_cursor(self, cell_id: str | None, *, scroll: bool = True) -> None:
        """Puts the message cursor at a cell, or (None) takes it away.

        Raises:
            KeyError: there is none with this id.
        """
        at = None if cell_id is None else self._layout.place(cell_id)
        self._move_cursor(cell_id)
        if at is not None and scroll:
            self._show_cell(at)
        self._show_rows()

    def _move_cursor(self, cell_id: str | None) -> None:
        if cell_id != self._cursor_id:
            self._cursor_id = cell_id
            if self.is_attached:
                self.post_message(self.CursorMoved(self, cell_id))

    def _cursor_place(self) -> int | None:
        return None if self._cursor_id is None else self._layout.place(self._cursor_id)

    def cursor_previous_message(self) -> None:
        """Moves the cursor to the beginning of its message, or of the one before."""
        at = cursor.previous_message(self._layout, self._cursor_place(), self._seen_places())
        if at is not None:
            self._go_to_message(at, self.cursor_previous_message)

    def cursor_next_message(self) -> None:
        """Moves the cursor to the beginning of the next message; from the last one, to the end."""
        at = cursor.next_message(self._layout, self._cursor_place(), self._seen_places())
        if at is None:
            self.follow()
        else:
            self._go_to_message(at, self.cursor_next_message)

    def _go_to_message(self, at: int, again: Callable[[], None]) -> None:
        """Puts the cursor there; where that is a gap, goes on (`again`) once it is filled."""
        layout = self._layout
        cell = layout.records[at].cell
        if cursor.is_gap(cell):
            self._behind_gap = cell.id, again
            first, end = layout.cell_span(at)
            self._user_scroll(end - 1 if first < self._top else first - self._height + 1)
            return
        self._behind_gap = None
        self._move_cursor(cell.id)
        self._show_cell(at, top=True)
        self._show_rows()

    def replace_cell(self, cell_id: str, cells: Sequence[Cell]) -> None:
        """Puts any number of cells in the place of one.

        Raises:
            KeyError: there is none with this id.
            ValueError: there is another cell with one of their ids.
        """
        super().replace_cell(cell_id, cells)
        if self._behind_gap is not None and self._behind_gap[0] == cell_id:
            again = self._behind_gap[1]
            self._behind_gap = None
            again()

    def _seen_places(self) -> list[int]:
        return [self._layout.place(cell_id) for cell_id in self._seen]

    def _step(self, direction: int) -> None:
        """Moves the cursor by a cell; within one that is larger than the view, scrolls."""
        at = self._cursor_place()
        seen = self._seen_places()
        if at is not None and at in seen:
            top, bottom = self._layout.cell_span(at)
            hidden = top < self._top if direction < 0 else bottom > self._top + self._height
            if hidden:
                self._user_scroll(self._top + 3 * direction)
                return
        following = cursor.step(self._layout, at, seen, direction)
        if following is None or cursor.is_gap(self._layout.records[following].cell):
            self._user_scroll(self._top + 3 * direction)
            return
        self._move_cursor(self._layout.records[following].cell.id)
        self._show_cell(following, up=direction < 0)
        self._show_rows()

    def _show_cell(self, at: int, *, top: bool = False, up: bool = False) -> None:
        """Scrolls as far as it takes to see a cell, or (`top`) its beginning.

        Of one that is larger than the view a part will do; coming from below (`up`) its end.
        """
        layout = self._layout
        with self.changes():  # what is measured may be above the view
            record = layout.open(at)
            count = len(record.pieces or ())
            if count <= self._height:
                for place in range(count):
                    layout.measure(at, place)
        first, last = layout.cell_span(at)
        end = self._top + self._height
        tall = last - first >= self._height
        seen = first < end and last > self._top
        if (first >= self._top and last <= end and (not top or self._following)) or (
            tall and seen and not top
        ):
            return
        screen_row = 1
        if not top and (up if tall else first >= self._top):
            screen_row = self._height - (last - first)
        self._show_row(Pin(record.cell.id, Row(at, 0, 0), -1, None, screen_row))

    # --- keys and clicks ---

    def action_cursor_up(self) -> None:
        """Key up."""
        self._step(-1)

    def action_cursor_down(self) -> None:
        """Key down."""
        self._step(1)

    def action_page_up(self) -> None:
        """A screen up, less two lines to find the place again."""
        self._user_scroll(self._top - max(1, self._height - 2))

    def action_page_down(self) -> None:
        """A screen down, less two lines."""
        self._user_scroll(self._top + max(1, self._height - 2))

    def action_half_page(self, direction: int) -> None:
        """Half a screen up (-1) or down (1)."""
        self._user_scroll(self._top + direction * max(1, self._height // 2))

    def action_start(self) -> None:
        """To the beginning."""
        self.show_start()

    def action_follow(self) -> None:
        """To the end, and follow it."""
        self.follow()

    def action_copy(self) -> None:
        """Copies the selection, else the message under the cursor, else the newest answer."""
        if self.has_selection:
            self.copy_selection()
        else:
            self.copy_message()

    def action_ask(self, what: str) -> None:
        """Asks the owner for something of the current message."""
        self.post_message(self.Asked(self, what, self.current_message()))

    def current_message(self) -> str:
        """Id of the message under the cursor, else of the newest answer in view, "" for none."""
        cell = self.current_cell
        if cell is not None and cell.message_id:
            return cell.message_id
        for place in reversed(self._seen_places()):
            seen = self._layout.records[place].cell
            if seen.message_id and seen.kind in ("text", "thinking", "footer"):
                return seen.message_id
        return ""

    def action_activate(self) -> None:
        """Activates the cell under the cursor."""
        cell = self.current_cell
        if cell is not None:
            self.post_message(self.CellActivated(self, cell.id, cell.part))

    def open_current(self) -> bool:
        """Activates the cell under the cursor if it is in view and does something.

        Returns:
            Whether it is.
        """
        cell = self.current_cell
        if cell is None or not cell.part or self._cursor_place() not in self._seen_places():
            return False
        self.action_activate()
        return True

    def copy_message(self) -> bool:
        """Asks for the message under the cursor, else the newest answer, to be copied as Markdown.

        Returns:
            Whether there is one.
        """
        text = cursor.message_text(self._layout, self._cursor_place())
        if text:
            self.post_message(self.CopyRequested(self, text, "message"))
        return bool(text)

    def copy_selection(self) -> bool:
        """Asks for the selection to be copied; False if there is none."""
        text = self.selected_text()
        if text:
            self.post_message(self.CopyRequested(self, text, "selection"))
        return bool(text)

    def on_key(self, event: events.Key) -> None:
        """Passes on characters that no command here or above takes."""
        if not event.is_printable or not event.character:
            return
        if event.key in self.screen.active_bindings:
            return
        event.stop()
        event.prevent_default()
        self.post_message(self.TypedElsewhere(self, event.character))

    def on_paste(self, event: events.Paste) -> None:
        """Passes on what is pasted."""
        event.stop()
        self.post_message(self.TypedElsewhere(self, event.text))

    def on_focus(self) -> None:
        """The cursor's bar shows the focus."""
        self._show_rows()

    def on_blur(self) -> None:
        """The cursor's bar shows the focus."""
        self._show_rows()

    def _click(self, row: Row, x: int) -> None:
        if row.piece < 0 or row.line < 0:
            return
        record = self._layout.records[row.cell]
        cell = record.cell
        piece = self._layout.measure(row.cell, row.piece)
        lines = piece.lines or []
        if row.line >= len(lines):
            return
        column = x - self._building().indent
        for span in lines[row.line].spans:
            cells = cell_width(span.text)
            if "code.copy" in span.style and -1 <= column <= cells:
                self.post_message(
                    self.CopyRequested(self, selection.code_text(piece.segment), "code")
                )
                return
            column -= cells
        if cell.stop:
            self.set_cursor(cell.id, scroll=False)
        part = cell.part_at_column(piece.segment, row.line, x - self._building().indent)
        if part:
            self.post_message(self.CellActivated(self, cell.id, part))
