"""Breaks runs of text into lines of at most so many cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from minimax_tui.domain.widths import cell_width, measured_clusters
from minimax_tui.markdown.inline import Run
from minimax_tui.markdown.lines import Span

# Characters that take one cell each whatever stands beside them: the fast path counts them.
_WIDE_OR_ODD = re.compile(
    "[^\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u0587\u2010-\u2027\u2030-\u203b\u203d-"
    "\u2048\u204a-\u205e\u20a0-\u20c0\u2190-\u2193\u219c-\u21a8\u21ab-\u21ff\u2200-\u22ff"
    "\u2500-\u25a9\n]"
)
_OPENING = "（《「『【〔〖〈［｛“‘([{"
CLOSING_WIDE = "，。！？、；：）》」』】〕〗〉］｝"
_CLOSING = CLOSING_WIDE + "”’…—～・ー々)]},.!?:;%"
_WIDE = (
    "\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f"
    "\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
)


@cache
def _unit() -> re.Pattern[str]:
    """What is never broken unless it is wider than the line, and blanks.

    A wide character with the punctuation that sticks to it, or a run of other characters. Compiled
    for the first wide text: it takes as long as all other patterns together.
    """
    return re.compile(
        rf"[ \t]+|\n|[{re.escape(_OPENING)}]*[{_WIDE}][\u0300-\u036f\u200d\ufe0f]*"
        rf"[{re.escape(_CLOSING)}]*|[^ \t\n{_WIDE}]+"
    )


def breaks(text: str, width: int) -> list[tuple[int, int, bool]]:
    """The lines of `text`: start, end, and whether the line goes on by a wrap.

    Blanks at a wrap belong to no line, and those that a source line begins with leave a cell free.
    Words wider than `width` are broken between clusters; a cluster wider than `width` gets a line
    of its own.
    """
    width = max(1, width)
    if not _WIDE_OR_ODD.search(text):
        return _narrow_breaks(text, width)
    return _wide_breaks(text, width)


def _narrow_breaks(text: str, width: int) -> list[tuple[int, int, bool]]:
    """Every character is one cell, so a line's end is found by searching back for a blank."""
    lines: list[tuple[int, int, bool]] = []
    start = 0
    size = len(text)
    while True:
        stop = text.find("\n", start)
        if stop < 0:
            stop = size
        blanks = start
        while blanks < stop and text[blanks] == " ":
            blanks += 1
        start = max(start, blanks - width + 1)
        while stop - start > width:
            at = text.rfind(" ", start, start + width + 1)
            if at > start and not text[start:at].isspace():
                end = at
                while text[end - 1] == " ":
                    end -= 1
                lines.append((start, end, True))
                start = at
                while start < stop and text[start] == " ":
                    start += 1
                if start >= stop:
                    # Only blanks were left: no wrap after all.
                    lines[-1] = (lines[-1][0], end, False)
                    break
            else:
                lines.append((start, start + width, True))
                start += width
        else:
            end = stop
            while end > start and text[end - 1] == " ":
                end -= 1
            lines.append((start, end if end > start else stop, False))
        if stop >= size:
            return lines
        start = stop + 1


def _wide_breaks(text: str, width: int) -> list[tuple[int, int, bool]]:
    lines: list[tuple[int, int, bool]] = []
    start = end = used = 0  # of the line; `end` is behind its last character that is no blank
    blanks = 0
    fresh = True  # nothing but blanks at the beginning of a source line
    for match in _unit().finditer(text):
        first, last = match.span()
        char = text[first]
        if char == "\n":
            lines.append((start, end, False))
            start = end = last
            used = blanks = 0
            fresh = True
            continue
        if char in " \t":
            if fresh:
                used = min(last - first, width - 1)
                start, end = last - used, last
            elif end > start:
                blanks = last - first
            else:
                start = end = last
            continue
        cells = cell_width(text[first:last])
        if used + blanks + cells <= width:
            if end == start:
                start = first if not fresh else start
            used += blanks + cells
            end = last
            blanks = 0
            fresh = False
            continue
        if end > start and not (fresh and text[start:end].isspace()):
            lines.append((start, end, True))
            start = end = first
            used = 0
        elif not fresh:
            start = end = first
            used = 0
        blanks = 0
        fresh = False
        if cells <= width - used:
            used += cells
            end = last
            continue
        at = first
        for cluster, cluster_cells in measured_clusters(text[first:last]):
            if used and used + cluster_cells > width:
                lines.append((start, at, True))
                start = at
                used = 0
            used += cluster_cells
            at += len(cluster)
        end = at
    lines.append((start, end, False))
    return lines


def pieces(
    runs: Sequence[Run], base: str, ranges: Sequence[tuple[int, int, bool]], shift: int
) -> Iterator[list[Span]]:
    """The spans of each of `ranges` over the joined text of `runs`; `shift` goes to the source."""
    index = 0
    begin = 0  # where runs[index] begins in the joined text
    count = len(runs)
    for start, end, _ in ranges:
        spans: list[Span] = []
        while index < count and begin + len(runs[index].text) <= start:
            begin += len(runs[index].text)
            index += 1
        at, place = index, begin
        while at < count and place < end:
            run = runs[at]
            text, style = run.text, run.style
            style = (f"{base} {style}" if base else style) if style else (base or "text")
            low, high = max(0, start - place), min(len(text), end - place)
            if low < high:
                source, until = run.start, run.end
                if source >= 0:
                    if until - source == len(text):
                        source, until = source + low, source + high
                    source += shift
                    until += shift
                spans.append(Span(text[low:high], style, source, until))
            place += len(text)
            at += 1
        yield spans
