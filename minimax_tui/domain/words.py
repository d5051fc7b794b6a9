"""Texts as words that search compares: the same for what is indexed, asked for and marked.

A word is a run of letters and digits, in small letters and without accents. Scripts that are
written without spaces (Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese) are cut into single
characters, so that a word of one or two of them is found as a phrase.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# Thai, Lao, Burmese, Hangul jamo, Khmer, CJK radicals, kana, bopomofo, Hangul compatibility jamo,
# CJK strokes and enclosed letters, CJK extension A, unified ideographs, Yi, Hangul syllables,
# compatibility ideographs, kana supplement, and the ideographs of the planes 2 and 3.
_SINGLE = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7af\uf900-\ufaff"
    "\U0001aff0-\U0001b16f\U00020000-\U0003fffd"
)
_SINGLES = re.compile(f"[{_SINGLE}]+")
_SEPARATOR = re.compile("[^\\w\x01-\x7f\u0300-\u036f]+|_+")
_ACCENT = re.compile("[\u0300-\u036f]")
_WORD = re.compile(f"[{_SINGLE}]|[^\\W_{_SINGLE}][^\\W_{_SINGLE}\u0300-\u036f]*")
_ASCII_WORD = re.compile(r"[0-9a-z]+")


class Word(NamedTuple):
    """One word of a text, at offsets start..end of it."""

    word: str
    start: int
    end: int


def folded_words(text: str) -> str:
    """`text` so that splitting it at all ASCII characters but letters and digits gives its words.

    ASCII capitals are left as they are where the whole text is ASCII: SQLite's `ascii` tokenizer
    makes them small, and most text needs no more than that.
    """
    if text.isascii():
        return text
    # What is no letter goes first: taken apart, some of it would become letters (`℃`).
    apart = unicodedata.normalize("NFKD", _SEPARATOR.sub(" ", text))
    plain = unicodedata.normalize("NFC", _ACCENT.sub("", apart)).casefold()
    return _SEPARATOR.sub(" ", _SINGLES.sub(_apart, plain))


def small_words(text: str) -> str:
    """`folded_words` with ASCII capitals made small, as the index does."""
    folded = folded_words(text)
    # What is not ASCII is in small letters already, by `casefold`; `lower` would change Cherokee.
    return folded.lower() if folded.isascii() else folded


def _apart(run: re.Match[str]) -> str:
    return f" {' '.join(run[0])} "


def split_words(text: str) -> list[str]:
    """The words of a text, in order."""
    words = re.split(r"[^0-9a-z\x80-\U0010ffff]+", small_words(text))
    return [word for word in words if word]


def is_single(word: str) -> bool:
    """Whether a word is one character of a script that is cut into characters."""
    return len(word) == 1 and _SINGLES.match(word) is not None


def words_at(text: str) -> Iterator[Word]:
    """The words of a text with their places; several may share one (`½` is two)."""
    if text.isascii():
        for found in _ASCII_WORD.finditer(text.lower()):
            yield Word(found[0], found.start(), found.end())
        return
    # A text says most of its words often, and folding one is slow.
    known: dict[str, list[str]] = {}
    for found in _WORD.finditer(text):
        said = found[0]
        words = known.get(said)
        if words is None:
            words = known[said] = split_words(said)
        for word in words:
            yield Word(word, found.start(), found.end())
