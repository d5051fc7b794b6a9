"""Commands that match what is typed after `/`, and what may follow them, above the composer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.widgets import Static

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.commands import COMMANDS, USE_PROMPT, Command, by_slash, command
from minimax_tui.ui.completions import COMPLETERS, SAVED_PROMPTS, Completer, matching
from minimax_tui.ui.fuzzy import fuzzy_match
from minimax_tui.ui.key_names import key_words
from minimax_tui.ui.keymap import current
from minimax_tui.ui.widgets.composer import Composer

_ROWS = 7
_NAME_CELLS = 16
_ARGUMENT_CELLS = 26
_OTHER_LINES = 6
"""Lines that the rest of the screen needs in a low window."""


def slash_matches(typed: str) -> list[Command]:
    """Commands whose slash name begins with `typed`, then those that hold it, or its letters."""
    word = typed.lower()
    named = [row for row in COMMANDS if row.slash]
    begins = [row for row in named if row.slash.startswith(word)]
    others = [(fuzzy_match(word, row.slash), row) for row in named if row not in begins]
    found = [(match.score, row) for match, row in others if match is not None]
    return begins + [row for _, row in sorted(found, key=lambda one: -one[0])]


class Choice(NamedTuple):
    """One row of the menu: a command, or a command with an argument for it."""

    command: Command
    argument: str = ""
    note: str = ""
    """What the argument is, in a few words."""

    @property
    def is_prompt(self) -> bool:
        """Whether it is a saved prompt, which is typed by its own name."""
        return bool(self.argument) and self.command.id == USE_PROMPT

    @property
    def completed(self) -> str:
        """What stands in the composer once this row is completed."""
        if self.is_prompt:
            return f"/{self.argument}"
        if self.argument:
            return f"/{self.command.slash} {self.argument}"
        # Behind the blank its arguments are offered.
        return f"/{self.command.slash}" + (" " if self.command.completer else "")


def slash_choices(text: str, completers: Mapping[str, Completer]) -> list[Choice]:
    """The rows for a composer that holds `text`; none for what is no command."""
    if not text.startswith("/") or "\n" in text:
        return []
    name, blank, argument = text[1:].partition(" ")
    if not blank:
        return _by_name(name, completers.get(SAVED_PROMPTS))
    row = by_slash(name)
    completer = completers.get(row.completer) if row is not None else None
    if row is None or completer is None:
        return []
    return [Choice(row, one.value, one.note) for one in matching(argument, completer())]


def _by_name(typed: str, prompts: Completer | None) -> list[Choice]:
    """Commands and saved prompts for the beginning of a name.

    The commands stand first, but not before a prompt that is named better: enter takes the first.
    """
    word = typed.lower()
    use = command(USE_PROMPT)
    saved = [
        Choice(use, one.value, one.note)
        for one in matching(typed, prompts() if prompts is not None else ())
        if by_slash(one.value) is None
    ]
    choices = [Choice(row) for row in slash_matches(typed)] + saved

    def rank(choice: Choice) -> int:
        name = (choice.argument if choice.is_prompt else choice.command.slash).lower()
        if word and name == word:
            return 0
        return 1 if name.startswith(word) else 2

    return sorted(choices, key=rank)


class SlashMenu(Static):
    """Shows the matching commands; the composer keeps the focus and moves the highlight.

    A click on a command sends it, as enter would.
    """

    DEFAULT_CSS = """
    SlashMenu { pointer: pointer; }
    """

    def __init__(self, completers: Mapping[str, Completer] = COMPLETERS) -> None:
        """Makes a closed menu.

        Args:
            completers: What completes arguments, by the names that commands use.
        """
        super().__init__(id="slash", markup=False)
        self._completers = completers
        self._rows: list[Choice] = []
        self._at = 0
        self._typed = ""

    @property
    def is_open(self) -> bool:
        """Whether there is something to choose."""
        return bool(self._rows)

    @property
    def highlighted(self) -> Choice | None:
        """The row that tab or enter takes."""
        return self._rows[self._at] if self._rows else None

    def show_for(self, text: str) -> None:
        """Opens for a composer that holds the start of a command, closes for any other."""
        wanted = slash_choices(text, self._completers)
        self._typed = text[1:]
        if wanted != self._rows:
            self._rows, self._at = wanted, 0
            self.set_class(bool(wanted), "-open")
            self.refresh(layout=True)

    def close(self) -> None:
        """Closes until something else is typed."""
        self._rows = []
        self.set_class(False, "-open")

    def move(self, step: int) -> None:
        """Moves the highlight, round the ends."""
        if self._rows:
            self._at = (self._at + step) % len(self._rows)
            self.refresh(layout=True)

    def _first_and_count(self) -> tuple[int, int]:
        count = max(1, min(_ROWS, len(self._rows), self.app.size.height - _OTHER_LINES))
        return max(0, min(self._at - count // 2, len(self._rows) - count)), count

    def render(self) -> Content:
        first, count = self._first_and_count()
        shown = list(enumerate(self._rows))[first : first + count]
        return Content("\n").join(self._line(row, number == self._at) for number, row in shown)

    def _line(self, row: Choice, chosen: bool) -> Content:
        if row.is_prompt:
            name, cells = f"/{one_line(row.argument)}", _NAME_CELLS + 1
            title, key = row.note, ""
        elif row.argument:
            name, cells, title, key = one_line(row.argument), _ARGUMENT_CELLS, row.note, ""
        else:
            command = row.command
            name, cells = f"/{command.slash}", _NAME_CELLS + 1
            keys = current().of(command.id)
            title, key = command.title, key_words(keys[0]) if keys else ""
        hint = f" {row.command.argument}" if row.command.argument and not row.argument else ""
        name = truncate(name, max(1, self.size.width - 3))
        gap = " " * max(1, cells - cell_width(name + hint))
        room = max(0, self.size.width - 2 - cell_width(name + hint + gap))
        title = truncate(title, room)
        shown_key = f"  {key}" if key and cell_width(title) + len(key) + 2 <= room else ""
        return Content.assemble(
            ("▸ " if chosen else "  ", "$accent"),
            self._shown_name(name, row, chosen),
            (hint, "$text-muted"),
            gap,
            (title, "$foreground" if chosen else "$text-muted"),
            (shown_key, "$text-muted"),
        )

    def _shown_name(self, name: str, row: Choice, chosen: bool) -> Content:
        """The name, with the letters that were typed standing out."""
        shown = Content.styled(name, "bold $accent" if chosen else "$foreground")
        match = fuzzy_match(self._typed, name[1:]) if not row.argument else None
        for place in match.places if match is not None else ():
            shown = shown.stylize("underline", place + 1, place + 2)
        return shown

    def on_click(self, event: events.Click) -> None:
        """Sends the row that was clicked."""
        first, count = self._first_and_count()
        line = event.y - self.gutter.top
        if 0 <= line < count:
            self._at = first + line
            self.post_message(Composer.Sent(self._rows[self._at].completed))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Moves the highlight down."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Moves the highlight up."""
        event.stop()
        self.move(-1)
