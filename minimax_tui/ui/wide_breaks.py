"""Has Textual break lines beside Chinese characters, in the composer and in what is said.

Textual 8.2.8 and Rich 14 break lines at spaces alone, so that a run of Chinese moves to the next
line as a whole, as if it were one long word, and a line may begin with a comma. Neither has a place
for another rule; the functions that find the words are exchanged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import rich._wrap
import textual._wrap

from minimax_tui.domain.wrapping import pieces

_WORD = re.compile(r"\s*\S+\s*")


def words(text: str) -> Iterator[tuple[int, int, str]]:
    """As Rich has it: white space at the beginning belongs to the first word."""
    if text.isascii():
        yield from ((found.start(), found.end(), found[0]) for found in _WORD.finditer(text))
        return
    start = 0
    for _, end, piece in pieces(text):
        if start or piece.strip():
            yield start, end, text[start:end]
            start = end


def install_wide_breaks() -> None:
    """Puts it in force for the whole program; once is enough."""
    vars(textual._wrap).update(chunks=pieces)
    vars(rich._wrap).update(words=words)
