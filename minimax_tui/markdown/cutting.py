"""Where an open paragraph can be cut: what stands before is then drawn once and for good.

Two reasons to cut: `flow` keeps the lines of an open paragraph that nothing to come can change, and
a paragraph that is too long, or has too many open marks, goes on in a segment of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown import inline
from minimax_tui.markdown.inline import Run
from minimax_tui.markdown.segment import Scope, Segment

MAX_PARAGRAPH_CHARACTERS = 4_000
# Marks that wait for a partner cost time with each character that follows. After so many marks,
# twice as many, four times … it is seen how many still wait.
_FIRST_LOOK = 64
_MAX_OPEN_MARKS = 48
_MAX_BRACKETS = 250  # less than `walk` takes, so that they mean the same in every part

# Safe to leave behind although there are marks in it: they cannot pair with anything to come.
_DEAD_MARKS = re.compile(
    r"(?<=\w)_+(?=\w)|(?<=\s)[*_$~]+(?=\s)|\[[^\[\]*_~`<$\\]*\](?=[^\[(:])|[<$](?=[\s\d])"
    r"|&(?:[#\w]{1,32};|[#\w]*(?=[^#\w;]))"
)
_DEAD_OR_LIVE = re.compile(rf"{_DEAD_MARKS.pattern}|(?P<live>[*_~`\[<$\\&])")
_BLANK = re.compile(r"(?<=\S) (?=\S)")
_CUTS_WELL = re.compile(r"[^\s\\] \S")
_OPAQUE = frozenset(("code.inline", "math", "html", "link.target", "footnote", "image"))
_EMPHASIS_MARKS = re.compile(r"[*_~]+")
_LIVE_MARKS = re.compile(r"[*_~`\[<$\\&]")
_MARKS = "*_`~[<$\\&"


def is_settled(runs: Sequence[Run]) -> bool:
    """Whether no text that follows can change `runs`, the beginning of what was parsed."""
    return _first_open_mark(runs) is None


def settled_beginning(runs: Sequence[Run], text: str) -> int:
    """How much of `text`, of which `runs` were made, can be parsed without what follows it.

    And what follows without it: it ends behind a blank that is in no span. 0: nothing of it.
    """
    open_mark = _first_open_mark(runs)
    last = len(runs) - 1 if open_mark is None else open_mark
    for index in range(last, max(-1, last - 8), -1):
        run = runs[index]
        if run.style or run.end - run.start != len(run.text) or len(run.text) < 2:
            continue
        end = run.end
        if index == open_mark:
            found = _LIVE_MARKS.search(text, run.start, run.end)  # at the latest
            end = found.start() if found else run.start
        while (at := text.rfind(" ", run.start, end)) >= 0:
            if _CUTS_WELL.match(text, at - 1):
                return at + 1
            end = at
    return 0


def _first_open_mark(runs: Sequence[Run]) -> int | None:
    """The first run with a literal mark outside of all spans that might still find a partner."""
    literals = list(map(_literal, runs))
    literal = "".join(literals)
    if not _LIVE_MARKS.search(literal):
        return None
    for match in _DEAD_OR_LIVE.finditer(literal):
        if match["live"]:
            at = match.start()
            for index, part in enumerate(literals):
                at -= len(part)
                if at < 0:
                    return index
    return None


def _literal(run: Run) -> str:
    """The run's text where its marks may still pair, else "\\0" (no blank, no part of a word)."""
    if not run.style:
        if 0 <= run.start < run.end - len(run.text):
            # An escaped mark is longer in the source than it is drawn, and pairs with nothing: but
            # a bracket might still turn out to begin mathematics.
            return "\\" if run.text in ("[", "(") else "\0"
        return run.text
    if run.style.rsplit(" ", 1)[-1] in _OPAQUE:
        return "\0"
    if 0 <= run.start < run.end - len(run.text):
        return "\\" if run.text in ("[", "(") else "\0"
    # In a closed span: emphasis has found its partner, but code, links, HTML and mathematics bind
    # more tightly and would break the span up.
    return _EMPHASIS_MARKS.sub("\0", run.text)


def paragraph_cut(segment: Segment, known: dict[tuple[int, int], tuple[str, int]]) -> int:
    """Behind how many characters of its text a paragraph is to be cut; 0: not at all.

    The outcome depends on the text only, and not on what follows the part that was looked at.
    `known` keeps what was found for the beginnings looked at last.
    """
    lines = segment.lines
    size = sum(map(len, lines)) + len(lines) - 1
    if size < _FIRST_LOOK:
        return 0
    text = segment.text()
    begins = _dense_beginnings(text) if sum(map(text.count, _MARKS)) >= _FIRST_LOOK else []
    limit = _limit(text)
    if size > limit:
        begins = [*(place for place in begins if place < limit), limit]
    for place in begins:
        key = segment.offsets[0], place
        beginning = text[:place]
        kept, cut = known.get(key, ("", 0))
        if kept != beginning:
            if len(known) > 64:
                known.clear()
            runs = inline.parse(beginning, Scope(segment.scope.mathematics))
            cut = 0
            if place == limit or _open_marks(runs) > _MAX_OPEN_MARKS:
                cut = _safe_cut(beginning, runs)
            known[key] = beginning, cut
        if cut:
            return cut
    return 0


def _dense_beginnings(text: str) -> list[int]:
    """Where in `text` the 64th, 128th, 256th … mark ends, as far as it is looked at."""
    marks = [match.end() for match in _LIVE_MARKS.finditer(text, 0, MAX_PARAGRAPH_CHARACTERS - 1)]
    found: list[int] = []
    count = _FIRST_LOOK
    while count <= len(marks):
        found.append(marks[count - 1])
        count *= 2
    return found


def _limit(text: str) -> int:
    """How long a paragraph that begins with `text` may be at most."""
    if text.count("[") <= _MAX_BRACKETS:
        return MAX_PARAGRAPH_CHARACTERS
    at = -1
    for _ in range(_MAX_BRACKETS):
        at = text.find("[", at + 1)
    return min(at, MAX_PARAGRAPH_CHARACTERS)


def _open_marks(runs: list[Run]) -> int:
    literal = "".join(map(_literal, runs))
    return len(_LIVE_MARKS.findall(_DEAD_MARKS.sub(" ", literal)))


def _safe_cut(text: str, runs: list[Run]) -> int:
    """Where to cut a paragraph that begins with `text`: behind a blank that is in no span.

    A span open for more than half of `text` is cut, and its marks are then literal.
    """
    half = len(text) // 2
    places = [
        (index, match.start() - run.start + 1)
        for index, run in enumerate(runs)
        if not run.style and run.end > half and run.end - run.start == len(run.text) > 1
        for match in _BLANK.finditer(text, max(run.start, half), run.end)
    ]

    def settled(place: tuple[int, int]) -> bool:
        index, into = place
        return is_settled(
            [*runs[:index], runs[index]._replace(text=runs[index].text[:into], start=-1)]
        )

    if places:
        # The last place that no open mark stands in front of; without one, simply the last.
        after = bisect_right(places, False, key=lambda place: not settled(place))
        index, into = places[after - 1]
        return runs[index].start + into
    for at in range(len(text) - 1, half, -1):
        if text[at - 1].isspace() and not text[at].isspace():
            return at
    # No blank at all: between two characters, and not before one that joins the last.
    for at in range(len(text) - 1, half, -1):
        if cell_width(text[at]) and text[at - 1] != "\u200d" and not text[at].isspace():
            return at
    return len(text) - 1
