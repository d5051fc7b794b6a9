"""Lines of code that are cut at the width and can be moved sideways."""

from __future__ import annotations

from minimax_tui.domain.widths import cell_width, measured_clusters
from minimax_tui.markdown.lines import Line, Span
from minimax_tui.ui.transcript.positions import columns_of

CODE_CELLS = 10_000
"""The width for which code that is not wrapped is drawn; longer lines are wrapped there."""
MORE_LEFT, MORE_RIGHT = "‹", "›"
MARK_STYLE = "code.wrap"


def line_cells(line: Line) -> int:
    """Cells that a line takes."""
    return sum(cell_width(span.text) for span in line.spans)


def narrowed(lines: list[Line], cells: int) -> list[Line]:
    """Lines of code drawn `cells` too wide, with the label's copy mark back at the right edge."""
    for at, line in enumerate(lines[:2]):
        spans = line.spans
        if not any("code.label" in span.style for span in spans):
            continue
        found: list[Span] = []
        rest = cells
        for span in spans:
            if rest and span.style == "code" and span.text.isspace():
                taken = min(rest, len(span.text) - 1)
                rest -= taken
                span = span._replace(text=span.text[taken:])
            found.append(span)
        lines[at] = line._replace(spans=tuple(found))
        break
    return lines


def _fixed(line: Line) -> int:
    """How many spans at the beginning stand still: marks and margins of the renderer's own."""
    for at, span in enumerate(line.spans):
        if span.start >= 0:
            return at
    return len(line.spans)


def left_for(line: Line, offset: int, left: int, cells: int) -> int:
    """How far left the code has to be for the character at a source offset to be seen.

    Args:
        line: The whole line, that shows the character.
        offset: The character.
        left: How far it is now; the answer where the character is seen.
        cells: Room for the line.
    """
    start = sum(cell_width(span.text) for span in line.spans[: _fixed(line)])
    columns = columns_of(line, offset, offset + 1)
    if not columns:
        return left
    first, last = columns[0][0] - start, columns[0][1] - start
    room = cells - start
    if first >= left + (left > 0) and last < left + room:
        return left
    return max(0, first - room // 2)


def cut(line: Line, left: int, cells: int) -> Line:
    """What is seen of a line of code in `cells` cells when `left` of it are out of sight.

    A mark stands for the source that is cut off on its side, so that selecting the mark selects
    that source.

    Args:
        line: The whole line.
        left: Cells of the code that are left of the view.
        cells: Room for the line.
    """
    whole = line_cells(line)
    fixed = _fixed(line)
    if (whole <= cells and not left) or fixed == len(line.spans):
        return line
    head = line.spans[:fixed]
    start = sum(cell_width(span.text) for span in head)
    room = cells - start
    if room < 4:
        return line
    body = line.spans[fixed:]
    source_end = max(span.end for span in body)
    first, last = left, left + room
    more_right = whole - start > last
    if left:
        first += 1
    if more_right:
        last -= 1
    found: list[Span] = []
    hidden_left, hidden_right = source_end, body[0].start
    at = 0
    for span in body:
        width = cell_width(span.text)
        if at + width > first and at < last:
            parts = (
                [span] if first <= at and at + width <= last else _part(span, first - at, last - at)
            )
            for part in parts:
                if part.start >= 0:
                    hidden_left = min(hidden_left, part.start)
                    hidden_right = max(hidden_right, part.end)
            found += parts
        at += width
    spans = list(head)
    if left:
        spans.append(Span(MORE_LEFT, MARK_STYLE, body[0].start, hidden_left))
    spans += found
    if more_right:
        spans.append(Span(MORE_RIGHT, MARK_STYLE, hidden_right, source_end))
    return line._replace(spans=tuple(spans))


def _part(span: Span, first: int, last: int) -> list[Span]:
    """What is seen of a span in its columns first..last; blanks for halves of wide characters."""
    text, start, end = span.text, span.start, span.end
    kept_from = kept_to = -1
    lead = tail = column = at = 0
    for cluster, width in measured_clusters(text):
        if column >= first and column + width <= last:
            if kept_from < 0:
                kept_from = at
            kept_to = at + len(cluster)
        elif column < first < column + width:
            lead = column + width - first
        elif column < last < column + width:
            tail = last - column
        column += width
        at += len(cluster)
    found = [Span(" " * lead, span.style)] if lead else []
    if kept_from >= 0:
        if start >= 0 and end - start == len(text):
            start, end = start + kept_from, start + kept_to
        found.append(Span(text[kept_from:kept_to], span.style, start, end))
    if tail:
        found.append(Span(" " * tail, span.style))
    return found
