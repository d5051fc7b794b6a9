r"""Mathematics in LaTeX -> Unicode, or nothing where that could mislead.

The LaTeX is parsed by pylatexenc, which also knows most symbols (`latex`, `math_symbols`); here the
parts are put together on one line: `\frac{a+b}{2}` as `(a + b)/2`, `x_i^2` as `xᵢ²`. What has no
Unicode form in a line of text (matrices, aligned lines, unknown commands) is left to be shown as
its source. So are words between dollar signs, which are more often prices or shell variables.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from minimax_tui.markdown.math_layout import Atom, Unsupported, laid_out, read
from minimax_tui.markdown.math_symbols import FUNCTIONS

MAX_CHARACTERS = 1_000
MAX_DEPTH = 16

_DELIMITERS = ("$$", "$", "\\(", "\\[")
_NEEDS_PARSER = re.compile(r"[\\{}~&%#]")
# Words, which are no formula: three letters or more, but in a script ("x_{max}" is what "HOME/" is
# not), and two between blanks where nothing else looks like mathematics.
_WORD = re.compile(r"(?<![A-Za-z])(?<![_^]\{)[A-Za-z]{3,}")
_SHORT_WORD = re.compile(r"\s(?!d[a-z]\s)[A-Za-z]{2,}\s")
_OPERATOR = re.compile(r"[_^=+<>]")


class Piece(NamedTuple):
    """Part of a formula as it is drawn, and its place in the source; -1, -1 for added blanks."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=1024)
def pieces(source: str) -> tuple[Piece, ...] | None:
    """The formula `source`, with its delimiters, as Unicode; None: its source is to be shown."""
    start = next((len(opener) for opener in _DELIMITERS if source.startswith(opener)), 0)
    content = source[start : len(source) - start]
    lead = len(content) - len(content.lstrip())
    content = content.strip()
    if not content or len(content) > MAX_CHARACTERS or _depth(content) > MAX_DEPTH:
        return None
    if "\\" not in content and _is_prose(content):
        return None
    try:
        atoms = _atoms(content)
    except Unsupported:
        return None
    found: list[Piece] = []
    for text, at, until in laid_out(atoms):
        shift = start + lead
        place = (at + shift, until + shift) if at >= 0 else (-1, -1)
        last = found[-1] if found else None
        if (
            last is not None
            and last.start >= 0
            and last.end == place[0]
            and last.text == source[last.start : last.end]
            and text == source[place[0] : place[1]]
        ):
            found[-1] = Piece(last.text + text, last.start, place[1])
        else:
            found.append(Piece(text, *place))
    return tuple(found) if found and all(piece.text.isprintable() for piece in found) else None


def _is_prose(content: str) -> bool:
    """Whether this looks like words that happen to stand between dollar signs."""
    if not FUNCTIONS.issuperset(_WORD.findall(content)):
        return True
    return not _OPERATOR.search(content) and _SHORT_WORD.search(content) is not None


def _atoms(content: str) -> list[Atom]:
    if not _NEEDS_PARSER.search(content):
        return read([(char, at, at + 1) for at, char in enumerate(content)])
    # The import is paid by the first formula with a command or braces in it.
    from minimax_tui.markdown import latex

    return latex.atoms(content)


def _depth(content: str) -> int:
    """How deeply braces and environments are nested; parsing recurses so often."""
    depth = deepest = 0
    for match in re.finditer(r"\\begin|\\end|[{}$]|\\left|\\right", content):
        if match[0] in ("}", "\\end", "\\right"):
            depth -= 1
        else:
            depth += 1
            deepest = max(deepest, depth)
    return deepest
