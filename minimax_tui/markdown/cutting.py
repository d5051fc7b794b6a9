"""Where an open paragraph can be cut: what stands before is then drawn once and for good.

Two reasons to cut: `flow` keeps the lines of an open paragraph that nothing to come can change, and
a paragraph that is too long, or has too many open marks, goes on in a segment of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice

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
    r"(?<=\w)_+(?=\w)|(?:\*+|_+|~+)(?=\s)|(?<=\s)\$+(?=\s)|[<$](?=[\s\d])"
    r"|\[[^\[\]*_~`<$\\]*\](?=[^\[(:])|&(?:[#\w]{1,32};|[#\w]*(?=[^#\w;]))"
)
_DEAD_OR_LIVE = re.compile(rf"{_DEAD_MARKS.pattern}|(?P<live>[*_~`\[<$\\&])")
_BLANK = re.compile(r"(?<=\S) (?=\S)")
_CUTS_WELL = re.compile(r"[^\s\\] \S")
_OPAQUE = frozenset(("code.inline", "math", "html", "link.target"))
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
        if run.style or run.end - run.start != len(run.text):
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
    innermost = run.style.rsplit(" ", 1)[-1]
    if innermost in _OPAQUE or (innermost == "image" and run.text in ("[image: ", "[image", "]")):
        return "\0"
    if innermost == "footnote":
        return _EMPHASIS_MARKS.sub("\0", run.text[1:])
    if 0 <= run.start < run.end - len(run.text):
        return "\\" if run.text in ("[", "(") else "\0"
    # In a closed span, or the text of an image: emphasis has found its partner, but code, links,
    # HTML and mathematics bind more tightly and would break the span up.
    return _EMPHASIS_MARKS.sub("\0", run.text)


class ParagraphCuts:
    """Says where paragraphs are to be cut; keeps what it found for the texts looked at last."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[str, int]] = {}  # (offset, look) -> text, cut

    def cut(self, segment: Segment) -> int:
        """Behind how many characters of its text a paragraph is to be cut; 0: not at all.

        The outcome depends on the text only, and not on what follows the part that is looked at.
        """
        lines = segment.lines
        size = sum(map(len, lines)) + len(lines) - 1
        if size < _FIRST_LOOK:
            return 0
        text = segment.text()
        limit = _limit(text)
        marks = sum(map(text.count, _MARKS))
        look = _FIRST_LOOK
        while look <= marks:
            beginning, cut = self._look(segment, text, look)
            if len(beginning) >= limit:
                break
            if cut:
                return cut
            look *= 2
        return self._look(segment, text[:limit], 0)[1] if size > limit else 0

    def _look(self, segment: Segment, text: str, look: int) -> tuple[str, int]:
        """The text up to a mark (0: all of it), and where it is to be cut, 0: not there."""
        key = segment.offsets[0], look
        known = self._known.get(key)
        if known is not None and text.startswith(known[0]):
            return known
        beginning, cut = text, 0
        if look:
            marks = _LIVE_MARKS.finditer(text)
            beginning = text[: next(islice(marks, look - 1, None)).end()]
        if len(beginning) <= MAX_PARAGRAPH_CHARACTERS:
            runs = inline.parse(beginning, Scope(segment.scope.mathematics))
            if not look or _open_marks(runs) > _MAX_OPEN_MARKS:
                cut = _safe_cut(beginning, runs)
        if len(self._known) > 64:
            self._known.clear()
        self._known[key] = beginning, cut
        return beginning, cut


def _limit(text: str) -> int:
    """How long a paragraph that begins with `text` may be at most."""
    if text.count("[") <= _MAX_BRACKETS:
        return MAX_PARAGRAPH_CHARACTERS
    brackets = (at for at, char in enumerate(text) if char == "[")
    return min(next(islice(brackets, _MAX_BRACKETS, None)), MAX_PARAGRAPH_CHARACTERS)


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
        if not run.style and run.end > half and run.end - run.start == len(run.text)
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
