"""Segments -> lines of spans, for a width in cells.

`render` is a function of the segment's content, its document's definitions and the width. What an
open segment had drawn before is kept on the segment only to save work; it is checked against the
content each time, and no outcome depends on it.

The style names (later ones of a span's list lie on top):

    text                                   normal text
    heading1 … heading6
    strong emphasis strike link link.target code.inline image math html footnote
    list.marker task.open task.done
    quote quote.bar
    rule
    definition                             a link definition, shown as written
    table.header table.rule
    code                                   the fill of a code line, and its plain text
    code.label code.copy code.wrap         language, copy mark (``code.label code.copy``), wrap mark
    token.*                                see `code.GROUPS`; always on ``code``
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.widths import cell_width, measured_clusters, truncate
from minimax_tui.markdown import inline, table
from minimax_tui.markdown.code import START, State, Tokens, highlighter
from minimax_tui.markdown.inline import Run
from minimax_tui.markdown.lines import Line, Span
from minimax_tui.markdown.prefix import Prefix, prefix
from minimax_tui.markdown.segment import Segment
from minimax_tui.markdown.wrap import CLOSING_WIDE, breaks, pieces

COPY_MARK = "⧉"
WRAP_MARK = "↪"
TAB = 4
_TASKS = {"[ ]": ("☐", "task.open"), "[x]": ("☑", "task.done"), "[X]": ("☑", "task.done")}


def render(segment: Segment, width: int) -> list[Line]:
    """The lines of `segment` in at most `width` cells (a blank line for its `gap` not among them).

    Only a single character wider than `width` makes a line wider.
    """
    width = max(1, width)
    task = _task(segment)
    start = prefix(segment.containers, segment.fresh, width, task[0] if task else None)
    leaf = segment.leaf
    if leaf == "code":
        lines = _code(segment, width, start)
    elif leaf == "table":
        lines = _table(segment, width, start)
    elif leaf == "rule":
        lines = [Line((*start.first, Span("─" * (width - start.cells), "rule")))]
    elif leaf in ("html", "math", "definition"):
        lines = _verbatim(segment, width, start)
    else:
        lines = _flow(segment, width, start, 4 if task else 0)
    if segment.lead:
        bars = prefix(segment.containers[: segment.lead], segment.lead, width)
        lines.insert(0, Line(bars.rest))
    if not segment.open:
        segment.memo = None
    return lines


def _task(segment: Segment) -> tuple[tuple[str, str], int] | None:
    """The box of a task list item, if the segment begins with one."""
    containers = segment.containers
    if segment.leaf != "paragraph" or segment.fresh >= len(containers) or not segment.lines:
        return None
    if containers[-1].kind not in ("bullet", "ordered"):
        return None
    line = segment.lines[0]
    box = _TASKS.get(line[:3])
    return (box, 4) if box and line[3:4] in (" ", "\t") else None


# -- paragraphs and headings -----------------------------------------------------------------


# Around a place where a text can be cut and each part parsed alone: it begins behind the second
# character. `wrap` breaks at such places.
_STANDS_ALONE = re.compile(
    rf"[^\s\\] [^\s]|[\w{CLOSING_WIDE}][\w{CLOSING_WIDE}][\u3041-\u30ff\u3400-\u9fff]"
)


class _Flow(NamedTuple):
    """What is settled of an open paragraph: its first lines, made of `text`'s beginning."""

    key: tuple[object, ...]
    text: str
    lines: list[Line]


def _flow(segment: Segment, width: int, start: Prefix, skipped: int) -> list[Line]:
    if segment.leaf == "heading":
        base = f"heading{segment.level}"
    else:
        base = "quote" if any(c.kind == "quote" for c in segment.containers) else ""
    text = segment.text()[skipped:] if skipped else segment.text()
    key = (width, segment.scope.version, start, base, skipped, segment.offsets[:1])
    memo = segment.memo
    settled = ""
    lines: list[Line] = []
    if type(memo) is _Flow and memo.key == key and text.startswith(memo.text):
        settled, lines = memo.text, memo.lines[:]
    at = len(settled)
    body = text[at:] if at else text
    # Blanks that end a paragraph are not shown, and they may be all there is of it yet.
    runs = inline.parse(body.rstrip(" \t\n"), segment.scope.definitions)
    joined = runs[0].text if len(runs) == 1 else "".join(run.text for run in runs)
    ranges = breaks(joined, width - start.cells)
    if len(segment.lines) == 1:
        located, shift = runs, segment.offsets[0] + skipped + at
    else:
        located, shift = _located(runs, segment, skipped + at), 0
    for (_, _, soft), spans in zip(ranges, pieces(located, base, ranges, shift), strict=True):
        before = start.rest if lines else start.first
        lines.append(Line((*before, *spans) if before else tuple(spans), soft))
    if segment.open and len(ranges) > 3:
        cut = _settled(runs, ranges, body)
        if cut is not None:
            count, end = cut
            kept = lines[: len(lines) - len(ranges) + count]
            segment.memo = _Flow(key, text[: at + end], kept)
    return lines


