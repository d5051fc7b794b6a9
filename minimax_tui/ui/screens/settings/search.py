"""Finds rows of the settings panel by what is typed: words, parts of them, slips of the finger."""

from __future__ import annotations

from collections.abc import Sequence

from minimax_tui.ui.fuzzy import LONGEST_TYPED
from minimax_tui.ui.screens.settings.entries import Entry

_NONE = 100
_CLOSE_ENOUGH = 0.75
"""Likeness (0 to 1) from which a word counts as another one mistyped."""
_BEGINNING = 5
"""Characters from which a beginning may be mistyped: of fewer too many words begin alike."""


def found(typed: str, entries: Sequence[Entry]) -> list[Entry]:
    """The rows that every word typed is found in, the likeliest first; all if nothing is typed."""
    words = list(dict.fromkeys(typed[:LONGEST_TYPED].lower().split()))
    if not words:
        return list(entries)
    ranked = [(_rank(words, entry), number) for number, entry in enumerate(entries)]
    return [entries[number] for rank, number in sorted(ranked) if rank < _NONE]


def _rank(words: Sequence[str], entry: Entry) -> int:
    """Lower is likelier; `_NONE` and more is no match."""
    rank = 0
    for word in words:
        found_at = _word_rank(word, entry)
        if found_at == _NONE:
            return _NONE  # the words after it need no look: a slow one for each row
        rank += found_at
    return min(rank, _NONE - 1)


def _word_rank(word: str, entry: Entry) -> int:
    title, name = entry.title.lower(), entry.name.lower()
    if title.startswith(word) or name.startswith(word):
        return 0
    if any(part.startswith(word) for part in (*title.split(), *name.replace(".", "_").split("_"))):
        return 1
    if word in title or word in name:
        return 2
    others = [other.lower() for other in entry.words if other]
    if any(word in other for other in others):
        return 3
    if word in entry.group.lower():
        return 4
    if word in entry.help.lower():
        return 5
    if len(word) > 1 and (_scattered(word, title) or _scattered(word, name)):
        return 6
    return 7 if _mistyped(word, [*title.split(), *name.split("_"), *others]) else _NONE


def _scattered(word: str, text: str) -> bool:
    """Whether the characters of `word` stand in `text` in their order, close to one another."""
    start = 0
    while (start := text.find(word[0], start)) >= 0:
        at = start
        for char in word[1:]:
            at = text.find(char, at + 1)
            if at < 0:
                return False
        if at - start < 2 * len(word) + 2:
            return True
        start += 1
    return False


def _mistyped(word: str, candidates: Sequence[str]) -> bool:
    if len(word) < 4:
        return False
    import difflib

    if len(word) >= _BEGINNING:  # a slip in a word that is not yet typed to its end
        candidates = [*candidates, *(one[: len(word)] for one in candidates)]
    return bool(difflib.get_close_matches(word[:40], candidates, n=1, cutoff=_CLOSE_ENOUGH))
