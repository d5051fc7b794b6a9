"""Where a line of plain text may be broken: at spaces, and beside Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from minimax_tui.domain.widths import cell_width

# Scripts that are written without spaces: CJK, kana, bopomofo, Yi; Korean has spaces.
_WIDE = (
    "\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua000-\ua4cf\uf900-\ufaff\U00020000-\U0003fffd"
)
# What begins no line and what ends none: CLREQ (Requirements for Chinese Text Layout, W3C),
# "Prohibition Rules for Line Start and Line End", 2026-11.
_CLOSING = re.escape("，。、；：！？）》」』】〉”’…—·ー％,.;:!?)]}%")
_OPENING = rf"(?:[（《「『【〈]|[(\[{{“‘](?=[{_WIDE}]))"
_WORD = re.compile(r"\S+\s*|\s+")


@cache
def _piece() -> re.Pattern[str]:
    # Compiled at the first use: that takes several milliseconds, and English needs none of it.
    return re.compile(
        rf"(?:{_OPENING}*(?:[{_WIDE}][{_CLOSING}]*|(?:(?!{_OPENING})[^\s{_WIDE}])+)|{_OPENING}+)\s*"
        r"|\s+"
    )


def pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """What of `text` is not broken, in order, with the white space after it.

    Returns:
        Start, end and text of each; together they are `text`.
    """
    rule = _piece() if max(text, default="") >= "\u2e80" else _WORD
    return ((found.start(), found.end(), found[0]) for found in rule.finditer(text))


def wrap_cells(text: str, width: int) -> list[str]:
    """`text` as lines of at most `width` cells; a word that is longer has a line of its own.

    Runs of white space count as one space.
    """
    lines: list[str] = []
    line, cells = "", 0
    for _, _, piece in pieces(" ".join(text.split())):
        if line and cells + cell_width(piece.rstrip()) > width:
            lines.append(line.rstrip())
            line, cells = "", 0
        line, cells = line + piece, cells + cell_width(piece)
    return [*lines, line] if line else lines
