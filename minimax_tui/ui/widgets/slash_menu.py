"""Commands that match what is typed after `/`, above the composer."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widgets import Static

from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.commands import COMMANDS, Command, key_words
from minimax_tui.ui.widgets.composer import Composer

_ROWS = 7
_NAME_CELLS = 14
_OTHER_LINES = 6
"""Lines that the rest of the screen needs in a low window."""


def slash_matches(typed: str) -> list[Command]:
    """Commands whose slash name begins with `typed`, then those that hold it."""
    word = typed.lower()
    named = [row for row in COMMANDS if row.slash]
    begins = [row for row in named if row.slash.startswith(word)]
    return begins + [row for row in named if word in row.slash and row not in begins]


class SlashMenu(Static):
    """Shows the matching commands; the composer keeps the focus and moves the highlight.

    A click on a command sends it, as enter would.
    """

    DEFAULT_CSS = """
    SlashMenu { pointer: pointer; }
    """

    def __init__(self) -> None:
        super().__init__(id="slash", markup=False)
        self._rows: list[Command] = []
        self._at = 0

    @property
    def is_open(self) -> bool:
        """Whether there is something to choose."""
        return bool(self._rows)

    @property
    def highlighted(self) -> Command | None:
        """The command that tab or enter takes."""
        return self._rows[self._at] if self._rows else None

    def show_for(self, text: str) -> None:
        """Opens for a composer that holds `/` and the start of a name, closes for any other."""
        name = text[1:] if text.startswith("/") else None
        wanted = [] if name is None or " " in name or "\n" in name else slash_matches(name)
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

    def _line(self, row: Command, chosen: bool) -> Content:
        room = max(0, self.size.width - 2 - _NAME_CELLS - 1)
        key = key_words(row.key)
        title = truncate(row.title, room)
        shown_key = f"  {key}" if key and cell_width(title) + len(key) + 2 <= room else ""
        return Content.assemble(
            ("▸ " if chosen else "  ", "$accent"),
            (f"/{row.slash:<{_NAME_CELLS}}", "bold $accent" if chosen else "$foreground"),
            (title, "$foreground" if chosen else "$text-muted"),
            (shown_key, "$text-muted"),
        )

    def on_click(self, event: events.Click) -> None:
        """Sends the command that was clicked."""
        first, count = self._first_and_count()
        line = event.y - self.gutter.top
        if 0 <= line < count:
            self._at = first + line
            self.post_message(Composer.Sent(f"/{self._rows[self._at].slash}"))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Moves the highlight down."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Moves the highlight up."""
        event.stop()
        self.move(-1)
