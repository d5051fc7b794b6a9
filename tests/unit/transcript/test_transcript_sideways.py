"""Code that is not wrapped: what is seen of its lines, and which source that is."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown.lines import Line, Span
from minimax_tui.ui.transcript.cells import MarkdownCell
from minimax_tui.ui.transcript.layout import Layout, Row
from minimax_tui.ui.transcript.positions import characters_at, columns_of
from minimax_tui.ui.transcript.sideways import cut, line_cells


def _code(text: str, start: int = 10) -> Line:
    half = len(text) // 2
    spans = [Span(" ", "code")]
    if text[:half]:
        spans.append(Span(text[:half], "code", start, start + half))
    if text[half:]:
        spans.append(Span(text[half:], "code token.name", start + half, start + len(text)))
    return Line(tuple(spans), False, "code")


def _text(line: Line) -> str:
    return "".join(span.text for span in line.spans)


def test_a_long_line_is_cut_with_marks() -> None:
    line = _code("abcdefghijklmnop")
    assert cut(_code("short"), 0, 10) == _code("short")
    assert _text(cut(line, 0, 10)) == " abcdefgh›"
    assert _text(cut(line, 3, 10)) == " ‹efghijk›"
    assert _text(cut(line, 9, 10)) == " ‹klmnop"
    assert _text(cut(line, 40, 10)) == " ‹"


def test_a_mark_stands_for_the_source_that_is_cut_off() -> None:
    line = cut(_code("abcdefghijklmnop"), 3, 10)
    assert characters_at(line, 1) == (10, 14)
    assert characters_at(line, 2) == (14, 15)
    assert characters_at(line, 9) == (21, 26)
    assert columns_of(line, 25, 26) == [(9, 10)]
    assert columns_of(line, 10, 26) == [(1, 10)]


def test_half_of_a_wide_character_is_blank() -> None:
    assert _text(cut(_code("一二三四五六七"), 0, 8)) == " 一二三›"
    assert _text(cut(_code("一二三四五六七"), 1, 9)) == " ‹二三四›"
    assert _text(cut(_code("一二三四五六七"), 2, 9)) == " ‹ 三四 ›"


TEXT = st.text("ab 一é\u0301👍🏽👩\u200d💻🇩🇪ｶ", min_size=0, max_size=40)


@given(TEXT, st.integers(0, 60), st.integers(6, 30))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, left: int, cells: int) -> None:
    whole = _code(text)
    line = cut(whole, left, cells)
    assert line_cells(line) <= cells
    ranges = [(span.start, span.end) for span in line.spans if span.start >= 0]
    if text:
        assert ranges[0][0] == 10
        assert ranges[-1][1] == 10 + len(text)
        assert all(one[1] == other[0] for one, other in pairwise(ranges))
    for span in line.spans:
        if span.start >= 0 and span.style != "code.wrap":
            assert span.text == text[span.start - 10 : span.end - 10]


def _layout(text: str, width: int = 30) -> Layout:
    layout = Layout(width)
    layout.splice(0, 0, [MarkdownCell("c", text)])
    while layout.draw(0, layout.total):
        pass
    return layout


def test_only_code_is_no_longer_wrapped() -> None:
    text = f"{'word ' * 20}\n\n```py\n{'x = 1; ' * 20}\n```\n"
    layout = _layout(text)
    wrapped = layout.total
    layout.set_code_wrap(False)
    while layout.draw(0, layout.total):
        pass
    assert layout.total < wrapped
    rows = [row for row in layout.rows(0, layout.total) if row.piece == 1 and row.line >= 0]
    label, code = (layout.shown_line(row) for row in rows)
    assert label is not None
    assert code is not None
    assert _text(label).rstrip().endswith("⧉")
    assert line_cells(label) == line_cells(code) == 30
    assert _text(code).endswith("›")
    layout.set_code_wrap(True)
    while layout.draw(0, layout.total):
        pass
    assert layout.total == wrapped


def test_the_label_in_a_list_and_a_quote_is_at_the_edge() -> None:
    layout = _layout("- item\n\n  > ```python\n  > " + "y" * 90 + "\n  > ```\n")
    layout.set_code_wrap(False)
    while layout.draw(0, layout.total):
        pass
    shown = [line for row in layout.rows(0, layout.total) if (line := layout.shown_line(row))]
    texts = [_text(line) for line in shown]
    assert any("⧉" in text for text in texts)
    assert all(cell_width(text) <= 30 for text in texts)
    assert isinstance(next(iter(layout.rows(0, 1))), Row)
