"""A text with a cursor, as vim's keys edit it, without a widget."""

from __future__ import annotations

from minimax_tui.ui.vim.editing import Vim
from minimax_tui.ui.vim.motions import Place


class Text:
    """Lines, a cursor, a selection, and steps of undo."""

    def __init__(self, text: str, place: Place = (0, 0)) -> None:
        self.lines = text.split("\n")
        self.place = place
        self.selection: tuple[Place, Place] | None = None
        self._before: list[tuple[list[str], Place]] = []
        self._after: list[tuple[list[str], Place]] = []

    def move_to(self, place: Place) -> None:
        row, column = place
        assert 0 <= row < len(self.lines)
        assert 0 <= column <= len(self.lines[row])
        self.place, self.selection = place, None

    def select(self, start: Place, end: Place) -> None:
        self.selection, self.place = (start, end), end

    def replace_text(self, start: Place, end: Place, text: str) -> None:
        assert (0, 0) <= start <= end <= (len(self.lines) - 1, len(self.lines[-1]))
        self._before.append((list(self.lines), start))
        self._after.clear()
        head, rest = self.lines[start[0]][: start[1]], self.lines[end[0]][end[1] :]
        self.lines[start[0] : end[0] + 1] = (head + text + rest).split("\n")
        parts = text.split("\n")
        column = len(parts[-1]) + (start[1] if len(parts) == 1 else 0)
        self.place = (start[0] + len(parts) - 1, column)

    def undo(self) -> None:
        if self._before:
            self._after.append((self.lines, self.place))
            self.lines, self.place = self._before.pop()

    def redo(self) -> None:
        if self._after:
            self._before.append((self.lines, self.place))
            self.lines, self.place = self._after.pop()


def typed(text: str, place: Place, keys: str) -> tuple[str, Place, Vim]:
    """What becomes of a text when keys are typed in normal mode; `␛` is esc, `⟲` ctrl+r."""
    buffer = Text(text, place)
    vim = Vim(buffer)
    vim.escape()
    buffer.place = place
    for key in keys:
        if key == "␛":
            vim.escape()
        elif key == "⟲":
            vim.feed("ctrl+r", None)
        elif vim.mode == "insert":
            buffer.replace_text(buffer.place, buffer.place, key)
        else:
            assert vim.feed(key, key)
    return "\n".join(buffer.lines), buffer.place, vim
