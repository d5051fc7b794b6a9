"""A list that draws only the rows in view, however many there are; rows may have several lines."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol

from textual import events
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

GUTTER_CELLS = 3
"""Cells before a row's text, which hold its marks."""
_BAR = "▐"


MOVE_KEYS = (
    Binding("down", "move(1)", show=False, priority=True),
    Binding("up", "move(-1)", show=False, priority=True),
    Binding("pagedown", "page(1)", show=False, priority=True),
    Binding("pageup", "page(-1)", show=False, priority=True),
    Binding("ctrl+home", "end(-1)", show=False, priority=True),
    Binding("ctrl+end", "end(1)", show=False, priority=True),
)
"""Bindings of the screen that has such a list: they run its actions `move`, `page` and `end`."""


class Rows(Protocol):
    """What a list draws: first `uniform` rows of one line each, then some of several."""

    @property
    @abstractmethod
    def uniform(self) -> int:
        """How many rows of one line there are."""
        ...

    @property
    @abstractmethod
    def heights(self) -> Sequence[int]:
        """Lines of each row after those."""
        ...

    def can_be_chosen(self, row: int) -> bool:
        """Whether the highlight stops at a row."""
        ...

    def draw(self, row: int, width: int, *, highlighted: bool) -> list[Content]:
        """The lines of a row, each exactly `width` cells wide."""
        ...


