"""Ranks a few matches by their own texts, as bm25 does.

FTS5's bm25 reads all places of a query's words in the whole index, whatever else is asked of a
match; where the matches are few, reading their texts is quicker.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping, Sequence

from minimax_tui.domain.search import Term
from minimax_tui.storage.search_folded import folded_text, pattern_of

FEW = 300
"""Matches that are ranked so."""
_MOST_CHARACTERS = 3_000_000
_SAME_AS_FTS5_K1, _SAME_AS_FTS5_B = 1.2, 0.75
_LEAST_WEIGHT = 1e-6
"""Of a word that stands in more than half of all blocks, as in FTS5."""


def ranked_few(
    connection: sqlite3.Connection, numbers: Sequence[int], blocks_with: Mapping[Term, int]
) -> list[int] | None:
    """The blocks, the best first, of equal ones the newest; None where their texts are too long.

    Args:
        connection: The one that reads.
        numbers: At most `FEW` blocks.
        blocks_with: In how many blocks each term of the query stands.

    Raises:
        sqlite3.Error: if the database cannot be read.
    """
    [total] = connection.execute("SELECT max(number) FROM blocks").fetchone()
    marks = ", ".join("?" * len(numbers))
    rows = connection.execute(
        f"SELECT number, wire FROM blocks WHERE number IN ({marks})", tuple(numbers)
    )
    patterns = [pattern_of(term) for term in blocks_with]
    counts: dict[int, tuple[list[int], int]] = {}
    characters = 0
    for number, wire in rows:
        characters += len(wire)
        if characters > _MOST_CHARACTERS:
            return None
        text = folded_text(wire)
        counts[number] = [len(pattern.findall(text)) for pattern in patterns], len(text)
    usual = max(1.0, sum(length for _, length in counts.values()) / max(1, len(counts)))
    weights = [
        max(_LEAST_WEIGHT, math.log((total - count + 0.5) / (count + 0.5)))
        for count in (min(count, total) for count in blocks_with.values())
    ]

    def score(number: int) -> float:
        places, length = counts[number]
        b = _SAME_AS_FTS5_B
        at_length = _SAME_AS_FTS5_K1 * (1 - b + b * length / usual)
        return sum(
            weight * count * (_SAME_AS_FTS5_K1 + 1) / (count + at_length)
            for weight, count in zip(weights, places, strict=True)
        )

    return sorted(counts, key=lambda number: (-score(number), -number))
