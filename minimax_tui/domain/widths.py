"""How many terminal cells a text takes: wide, combining, joined and zero-width characters.

The rules follow what terminals and Rich (which Textual measures with) agree on; a test compares
the two over every assigned character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

ZERO_WIDTH_JOINER = "\u200d"
EMOJI_PRESENTATION = "\ufe0f"

# Format characters that draw a visible sign (Unicode 15.1, prepended concatenation marks).
_VISIBLE_FORMAT = frozenset(
    [*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0xAD, 0x110BD, 0x110CD]
)
# The characters in these ranges are one cell wide and stand alone: the fast path.
_NARROW = frozenset(
    chr(code)
    for start, end in ((0x20, 0x7F), (0xA0, 0xAD), (0xAE, 0x300), (0x370, 0x483), (0x2500, 0x25FD))
    for code in range(start, end)
)
_is_narrow = _NARROW.issuperset
# The symbols that Unicode 16 made wide; the database of Python 3.11 is older.
_WIDE_SINCE_16 = (
    (0x2630, 0x2637), (0x268A, 0x268F), (0x4DC0, 0x4DFF), (0x1D300, 0x1D356), (0x1D360, 0x1D376)
)  # fmt: skip
# Where a character that this Python does not know yet is probably wide: CJK, Tangut, Kana, emoji.
_WIDE_IF_UNKNOWN = (
    (0x2FFC, 0x31EF), (0xFA6E, 0xFAFF), (0x16FE0, 0x18DFF), (0x1AFF0, 0x1B16F),
    (0x1F6D8, 0x1F6DC), (0x1FA70, 0x1FAFF), (0x20000, 0x3FFFD)
)  # fmt: skip
# The characters that EMOJI_PRESENTATION makes two cells wide (emoji-variation-sequences.txt of
# Unicode 17, those that are narrow without it).
_WIDENED = frozenset(
    "#*0123456789©®‼⁉™ℹ↔↕↖↗↘↙↩↪⌨⏏⏭⏮⏯⏱⏲⏸⏹⏺Ⓜ▪▫▶◀◻◼☀☁☂☃☄☎☑☘☝☠☢☣☦☪☮☯☸☹☺♀♂♟♠♣♥♦♨♻♾"
    "⚒⚔⚕⚖⚗⚙⚛⚜⚠⚧⚰⚱⛈⛏⛑⛓⛩⛰⛱⛴⛷⛸⛹✂✈✉✌✍✏✒✔✖✝✡✳✴❄❇❣❤➡⤴⤵⬅⬆⬇🅰🅱🅾🅿🌡🌤🌥🌦🌧🌨🌩🌪🌫🌬🌶🍽🎖🎗🎙🎚🎛🎞🎟🏋🏌🏍"
    "🏎🏔🏕🏖🏗🏘🏙🏚🏛🏜🏝🏞🏟🏳🏵🏷🐿👁📽🕉🕊🕯🕰🕳🕴🕵🕶🕷🕸🕹🖇🖊🖋🖌🖍🖐🖥🖨🖱🖲🖼🗂🗃🗄🗑🗒🗓🗜🗝🗞🗡🗣🗨🗯🗳🗺🛋🛍🛎🛏🛠🛡🛢🛣🛤🛥🛩🛰🛳"
)


@lru_cache(maxsize=8192)
def char_width(char: str) -> int:
    """Cells of one character on its own: 0, 1 or 2."""
    code = ord(char)
    if code < 0x20 or 0x7F <= code < 0xA0:
        return 0
    if 0x1F3FB <= code <= 0x1F3FF or 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF:
        return 0  # skin tones and the later parts of a Hangul syllable join what stands before
    if code in (0x3164, 0xFFA0):
        return 0  # Hangul fillers
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Mc"):
        return 0
    if category in ("Cf", "Zl", "Zp"):
        return 1 if code in _VISIBLE_FORMAT else 0
    if category == "Cn":
        return 2 if any(first <= code <= last for first, last in _WIDE_IF_UNKNOWN) else 1
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 2 if any(first <= code <= last for first, last in _WIDE_SINCE_16) else 1


def cell_width(text: str) -> int:
    """Cells that `text` takes on one line; control characters count as nothing."""
    if _is_narrow(text):
        return len(text)
    if ZERO_WIDTH_JOINER not in text and EMOJI_PRESENTATION not in text:
        return sum(map(char_width, text))
    return sum(width for _, width in measured_clusters(text))


def measured_clusters(text: str) -> Iterator[tuple[str, int]]:
    """The user-perceived characters of `text`, each with its width in cells."""
    start, width, last = 0, 0, ""
    index, size = 0, len(text)
    flag_half = False
    while index < size:
        char = text[index]
        if char == ZERO_WIDTH_JOINER and index > start:
            index += 2  # what is joined adds no cells
            continue
        if char == EMOJI_PRESENTATION and index > start:
            if width == 1 and last in _WIDENED:
                width = 2
            last = ""
            index += 1
            continue
        own = char_width(char)
        regional = 0x1F1E6 <= ord(char) <= 0x1F1FF
        if index > start and own and not (regional and flag_half):
            yield text[start:index], width
            start, width = index, 0
            flag_half = False
        if own:
            last = char
            flag_half = regional and not flag_half
        width += own
        index += 1
    if start < size:
        yield text[start:], width


def clusters(text: str) -> Iterator[str]:
    """The user-perceived characters of `text` in order; together they are `text`."""
    return (cluster for cluster, _ in measured_clusters(text))


def truncate(text: str, width: int, mark: str = "…") -> str:
    """`text`, or its beginning and `mark`, so that it takes at most `width` cells."""
    if cell_width(text) <= width:
        return text
    room = width - cell_width(mark)
    if room < 0:
        return ""
    kept: list[str] = []
    for cluster, cells in measured_clusters(text):
        if cells > room:
            break
        kept.append(cluster)
        room -= cells
    return "".join(kept) + mark


def truncate_middle(text: str, width: int, mark: str = "…") -> str:
    """`text`, or its beginning, `mark` and more of its end, in at most `width` cells.

    For a path, of which the end tells most.
    """
    if cell_width(text) <= width:
        return text
    room = width - cell_width(mark)
    if room < 0:
        return ""
    start = truncate(text, room // 3, "")
    return start + mark + _ending(text, room - cell_width(start))


def truncate_start(text: str, width: int, mark: str = "…") -> str:
    """`text`, or `mark` and its end, so that it takes at most `width` cells."""
    if cell_width(text) <= width:
        return text
    room = width - cell_width(mark)
    return mark + _ending(text, room) if room >= 0 else ""


def _ending(text: str, room: int) -> str:
    """As much of the end of `text` as `room` cells hold."""
    kept: list[str] = []
    for cluster, cells in reversed(list(measured_clusters(text))):
        if cells > room:
            break
        kept.append(cluster)
        room -= cells
    return "".join(reversed(kept))
