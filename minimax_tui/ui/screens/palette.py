"""The command palette: every command by its name."""

from __future__ import annotations

from textual.content import Content

from minimax_tui.domain.i18n import tr
from minimax_tui.ui.commands import COMMANDS, Command, key_words
from minimax_tui.ui.screens.pick import PickScreen, Row, key_hints, matches

_TITLE_CELLS = 30


class CommandPicker(PickScreen[str]):
    """Gives the id of the command chosen."""

    def title_text(self) -> str:
        return tr("Commands")

    def placeholder(self) -> str:
        return tr("Type the name of a command")

    def rows(self, typed: str) -> list[Row[str]]:
        return [
            Row(self._row(row), row.id)
            for row in COMMANDS
            if row.id != "palette.open" and matches(typed, row.title, row.help, row.slash)
        ]

    @staticmethod
    def _row(row: Command) -> Content:
        slash = f"/{row.slash}" if row.slash else ""
        return Content.assemble(f"{row.title:<{_TITLE_CELLS}}", f"{key_words(row.key):<14}", slash)

    def about(self, value: str | None) -> Content | None:
        if value is None:
            return Content(tr("No command is called that."))
        return Content(next(row.help for row in COMMANDS if row.id == value))

    def keys(self) -> Content:
        return key_hints(("enter", tr("do it")), ("↑ ↓", tr("move")), ("esc", tr("close")))
