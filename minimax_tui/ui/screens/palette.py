"""The command palette: every command by its name."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.commands import COMMANDS, Command, command, key_words
from minimax_tui.ui.screens.pick import PickScreen, Row, key_hints, matches

_KEY_CELLS = 12
_SLASH_CELLS = 11


class CommandPicker(PickScreen[str]):
    """Gives the id of the command chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(command("palette.open").keys, "close", show=False, priority=True)
    ]

    def title_text(self) -> str:
        return tr("Commands")

    def placeholder(self) -> str:
        return tr("Type the name of a command")

    def rows(self, typed: str) -> list[Row[str]]:
        offered = [row for row in COMMANDS if row.id != "palette.open" and not row.needs_argument]
        named = [row for row in offered if matches(typed, row.title, row.slash)]
        told = [row for row in offered if row not in named and matches(typed, row.title, row.help)]
        return [Row(self._row(row), row.id) for row in named + told]

    def _row(self, row: Command) -> Content:
        width = self.row_cells
        slash = f"/{row.slash}" if row.slash else ""
        right = f"{key_words(row.key):<{_KEY_CELLS}}{slash:<{_SLASH_CELLS}}"
        if width < 44:
            right = f"{key_words(row.key) or slash:<{_KEY_CELLS}}"
        title = truncate(row.title, width - len(right) - 1)
        gap = " " * (width - len(right) - cell_width(title))
        return Content.assemble(title, gap, (right, ""))

    def about(self, value: str | None) -> Content | None:
        if value is None:
            return Content(tr("No command is called that."))
        return Content(command(value).help)

    def keys(self) -> Content:
        return key_hints(("enter", tr("do it")), ("↑ ↓", tr("move")), ("esc", tr("close")))
