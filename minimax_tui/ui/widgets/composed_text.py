"""What the composer holds: safe text, and chips that stand for long pasted texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from minimax_tui.domain.foreign import visible

_CHIP = re.compile(r"\[pasted text #(\d{1,9}) · [\d,]+ characters\]")
# Marks of direction and of line breaking, without a width: they belong to what is sent, and a
# terminal that obeyed them would draw the rest of the line elsewhere.
UNDRAWN = dict.fromkeys(map(ord, "\u061c\u200b\u200e\u200f\u2060\ufeff"), "\u034f")
_DRAFT_MARK = "\x1e"
"""Parts a draft's text from its pasted texts; the composer never holds a control character."""


def composed(text: str) -> str:
    """Foreign text as the composer holds it: every control character is a visible symbol.

    Marks without a width stay: scripts that run from right to left need them.
    """
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        kept if ord(kept) in UNDRAWN else shown
        for kept, shown in zip(text, visible(text), strict=True)
    )


class Chips:
    """The pasted texts, and the words that stand for them."""

    def __init__(self) -> None:
        self._pastes: dict[int, str] = {}

    def __bool__(self) -> bool:
        return bool(self._pastes)

    def clear(self) -> None:
        """Forgets all."""
        self._pastes.clear()

    def pasted(self, number: int) -> str | None:
        """The text behind a chip."""
        return self._pastes.get(number)

    def new(self, text: str) -> str:
        """The words of a new chip. Numbers are not used again, so undo finds the old text."""
        number = max(self._pastes, default=0) + 1
        self._pastes[number] = text
        return _words(number, text)

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Number, start and end of each chip; words that only look like one are none."""
        if self._pastes:
            for found in _CHIP.finditer(text):
                number = int(found[1])
                paste = self._pastes.get(number)
                if paste is not None and found[0] == _words(number, paste):
                    yield number, found.start(), found.end()

    def whole(self, text: str) -> str:
        """`text` with every chip replaced by what was pasted."""
        parts, at = [], 0
        for number, start, end in self.find(text):
            parts += [text[at:start], self._pastes[number]]
            at = end
        return "".join((*parts, text[at:]))

    def draft(self, text: str) -> str:
        """What is to be kept of `text`: itself, then the pasted texts of its chips."""
        used = sorted({number for number, _, _ in self.find(text)})
        if not used:
            return text
        pastes = {str(number): self._pastes[number] for number in used}
        return text + _DRAFT_MARK + json.dumps(pastes)

    def restore(self, draft: str) -> str:
        """Takes the pasted texts of a draft, in the place of those before; gives its text."""
        self._pastes.clear()
        text, mark, kept = draft.rpartition(_DRAFT_MARK)
        try:
            pastes = json.loads(kept) if mark else None
        except ValueError:
            pastes = None
        if not isinstance(pastes, dict):
            return draft
        self._pastes = {
            int(number): paste
            for number, paste in pastes.items()
            if number.isdecimal() and isinstance(paste, str)
        }
        return text


def _words(number: int, text: str) -> str:
    return f"[pasted text #{number} · {len(text):,} characters]"
