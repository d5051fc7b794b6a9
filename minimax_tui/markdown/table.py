"""Draws table rows: columns as wide as their content, as far as the width allows."""

from __future__ import annotations

from collections.abc import Sequence

from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown import inline
from minimax_tui.markdown.inline import Run
from minimax_tui.markdown.lines import Span
from minimax_tui.markdown.segment import Scope, Table
from minimax_tui.markdown.wrap import breaks, pieces

MIN_COLUMN = 10  # a column narrower than this (and than its content) is not readable
_MOST = 3  # so many times the share of the smallest a wide column gets
_HANG = (Span("  ", "text"),)
_BAR = Span(" │ ", "table.rule")


def column_widths(
    natural: Sequence[int], width: int, words: Sequence[int] = ()
) -> list[int] | None:
    """The width of each column in cells; None: they do not fit into `width`.

    Args:
        natural: The widest cell of each column.
        width: Room for the table.
        words: The longest word of each column, which is kept whole where there is room for that.
    """
    count = len(natural)
    room = width - 3 * (count - 1)
    if sum(natural) <= room:
        return list(natural)
    if sum(min(cells, MIN_COLUMN) for cells in natural) > room:
        return None
    # The narrow columns keep their width, the wide ones share what is left: more for those with
    # more to say, by steps, so that a table that grows does not move with every row.
    widths = [min(cells, MIN_COLUMN) for cells in natural]
    whole = [min(pair[0], max(MIN_COLUMN, pair[1])) for pair in zip(natural, words, strict=False)]
    if words and sum(whole) <= room:
        widths = whole
    wide = list(range(count))
    while wide:
        even = max(1, room // len(wide))
        weights = {c: min(_MOST, max(1, (natural[c] // even).bit_length())) for c in wide}
        total = sum(weights.values())
        shares = {c: room * weights[c] // total for c in wide}
        done = [c for c in wide if natural[c] <= max(even, shares[c])]
        for column in done:
            widths[column] = natural[column]
        done = done or [c for c in wide if shares[c] < widths[c]]
        if not done:
            spare = room - sum(shares.values())
            for place, column in enumerate(wide):
                widths[column] = shares[column] + (place < spare)
            break
        room -= sum(widths[column] for column in done)
        wide = [column for column in wide if column not in done]
    return widths


def rule(widths: Sequence[int]) -> tuple[Span, ...]:
    """The line below the header, and between rows of several lines."""
    return (Span("─┼─".join("─" * cells for cells in widths), "table.rule"),)


def record_rule(width: int) -> tuple[Span, ...]:
    """The line between two rows that are shown as "header: cell" pairs."""
    return (Span("─" * min(width, 8), "table.rule"),)


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
        head = [Run(f"{label}: ", "table.label", -1, -1)] if label else []
        base = "" if column else "table.header"
        hang = _HANG if width > MIN_COLUMN else ()
        free = width - sum(len(span.text) for span in hang)
        for number, spans in enumerate(_wrapped(head + runs, base, free, shift)):
            lines.append((*hang, *spans) if number else tuple(spans))
    return lines
