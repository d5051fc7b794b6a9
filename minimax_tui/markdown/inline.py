"""Inline Markdown -> runs: text with style names and its place in the source."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown.segment import Scope

if TYPE_CHECKING:
    from markdown_it.token import Token

    from minimax_tui.markdown.walk import Walk


class Run(NamedTuple):
    """Text in one style. `start` and `end` are its place in the source text, or both -1.

    Where `end - start` is the length of `text` the run maps character by character. The text
    "\\n" is a line break.
    """

    text: str
    style: str
    start: int
    end: int


def is_exact(run: Run) -> bool:
    """Whether each character of the run is one character of the source."""
    return run.start >= 0 and run.end - run.start == len(run.text)


# A text with none of these is one plain run.
_SPECIAL = re.compile(r"[\\`*_~\[<&$\n]|://")
# What may be more than the characters it is written with. Not among them: "_" within a word, "*"
# between blanks, "<" and "&" that no letter follows … Brackets are looked at on their own.
_LIVE = re.compile(
    r"\\[ -/:-@\[-`{-~\n]|`|(?<!\w)_|_(?!\w)|(?<!\s)\*|\*(?!\s)|~~|<[A-Za-z/!?]|&(?=#?\w{1,32};)"
)
_DOLLAR = re.compile(r"\$(?!\s)")


def parse(text: str, scope: Scope) -> list[Run]:
    """The runs of an inline text. Never fails; unclosed marks are literal."""
    if not text.isprintable():
        text = visible(text).replace("\t", " ")
    if not _SPECIAL.search(text):
        return [Run(text, "", 0, len(text))] if text else []
    walk = _walk_class()(text)
    if is_plain(text, scope):
        return _plain_lines(text, walk)
    return walk.runs(_tokens()(walk.parsed, scope))


def links(text: str, scope: Scope) -> list[tuple[str, str, int, int]]:
    """The links and images of an inline text: shown text, target, start and end in `text`."""
    if not _SPECIAL.search(text):
        return []
    walk = _walk_class()(visible(text).replace("\t", " "))
    walk.runs(_tokens()(walk.parsed, scope))
    return walk.links


# These imports are paid by the first markup shown, not by the start of the program.


@cache
def _walk_class() -> type[Walk]:
    from minimax_tui.markdown.walk import Walk

    return Walk


@cache
def _tokens() -> Callable[[str, Scope], list[Token]]:
    from minimax_tui.markdown.inline_grammar import tokens

    return tokens


def is_plain(text: str, scope: Scope) -> bool:
    """Whether no character of `text` is markup, so that it need not be parsed.

    Line ends and bare addresses aside. May be False for plain text, never True for markup.
    """
    if _LIVE.search(text) or ("\\" in text and "://" in text):
        return False
    if "[" in text and "]" in text and (scope.definitions or "](" in text):
        return False
    return not (scope.mathematics and text.count("$") > 1 and _DOLLAR.search(text))


def _plain_lines(text: str, walk: Walk) -> list[Run]:
    """The runs of a text that is plain; as the parser would make them."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        line = line.lstrip(" ") if number else line
        last = number == len(lines) - 1
        walk.put_text(line if last else line.rstrip(" "))
        if not last:
            walk.put_line_end(hard=line.endswith("  "))
    return walk.found


def line_end(text: str, at: int, *, hard: bool) -> str:
    """How the line end `text[at]` is drawn: a line break, a blank or nothing."""
    if hard:
        return "\n"
    # Chinese and Japanese have no blanks between words: a line end there stands for nothing.
    joined = 0 < at < len(text) - 1 and _is_cjk(text[at - 1]) and _is_cjk(text[at + 1])
    return "" if joined else " "


def _is_cjk(char: str) -> bool:
    return "\u3001" <= char <= "\u9fff" or "\uff01" <= char <= "\uff60"


def natural_width(text: str, scope: Scope) -> int:
    """The cells that an inline text takes when it is not wrapped (its widest line)."""
    if not _SPECIAL.search(text) and text.isprintable():
        return cell_width(text)
    shown = "".join(run.text for run in parse(text, scope))
    return max(map(cell_width, shown.split("\n")))
