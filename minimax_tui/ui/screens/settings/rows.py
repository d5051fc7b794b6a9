"""The list of the settings panel: a line for each row, in groups, with value and origin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from minimax_tui.domain.widths import cell_width, truncate, truncate_start
from minimax_tui.ui.screens.settings.entries import Entry
from minimax_tui.ui.widgets.row_options import RowOptions

_TITLE_CELLS = 29
_VALUE_CELLS = 17
"""What a value has before its title takes more than half of a line."""
_TAG_CELLS = 13
_TAG_FROM_CELLS = 56
"""Width of a line from which where a value comes from is said, and not only marked."""


class Line(NamedTuple):
    """One line of the list."""

    entry: Entry
    value: str
    """In words, safe to draw."""
    tag: str
    """Where the value comes from, in a word; "" where it is the default."""
    faint: bool
    """Whether a change would not go where the others go."""


def line_content(line: Line, cells: int, *, pointed: bool) -> Content:
    """A line of at most `cells` cells, its two-cell gutter included."""
    room = cells - 2
    tag_cells = _TAG_CELLS if room >= _TAG_FROM_CELLS else 2
    both = room - tag_cells
    title_cells = max(6, min(_TITLE_CELLS, max(both - _VALUE_CELLS, both // 2)))
    title = truncate(line.entry.title, title_cells - 1)
    value_cells = max(1, room - title_cells - tag_cells)
    cut = truncate_start if line.entry.kind == "folder" else truncate
    value = cut(line.value, value_cells)
    said = "·" if line.tag else ""
    if line.tag and tag_cells > 2:
        dotted = f"· {line.tag}"
        said = dotted if cell_width(dotted) < tag_cells else line.tag
    tag = truncate(said, tag_cells - 1)
    gap = " " * max(1, room - title_cells - cell_width(value) - cell_width(tag))
    # On the highlight's ground muted text would be too faint to read.
    muted = "$block-cursor-foreground" if pointed else "$text-muted"
    plain = muted if line.faint else "$foreground"
    mark = "▸" if pointed else "▲" if line.entry.kind == "problem" else " "
    return Content.assemble(
        (f"{mark} ", "bold $accent" if pointed else "$text-warning"),
        (title, plain),
        " " * (title_cells - cell_width(title)),
        (value, "bold $foreground" if line.tag else plain),
        gap,
        (tag, muted),
    )


class SettingsList(RowOptions, can_focus=False):
    """Shows the lines; a click on the highlighted one chooses it, on another one goes there."""

    DEFAULT_CSS = """
    SettingsList {
        height: 1fr;
        & > .option-list--option-disabled { color: $text-muted; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Line | None] = []
        self._pointed = -1
        self._cells = 40

    # --- what is listed ---

    def fill(
        self, lines: Sequence[Line], cells: int, *, grouped: bool, spaced: bool = True
    ) -> None:
        """Lists these lines, the highlight on the row that had it, else on the first.

        Args:
            lines: In their order.
            cells: Width of a line.
            grouped: Whether each group has a line with its name above it.
            spaced: Whether there is a blank line between groups.
        """
        at = self.entry
        self._cells = cells
        self._rows = []
        group = ""
        options: list[Option] = []
        for line in lines:
            if grouped and line.entry.group != group:
                group = line.entry.group
                if options and spaced:
                    options.append(Option("", disabled=True))
                    self._rows.append(None)
                options.append(Option(f"  {group}", disabled=True))
                self._rows.append(None)
            options.append(Option(line_content(line, cells, pointed=False)))
            self._rows.append(line)
        self._pointed = -1
        with self.prevent(OptionList.OptionHighlighted):
            self.set_options(options)
            self.highlighted = self._index(at)
        self._point()
        first = next((n for n, line in enumerate(self._rows) if line is not None), None)
        if self.highlighted == first:
            self.scroll_home(animate=False)

    def redraw(self, lines: Sequence[Line]) -> None:
        """Draws the same rows anew where they have changed."""
        fresh = iter(lines)
        for number, old in enumerate(self._rows):
            if old is None:
                continue
            line = next(fresh)
            if line != old:
                self._rows[number] = line
                self._draw(number)

    def _index(self, entry: Entry | None) -> int | None:
        wanted = (entry.kind, entry.name) if entry is not None else None
        first = None
        for number, line in enumerate(self._rows):
            if line is None:
                continue
            if (line.entry.kind, line.entry.name) == wanted:
                return number
            first = number if first is None else first
        return first

    # --- the highlight ---

    @property
    def entry(self) -> Entry | None:
        """The highlighted row."""
        at = self.highlighted
        line = self._rows[at] if at is not None and at < len(self._rows) else None
        return line.entry if line is not None else None

    def go_to(self, entry: Entry) -> None:
        """Highlights a row."""
        self.highlighted = self._index(entry)

    def move(self, step: int) -> None:
        """Moves the highlight by so many rows; a step goes round, a page stops at the ends."""
        rows = [number for number, line in enumerate(self._rows) if line is not None]
        if not rows:
            return
        at = rows.index(self.highlighted) if self.highlighted in rows else 0
        if abs(step) == 1:
            self.highlighted = rows[(at + step) % len(rows)]
        else:
            self.highlighted = rows[max(0, min(len(rows) - 1, at + step))]
        if self.highlighted == rows[0]:
            self.scroll_home(animate=False)  # the group's name above it too

    def point(self) -> None:
        """Marks the highlighted row, also for those who see no colour."""
        self._point()

    def _point(self) -> None:
        before, self._pointed = self._pointed, -1 if self.highlighted is None else self.highlighted
        for number in {before, self._pointed}:
            self._draw(number)

    def _draw(self, number: int) -> None:
        line = self._rows[number] if 0 <= number < len(self._rows) else None
        if line is not None:
            content = line_content(line, self._cells, pointed=number == self._pointed)
            self.replace_option_prompt_at_index(number, content)

    async def _on_click(self, event: events.Click) -> None:
        """Goes to another row first; Textual 8.2.8's own would choose it at once."""
        clicked = event.style.meta.get("option")
        if isinstance(clicked, int) and clicked != self.highlighted:
            event.prevent_default()
            event.stop()
            if self._rows[clicked] is not None:
                self.highlighted = clicked
