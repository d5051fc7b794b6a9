"""A dialog that asks for one line of text."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from minimax_tui.ui import keymap
from minimax_tui.ui.screens.dialog import Dialog
from minimax_tui.ui.screens.key_line import KeyLine, key_hints
from minimax_tui.ui.screens.pick import dialog_cells
from minimax_tui.ui.widgets.line_input import LineInput

_CELLS = 92


class LineDialog(Dialog[str]):
    """Gives the line without the blanks around it, None where nothing, or the same, was written."""

    DEFAULT_CSS = """
    LineDialog #about { height: auto; padding: 0 2; color: $text-muted; }
    """

    def __init__(
        self,
        title: str,
        *,
        enter: str,
        esc: str,
        value: str = "",
        placeholder: str = "",
        about: str = "",
        longest: int = 0,
        opened_by: str = "",
    ) -> None:
        """
        Args:
            title: What is asked for.
            enter: What enter does.
            esc: What esc does.
            value: The line so far.
            placeholder: What the empty line says.
            about: What is said below the line.
            longest: How many characters there may be, 0 for any number.
            opened_by: Id of the command that opens it: its key closes it too.
        """
        super().__init__()
        self._title, self._enter, self._esc = title, enter, esc
        self._value, self._placeholder, self._about = value, placeholder, about
        self._longest = longest
        keymap.close_by(self, opened_by)

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(self._title, id="title", markup=False)
            line = LineInput(self._value, placeholder=self._placeholder)
            line.max_length, line.select_on_focus = self._longest, False
            yield line
            if self._about:
                yield Static(self._about, id="about", markup=False)
            yield KeyLine(key_hints(("enter", self._enter), ("esc", self._esc)))

    def on_mount(self) -> None:
        """Puts the cursor behind the line."""
        field = self.query_one(Input)
        field.cursor_position = len(field.value)

    def on_resize(self) -> None:
        """Fits the window."""
        self.query_one("#dialog").styles.width = dialog_cells(self.app.size.width, _CELLS)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        line = event.value.strip()
        if line:
            self.dismiss(line if line != self._value else None)
