"""One line of a dialog that offers a few choices: left and right, or a click, choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from minimax_tui.domain.widths import cell_width

_GAP_CELLS = 3


class Choice(NamedTuple):
    """One choice: its value, and what it is called on the screen."""

    value: str
    words: str


class ChoiceRow(Widget, can_focus=True):
    """A label, and the choices beside it, the one in force marked by `●`.

    Where they do not fit beside each other, only the one in force is shown, between arrows.
    """

    DEFAULT_CSS = """
    ChoiceRow {
        height: 1; padding: 0 2;
        &:focus { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right,space", "step(1)", show=False),
    ]

    class Changed(Message):
        """Another choice is in force."""

        def __init__(self, row: ChoiceRow) -> None:
            super().__init__()
            self.row = row

    def __init__(
        self, label: str, choices: Sequence[Choice], value: str, *, label_cells: int, id_: str
    ) -> None:
        """
        Args:
            label: What is chosen.
            choices: All of them.
            value: The one in force.
            label_cells: Width of the column of labels.
            id_: The widget's id.
        """
        super().__init__(id=id_)
        self._label = label
        self._choices = tuple(choices)
        self._label_cells = label_cells
        self.value = value

    def render(self) -> Content:
        """The line."""
        mark = "▸ " if self.has_focus else "  "
        label = self._label + " " * (self._label_cells - cell_width(self._label))
        parts: list[tuple[str, str]] = [(mark, "$accent"), (label, "")]
        if self._fits:
            for number, choice in enumerate(self._choices):
                chosen = choice.value == self.value
                gap = " " * _GAP_CELLS if number else ""
                sign = "●" if chosen else "○"
                parts += [(gap, ""), (f"{sign} {choice.words}", "bold" if chosen else "")]
        else:
            words = next(one.words for one in self._choices if one.value == self.value)
            parts.append((f"‹ {words} ›", "bold"))
        return Content.assemble(*parts)

    @property
    def _fits(self) -> bool:
        ends = self._ends()
        return bool(ends) and ends[-1] <= self.content_size.width

    def _ends(self) -> list[int]:
        """The cell behind each choice, where all stand beside each other."""
        at = 2 + self._label_cells
        ends: list[int] = []
        for choice in self._choices:
            at += (_GAP_CELLS if ends else 0) + 2 + cell_width(choice.words)
            ends.append(at)
        return ends

    def action_step(self, step: int) -> None:
        """Goes to the next choice, or the one before."""
        values = [choice.value for choice in self._choices]
        self.choose(values[(values.index(self.value) + step) % len(values)])

    def choose(self, value: str) -> None:
        """Puts a choice in force."""
        if value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Changed(self))

    def on_click(self, event: events.Click) -> None:
        """Chooses what is clicked on."""
        at = event.get_content_offset(self)
        if at is None:
            return
        if not self._fits:
            self.action_step(1)
            return
        for choice, end in zip(self._choices, self._ends(), strict=True):
            if end - 2 - cell_width(choice.words) <= at.x < end:
                self.choose(choice.value)
