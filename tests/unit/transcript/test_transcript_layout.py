"""Where lines are: estimates, measuring, changes, and rows."""

from __future__ import annotations

import pytest

from minimax_tui.ui.transcript.cells import GapCell, MarkdownCell
from minimax_tui.ui.transcript.layout import OPEN_CELLS, RENDERED_LINES, Layout, Row
from minimax_tui.ui.transcript.simple_cells import (
    FooterCell,
    PromptCell,
    ThinkingLineCell,
    ToolCell,
)


def _layout(*texts: str, width: int = 40) -> Layout:
    layout = Layout(width)
    layout.splice(0, 0, [MarkdownCell(f"c{at}", text) for at, text in enumerate(texts)])
    return layout


def _draw_all(layout: Layout) -> None:
    while layout.draw(0, layout.total):
        pass


def _check(layout: Layout) -> None:
    """Every line has a row, every row its line, and the sums are right."""
    rows = list(layout.rows(0, layout.total))
    assert len(rows) == layout.total
    for line, row in enumerate(rows):
        assert layout.row_at(line) == row
        assert layout.line_of(row) == line


def test_rows_of_a_small_transcript() -> None:
    layout = _layout("one\n\ntwo", "three")
    _draw_all(layout)
    assert list(layout.rows(0, 10)) == [
        Row(0, -1, 0),
        Row(0, 0, 0),
        Row(0, 1, -1),
        Row(0, 1, 0),
        Row(1, -1, 0),
        Row(1, 0, 0),
    ]
    _check(layout)


def test_nothing_is_parsed_or_drawn_before_it_is_asked_for() -> None:
    calls: list[int] = []

    def text(number: int) -> str:
        calls.append(number)
        return f"answer {number}"

    layout = Layout(80)
    layout.splice(
        0,
        0,
        [
            MarkdownCell(f"c{at}", lambda at=at: text(at), size_hint=200)  # type: ignore[misc]
            for at in range(10_000)
        ],
    )
    assert calls == []
    assert layout.total > 10_000
    layout.draw(layout.total - 30, 30)
    assert len(calls) <= 30
    assert layout.rendered <= 30


def test_only_the_segments_in_reach_are_drawn() -> None:
    layout = _layout("\n\n".join(f"paragraph {number}" for number in range(500)))
    layout.draw(0, 10)
    assert layout.rendered <= 6


def test_growing_changes_the_end_only() -> None:
    layout = Layout(40)
    cell = MarkdownCell("c", streaming=True)
    layout.splice(0, 0, [MarkdownCell("a", "before"), cell])
    assert layout.total == 2
    for piece in ("First par", "agraph.\n\nSec", "ond paragraph.\n\n- an item\n", "- another"):
        layout.sync(1, cell.append(piece))
        _draw_all(layout)
        _check(layout)
    drawn = layout.rendered
    layout.sync(1, cell.append(" grows"))
    _draw_all(layout)
    assert layout.rendered <= drawn + 2
    layout.sync(1, cell.close())
    _draw_all(layout)
    whole = _layout("before", cell.source)
    _draw_all(whole)
    assert layout.total == whole.total


def test_an_empty_cell_takes_no_room() -> None:
    layout = _layout("one", "", "two")
    _draw_all(layout)
    assert layout.total == 4
    _check(layout)


def test_cells_come_and_go() -> None:
    layout = _layout("one", "two", "three")
    _draw_all(layout)
    layout.splice(1, 2, [MarkdownCell("x", "a\n\nb"), MarkdownCell("y", "c")])
    _draw_all(layout)
    assert [record.cell.id for record in layout.records] == ["c0", "x", "y", "c2"]
    assert layout.place("c2") == 3
    assert "c1" not in layout
    _check(layout)
    layout.splice(0, 4, [])
    assert layout.total == 0
    assert list(layout.rows(0, 5)) == []


def test_an_id_is_there_once() -> None:
    layout = _layout("one", "two")
    with pytest.raises(ValueError):
        layout.splice(2, 2, [MarkdownCell("c0", "again")])
    with pytest.raises(ValueError):
        layout.splice(2, 2, [MarkdownCell("x", ""), MarkdownCell("x", "")])
    layout.splice(0, 1, [MarkdownCell("c0", "the same place")])
    assert layout.cell("c0").source == "the same place"


def test_what_belongs_together_stands_together() -> None:
    layout = Layout(80)
    layout.splice(
        0,
        0,
        [
            PromptCell("p", "Why?"),
            ThinkingLineCell("t", "thought for 1 s"),
            MarkdownCell("a", "Because."),
            ToolCell("x", "one"),
            ToolCell("y", "two"),
            FooterCell("f", "model"),
        ],
    )
    _draw_all(layout)
    blanks = [row.cell for row in layout.rows(0, 99) if row.piece < 0]
    assert blanks == [0, 1, 2, 3, 5]
    layout.splice(1, 2, [])
    _draw_all(layout)
    assert [row.cell for row in layout.rows(0, 99) if row.piece < 0] == [0, 1, 2, 4]
    _check(layout)


def test_a_new_width_makes_everything_an_estimate_again() -> None:
    layout = _layout(*(["word " * 60] * 5), width=60)
    _draw_all(layout)
    wide = layout.total
    layout.set_width(20)
    _draw_all(layout)
    assert layout.total > wide * 2
    _check(layout)


def test_drawn_lines_are_bounded() -> None:
    layout = _layout(*(["\n\n".join(["line"] * 100)] * 100))
    _draw_all(layout)
    kept = sum(len(piece.lines or ()) for record in layout.records for piece in record.pieces or ())
    assert kept <= RENDERED_LINES
    _check(layout)


def test_a_gap_of_many_lines_does_not_push_out_what_is_beside_it() -> None:
    layout = _layout("above", "below")
    layout.splice(1, 1, [GapCell("gap", 20 * RENDERED_LINES)])
    layout.draw(0, 40)
    shown = [layout.shown_line(row) for row in layout.rows(0, 8)]
    texts = ["".join(span.text for span in line.spans) for line in shown if line is not None]
    assert [text for text in texts if text] == ["above", "…"]


def test_cells_laid_out_are_bounded_and_keep_their_heights() -> None:
    layout = _layout(*(f"# {n}\n\n" + "word " * (n % 40) for n in range(3 * OPEN_CELLS)))
    cells = [record.cell for record in layout.records]
    line = 0
    while line < layout.total:
        layout.draw(line, 50)
        line += 50
    total = layout.total
    assert sum(record.pieces is not None for record in layout.records) <= OPEN_CELLS
    parsed = [one for one in cells if isinstance(one, MarkdownCell) and one._document is not None]
    assert len(parsed) <= OPEN_CELLS
    for line in range(0, total, 50):
        layout.draw(line, 50)
    assert layout.total == total
    _check(layout)


def test_a_cell_that_streams_stays_laid_out() -> None:
    layout = _layout(*("text" for _ in range(2 * OPEN_CELLS)))
    cell = MarkdownCell("live", "begun", streaming=True)
    layout.splice(0, 0, [cell])
    _draw_all(layout)
    assert layout.records[0].pieces is not None
    layout.sync(0, cell.append(" and goes on"))
    assert cell.source == "begun and goes on"