class RowList(Widget):
    """Draws `Rows`; up and down are given to it by the screen, for its input has the focus."""

    DEFAULT_CSS = "RowList { height: 1fr; width: 100%; }"

    class Highlighted(Message):
        """The highlight is on another row, or on none; `moved` if it was moved there."""

        def __init__(self, *, moved: bool) -> None:
            super().__init__()
            self.moved = moved

    class Chosen(Message):
        """A row was clicked a second time."""

    class Marked(Message):
        """The gutter of a row was clicked, where rows can be selected."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    class EndReached(Message):
        """The last row is in view."""

    def __init__(self, rows: Rows, *, can_mark: bool = False) -> None:
        """
        Args:
            rows: What is drawn.
            can_mark: Whether a click on a row's gutter tells `Marked`.
        """
        super().__init__()
        self._can_mark = can_mark
        self.can_focus = False
        self._rows = rows
        self._ends: list[int] = []
        self._top = 0
        self.highlighted: int | None = None

    # --- rows ---

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._rows.uniform + len(self._ends)

    def rows_changed(self, highlighted: int | None) -> None:
        """The rows are others; the highlight goes to the row given, or the next that can be."""
        self._ends = list(accumulate(self._rows.heights))
        self.highlighted = self._next_choosable(highlighted or 0, 1)
        if self.highlighted is None:
            self.highlighted = self._next_choosable(self.count - 1, -1)
        self._show_highlighted()
        self.post_message(self.Highlighted(moved=False))
        self.refresh()

    def _next_choosable(self, row: int, step: int) -> int | None:
        while 0 <= row < self.count:
            if self._rows.can_be_chosen(row):
                return row
            row += step
        return None

    def move(self, rows: int) -> None:
        """Moves the highlight; a page stops at the ends, a step goes round."""
        if self.highlighted is None:
            return
        wanted = self.highlighted + rows
        step = 1 if rows > 0 else -1
        if abs(rows) == 1:
            wanted %= self.count
        wanted = max(0, min(self.count - 1, wanted))
        found = self._next_choosable(wanted, step)
        if found is None:
            found = self._next_choosable(0 if abs(rows) == 1 and step > 0 else wanted, -step)
            if found is None and abs(rows) == 1:
                found = self._next_choosable(self.count - 1, -1)
        self.highlight(found if found is not None else self.highlighted)

    def highlight(self, row: int) -> None:
        """Puts the highlight on a row."""
        if row != self.highlighted:
            self.highlighted = row
            self.post_message(self.Highlighted(moved=True))
        self._show_highlighted()
        self.refresh()

    def move_page(self, direction: int) -> None:
        """Moves the highlight by as many rows as are in view, less two."""
        self.move(direction * max(2, self.size.height - 2))

    def move_end(self, direction: int) -> None:
        """Moves the highlight to the first row, or the last one."""
        self.move(direction * (self.count + 1))

    # --- lines ---

    def _first_line(self, row: int) -> int:
        after = row - self._rows.uniform
        if after <= 0:
            return row
        return self._rows.uniform + self._ends[after - 1]

    def _row_at(self, line: int) -> int:
        uniform = self._rows.uniform
        if line < uniform:
            return line
        return uniform + bisect_right(self._ends, line - uniform)

    @property
    def _lines(self) -> int:
        return self._rows.uniform + (self._ends[-1] if self._ends else 0)

    def _show_highlighted(self) -> None:
        height = self.size.height
        if self.highlighted is None or not height:
            return
        first = self._first_line(self.highlighted)
        end = self._first_line(self.highlighted + 1)
        if self._next_choosable(self.highlighted - 1, -1) is None:
            first = 0  # a heading above the first row comes into view with it
        self._show_from(max(end - height, min(self._top, first)))

    def _show_from(self, top: int) -> None:
        self._top = max(0, min(top, self._lines - self.size.height))
        self.refresh()
        if self._top + self.size.height >= self._lines:
            self.post_message(self.EndReached())

    def on_resize(self) -> None:
        """Keeps the highlight in view."""
        self._show_highlighted()

    def render(self) -> RenderResult:
        """The rows in view."""
        width, height = self.size
        lines: list[Content] = []
        row = self._row_at(self._top)
        skip = self._top - self._first_line(row)
        while len(lines) < height and row < self.count:
            drawn = self._rows.draw(row, width - 2, highlighted=row == self.highlighted)
            lines += drawn[skip:]
            skip, row = 0, row + 1
        del lines[height:]
        bar = self._bar(height)
        ended = [
            Content.assemble(line, " ", (_BAR, "$text-muted") if number in bar else " ")
            for number, line in enumerate(lines)
        ]
        return Content("\n").join(ended)

    def _bar(self, height: int) -> range:
        """The lines of the scroll bar's thumb."""
        if self._lines <= height:
            return range(0)
        size = max(1, height * height // self._lines)
        start = round((height - size) * self._top / (self._lines - height))
        return range(start, start + size)

    # --- the mouse ---

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scrolls; the highlight stays where it is."""
        event.stop()
        self._show_from(self._top + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scrolls; the highlight stays where it is."""
        event.stop()
        self._show_from(self._top - 3)

    def _on_bar(self, event: events.MouseEvent) -> bool:
        return event.x >= self.size.width - 1 and self._lines > self.size.height

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """On the scroll bar: goes there, and on with the mouse."""
        if self._on_bar(event):
            event.stop()
            self.capture_mouse()
            self._drag(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drags the scroll bar's thumb."""
        if self.app.mouse_captured is self:
            event.stop()
            self._drag(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Lets the thumb go."""
        if self.app.mouse_captured is self:
            event.stop()
            self.release_mouse()

    def _drag(self, event: events.MouseEvent) -> None:
        """Puts the middle of the thumb below the mouse."""
        height = self.size.height
        thumb = len(self._bar(height))
        share = (event.y - (thumb - 1) / 2) / max(1, height - thumb)
        self._show_from(round(share * (self._lines - height)))

    def on_click(self, event: events.Click) -> None:
        """A click highlights a row; on the highlighted one, it chooses it."""
        event.stop()
        line = self._top + event.y
        if line >= self._lines or self._on_bar(event):
            return
        row = self._row_at(line)
        if not self._rows.can_be_chosen(row):
            return
        if self._can_mark and event.x < GUTTER_CELLS:
            self.highlight(row)
            self.post_message(self.Marked(row))
        elif row == self.highlighted:
            self.post_message(self.Chosen())
        else:
            self.highlight(row)
