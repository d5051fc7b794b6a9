"""Finds what is meant by a few letters, and says which letters were found."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from textual.content import Content

LONGEST_TYPED = 200
"""Characters of what is typed into a filter that count: a paste may be of any length."""


class Match(NamedTuple):
    """How well a text fits what was typed."""

    score: int
    """The higher, the better."""
    places: tuple[int, ...]
    """Indexes of the characters found."""


def fuzzy_match(typed: str, text: str) -> Match | None:
    """How `text` fits `typed`; None where it does not.

    Every word typed must be found by itself, in any order: as it stands, best at a word's
    beginning; else letter by letter in order, the first one at a word's beginning (`nwse` finds
    `New session`).
    """
    low = text.lower()
    if len(low) != len(text):  # a few capitals have two small letters: the places would be off
        low = "".join(char if len(char.lower()) != 1 else char.lower() for char in text)
    score, places = 0, set[int]()
    for word in dict.fromkeys(typed[:LONGEST_TYPED].lower().split()):
        found = _found(word, low)
        if found is None:
            return None
        score += found.score
        places.update(found.places)
    return Match(score, tuple(sorted(places)))


def _found(word: str, text: str) -> Match | None:
    at = text.find(word)
    if at >= 0:
        begins = next((n for n in _places(word, text) if _begins(text, n)), None)
        at = at if begins is None else begins
        whole = 100 if len(word) == len(text) else 0
        score = 200 + whole + (100 if begins is not None else 0) + (50 if at == 0 else 0)
        return Match(score - min(at, 40), tuple(range(at, at + len(word))))
    best: Match | None = None
    for start in _places(word[0], text):
        if _begins(text, start):
            match = _scattered(word, text, start)
            if match is not None and (best is None or match.score > best.score):
                best = match
    return best


def _places(part: str, text: str) -> list[int]:
    return [n for n in range(len(text) - len(part) + 1) if text.startswith(part, n)]


def _begins(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()


def _scattered(word: str, text: str, start: int) -> Match | None:
    """The letters of a word in order; each at the beginning of a word where that is possible."""
    places = [start]
    for number, char in enumerate(word[1:], 1):
        after = text.find(char, places[-1] + 1)
        if after < 0:
            return None
        if after != places[-1] + 1:
            rest = word[number + 1 :]
            better = (n for n in _places(char, text) if n > after and _begins(text, n))
            after = next((n for n in better if _holds(rest, text, n)), after)
        places.append(after)
    gaps = sum(b - a > 1 and not _begins(text, b) for a, b in pairwise(places))
    if gaps > len(word) // 2:
        return None  # letters strewn over a text are found in nearly every one
    return Match(100 - 20 * gaps - min(places[-1] - start, 40), tuple(places))


def _holds(letters: str, text: str, at: int) -> bool:
    for char in letters:
        at = text.find(char, at + 1)
        if at < 0:
            return False
    return True


def highlighted(text: str, places: Sequence[int], style: str = "bold $accent") -> Content:
    """A text whose characters at some places stand out."""
    shown = Content(text)
    for place in places:
        if place < len(text):
            shown = shown.stylize(style, place, place + 1)
    return shown