def _settled(
    runs: list[Run], ranges: list[tuple[int, int, bool]], body: str
) -> tuple[int, int] | None:
    """How many lines nothing to come can change, and how much of `body` they were made of.

    The last two lines may change. The next line must begin in plain text, behind a blank or with a
    character (Chinese, Japanese) that no mark before or behind it has to do with.
    """
    begins: list[int] = []
    place = 0
    for run in runs:
        begins.append(place)
        place += len(run.text)
    for count in range(len(ranges) - 2, max(0, len(ranges) - 12), -1):
        first = ranges[count][0]
        if not ranges[count - 1][2] or not first:
            continue
        index = bisect_right(begins, first) - 1
        run = runs[index]
        into = first - begins[index]
        if run.style or run.start < 0 or run.end - run.start != len(run.text):
            continue
        end = run.start + into
        if not _STANDS_ALONE.match(body, end - 2):
            continue
        # The first word behind the cut must be settled too: marks in it that turned out to be no
        # text would make it short enough for the line above.
        until = ranges[count + 1][0]
        last = bisect_right(begins, until) - 1
        partial = runs[last]._replace(text=runs[last].text[: until - begins[last]], start=-1)
        if inline.is_settled([*runs[:last], partial]):
            return count, end
    return None


def _located(runs: list[Run], segment: Segment, skipped: int) -> list[Run]:
    """The runs with places in the source instead of places in the segment's text."""
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


# -- code --------------------------------------------------------------------------------------


class _Lexed(NamedTuple):
    """The lines of a code segment that are complete: their tokens, their drawing."""

    key: tuple[object, ...]
    sources: list[str]
    state: State
    lines: list[Line]


def _code(segment: Segment, width: int, start: Prefix) -> list[Line]:
    code = segment.code
    assert code is not None
    room = max(1, width - start.cells - 1)
    pen = highlighter(code.language) if code.language else None
    begin = _state_before(segment) if pen is not None else START
    key = (width, start, begin, segment.offsets[:1], code.language)
    memo = segment.memo
    sources = segment.lines
    lines: list[Line] = []
    done = 0
    state = begin
    if type(memo) is _Lexed and memo.key == key:
        count = len(memo.sources)
        if count < len(sources) and memo.sources == sources[:count]:
            lines, done, state = memo.lines, count, memo.state
    if not done and segment.part == 0:
        lines = [_label(code.language, width - start.cells, start.first)]
    follows = segment.joined
    keep: _Lexed | None = None
    lines = lines[:]
    last = len(sources) - 1
    for index in range(done, len(sources)):
        if index == last and segment.open:
            keep = _Lexed(key, sources[:last], state, lines[:])
        source = sources[index]
        tokens: Tokens = ((0, ""),)
        if pen is not None:
            tokens, state = pen.line(_safe(source), state)
        joined = follows and index == 0
        _draw(lines, source, segment.offsets[index], tokens, room, start, joined)
    if segment.open:
        segment.memo = keep or memo
    parts = code.parts
    if lines and segment.part + 1 < len(parts) and parts[segment.part + 1].joined:
        lines[-1] = lines[-1]._replace(soft=True)
    if width - start.cells < 2:
        # In a window one cell wide there is no room for the margin.
        bare = (
            tuple(s for s in line.spans if s is not _MARGIN and s is not _WRAP) for line in lines
        )
        return [line._replace(spans=spans) for line, spans in zip(lines, bare, strict=True)]
    return lines


def _safe(text: str) -> str:
    return text if text.isprintable() else visible(text)


def _state_before(segment: Segment) -> State:
    """The state that the parts above leave; each part is lexed for it at most once."""
    code = segment.code
    if code is None or segment.part == 0:
        return START
    pen = highlighter(code.language)
    if pen is None:
        return START
    known = len(code.states)
    while known < segment.part:
        state = code.states[-1] if code.states else START
        for source in code.parts[known].lines:
            state = pen.line(_safe(source), state)[1]
        code.states.append(state)
        known += 1
    return code.states[segment.part - 1]


def _label(language: str, width: int, before: tuple[Span, ...]) -> Line:
    """The line above a code block: its language and the copy mark, at the right."""
    name = truncate(_safe(language), max(0, width - 6)) if width > 8 else ""
    label = f"{name}  " if name else ""
    free = max(0, width - cell_width(label) - cell_width(COPY_MARK) - 1)
    mark = Span(COPY_MARK, "code.label code.copy")
    spans = [*before, Span(" " * free, "code")]
    if label:
        spans.append(Span(label, "code.label"))
    return Line((*spans, mark, Span(" ", "code")) if width > 1 else (*spans, mark), fill="code")


