"""The command palette: every command by its name."""

from __future__ import annotations

from textual.content import Content

from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui import keymap
from minimax_tui.ui.commands import COMMANDS, Command, command
from minimax_tui.ui.fuzzy import fuzzy_match, highlighted
from minimax_tui.ui.key_names import key_words
from minimax_tui.ui.screens.key_line import key_hints
from minimax_tui.ui.screens.pick import PickScreen, Row, matches

_KEY_CELLS = 12
_SLASH_CELLS = 11


class CommandPicker(PickScreen[str]):
    """Gives the id of a command."""

    OPENED_BY = "palette.open"

    def title_text(self) -> str:
        return tr("Commands")

    def placeholder(self) -> str:
        return tr("Type the name of a command")

    def rows(self, typed: str) -> list[Row[str]]:
        """Those whose name fits best come first; then those whose help has the words."""
        offered = [row for row in COMMANDS if row.id != "palette.open" and not row.needs_argument]
        if not typed.strip():
            return [Row(self._row(row, ()), row.id) for row in offered]
        named: list[tuple[int, Command, tuple[int, ...]]] = []
        told = []
        for row in offered:
            title, slash = fuzzy_match(typed, row.title), fuzzy_match(typed, row.slash)
            if title is not None:
                named.append((max(title.score, slash.score if slash else 0), row, title.places))
            elif slash is not None:
                named.append((slash.score, row, ()))
            elif matches(typed, row.title, row.help, row.slash):
                told.append(row)
        named.sort(key=lambda one: -one[0])
        found = [Row(self._row(row, places), row.id) for _, row, places in named]
        return found + [Row(self._row(row, ()), row.id) for row in told]

    def _row(self, row: Command, places: tuple[int, ...]) -> Content:
        width = self.row_cells
        slash = f"/{row.slash}" if row.slash else ""
        keys = keymap.current().of(row.id)
        key = key_words(keys[0]) if keys else ""
        right = f"{key:<{_KEY_CELLS}}{slash:<{_SLASH_CELLS}}"
        if width < 44:
            right = f"{key or slash:<{_KEY_CELLS}}"
        title = truncate(row.title, width - len(right) - 1)
        gap = " " * (width - len(right) - cell_width(title))
        return Content.assemble(highlighted(title, places, "bold underline"), gap, (right, ""))

    def about(self, value: str | None) -> Content | None:
        if value is None:
            return Content(tr("No command is called that."))
        return Content(command(value).help)

    def keys(self) -> Content:
        return key_hints(("enter", tr("do it")), ("↑ ↓", tr("move")), ("esc", tr("close")))
