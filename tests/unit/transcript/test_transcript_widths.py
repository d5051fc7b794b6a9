"""Text of every width: what is drawn, what is under a column, and what is marked agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from minimax_tui.domain.widths import cell_width, clusters
from minimax_tui.markdown.lines import Line
from minimax_tui.ui.transcript.cells import MarkdownCell
from minimax_tui.ui.transcript.layout import Layout, Row
from minimax_tui.ui.transcript.plain import wrap
from minimax_tui.ui.transcript.positions import characters_at, columns_of
from minimax_tui.ui.transcript.strips import StripBuilder

SAMPLES = {
    "cjk": "汉字 and 漢字仮名",
    "skin tone": "a👍🏽b🤦🏿‍♀️c",
    "joined": "x👩‍👩‍👧‍👦y👩‍💻z",
    "flags": "p🇩🇪🇯🇵q",
    "combining": "e\u0301a\u0308o\u0302n\u0303 Z\u0351\u0343",
    "half-width kana": "ｶﾀｶﾅﾊﾟ",
    "presentation": "☎\ufe0f ☎ ❤\ufe0f ❤",
    "keycap": "1\ufe0f\u20e3 2",
    "hangul": "각 한국어",
    "tabs": "a\tbb\tccc\td",
    "wide tabs": "汉\t字字\tx",
}


class NoStyles:
    """A palette that marks what is selected, and nothing else."""

    def style(self, names: str) -> Style:
        return Style(reverse="selection" in names.split() or None)


def _lines(markdown: str, width: int = 40) -> tuple[Layout, list[Line]]:
    layout = Layout(width)
    layout.splice(0, 0, [MarkdownCell("c", markdown)])
    while layout.draw(0, layout.total):
        pass
    found = (layout.shown_line(row) for row in layout.rows(0, layout.total))
    return layout, [line for line in found if line is not None]


def _agrees(line: Line, source: str) -> None:
    """Each column belongs to the characters that are marked there."""
    cells = sum(cell_width(span.text) for span in line.spans)
    for column in range(cells):
        found = characters_at(line, column)
        if found is None or found[0] == found[1]:
            continue
        marked = columns_of(line, *found)
        assert any(start <= column < end for start, end in marked), (column, found, marked)
        shown = source[slice(*found)]
        if shown != "\t" and len(list(clusters(shown))) == 1:
            assert sum(end - start for start, end in marked) == cell_width(shown)


@pytest.mark.parametrize("name", SAMPLES)
def test_strips_are_as_wide_as_they_say(name: str) -> None:
    builder = StripBuilder(NoStyles(), Style(), 60, 3)
    text = SAMPLES[name]
    sources = (text, f"```\n{text}\n```", f"| a | b |\n|---|---|\n| {text} | {text} |", f"- {text}")
    for source in sources:
        for line in _lines(source, builder.column)[1]:
            strip = builder.strip(line)
            assert strip.cell_length == cell_len(strip.text) == 60
            assert cell_width(strip.text) == 60


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("fenced", [False, True])
def test_the_pointer_and_the_mark_agree(name: str, fenced: bool) -> None:
    text = SAMPLES[name]
    source = f"```\n{text}\n```" if fenced else text.replace("\t", " ")
    for width in (40, 8, 5):
        for line in _lines(source, width)[1]:
            _agrees(line, source)


@pytest.mark.parametrize("name", SAMPLES)
def test_plain_text_too(name: str) -> None:
    text = SAMPLES[name]
    for width in (40, 8, 5):
        for line in wrap(text, width, "text"):
            assert sum(cell_width(span.text) for span in line.spans) <= max(2, width)
            _agrees(line, text)


@pytest.mark.parametrize("name", SAMPLES)
def test_table_columns_line_up(name: str) -> None:
    text = SAMPLES[name].replace("\t", " ")
    layout, lines = _lines(f"| a | b |\n|---|---|\n| {text} | x |\n| plain | y |\n", 60)
    shown = ["".join(span.text for span in line.spans) for line in lines]
    bars = [cell_width(row[: row.index("│")]) for row in shown if "│" in row]
    assert len(bars) >= 3
    assert len(set(bars)) == 1
    assert layout.row_at(1) == Row(0, 0, 0)


def test_tabs_reach_the_next_stop() -> None:
    for line in _lines("```\na\tx\n汉\tx\nabc\tx\n```")[1][1:]:
        [start] = [at for at, _ in enumerate(_columns(line)) if _columns(line)[at] == "x"]
        assert start == 6  # the margin, then a stop every 4 cells


def _columns(line: Line) -> list[str]:
    found: list[str] = []
    for span in line.spans:
        for cluster in clusters(span.text):
            found += [cluster] + [""] * (cell_width(cluster) - 1)
    return found


@given(st.text("a 汉é\u0301👍🏽\u200d👩🇩🇪ｶﾟ\ufe0f☎", min_size=1, max_size=60), st.integers(4, 30))
def test_any_text_agrees(text: str, width: int) -> None:
    for line in wrap(text, width, "text"):
        _agrees(line, text)


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_marked_is_drawn_so(name: str) -> None:
    text = SAMPLES[name].replace("\t", " ")
    builder = StripBuilder(NoStyles(), Style(), 60, 3)
    [line] = _lines(text, builder.column)[1]
    at = 0
    for cluster in clusters(text):
        end = at + len(cluster)
        strip = builder.strip(
            line, overlays=tuple((*where, "selection") for where in columns_of(line, at, end))
        )
        drawn = "".join(one.text for one in strip if one.style is not None and one.style.reverse)
        assert drawn == cluster
        at = end
