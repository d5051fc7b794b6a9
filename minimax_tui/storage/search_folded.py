"""The text of a block as the index has it, and patterns that find a query's words in it."""

from __future__ import annotations

import re

from minimax_tui.domain.search import Term
from minimax_tui.domain.searched import searched_text
from minimax_tui.domain.words import small_words
from minimax_tui.storage.encoding import from_json, plain
from minimax_tui.storage.folding import UNREADABLE

_LETTER = "[0-9a-z\x80-\U0010ffff]"
_GAP = "[^0-9a-z\x80-\U0010ffff]+"


def folded_text(wire: str) -> str:
    """The words of a block's JSON as the index splits them; "" where it holds none."""
    try:
        text = searched_text(from_json(wire))
    except UNREADABLE:
        return ""
    return small_words(plain(text))


def pattern_of(term: Term) -> re.Pattern[str]:
    """Finds a term in a `folded_text` wherever the index does."""
    words = _GAP.join(map(re.escape, term.words))
    end = "" if term.prefix else f"(?!{_LETTER})"
    return re.compile(f"(?<!{_LETTER}){words}{end}")
