"""Draws code: highlighted, wrapped with a mark, below a line with its language."""

from __future__ import annotations

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
_MARGIN = Span(" ", "code")
_WRAP = Span(WRAP_MARK, "code.wrap")


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
        bare = (
            tuple(s for s in line.spans if s is not _MARGIN and s is not _WRAP) for line in lines
        )
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


def _finish(lines: list[Line], spans: list[Span], start: Prefix, joined: bool, soft: bool) -> None:
    before = start.rest if lines else start.first
    lines.append(Line((*before, _WRAP if joined else _MARGIN, *spans), soft, "code"))
