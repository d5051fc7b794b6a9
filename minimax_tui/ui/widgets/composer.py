"""The composer: several lines, prompt history at its edges, long pastes as chips."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.content import Content
from textual.document._document import EditResult, Selection
from textual.document._edit import Edit
from textual.geometry import Offset, Size
from textual.message import Message
from textual.widgets import TextArea

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.ui import keymap
from minimax_tui.ui.key_names import canonical
from minimax_tui.ui.widgets.composed_text import UNDRAWN, Chips, composed

if TYPE_CHECKING:
    from minimax_tui.ui.vim.editing import Vim

CHIP_OVER_CHARS = 2_000
"""A paste longer than this becomes a chip."""
SHOWN_WHOLE_CHARS = 20_000
"""An earlier prompt or a draft longer than this is shown as a chip: TextArea slows down with it."""
_JOINERS = "\u200c\u200d"
Location = tuple[int, int]


class Composer(TextArea):
    """Where a prompt is written."""

    DEFAULT_CSS = """
    Composer {
        height: auto;
        min-height: 1;
        max-height: 10;
        border: none;
        padding: 0 2 0 3;
        background: $background;
        color: $foreground;
        scrollbar-size-vertical: 1;
        &:focus { border: none; background-tint: transparent 0%; }
        & .text-area--placeholder { color: $text-muted; text-style: none; }
        & .text-area--cursor-line { background: transparent; }
        & .composer--chip { color: $accent; background: $prompt-tint; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"composer--chip"}

    class Sent(Message):
        """Enter was pressed on a text; `text` holds pasted texts whole."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class HelpAsked(Message):
        """`?` was typed into the empty composer."""

    class ModeChanged(Message):
        """Vim is in another mode, or has taken half a command."""

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
        self.chips = Chips()
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
        self._recalled: list[str] = []
        self._recall_at = 0
        self.vim: Vim | None = None
        self._mode_told = ""
        self.keys_changed()

    def keys_changed(self) -> None:
        """Takes the keys in force."""
        own = keymap.bindings("composer")
        self._own_keys = {
            binding.key: binding.action for binding in own if binding.action in ("send", "newline")
        }
        actions = {row.action for row in keymap.current().rows if row.context == "composer"}
        keymap.rebind(self, own, without=actions)
        if keymap.current().vim != (self.vim is not None):
            self.vim = _vim(self) if keymap.current().vim else None
        self._tell_mode()

    # --- what it holds ---

    @property
    def whole_text(self) -> str:
        """The text with every chip replaced by what was pasted."""
        return self.chips.whole(self.text)

    @property
    def draft(self) -> str:
        """What is to be kept of the composer: its text, then the pasted texts of its chips.

        Plain text is a draft too, also in front of one.
        """
        return self.chips.draft(self.text)

    def restore(self, draft: str) -> None:
        """Shows a kept draft (see `draft`)."""
        self._forget_recall()
        self.load_text(self._fitting(self.chips.restore(draft)))
        self.move_cursor(self.document.end)

    def show_text(self, text: str) -> None:
        """Puts `text` in the place of all that is there, which undo brings back.

        The cursor stands at its end. A text too long for the composer becomes a chip.
        """
        self._replace_all(text)
        self.move_cursor(self.document.end)

    def _replace_all(self, text: str) -> None:
        self.replace(
            self._fitting(text), (0, 0), self.document.end, maintain_selection_offset=False
        )

    def _fitting(self, text: str) -> str:
        """`text` as the composer can hold it; a chip where it is too long."""
        longest = max(map(len, text.split("\n")))
        if len(text) > SHOWN_WHOLE_CHARS or longest > SHOWN_WHOLE_CHARS // 4:
            return self.chips.new(text)
        return composed(text)

    def take(self) -> str:
        """The whole text; the composer is empty afterwards."""
        text = self.whole_text
        self.chips.clear()
        self._forget_recall()
        self.load_text("")
        if self.vim is not None:
            self.vim.insert()
            self._tell_mode()
        return text

    def insert_typed(self, character: str) -> None:
        """Types a character, or takes a text that was pasted elsewhere, at the cursor."""
        if len(character) != 1:
            self.take_paste(character)
        elif not self._vim_takes(character, character):
            self.insert(character)

    def insert_text(self, text: str) -> None:
        """Puts a text at the cursor; one too long for the composer becomes a chip."""
        self.insert(self._fitting(text))

    def quote(self, text: str) -> None:
        """Puts `text` as a Markdown quote before what stands here; the cursor goes below it."""
        quoted = "\n".join(f"> {line}".rstrip() for line in visible(text).strip().split("\n"))
        before = "" if not self.text or self.text.endswith("\n\n") else "\n\n"
        self.move_cursor(self.document.end)
        self.insert(f"{before}{quoted}\n\n")

    def pasted(self, number: int) -> str | None:
        """The text behind a chip."""
        return self.chips.pasted(number)

    def chip_at_cursor(self) -> int | None:
        """Number of the chip at or just before the cursor, else of the first chip."""
        row, column = self.cursor_location
        for number, start, end in self.chips.find(self.document[row]):
            if start <= column <= end:
                return number
        return next((number for number, _, _ in self.chips.find(self.text)), None)

    def replace_chip(self, number: int, text: str) -> None:
        """Changes what a chip stands for; one that is emptied goes."""
        shown = self.text
        new = self.chips.new(text) if text else ""
        for other, start, end in reversed(list(self.chips.find(shown))):
            if other == number:
                shown = shown[:start] + new + shown[end:]
        self._replace_all(shown)
        self.move_cursor(self.document.end)

    # --- drawing ---

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn: chips stand out, marks without a width are not drawn."""
        line = self.document.get_line(line_index)
        drawn = Text(line.translate(UNDRAWN), end="", no_wrap=True)
        for _, start, end in self.chips.find(line):
            drawn.stylize(self.get_component_rich_style("composer--chip"), start, end)
        return drawn

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The lines it has, but at most half of what a low window shows."""
        lines = super().get_content_height(container, viewport, width)
        return min(lines, max(2, (viewport.height - 4) // 2))

    # --- chips are edited whole ---

    def validate_selection(self, selection: Selection) -> Selection:
        """Keeps the cursor out of the middle of a chip, on the side it moves to."""
        if not self.chips:
            return selection
        start, end = selection
        moved = self._beside_chip(end, self.selection.end)
        return Selection(moved if start == end else start, moved)

    def _beside_chip(self, location: Location, before: Location) -> Location:
        row, column = location
        if row >= self.document.line_count:
            return location
        for _, start, end in self.chips.find(self.document[row]):
            if start < column < end:
                if before[0] == row:
                    return (row, start if column < before[1] else end)
                return (row, start if column - start < end - column else end)
        return location

    def edit(self, edit: Edit) -> EditResult:
        """Performs an edit; a chip that it touches goes whole, none is typed into."""
        top, bottom = sorted((edit.from_location, edit.to_location))
        if self.chips:
            for _, start, end in self.chips.find(self.document[top[0]]):
                if start < top[1] < end:
                    top = (top[0], end if top == bottom else start)
                    bottom = max(top, bottom)
            for _, start, end in self.chips.find(self.document[bottom[0]]):
                if start < bottom[1] < end:
                    bottom = (bottom[0], end)
            edit.from_location, edit.to_location = top, bottom
        return super().edit(edit)

    # --- keys ---

    async def _on_key(self, event: events.Key) -> None:
        key = canonical(event.key)
        own = self._own_keys.get(key, "")
        if self._is_esc_and_more(key, event.character):
            self.vim_escape()
            key, own = event.character or "", ""
        if own == "newline" and (self.vim is None or self.vim.mode == "insert"):
            self._take_key(event)
            self._replace_via_keyboard("\n", *self.selection)
        elif own == "send":
            self._take_key(event)
            self._enter()
        elif key in ("question_mark", "shift+question_mark") and not self.text:
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
        elif self._vim_takes(key, event.character):
            self._take_key(event)
        elif _typed_though_unprintable(event):
            self._take_key(event)
            self._replace_via_keyboard(event.character or "", *self.selection)
        else:
            await super()._on_key(event)

    @staticmethod
    def _take_key(event: events.Key) -> None:
        event.stop()
        event.prevent_default()

    # --- vim ---

    def _vim_takes(self, key: str, char: str | None) -> bool:
        """Gives a key to vim, outside of insert mode; False where it is not used there."""
        vim = self.vim
        if vim is None or vim.mode == "insert":
            return False
        text = self.text
        if vim.mode == "normal" and not vim.is_waiting:
            if char == "/" and not text:
                vim.insert()  # a command follows
            elif char is not None and not char.isascii() and char.isprintable():
                vim.insert()  # from an input method: it is text, and no command
            elif self._vim_recalls(key):
                return True
        used = vim.feed(key, char)
        self._tell_mode()
        return used

    def _vim_recalls(self, key: str) -> bool:
        """`j` and `k` at the edges: the prompt history, as in a shell with vi's keys."""
        step = {"k": 1, "j": -1}.get(key, 0)
        if not step or not self._recall_allowed(first=step > 0):
            return False
        if not (self._on_arrow(-step)):
            self._recall(step)
        return True

    def _is_esc_and_more(self, key: str, char: str | None) -> bool:
        """Whether esc and a letter were typed so fast that they came as one key with alt."""
        return self.vim is not None and char is not None and key == f"alt+{char}"

    def vim_key(self, key: str) -> bool:
        """Gives a key to vim that a command has too; False where vim does not use it now."""
        return self._vim_takes(key, None)

    def vim_escape(self) -> bool:
        """esc: to normal mode, or drops half a command; False where vim has nothing for it."""
        used = self.vim is not None and self.vim.escape()
        self._tell_mode()
        return used

    @property
    def mode_words(self) -> str:
        """What the status bar says of vim's mode, "" without vim."""
        if self.vim is None:
            return ""
        modes = {
            "insert": tr("INSERT"),
            "normal": tr("NORMAL"),
            "visual": tr("VISUAL"),
            "visual line": tr("VISUAL LINE"),
        }
        return " ".join(filter(None, (modes[self.vim.mode], self.vim.typed)))

    def _tell_mode(self) -> None:
        words = self.mode_words
        if words != self._mode_told:
            self._mode_told = words
            self.post_message(self.ModeChanged())

    @property
    def selected_text(self) -> str:
        """The text selected; in vim's visual mode with the character under the cursor."""
        selected = self.vim.selected if self.vim is not None else None
        return super().selected_text if selected is None else self.get_text_range(*selected)

    def _enter(self) -> None:
        row, column = self.cursor_location
        line = self.document[row]
        if line.endswith("\\") and column == len(line) and self.selection.is_empty:
            self._replace_via_keyboard("\n", (row, column - 1), (row, column))
        elif self.text.strip():
            self.post_message(self.Sent(self.whole_text))
        else:
            self._on_empty_enter()

    # --- pasting ---

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.take_paste(event.text)
        self.focus()

    def take_paste(self, text: str) -> None:
        """Puts a pasted text in the place of the selection; a long one becomes a chip."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        shown = self.chips.new(text) if len(text) > CHIP_OVER_CHARS else composed(text)
        result = self._replace_via_keyboard(shown, *self.selection)
        if result is not None:
            self.move_cursor(result.end_location)

    async def _on_mouse_up(self, event: events.MouseUp) -> None:
        await super()._on_mouse_up(event)
        if not self.selection.is_empty:
            return
        row, column = self.get_target_document_location(event)
        for number, start, end in self.chips.find(self.document[row]):
            if start <= column < end:
                self.post_message(self.ChipOpened(number))

    # --- prompt history ---

    # The recalled prompts stand behind the draft in one list; what is changed in one of them
    # stays there until something is sent, as in a shell.

    def _recall_allowed(self, *, first: bool) -> bool:
        if not self.selection.is_empty:
            return False
        at = self.wrapped_document.location_to_offset(self.cursor_location).y
        if first:
            return at == 0
        return self._recall_at > 0 and at == self.wrapped_document.height - 1

    def _recall(self, step: int) -> None:
        if not self._recalled:
            self._recalled = ["", *self._history()]
        at = self._recall_at + step
        if not 0 <= at < len(self._recalled):
            return
        self._recalled[self._recall_at] = self.text
        self._recall_at = at
        self._replace_all(self._recalled[at])
        if self.vim is not None and self.vim.mode == "normal":
            self.move_cursor((0, 0) if step > 0 else (self.document.line_count - 1, 0))
        elif step > 0:
            end_of_first = self.wrapped_document.offset_to_location(Offset(self.size.width, 0))
            self.move_cursor(end_of_first)
        else:
            self.move_cursor(self.document.end)

    def _forget_recall(self) -> None:
        self._recalled, self._recall_at = [], 0

    def set_model(self, model_id: str) -> None:
        """Names the model that a prompt goes to."""
        said = tr("Message {model}…", model=visible(model_id))
        if str(self.placeholder) != said:
            self.placeholder = Content(said)  # a str would be read as markup


def _typed_though_unprintable(event: events.Key) -> bool:
    """Whether a key types a character that `str.isprintable` denies: wide blanks and joiners.

    Input methods send the ideographic space, emoji pickers the zero-width joiner.
    """
    char = event.character
    return (
        char is not None
        and len(char) == 1
        and not event.is_printable
        and (char in _JOINERS or unicodedata.category(char) == "Zs")
    )


def _vim(composer: Composer) -> Vim:
    # Only who has chosen these keys pays for their modules.
    from minimax_tui.ui.vim.composer_buffer import ComposerBuffer
    from minimax_tui.ui.vim.editing import Vim

    return Vim(ComposerBuffer(composer))
