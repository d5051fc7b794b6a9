"""Finds words by their first letters, three at most, among the newest blocks.

FTS5 puts together every place of every word that begins so before it gives the first match, which
is millions of places in a large database. Most blocks have such a word, so that the newest matches
are found sooner by reading the newest texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from minimax_tui.domain.search import Term
from minimax_tui.storage.search_folded import folded_text, pattern_of

SHORT_PREFIX = 3
"""Letters up to which a beginning is looked for so first."""
MOST_READ = 1_000
"""Blocks that are read to see how many have the words."""
MOST_READ_CHARACTERS = 400_000


def is_short_prefix(term: Term) -> bool:
    """Whether a term ends with the first few letters of a word."""
    return term.prefix and len(term.words[-1]) <= SHORT_PREFIX


def reader_for(terms: Sequence[Term]) -> Callable[[str], bool]:
    """Says of a block's JSON whether the index has all these beginnings in it."""
    patterns = [pattern_of(term) for term in terms]

    def has_all(wire: str) -> bool:
        words = folded_text(wire)
        return all(pattern.search(words) for pattern in patterns)

    return has_all
