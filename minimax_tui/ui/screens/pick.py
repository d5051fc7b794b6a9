"""A dialog to pick one row of a list: filters as one types, by keyboard and by mouse."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Generic, NamedTuple, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from minimax_tui.ui.fuzzy import LONGEST_TYPED
from minimax_tui.ui.screens.dialog import Dialog
from minimax_tui.ui.screens.key_line import KeyLine
from minimax_tui.ui.widgets.line_input import LineInput
from minimax_tui.ui.widgets.row_options import RowOptions

Value = TypeVar("Value")

DIALOG_CELLS = 92
"""Width of a dialog in a window with room for it."""
_SHORT_UNDER = 20
"""Window height in lines below which a dialog leaves out its blank lines and explanations."""
_FRAME_LINES = 10
"""Lines of a dialog that are neither list, nor head, nor explanation; margins included."""
_FRAME_LINES_SHORT = 3


def dialog_cells(window_cells: int, most: int = DIALOG_CELLS) -> int:
    """Width of a dialog in a window: all of a narrow one, at most `most` of a wide one."""
    return window_cells if window_cells < 64 else min(most, window_cells - 4)


def is_short(window_lines: int) -> bool:
    """Whether a window is too low for blank lines and explanations."""
    return window_lines < _SHORT_UNDER


class Row(NamedTuple, Generic[Value]):
    """One row: what is drawn, and what it stands for."""

    content: Content
    value: Value


class PickScreen(Dialog[Value], Generic[Value]):
    """Shows rows below an input. Enter or a click picks, esc closes with None."""

    DEFAULT_CSS = """
    PickScreen {
        & #head { height: 1; padding: 0 2; color: $text-muted; }
        & OptionList { height: 1fr; }
        & #about { margin-top: 1; padding: 0 2; color: $text-muted; }
        &.-short #about { display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(8)", show=False, priority=True),
        Binding("pageup", "move(-8)", show=False, priority=True),
    ]
    ABOUT_LINES: ClassVar[int] = 1
    """Lines that are kept for `about`, so that nothing moves with the highlight."""
    WIDEST_CELLS: ClassVar[int] = DIALOG_CELLS
    """Width of the dialog in a window with room for it."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row[Value]] = []
        self._pointed = -1

    def pick(self, value: Value) -> None:
        """What enter or a click on a row does: closes with its value."""
        self.dismiss(value)

    # --- what a dialog gives ---

    @abstractmethod
    def title_text(self) -> str:
        """The dialog's title."""

    @abstractmethod
    def placeholder(self) -> str:
        """What the empty input says."""

    @abstractmethod
    def rows(self, typed: str) -> list[Row[Value]]:
        """The rows for what is typed, best first; each at most `row_cells` wide."""

    def head(self) -> Content | None:
        """A line above the rows."""
        return None

    def about(self, value: Value | None) -> Content | None:
        """What is said below the rows of the highlighted one."""
        del value
        return None

    @abstractmethod
    def keys(self) -> Content:
        """The keys, below all."""

    def start_at(self, rows: list[Row[Value]]) -> int:
        """Which row is highlighted at first."""
        del rows
        return 0

    # --- the dialog ---

    @property
    def row_cells(self) -> int:
        """Cells that a row may take: the dialog without its gutters."""
        return max(8, dialog_cells(self.app.size.width, self.WIDEST_CELLS) - 4)

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(self.title_text(), id="title", markup=False)
            yield LineInput(placeholder=self.placeholder())
            head = self.head()
            if head is not None:
                yield Static(head, id="head", markup=False)
            with Vertical(id="list"):
                options = RowOptions()
                options.can_focus = False  # the input keeps the focus; up and down reach the list
                yield options
            yield Static("", id="about", markup=False)
            yield KeyLine(self.keys())

    def on_mount(self) -> None:
        """Fills the list and goes to the row that is in force."""
        self._place(len(self.rows("")))
        self.refill("")
        if self._rows:
            self.query_one(OptionList).highlighted = self.start_at(self._rows)

    def on_resize(self) -> None:
        """Draws the rows for the new width, the highlight on the same one."""
        at = self.query_one(OptionList).highlighted
        head = self.head()
        if head is not None:
            self.query_one("#head", Static).update(head)
        self._place(len(self.rows("")))
        self.refill(self.query_one(Input).value)
        if at is not None and at < len(self._rows):
            self.query_one(OptionList).highlighted = at

    def _place(self, rows: int) -> None:
        """Gives the dialog a size that stays, whatever is typed or highlighted."""
        width, height = self.app.size
        short = is_short(height)
        self.set_class(short, "-short")
        self.query_one("#dialog").styles.width = dialog_cells(width, self.WIDEST_CELLS)
        about_lines = self.ABOUT_LINES + (width < DIALOG_CELLS)
        self.query_one("#about").styles.height = about_lines
        others = _FRAME_LINES_SHORT if short else _FRAME_LINES + about_lines
        others += self.head() is not None
        self.query_one("#list").styles.height = max(2, min(max(3, rows), height - others))

    def refill(self, typed: str) -> None:
        """Shows the rows for what is typed."""
        self._rows = self.rows(typed)
        self._pointed = -1
        options = self.query_one(OptionList)
        options.set_options([Option(_with_gutter(row.content, " ")) for row in self._rows])
        options.highlighted = 0 if self._rows else None
        if not self._rows:
            self._show_about(None)

    def refill_here(self) -> None:
        """Shows the rows anew, the highlight on the same one, else at the same place."""
        at, value = self.query_one(OptionList).highlighted or 0, self.highlighted
        self.refill(self.query_one(Input).value)
        if self._rows:
            same = (n for n, row in enumerate(self._rows) if row.value == value)
            self.query_one(OptionList).highlighted = next(same, min(at, len(self._rows) - 1))

    @property
    def highlighted(self) -> Value | None:
        """The value of the highlighted row."""
        at = self.query_one(OptionList).highlighted
        return self._rows[at].value if at is not None and at < len(self._rows) else None

    def _show_about(self, value: Value | None) -> None:
        said = self.about(value)
        self.query_one("#about", Static).update("" if said is None else said)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.refill(event.value)

    @on(Input.Submitted)
    def _entered(self) -> None:
        value = self.highlighted
        if value is not None:
            self.pick(value)

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        options = self.query_one(OptionList)
        at = options.highlighted
        for number, mark in ((self._pointed, " "), (at, "▸")):
            if number is not None and 0 <= number < len(self._rows):
                row = _with_gutter(self._rows[number].content, mark)
                options.replace_option_prompt_at_index(number, row)
        self._pointed = -1 if at is None else at
        self._show_about(self.highlighted)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.pick(self._rows[event.option_index].value)

    def action_move(self, rows: int) -> None:
        """Moves the highlight; a page stops at the ends, a step goes round."""
        if not self._rows:
            return
        options = self.query_one(OptionList)
        at = options.highlighted or 0
        last = len(self._rows) - 1
        options.highlighted = (
            (at + rows) % (last + 1) if abs(rows) == 1 else max(0, min(last, at + rows))
        )


def _with_gutter(content: Content, mark: str) -> Content:
    """A row behind its two-cell gutter; the mark shows the highlight without colour."""
    return Content.assemble((f"{mark} ", "$accent"), content)


def matches(typed: str, *texts: str) -> bool:
    """Whether every word typed occurs in one of the texts, in any letter case.

    Of what is typed the first `LONGEST_TYPED` characters count.
    """
    joined = " ".join(texts).lower()
    return all(word in joined for word in typed[:LONGEST_TYPED].lower().split())
