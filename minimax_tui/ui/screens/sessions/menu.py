"""What can be done in the list of sessions, where it makes sense, and the menu of it."""

from __future__ import annotations

from typing import NamedTuple

from textual.content import Content

from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Shelf
from minimax_tui.domain.widths import cell_width
from minimax_tui.ui.keymap import key_hint
from minimax_tui.ui.screens.key_line import key_hints
from minimax_tui.ui.screens.pick import PickScreen, Row, matches

_WITHOUT_SESSIONS = frozenset(("undo", "sort", "shelf"))
"""What is not done with the sessions that are meant."""


class Deed(NamedTuple):
    """One thing to do: its action on the screen is `action_<id>`, its key that of `sessions.<id>`.

    Only enter, which opens, cannot be changed.
    """

    id: str
    words: str
    shelves: tuple[Shelf, ...] = ("active", "archived", "trash")
    """Where it makes sense."""

    @property
    def key(self) -> str:
        """The key that is shown, "" if it has none."""
        return "enter" if self.id == "open" else deed_key(self.id)


def deed_key(deed_id: str) -> str:
    """The key of something to do as people write it, "" if it has none."""
    return key_hint(f"sessions.{deed_id}")


def deeds() -> tuple[Deed, ...]:
    """Everything that can be done, in the order of the menu."""
    kept: tuple[Shelf, ...] = ("active", "archived")
    return (
        Deed("open", tr("Open")),
        Deed("select", tr("Select, to act on several")),
        Deed("pin", tr("Pin to the top, or not any more"), kept),
        Deed("rename", tr("Rename"), kept),
        Deed("duplicate", tr("Duplicate"), kept),
        Deed("archive", tr("Archive"), ("active",)),
        Deed("archive", tr("Take out of the archive"), ("archived",)),
        Deed("archive", tr("Put back"), ("trash",)),
        Deed("delete", tr("Delete; stays in the trash for 30 days"), kept),
        Deed("delete", tr("Delete for good"), ("trash",)),
        Deed("undo", tr("Undo")),
        Deed("sort", tr("Sort in another order"), kept),
        Deed("shelf", tr("Show archive, trash, or the rest")),
    )


class DeedMenu(PickScreen[str]):
    """Gives the id of what is to be done.

    Args:
        shelf: What the list shows.
        about: The sessions that it will be done with, in words; "" where there are none.
    """

    OPENED_BY = "sessions.menu"
    WIDEST_CELLS = 64

    def __init__(self, shelf: Shelf, about: str) -> None:
        super().__init__()
        self._shelf: Shelf = shelf
        self._about = about

    def title_text(self) -> str:
        return self._about or tr("Sessions")

    def placeholder(self) -> str:
        return tr("Type to filter")

    def rows(self, typed: str) -> list[Row[str]]:
        return [
            Row(self._row(deed), deed.id)
            for deed in deeds()
            if self._shelf in deed.shelves
            and (self._about or deed.id in _WITHOUT_SESSIONS)
            and matches(typed, deed.words)
        ]

    def _row(self, deed: Deed) -> Content:
        gap = " " * max(2, self.row_cells - cell_width(deed.words) - cell_width(deed.key))
        return Content.assemble(deed.words, gap, (deed.key, "$text-muted"))

    def about(self, value: str | None) -> Content | None:
        return Content(tr("No action has these words.")) if value is None else None

    def keys(self) -> Content:
        return key_hints(("enter", tr("do it")), ("↑ ↓", tr("move")), ("esc", tr("close")))
