"""Asks one question with two or three answers; the first answer is the safe one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.screens.dialog import DialogFrame
from minimax_tui.ui.screens.key_line import KeyLine, key_hints
from minimax_tui.ui.screens.pick import dialog_cells, is_short
from minimax_tui.ui.widgets.row_options import RowOptions

CONFIRM_CELLS = 76
"""Width of the dialog in a window with room for it."""


class Answer(NamedTuple):
    """One answer to choose: what it is called in the program, and on the screen."""

    id: str
    words: str


class ConfirmScreen(DialogFrame[str]):
    """Gives the id of the answer chosen by enter or a click; esc gives the first one."""

    DEFAULT_CSS = """
    ConfirmScreen {
        & #title { height: auto; }
        & #text { height: auto; margin: 1 0; padding: 0 2; }
        &.-short #text { margin: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "safe", show=False, priority=True),
        Binding("tab", "move(1)", show=False, priority=True),
        Binding("shift+tab", "move(-1)", show=False, priority=True),
    ]
    AUTO_FOCUS = "OptionList"

    def __init__(self, title: str, text: str, answers: Sequence[Answer]) -> None:
        """
        Args:
            title: The question, in few words.
            text: What would happen; may hold foreign text.
            answers: The safe one first: it is highlighted, and esc gives it.
        """
        super().__init__()
        self._title = title
        self._text = text
        self._answers = tuple(answers)

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(visible(self._title), id="title", markup=False)
            yield Static(visible(self._text), id="text", markup=False)
            options = map(Option, self._rows(0))
            yield RowOptions(*options)
            hints = key_hints(
                ("enter", tr("choose")), ("↑ ↓", tr("move")), ("esc", self._answers[0].words)
            )
            yield KeyLine(hints)

    def _rows(self, highlighted: int) -> list[str]:
        """The answers behind their gutter; a mark shows the highlight without colour."""
        return [
            ("▸ " if number == highlighted else "  ") + answer.words
            for number, answer in enumerate(self._answers)
        ]

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        for number, row in enumerate(self._rows(event.option_index)):
            event.option_list.replace_option_prompt_at_index(number, row)

    def on_mount(self) -> None:
        """Highlights the safe answer."""
        self.query_one(OptionList).highlighted = 0

    def on_resize(self) -> None:
        """Fits the window."""
        width, height = self.app.size
        self.set_class(is_short(height), "-short")
        self.query_one("#dialog").styles.width = dialog_cells(width, CONFIRM_CELLS)

    def action_move(self, step: int) -> None:
        """Goes to the next answer, or the one before."""
        options = self.query_one(OptionList)
        options.highlighted = ((options.highlighted or 0) + step) % len(self._answers)

    def action_safe(self) -> None:
        """Gives the safe answer."""
        self.dismiss(self._answers[0].id)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._answers[event.option_index].id)
