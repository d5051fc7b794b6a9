"""The composer's text as vim's keys edit it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.document._document import Selection

if TYPE_CHECKING:
    from minimax_tui.ui.widgets.composer import Composer, Location


class ComposerBuffer:
    """The composer's text as vim's keys edit it."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer

    @property
    def lines(self) -> Sequence[str]:
        """The lines."""
        return self._composer.document.lines

    @property
    def place(self) -> Location:
        """The cursor."""
        return self._composer.cursor_location

    def move_to(self, place: Location) -> None:
        """Puts the cursor there."""
        self._composer.move_cursor(place)

    def select(self, start: Location, end: Location) -> None:
        """Selects from `start` to `end`."""
        self._composer.selection = Selection(start, end)

    def replace_text(self, start: Location, end: Location, text: str) -> None:
        """Puts `text` in place of what is between, as one step of undo."""
        self._composer.history.checkpoint()
        self._composer.replace(text, start, end, maintain_selection_offset=False)
        self._composer.history.checkpoint()

    def undo(self) -> None:
        """Takes the last step back."""
        self._composer.undo()

    def redo(self) -> None:
        """Does it again."""
        self._composer.redo()
