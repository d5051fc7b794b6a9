"""The text that vim's keys edit, as they see it, and what was taken out of it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from minimax_tui.ui.vim.motions import Lines, Place


class Buffer(Protocol):
    """The text that is edited, with its cursor."""

    @property
    def lines(self) -> Lines:
        """The text, at least one line."""
        ...

    @property
    def place(self) -> Place:
        """The cursor."""
        ...

    def move_to(self, place: Place) -> None:
        """Puts the cursor there; nothing is selected."""
        ...

    def select(self, start: Place, end: Place) -> None:
        """Selects from `start` to `end`, where the cursor stands."""
        ...

    def replace_text(self, start: Place, end: Place, text: str) -> None:
        """Puts `text` in place of what is between, as one step of undo."""
        ...

    def undo(self) -> None:
        """Takes the last step back."""
        ...

    def redo(self) -> None:
        """Does it again."""
        ...


class Register(NamedTuple):
    """What was deleted or copied."""

    text: str = ""
    lines: bool = False
    """Whether it is whole lines."""


def between(lines: Lines, start: Place, end: Place) -> str:
    """The text between two places."""
    if start[0] == end[0]:
        return lines[start[0]][start[1] : end[1]]
    return "\n".join(
        (lines[start[0]][start[1] :], *lines[start[0] + 1 : end[0]], lines[end[0]][: end[1]])
    )
