"""Commands that match what is typed after `/`, above the composer."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from minimax_tui.ui.commands import COMMANDS, Command

_ROWS = 7
_NAME_CELLS = 14


def slash_matches(typed: str) -> list[Command]:
    """Commands whose slash name begins with `typed`, then those that hold it."""
    named = [row for row in COMMANDS if row.slash]
    begins = [row for row in named if row.slash.startswith(typed)]
    return begins + [row for row in named if typed in row.slash and row not in begins]


class SlashMenu(Static):
    """Shows the matching commands; the composer keeps the focus and moves the highlight."""

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

    def render(self) -> Content:
        first = max(0, min(self._at - _ROWS // 2, len(self._rows) - _ROWS))
        lines: list[Content] = []
        for number, row in list(enumerate(self._rows))[first : first + _ROWS]:
            chosen = number == self._at
            lines.append(
                Content.assemble(
                    ("▸ " if chosen else "  ", "$accent"),
                    (f"/{row.slash:<{_NAME_CELLS}}", "bold $accent" if chosen else "$foreground"),
                    (row.title, "$foreground" if chosen else "$text-muted"),
                    (f"  {row.key}" if row.key else "", "$text-muted"),
                )
            )
        return Content("\n").join(lines)