def _draw(
    lines: list[Line],
    source: str,
    offset: int,
    tokens: Tokens,
    room: int,
    start: Prefix,
    joined: bool,
) -> None:
    """Add a line of code to `lines`, wrapped where it is too wide."""
    spans: list[Span] = []
    text = source if source.isprintable() else visible(source)
    if "\t" not in text and text.isascii() and len(text) <= room:
        # What nearly all lines are.
        size = len(text)
        for index, (at, style) in enumerate(tokens):
            end = tokens[index + 1][0] if index + 1 < len(tokens) else size
            if end > at:
                styled = f"code {style}" if style else "code"
                spans.append(Span(text[at:end], styled, offset + at, offset + end))
        _finish(lines, spans, start, joined, False)
        return
    used = column = 0
    for index, (at, style) in enumerate(tokens):
        end = tokens[index + 1][0] if index + 1 < len(tokens) else len(text)
        styled = f"code {style}" if style else "code"
        place = at
        for part in _parts(text, at, end):
            if part == "\t":
                step = TAB - column % TAB
                if used + step > room:
                    step = max(0, room - used)
                spans.append(Span(" " * step, styled, offset + place, offset + place + 1))
                used += step
                column += step
                place += 1
                continue
            if part.isascii():
                while used + len(part) > room:
                    taken = max(0, room - used)
                    if taken:
                        spans.append(
                            Span(part[:taken], styled, offset + place, offset + place + taken)
                        )
                        part = part[taken:]
                        place += taken
                        column += taken
                    _finish(lines, spans, start, joined, True)
                    spans, used, joined = [], 0, True
                if part:
                    spans.append(Span(part, styled, offset + place, offset + place + len(part)))
                    used += len(part)
                    column += len(part)
                    place += len(part)
                continue
            begin = now = place
            for cluster, cells in measured_clusters(part):
                if used and used + cells > room:
                    if now > begin:
                        spans.append(Span(text[begin:now], styled, offset + begin, offset + now))
                    _finish(lines, spans, start, joined, True)
                    spans, used, joined, begin = [], 0, True, now
                used += cells
                column += cells
                now += len(cluster)
            if now > begin:
                spans.append(Span(text[begin:now], styled, offset + begin, offset + now))
            place = now
    _finish(lines, spans, start, joined, False)


def _parts(text: str, at: int, end: int) -> list[str]:
    """`text[at:end]` with each tab on its own."""
    part = text[at:end]
    if "\t" not in part:
        return [part] if part else []
    found: list[str] = []
    for piece in part.split("\t"):
        if piece:
            found.append(piece)
        found.append("\t")
    return found[:-1]


_MARGIN = Span(" ", "code")
_WRAP = Span(WRAP_MARK, "code.wrap")


def _finish(lines: list[Line], spans: list[Span], start: Prefix, joined: bool, soft: bool) -> None:
    before = start.rest if lines else start.first
    lines.append(Line((*before, _WRAP if joined else _MARGIN, *spans), soft, "code"))


# -- the rest ----------------------------------------------------------------------------------


class _Rows(NamedTuple):
    key: tuple[object, ...]
    drawn: dict[int, tuple[str, list[Line]]]


def _table(segment: Segment, width: int, start: Prefix) -> list[Line]:
    shared = segment.table
    assert shared is not None
    room = max(1, width - start.cells)
    widths = table.column_widths(shared.natural, room)
    definitions = segment.scope.definitions
    key = (width, widths, segment.scope.version, start)
    memo = segment.memo
    if type(memo) is not _Rows or memo.key != key:
        memo = _Rows(key, {})
    lines: list[Line] = []
    for index, source in enumerate(segment.lines):
        known = memo.drawn.get(index)
        if known is None or known[0] != source:
            header = index == 0 and segment.part == 0
            cells = table.split_row(_safe(source), segment.offsets[index])
            drawn = table.row(cells, shared, widths, room, definitions, header=header)
            if header and widths is not None:
                drawn.append(table.rule(widths))
            known = memo.drawn[index] = source, [Line((*start.rest, *spans)) for spans in drawn]
        lines.extend(known[1])
    if lines and start.first != start.rest:
        lines[0] = Line((*start.first, *lines[0].spans[len(start.rest) :]))
    if segment.open:
        segment.memo = memo
    return lines


def _verbatim(segment: Segment, width: int, start: Prefix) -> list[Line]:
    """Lines as they are, wrapped: HTML, mathematics, link definitions."""
    lines: list[Line] = []
    for source, offset in zip(segment.lines, segment.offsets, strict=True):
        text = _safe(source).expandtabs(TAB) if "\t" in source else _safe(source)
        exact = len(text) == len(source)
        runs = [Run(text, "", 0, len(text) if exact else len(source))]
        ranges = breaks(text, width - start.cells)
        drawn = pieces(runs, segment.leaf, ranges, offset)
        for (_, _, soft), spans in zip(ranges, drawn, strict=True):
            before = start.rest if lines else start.first
            lines.append(Line((*before, *spans), soft))
    return lines
