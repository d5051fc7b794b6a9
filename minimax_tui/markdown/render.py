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
    table.header table.rule table.label     the label of a cell in a table too wide for its room
    code                                   the fill of a code line, and its plain text
    code.label code.copy code.wrap         language, copy mark (``code.label code.copy``), wrap mark
    token.*                                see `highlight.GROUPS`; always on ``code``
"""

from __future__ import annotations

from typing import NamedTuple

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown import flow, grammar, listing, table
from minimax_tui.markdown.inline import Run
from minimax_tui.markdown.lines import Line, Span
from minimax_tui.markdown.prefix import Prefix, prefix
from minimax_tui.markdown.segment import Segment
from minimax_tui.markdown.wrap import breaks, pieces

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
        lines = listing.draw(segment, width, start)
    elif leaf == "table":
        lines = _table(segment, width, start)
    elif leaf == "rule":
        lines = [Line((*start.first, Span("─" * (width - start.cells), "rule")))]
    elif leaf == "math":
        lines = _display(segment, width, start) or _verbatim(segment, width, start)
    elif leaf in ("html", "definition"):
        lines = _verbatim(segment, width, start)
    else:
        lines = flow.draw(segment, width, start, 4 if task else 0)
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


class _Rows(NamedTuple):
    key: tuple[object, ...]
    drawn: dict[int, tuple[str, list[Line]]]


def _table(segment: Segment, width: int, start: Prefix) -> list[Line]:
    shared = segment.table
    assert shared is not None
    room = max(1, width - start.cells)
    widths = table.column_widths(shared.natural, room, shared.words)
    key = (width, widths, segment.scope.version, start)
    memo = segment.memo
    if type(memo) is not _Rows or memo.key != key:
        memo = _Rows(key, {})
    lines: list[Line] = []
    for index, source in enumerate(segment.lines):
        known = memo.drawn.get(index)
        if known is None or known[0] != source:
            header = index == 0 and segment.part == 0
            first = index == 1 and segment.part == 0
            cells = grammar.row_cells(_safe(source), segment.offsets[index], len(shared.header))
            drawn = table.row(cells, shared, widths, room, segment.scope, header=header)
            if header and widths is not None:
                drawn.append(table.rule(widths))
            elif not header and not first:
                # Rows of several lines need a line between them.
                if widths is None:
                    drawn.insert(0, table.record_rule(room))
                elif widths != shared.natural:
                    drawn.insert(0, table.rule(widths))
            known = memo.drawn[index] = source, [Line((*start.rest, *spans)) for spans in drawn]
        lines.extend(known[1])
    if lines and start.first != start.rest:
        lines[0] = Line((*start.first, *lines[0].spans[len(start.rest) :]))
    if segment.open:
        segment.memo = memo
    return lines


def _display(segment: Segment, width: int, start: Prefix) -> list[Line] | None:
    """Displayed mathematics as Unicode; None: it is not complete, or there is none for it."""
    first, last = segment.lines[0].rstrip(" \t"), segment.lines[-1].rstrip(" \t")
    closer = "$$" if first == "$$" else "\\]"
    if segment.part or len(segment.lines) < 2 or not last.endswith(closer):
        return None
    # The import is paid by the first formula.
    from minimax_tui.markdown import mathematics

    text = " ".join(map(_safe, segment.lines)).replace("\t", " ").rstrip(" ")
    formula = mathematics.pieces(text)
    if formula is None:
        return None
    runs = flow.located([Run(piece, "math", at, end) for piece, at, end in formula], segment, 0)
    indent = Span(flow.DISPLAY_INDENT if width - start.cells > flow.NARROW else "", "text")
    ranges = breaks("".join(run.text for run in runs), width - start.cells - len(indent.text))
    lines: list[Line] = []
    for (_, _, soft), spans in zip(ranges, pieces(runs, "", ranges, 0), strict=True):
        before = start.rest if lines else start.first
        lines.append(Line((*before, *((indent,) if indent.text else ()), *spans), soft))
    return lines


def _verbatim(segment: Segment, width: int, start: Prefix) -> list[Line]:
    """Lines as they are, wrapped: HTML, mathematics, link definitions."""
    lines: list[Line] = []
    for index, (source, offset) in enumerate(zip(segment.lines, segment.offsets, strict=True)):
        first = len(lines)
        runs = _without_tabs(_safe(source))
        ranges = breaks("".join(run.text for run in runs), width - start.cells)
        drawn = pieces(runs, segment.leaf, ranges, offset)
        for (_, _, soft), spans in zip(ranges, drawn, strict=True):
            before = start.rest if lines else start.first
            lines.append(Line((*before, *spans), soft))
        if index in segment.pads:
            begins = offset + segment.pads[index]
            lines[first:] = [listing.without_source(line, begins) for line in lines[first:]]
    return lines


def _without_tabs(text: str) -> list[Run]:
    """`text` with each tab as the blanks to the next stop."""
    if "\t" not in text:
        return [Run(text, "", 0, len(text))]
    runs: list[Run] = []
    column = at = 0
    for part in text.split("\t"):
        if at:
            blanks = listing.TAB - column % listing.TAB
            runs.append(Run(" " * blanks, "", at - 1, at))
            column += blanks
        if part:
            runs.append(Run(part, "", at, at + len(part)))
        column += cell_width(part)
        at += len(part) + 1
    return runs


def _safe(text: str) -> str:
    return text if text.isprintable() else visible(text)
