"""Draws paragraphs and headings: inline text, wrapped."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown import inline
from minimax_tui.markdown.cutting import is_settled, settled_beginning
from minimax_tui.markdown.inline import Run, is_exact
from minimax_tui.markdown.lines import Line, Span
from minimax_tui.markdown.prefix import Prefix
from minimax_tui.markdown.segment import Scope, Segment
from minimax_tui.markdown.wrap import CLOSING_WIDE, breaks, pieces

_MAX_LINES_BACK = 10
_MIN_PARSED = 60  # characters; less is not worth keeping
_SHORTEST_RULE = 4  # cells
DISPLAY_INDENT = "  "
NARROW = 24
"""Cells; with no more, a displayed formula is not indented."""


class _Flow(NamedTuple):
    """What is settled of an open paragraph: its first `lines`, made of `text`, its beginning.

    And the `runs` of the part behind it that is parsed for good, `parsed`.
    """

    key: tuple[object, ...]
    text: str
    lines: list[Line]
    parsed: str
    runs: list[Run]


def draw(segment: Segment, width: int, start: Prefix, skipped: int) -> list[Line]:
    """The lines of a paragraph or heading without its first `skipped` characters."""
    if segment.leaf == "heading":
        base = f"heading{segment.level}"
    else:
        base = "quote" if any(c.kind == "quote" for c in segment.containers) else ""
    text = segment.text()[skipped:] if skipped else segment.text()
    key = (width, segment.scope.version, start, base, skipped, segment.offsets[:1])
    memo = segment.memo
    if type(memo) is not _Flow or memo.key != key or not text.startswith(memo.text):
        memo = _Flow(key, "", [], "", [])
    lines = memo.lines[:]
    at = len(memo.text)
    body = text[at:] if at else text
    # Blanks that end a paragraph are not shown, and they may be all there is of it yet.
    shown = body.rstrip(" \t\n")
    runs = (
        _parsed(shown, memo, segment.scope) if memo.parsed else inline.parse(shown, segment.scope)
    )
    joined = runs[0].text if len(runs) == 1 else "".join(run.text for run in runs)
    if not at and width - start.cells > NARROW and _is_display(runs, shown):
        indent = (Span(DISPLAY_INDENT, "text"),)
        start = Prefix(
            (*start.first, *indent), (*start.rest, *indent), start.cells + len(DISPLAY_INDENT)
        )
    ranges = breaks(joined, width - start.cells)
    if len(segment.lines) == 1:
        placed, shift = runs, segment.offsets[0] + skipped + at
    else:
        placed, shift = located(runs, segment, skipped + at), 0
    for (_, _, soft), spans in zip(ranges, pieces(placed, base, ranges, shift), strict=True):
        before = start.rest if lines else start.first
        lines.append(Line((*before, *spans) if before else tuple(spans), soft))
    if segment.level == 1 and segment.leaf == "heading":
        lines[-1] = _ruled(lines[-1], width)
    if segment.open and segment.leaf == "paragraph":
        cut = _settled(runs, ranges, body) if len(ranges) > 3 else None
        if cut is not None:
            count, end = cut
            kept = lines[: len(lines) - len(ranges) + count]
            segment.memo = _Flow(key, text[: at + end], kept, "", [])
        elif len(runs) > 1 and len(shown) - len(memo.parsed) > _MIN_PARSED:
            end = settled_beginning(runs, shown)
            if end > len(memo.parsed):
                segment.memo = memo._replace(parsed=shown[:end], runs=_until(runs, end))
    return lines


def _is_display(runs: list[Run], text: str) -> bool:
    """Whether a paragraph is one displayed formula on a line of its own."""
    return text.startswith(("$$", "\\[")) and all(run.style == "math" for run in runs)


def _ruled(line: Line, width: int) -> Line:
    """A title's last line with a rule from its end to the edge, where there is room for one."""
    free = width - sum(cell_width(span.text) for span in line.spans) - 1
    if free < _SHORTEST_RULE:
        return line
    return line._replace(spans=(*line.spans, Span(" ", "text"), Span("─" * free, "rule")))


