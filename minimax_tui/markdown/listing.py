"""Draws code: highlighted, wrapped with a mark, below a line with its language.

A line that is too long goes on indented as deep as it begins, behind a mark; it is broken at a
blank where one is near the edge. No character is left out or added, so that code copies exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.widths import cell_width, measured_clusters, truncate
from minimax_tui.markdown.highlight import START, State, Tokens, highlighter
from minimax_tui.markdown.lines import Line, Span
from minimax_tui.markdown.prefix import Prefix
from minimax_tui.markdown.segment import Segment

COPY_MARK = "⧉"
WRAP_MARK = "↪"
TAB = 4
_ROOMY = 20  # cells; with less there is one for the margin, and none at the right
_MARGIN = Span("  ", "code")
_NARROW_MARGIN = Span(" ", "code")
_WRAP = Span(f"{WRAP_MARK} ", "code.wrap")
_NARROW_WRAP = Span(WRAP_MARK, "code.wrap")
_ADDED = (_MARGIN, _NARROW_MARGIN, _WRAP, _NARROW_WRAP)


class _Room(NamedTuple):
    """Where the code of a line goes: its cells, and those at the right that only a blank takes."""

    cells: int
    spare: int
    margin: Span
    wrap: Span


def _room(width: int) -> _Room:
    if width >= _ROOMY:
        return _Room(width - 3, 1, _MARGIN, _WRAP)
    return _Room(max(1, width - 1), 0, _NARROW_MARGIN, _NARROW_WRAP)


class _Lexed(NamedTuple):
    """The lines of a code segment that are complete: their tokens, their drawing."""

    key: tuple[object, ...]
    sources: list[str]
    state: State
    lines: list[Line]


def draw(segment: Segment, width: int, start: Prefix) -> list[Line]:
    """The lines of a part of a code block."""
    code = segment.code
    assert code is not None
    room = _room(width - start.cells)
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
        first = len(lines)
        _draw(lines, source, segment.offsets[index], tokens, room, start, joined)
        if index in segment.pads:
            begins = segment.offsets[index] + segment.pads[index]
            lines[first:] = [without_source(line, begins) for line in lines[first:]]
    if segment.open:
        segment.memo = keep or memo
    parts = code.parts
    if lines and segment.part + 1 < len(parts) and parts[segment.part + 1].joined:
        lines[-1] = lines[-1]._replace(soft=True)
    if width - start.cells < 2:
        # In a window one cell wide there is no room for the margin.
        bare = (tuple(s for s in line.spans if not any(s is a for a in _ADDED)) for line in lines)
        return [line._replace(spans=spans) for line, spans in zip(lines, bare, strict=True)]
    return lines


def without_source(line: Line, begins: int) -> Line:
    """`line`, of which nothing stands for source before `begins`."""
    spans: list[Span] = []
    for span in line.spans:
        added = min(begins, span.end) - span.start if span.start >= 0 else 0
        if added > 0:
            spans.append(Span(span.text[:added], span.style))
            if added < len(span.text):
                spans.append(Span(span.text[added:], span.style, begins, span.end))
        else:
            spans.append(span)
    return line._replace(spans=tuple(spans))


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
    room: _Room,
    start: Prefix,
    joined: bool,
) -> None:
    """Add a line of code to `lines`, wrapped where it is too wide."""
    text = source if source.isprintable() else visible(source)
    first = room.wrap if joined else room.margin
    if "\t" not in text and text.isascii() and len(text) <= room.cells:
        # What nearly all lines are.
        spans: list[Span] = []
        size = len(text)
        for index, (at, style) in enumerate(tokens):
            end = tokens[index + 1][0] if index + 1 < len(tokens) else size
            if end > at:
                styled = f"code {style}" if style else "code"
                spans.append(Span(text[at:end], styled, offset + at, offset + end))
        _finish(lines, (first, *spans), start, False)
        return
    hang = 0 if joined else _indentation(text)
    hang = min(hang, room.cells // 3) if room.spare else 0
    tabs = _tabs(text)
    rows = _rows(text, room, hang, tabs)
    token = 0
    for number, (begin, end) in enumerate(rows):
        while token + 1 < len(tokens) and tokens[token + 1][0] <= begin:
            token += 1
        spans = [room.wrap if number else first]
        if number and hang:
            spans.insert(0, Span(" " * hang, "code"))
        index, at = token, begin
        while at < end:
            style = tokens[index][1]
            until = tokens[index + 1][0] if index + 1 < len(tokens) else len(text)
            styled = f"code {style}" if style else "code"
            _put(spans, text, at, min(until, end), styled, offset, tabs)
            at = max(at, min(until, end))
            index += 1
        _finish(lines, spans, start, number + 1 < len(rows))


def _indentation(text: str) -> int:
    """The columns that a line of code begins with."""
    column = 0
    for char in text:
        if char == "\t":
            column += TAB - column % TAB
        elif char == " ":
            column += 1
        else:
            break
    return column


def _tabs(text: str) -> dict[int, int]:
    """The cells that each tab takes in its line, by its place."""
    found: dict[int, int] = {}
    column = begin = 0
    at = text.find("\t")
    while at >= 0:
        column += cell_width(text[begin:at])
        found[at] = TAB - column % TAB
        column += found[at]
        begin = at + 1
        at = text.find("\t", begin)
    return found


def _rows(text: str, room: _Room, hang: int, tabs: dict[int, int]) -> list[tuple[int, int]]:
    """Where the rows of a line of code begin and end; `tabs` may be cut to what is left of a row.

    Those behind the first have `hang` cells less.
    """
    rows: list[tuple[int, int]] = []
    if not tabs and text.isascii():
        begin, cells = 0, room.cells
        while len(text) - begin > cells:
            end = begin + cells
            blank = text.rfind(" ", begin + cells // 2, end + room.spare) + 1
            if blank > begin + cells // 2 and blank < len(text):
                end = blank
            rows.append((begin, end))
            begin, cells = end, room.cells - hang
        return [*rows, (begin, len(text))]
    begin = used = at = 0
    blank = 0  # behind the last blank of the row
    behind = 0  # cells of the row up to there
    cells = room.cells
    for cluster, width in _clusters(text):
        if cluster == "\t":
            width = tabs[at] = max(0, min(tabs[at], cells - used))
        is_blank = cluster in " \t"
        if used and used + width > cells + (room.spare if is_blank else 0):
            end, kept = at, 0
            if blank > begin and behind > cells // 2:
                end, kept = blank, used - behind
            rows.append((begin, end))
            begin, used, cells = end, kept, room.cells - hang
            blank = 0
        used += width
        at += len(cluster)
        if is_blank:
            blank, behind = at, used
    return [*rows, (begin, len(text))]


def _clusters(text: str) -> Iterator[tuple[str, int]]:
    """The clusters of `text` and their cells, tabs among them (without their cells)."""
    for index, part in enumerate(text.split("\t")):
        if index:
            yield "\t", 0
        if part.isascii():
            for char in part:
                yield char, 1
        else:
            yield from measured_clusters(part)


def _put(
    spans: list[Span],
    text: str,
    at: int,
    end: int,
    style: str,
    offset: int,
    tabs: dict[int, int],
) -> None:
    """Add `text[at:end]` to `spans`, each tab as the blanks that it takes."""
    while at < end:
        tab = text.find("\t", at, end) if tabs else -1
        until = end if tab < 0 else tab
        if until > at:
            spans.append(Span(text[at:until], style, offset + at, offset + until))
        if tab >= 0:
            spans.append(Span(" " * tabs[tab], style, offset + tab, offset + tab + 1))
            until = tab + 1
        at = until


def _finish(lines: list[Line], spans: Iterable[Span], start: Prefix, soft: bool) -> None:
    before = start.rest if lines else start.first
    lines.append(Line((*before, *spans), soft, "code"))
