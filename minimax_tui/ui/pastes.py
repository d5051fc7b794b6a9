"""Takes bracketed pastes out of what a terminal sends.

Textual 8.2.8 reads a pasted escape character as the beginning of a key: up to 32 characters
behind it are typed, a line end among them sends half a prompt, and the rest comes first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

# DEC private mode 2004 (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, 2026-11).
_START, _END = "\x1b[200~", "\x1b[201~"
_HELD_FROM = 2
"""Characters of a mark's beginning that are held back; an escape alone is a key."""


class Pasted(NamedTuple):
    """One paste, whole; line ends and controls as they came."""

    text: str


class PasteReader:
    """Parts pastes from keys, however the stream is cut."""

    def __init__(self) -> None:
        self._pasting = False
        self._parts: list[str] = []
        self._held = ""

    @property
    def is_pasting(self) -> bool:
        """Whether a paste has begun and not ended."""
        return self._pasting

    def feed(self, text: str) -> Iterator[str | Pasted]:
        """What the terminal sent, in order: text that is no paste, and pastes.

        Args:
            text: The next part of the stream.
        """
        text, self._held = self._held + text, ""
        while text:
            mark = _END if self._pasting else _START
            before, found, text = text.partition(mark)
            if not found:
                kept = _beginning_of(mark, before, 1 if self._pasting else _HELD_FROM)
                before, self._held = before[: len(before) - kept], before[len(before) - kept :]
            if self._pasting:
                self._parts.append(before)
                if found:
                    pasted, self._parts = "".join(self._parts), []
                    yield Pasted(pasted.replace("\x00", ""))
            elif before:
                yield before
            if found:
                self._pasting = not self._pasting

    def flush(self) -> str:
        """What was held back as the beginning of a paste, once nothing has followed it."""
        if self._pasting:
            return ""
        held, self._held = self._held, ""
        return held


def _beginning_of(mark: str, text: str, least: int) -> int:
    """How many characters at the end of `text` begin `mark`; 0 for fewer than `least`."""
    for count in range(len(mark) - 1, least - 1, -1):
        if text.endswith(mark[:count]):
            return count
    return 0
