"""What a value is edited in: a list of choices, a line, or a text of several lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, TextArea
from textual.widgets.option_list import Option

from minimax_tui.domain.foreign import one_line
from minimax_tui.ui.keymap import NEWLINE_KEYS
from minimax_tui.ui.widgets.line_input import LineInput
from minimax_tui.ui.widgets.row_options import RowOptions


class Edited(Message):
    """An editor holds something else now."""

    def __init__(self, raw: str) -> None:
        super().__init__()
        self.raw = raw


class Kept(Message):
    """The user wants what the editor holds."""

    def __init__(self, raw: str) -> None:
        super().__init__()
        self.raw = raw


class Stepped(Message):
    """The next larger (1) or smaller (-1) number is wanted."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class Choice(Message):
    """The highlight of a list of choices has moved."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word


class ChoiceList(RowOptions):
    """One of a few words: up and down move, enter or a click takes."""

    DEFAULT_CSS = """
    ChoiceList { max-height: 100%; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._words: list[str] = []
        self._labels: list[str] = []
        self._notes: list[str] = []
        self._in_use = -1
        self._pointed = -1

    def offer(
        self,
        words: Sequence[str],
        in_use: str,
        notes: Sequence[str] = (),
        labels: Sequence[str] = (),
    ) -> None:
        """Lists the words, the highlight on the one in use.

        Args:
            words: The choices, as they are written; foreign text.
            in_use: Of these the one that holds.
            notes: What is said of each, in a few words.
            labels: How each is shown, where that is another word.
        """
        self._words = list(words)
        self._labels = list(labels) or self._words
        self._notes = list(notes) or [""] * len(words)
        self._in_use = self._words.index(in_use) if in_use in words else -1
        self._pointed = max(0, self._in_use)
        with self.prevent(OptionList.OptionHighlighted):
            self.set_options([Option(self._line(n)) for n in range(len(words))])
            self.highlighted = self._pointed

    def _line(self, number: int) -> Content:
        mark = "▸" if number == self._pointed else " "
        used = "●" if number == self._in_use else " "
        return Content.assemble(
            (f"{mark} ", "bold $accent"),
            (f"{used} ", "$accent"),
            one_line(self._labels[number], 60),
            (f"  {self._notes[number]}" if self._notes[number] else "", "$text-muted"),
        )

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        before, self._pointed = self._pointed, event.option_index
        for number in {before, self._pointed}:
            self.replace_option_prompt_at_index(number, self._line(number))
        self.post_message(Choice(self._words[self._pointed]))

    @on(OptionList.OptionSelected)
    def _taken(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(Kept(self._words[event.option_index]))


class LineEditor(LineInput):
    """A number, a name or an address; up and down go to the next number."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(1)", show=False),
        Binding("down", "step(-1)", show=False),
    ]

    def begin(self, value: str, placeholder: str) -> None:
        """Shows a value, all of it selected, so that typing replaces it."""
        with self.prevent(Input.Changed):
            self.value = value
        self.placeholder = placeholder
        self.cursor_position = len(value)
        self.select_all()
        self.call_after_refresh(self.show_cursor)

    def action_step(self, step: int) -> None:
        """Asks for the next number."""
        self.post_message(Stepped(step))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(Edited(event.value))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(Kept(event.value))


class TextEditor(TextArea):
    """Text of several lines; enter keeps it, the composer's keys begin a new line."""

    DEFAULT_CSS = """
    TextEditor {
        border: none; height: auto; min-height: 3; max-height: 100%; padding: 0 1;
        background: $surface; color: $foreground;
        &:focus { border: none; background-tint: transparent 0%; }
    }
    """

    def __init__(self) -> None:
        super().__init__(soft_wrap=True, tab_behavior="focus", compact=True)
        self.cursor_blink = False

    def begin(self, value: str, placeholder: str) -> None:
        """Shows a text, the cursor at its end."""
        with self.prevent(TextArea.Changed):
            self.load_text(value)
        self.placeholder = placeholder
        self.move_cursor(self.document.end)

    async def _on_key(self, event: events.Key) -> None:
        if event.key in NEWLINE_KEYS:
            event.stop()
            event.prevent_default()
            self._replace_via_keyboard("\n", *self.selection)
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(Kept(self.text))
        else:
            await super()._on_key(event)

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(Edited(self.text))