def _parsed(text: str, memo: _Flow, scope: Scope) -> list[Run]:
    """The runs of `text`, of which only what is new is parsed."""
    done = len(memo.parsed)
    if len(text) <= done or not text.startswith(memo.parsed):
        return inline.parse(text, scope)
    runs = memo.runs[:]
    for run in inline.parse(text[done:], scope):
        if run.start >= 0:
            run = run._replace(start=run.start + done, end=run.end + done)
        last = runs[-1]
        if run.start == last.end == done and not run.style and is_exact(run):
            runs[-1] = last._replace(text=last.text + run.text, end=run.end)
        else:
            runs.append(run)
    return runs


def _until(runs: list[Run], end: int) -> list[Run]:
    """The runs of the text before `end`, which is within a plain one."""
    found: list[Run] = []
    for run in runs:
        if run.start < end < run.end:
            return [*found, run._replace(text=run.text[: end - run.start], end=end)]
        found.append(run)
        if run.end == end:
            break
    return found


def _settled(
    runs: list[Run], ranges: list[tuple[int, int, bool]], body: str
) -> tuple[int, int] | None:
    """How many lines nothing to come can change, and how much of `body` they were made of.

    The last two lines may change. The next line must begin behind a blank in plain text, or with a
    character in plain text (Chinese, Japanese) that no mark before or behind it has to do with.
    """
    begins: list[int] = []
    place = 0
    for run in runs:
        begins.append(place)
        place += len(run.text)
    for count in range(len(ranges) - 2, max(0, len(ranges) - 2 - _MAX_LINES_BACK), -1):
        first = ranges[count][0]
        if not ranges[count - 1][2] or not first:
            continue
        # The character before: a blank that belongs to no line, if it is one.
        index = bisect_right(begins, first - 1) - 1
        run = runs[index]
        if run.style or run.start < 0 or run.end - run.start != len(run.text):
            continue
        end = run.start + first - begins[index]
        if not _stands_alone(body, end):
            continue
        if body[end - 1] != " " and first == begins[index] + len(run.text):
            continue  # what stands behind is no plain text
        # The first word behind the cut must be settled too: marks in it that turned out to be no
        # text would make it short enough for the line above.
        until = ranges[count + 1][0]
        last = bisect_right(begins, until) - 1
        partial = runs[last]._replace(text=runs[last].text[: until - begins[last]], start=-1)
        if is_settled([*runs[:last], partial]):
            return count, end
    return None


def _stands_alone(text: str, at: int) -> bool:
    """Whether `text` can be cut at `at` and each part parsed alone. `wrap` breaks at such places.

    Behind a single blank, or before a Chinese or Japanese character that follows two others.
    """
    if at < 2 or at >= len(text):
        return False
    before, last, after = text[at - 2], text[at - 1], text[at]
    if last == " ":
        return not (before.isspace() or before == "\\" or after.isspace())
    if not ("\u3041" <= after <= "\u30ff" or "\u3400" <= after <= "\u9fff"):
        return False
    return all(char.isalnum() or char == "_" or char in CLOSING_WIDE for char in (before, last))


def located(runs: list[Run], segment: Segment, skipped: int) -> list[Run]:
    """The runs with places in the source instead of places in the segment's text.

    That text is here without its first `skipped` characters.
    """
    begins: list[int] = []
    at = -skipped
    for line in segment.lines:
        begins.append(at)
        at += len(line) + 1
    offsets = segment.offsets
    found: list[Run] = []
    for run in runs:
        if run.start < 0:
            found.append(run)
            continue
        index = bisect_right(begins, run.start) - 1
        start = offsets[index] + run.start - begins[index]
        if run.end > run.start:
            last = bisect_right(begins, run.end - 1) - 1
            end = offsets[last] + run.end - begins[last]
        else:
            end = start
        found.append(Run(run.text, run.style, start, end))
    return found
