"""Draws table rows: columns as wide as their content, as far as the width allows."""

from __future__ import annotations

from collections.abc import Sequence

from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown import inline
from minimax_tui.markdown.inline import Run
from minimax_tui.markdown.lines import Span
from minimax_tui.markdown.segment import Scope, Table
from minimax_tui.markdown.wrap import breaks, pieces

MIN_COLUMN = 6  # a column narrower than this (and than its content) is not readable
_BAR = Span(" │ ", "table.rule")


def column_widths(natural: Sequence[int], width: int) -> list[int] | None:
    """The width of each column in cells; None: they do not fit into `width`."""
    count = len(natural)
    room = width - 3 * (count - 1)
    if sum(natural) <= room:
        return list(natural)
    if sum(min(cells, MIN_COLUMN) for cells in natural) > room:
        return None
    # The narrow columns keep their width, the wide ones share what is left evenly.
    widths = [0] * count
    open_columns = sorted(range(count), key=lambda column: natural[column])
    while open_columns:
        share = room // len(open_columns)
        column = open_columns[0]
        if natural[column] <= share:
            widths[column] = natural[column]
            room -= natural[column]
            open_columns.pop(0)
            continue
        for place, column in enumerate(open_columns):
            widths[column] = share + (1 if place < room - share * len(open_columns) else 0)
        break
    return widths


def rule(widths: Sequence[int]) -> tuple[Span, ...]:
    """The line below the header."""
    return (Span("─┼─".join("─" * cells for cells in widths), "table.rule"),)


def row(
    cells: Sequence[tuple[str, int]],
    table: Table,
    widths: Sequence[int] | None,
    width: int,
    scope: Scope,
    *,
    header: bool,
) -> list[tuple[Span, ...]]:
    """The lines of one row; without `widths` as "header: cell" pairs, a line or more each."""
    if widths is None:
        return [] if header else _record(cells, table, width, scope)
    base = "table.header" if header else ""
    columns: list[list[list[Span]]] = []
    for column, cell_width_ in enumerate(widths):
        runs, shift = _cell(cells, column, scope)
        columns.append(_wrapped(runs, base, cell_width_, shift))
    height = max(map(len, columns))
    lines: list[tuple[Span, ...]] = []
    last = len(columns) - 1
    empty = [Span(" " * cells, "text") for cells in widths]
    for index in range(height):
        spans: list[Span] = []
        for column, drawn in enumerate(columns):
            if column:
                spans.append(_BAR)
            content = drawn[index] if index < len(drawn) else None
            if not content:
                if column != last:
                    spans.append(empty[column])
                continue
            free = widths[column] - sum(cell_width(span.text) for span in content)
            align = table.aligns[column]
            left = free if align == "right" else free // 2 if align == "center" else 0
            if left > 0:
                spans.append(Span(" " * left, "text"))
            spans.extend(content)
            if free > left and column != last:
                spans.append(Span(" " * (free - left), "text"))
        lines.append(tuple(spans))
    return lines


def _cell(cells: Sequence[tuple[str, int]], column: int, scope: Scope) -> tuple[list[Run], int]:
    if column >= len(cells):
        return [], 0
    text, offset = cells[column]
    runs = inline.parse(text, scope)
    if "\\|" in text:
        runs = [run._replace(text=run.text.replace("\\|", "|")) for run in runs]
    return runs, offset


def _wrapped(runs: list[Run], base: str, width: int, shift: int) -> list[list[Span]]:
    if len(runs) == 1 and "\n" not in (text := runs[0].text) and cell_width(text) <= width:
        return list(pieces(runs, base, [(0, len(text), False)], shift))
    text = "".join(run.text for run in runs)
    return list(pieces(runs, base, breaks(text, width), shift))


def _record(
    cells: Sequence[tuple[str, int]], table: Table, width: int, scope: Scope
) -> list[tuple[Span, ...]]:
    lines: list[tuple[Span, ...]] = []
    for column, (name, _) in enumerate(table.header):
        runs, shift = _cell(cells, column, scope)
        label = "".join(run.text for run in inline.parse(name, scope)).replace("\n", " ")
        if not runs and not label:
            continue
        head = [Run(f"{label}: ", "table.header", -1, -1)] if label else []
        for spans in _wrapped(head + runs, "", width, shift):
            lines.append(tuple(spans))
    lines.append((Span("─" * min(width, 8), "table.rule"),))
    return lines
