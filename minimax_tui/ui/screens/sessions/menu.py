"""What can be done with sessions: one table for the keys, the menu and the hints."""

from __future__ import annotations

from typing import NamedTuple

from textual.content import Content

from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Shelf
from minimax_tui.domain.widths import cell_width
from minimax_tui.ui.screens.pick import PickScreen, Row, key_hints, matches


class Deed(NamedTuple):
    """One thing to do; its action on the screen is `action_<id>`."""

    id: str
    words: str
    keys: str
    """Textual's names, separated by commas; the first one is shown."""
    shelves: tuple[Shelf, ...] = ("active", "archived", "trash")
    """Where it makes sense."""

    @property
    def key(self) -> str:
        """The key that is shown."""
        return self.keys.split(",", 1)[0]


def deeds() -> tuple[Deed, ...]:
    """Everything that can be done, in the order of the menu."""
    kept: tuple[Shelf, ...] = ("active", "archived")
    return (
        Deed("open", tr("Open"), "enter"),
        Deed("choose", tr("Select, to act on several"), "ctrl+space,ctrl+@,insert"),
        Deed("pin", tr("Pin to the top, or not any more"), "ctrl+y", kept),
        Deed("rename", tr("Rename"), "ctrl+e", kept),
        Deed("duplicate", tr("Duplicate"), "ctrl+d", kept),
        Deed("archive", tr("Archive"), "ctrl+a", ("active",)),
        Deed("archive", tr("Take out of the archive"), "ctrl+a", ("archived",)),
        Deed("archive", tr("Put back"), "ctrl+a", ("trash",)),
        Deed("trash", tr("Delete; stays in the trash for 30 days"), "ctrl+x", kept),
        Deed("trash", tr("Delete for good"), "ctrl+x", ("trash",)),
        Deed("undo", tr("Undo"), "ctrl+z"),
        Deed("sort", tr("Sort in another order"), "ctrl+k", kept),
        Deed("next_shelf", tr("Show the archive, the trash, or the rest"), "tab"),
    )


class DeedMenu(PickScreen[str]):
    """Gives the id of what is to be done.

    Args:
        shelf: What the list shows.
        about: How many sessions it will be done with, in words.
    """

    WIDEST_CELLS = 64

    def __init__(self, shelf: Shelf, about: str) -> None:
        super().__init__()
        self._shelf: Shelf = shelf
        self._about = about

    def title_text(self) -> str:
        return self._about

    def placeholder(self) -> str:
        return tr("Type to filter")

    def rows(self, typed: str) -> list[Row[str]]:
        return [
            Row(self._row(deed), deed.id)
            for deed in deeds()
            if self._shelf in deed.shelves and matches(typed, deed.words)
        ]

    def _row(self, deed: Deed) -> Content:
        gap = " " * max(2, self.row_cells - cell_width(deed.words) - cell_width(deed.key))
        return Content.assemble(deed.words, gap, (deed.key, "$text-muted"))

    def keys(self) -> Content:
        return key_hints(("enter", tr("do it")), ("↑ ↓", tr("move")), ("esc", tr("close")))
