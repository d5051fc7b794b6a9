"""The composer: several lines, prompt history at its edges, long pastes as chips."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import TextArea

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.keymap import NEWLINE_KEYS

CHIP_OVER_CHARS = 2_000
"""A paste longer than this becomes a chip."""
_CHIP = re.compile(r"\[pasted text #(\d+) · [\d,]+ characters\]")


class Composer(TextArea):
    """Where a prompt is written."""

    DEFAULT_CSS = """
    Composer {
        height: auto;
        min-height: 1;
        max-height: 10;
        border: none;
        padding: 0 2;
        background: $background;
        color: $foreground;
        scrollbar-size-vertical: 1;
        &:focus { border: none; background-tint: transparent 0%; }
        & .text-area--placeholder { color: $text-muted; text-style: none; }
        & .text-area--cursor { background: $foreground; color: $background; }
        & .text-area--cursor-line { background: transparent; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = []

    class Sent(Message):
        """Enter was pressed on a text; `text` holds pasted texts whole."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class HelpAsked(Message):
        """`?` was typed into the empty composer."""

    class ChipOpened(Message):
        """A chip was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(
        self,
        history: Callable[[], list[str]],
        on_arrow: Callable[[int], bool] = lambda _: False,
        on_empty_enter: Callable[[], bool] = lambda: False,
    ) -> None:
        """Makes an empty composer.

        Args:
            history: Earlier prompts, the newest first; asked when one is recalled.
            on_arrow: Told of up (-1) and down (1) first; True where the key was used.
            on_empty_enter: Told of enter in the empty composer; True where it was used.
        """
        super().__init__(
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            compact=True,
            id="composer",
            placeholder="",
            highlight_cursor_line=False,
        )
        self.cursor_blink = False  # a blinking cursor writes to the terminal for ever
        self._history = history
        self._on_arrow = on_arrow
        self._on_empty_enter = on_empty_enter
        self._recalled: list[str] | None = None
        self._recall_at = -1
        self._kept_draft = ""
        self._pastes: dict[int, str] = {}

    # --- what it holds ---

    @property
    def whole_text(self) -> str:
        """The text with every chip replaced by what was pasted."""
        return _CHIP.sub(lambda chip: self._pastes.get(int(chip[1]), chip[0]), self.text)

    @property
    def draft(self) -> str:
        """What is to be kept of the composer, chips included; "" when it is empty."""
        if not self.text:
            return ""
        used = {int(chip[1]) for chip in _CHIP.finditer(self.text)} & self._pastes.keys()
        pastes = {str(number): self._pastes[number] for number in sorted(used)}
        return json.dumps({"text": self.text, "pastes": pastes})

    def restore(self, draft: str) -> None:
        """Shows a kept draft (see `draft`)."""
        self._forget_recall()
        self._pastes.clear()
        text = draft
        try:
            kept = json.loads(draft) if draft else {}
        except ValueError:
            kept = {}
        if isinstance(kept, dict) and isinstance(kept.get("text"), str):
            text = kept["text"]
            pastes = kept.get("pastes")
            if isinstance(pastes, dict):
                self._pastes = {
                    int(number): paste
                    for number, paste in pastes.items()
                    if number.isdigit() and isinstance(paste, str)
                }
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Puts `text` into the composer, the cursor at its end."""
        self.load_text(visible(text))
        self.move_cursor(self.document.end)

    def take(self) -> str:
        """The whole text; the composer is empty afterwards."""
        text = self.whole_text
        self._pastes.clear()
        self._forget_recall()
        self.load_text("")
        return text

    def insert_typed(self, character: str) -> None:
        """Types a character at the cursor."""
        self.insert(character)

    def pasted(self, number: int) -> str | None:
        """The text behind a chip."""
        return self._pastes.get(number)

    def chip_at_cursor(self) -> int | None:
        """Number of the chip at or just before the cursor, else of the first chip."""
        row, column = self.cursor_location
        chips = list(_CHIP.finditer(self.document[row]))
        for chip in chips:
            if chip.start() <= column <= chip.end():
                return int(chip[1])
        first = _CHIP.search(self.text)
        return int(first[1]) if first else None

    def replace_chip(self, number: int, text: str) -> None:
        """Changes what a chip stands for."""
        self._pastes[number] = text
        self.show_text(
            _CHIP.sub(
                lambda chip: _chip(number, text) if int(chip[1]) == number else chip[0], self.text
            )
        )

    # --- keys ---

    async def _on_key(self, event: events.Key) -> None:
        key = event.key
        if key in NEWLINE_KEYS:
            self._take_key(event)
            self._replace_via_keyboard("\n", *self.selection)
        elif key == "enter":
            self._take_key(event)
            self._enter()
        elif key == "question_mark" and not self.text:
            self._take_key(event)
            self.post_message(self.HelpAsked())
        elif key in ("up", "down") and self._on_arrow(-1 if key == "up" else 1):
            self._take_key(event)
        elif key == "up" and self._recall_allowed(first=True):
            self._take_key(event)
            self._recall(+1)
        elif key == "down" and self._recall_allowed(first=False):
            self._take_key(event)
            self._recall(-1)
        else:
            await super()._on_key(event)

    @staticmethod
    def _take_key(event: events.Key) -> None:
        event.stop()
        event.prevent_default()

    def _enter(self) -> None:
        row, column = self.cursor_location
        before = self.document[row][:column]
        if before.endswith("\\") and self.cursor_location == self.document.end:
            self._replace_via_keyboard("\n", (row, column - 1), (row, column))
        elif self.text.strip():
            self.post_message(self.Sent(self.whole_text))
        else:
            self._on_empty_enter()

    def action_delete_left(self) -> None:
        row, column = self.cursor_location
        before = self.document[row][:column]
        chip = next((c for c in _CHIP.finditer(before) if c.end() == column), None)
        if chip is not None and self.selection.is_empty:
            self._replace_via_keyboard("", (row, chip.start()), (row, column))
        else:
            super().action_delete_left()

    # --- pasting ---

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > CHIP_OVER_CHARS:
            number = max(self._pastes, default=0) + 1
            self._pastes[number] = text
            text = _chip(number, text)
        result = self._replace_via_keyboard(visible(text), *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)
        self.focus()

    async def _on_mouse_up(self, event: events.MouseUp) -> None:
        await super()._on_mouse_up(event)
        if not self.selection.is_empty:
            return
        row, column = self.cursor_location
        for chip in _CHIP.finditer(self.document[row]):
            if chip.start() < column < chip.end():
                self.post_message(self.ChipOpened(int(chip[1])))

    # --- prompt history ---

    def _recall_allowed(self, *, first: bool) -> bool:
        row, _ = self.cursor_location
        if first:
            return self.wrapped_document.location_to_offset(self.cursor_location).y == 0
        last = row == self.document.line_count - 1
        return last and self._recall_at >= 0 and self._at_last_wrapped_line()

    def _at_last_wrapped_line(self) -> bool:
        end = self.wrapped_document.location_to_offset(self.document.end).y
        return self.wrapped_document.location_to_offset(self.cursor_location).y == end

    def _recall(self, step: int) -> None:
        if self._recalled is None:
            self._recalled = self._history()
            self._kept_draft = self.text
        at = self._recall_at + step
        if at >= len(self._recalled):
            return
        self._recall_at = max(at, -1)
        text = self._kept_draft if at < 0 else self._recalled[at]
        if at < 0:
            self._recalled = None
        if len(text) > 10 * CHIP_OVER_CHARS:
            number = max(self._pastes, default=0) + 1
            self._pastes[number] = text
            text = _chip(number, text)
        self.load_text(visible(text))
        self.move_cursor(self.document.end if step < 0 else (0, len(self.document[0])))

    def _forget_recall(self) -> None:
        self._recalled, self._recall_at = None, -1

    def set_model(self, model_id: str) -> None:
        """Names the model that a prompt goes to."""
        self.placeholder = tr("Message {model}…", model=visible(model_id))


def _chip(number: int, text: str) -> str:
    return f"[pasted text #{number} · {len(text):,} characters]"
