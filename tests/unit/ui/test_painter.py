"""The painter: less is written, and the terminal shows the same."""

from __future__ import annotations

import io

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import Color
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from minimax_tui.domain.widths import cell_width, measured_clusters
from minimax_tui.ui.painter import Painter, difference, sgr_change, sgr_parts

WIDTH = 24
ROWS = 4
CUT = 14

_STYLES = [
    Style(),
    Style(color=Color.parse("#ff0000"), bgcolor=Color.parse("#101113")),
    Style(color=Color.parse("#00ff00"), bgcolor=Color.parse("#101113")),
    Style(bold=True, color=Color.parse("#00ff00"), bgcolor=Color.parse("#101113")),
    Style(bold=True, underline=True),
    Style(color=Color.parse("red"), bgcolor=Color.parse("blue")),
    Style(reverse=True, color=Color.parse("color(200)")),
]
# No combining marks: pyte wraps before one in the last column, which terminals do not.
_WORDS = ["", " ", "a", "ab", "hello ", "   ", "中文", "ｱ", "x  ", "é", "————", "wort"]


def _console() -> Console:
    return Console(file=io.StringIO(), color_system="truecolor", force_terminal=True)


def _fit(pieces: list[tuple[str, int]], width: int) -> Strip:
    """A strip of exactly `width` cells."""
    segments: list[Segment] = []
    room = width
    for text, style in pieces:
        kept = ""
        for cluster, cells in measured_clusters(text):
            if cells > room:
                break
            kept += cluster
            room -= cells
        if kept:
            segments.append(Segment(kept, _STYLES[style]))
    if room:
        segments.append(Segment(" " * room, _STYLES[1]))
    return Strip(segments, width)


_pieces = st.lists(st.tuples(st.sampled_from(_WORDS), st.integers(0, len(_STYLES) - 1)), max_size=5)
_row = st.tuples(_pieces, _pieces)
_change = st.tuples(st.integers(0, ROWS - 1), st.sampled_from((0, 1, 2)), _pieces)


def _shown(screen: pyte.Screen) -> list[list[tuple[object, ...]]]:
    """Every cell: what stands in it and how; a blank's foreground and bold cannot be seen."""
    found = []
    for y in range(ROWS):
        row: list[tuple[object, ...]] = []
        for x in range(WIDTH):
            cell = screen.buffer[y][x]
            blank = cell.data == " "
            visible = (None, None) if blank and not cell.reverse else (cell.fg, cell.bold)
            row.append((cell.data, cell.bg, cell.reverse, cell.underscore, *visible))
        found.append(row)
    return found


@given(start=st.lists(_row, min_size=ROWS, max_size=ROWS), changes=st.lists(_change, max_size=8))
@settings(deadline=None, max_examples=200)
def test_the_terminal_shows_what_textual_would_have_written(
    start: list[tuple[list[tuple[str, int]], list[tuple[str, int]]]],
    changes: list[tuple[int, int, list[tuple[str, int]]]],
) -> None:
    console, painter = _console(), Painter()
    plain, painted = pyte.Screen(WIDTH, ROWS), pyte.Screen(WIDTH, ROWS)
    plain_stream, painted_stream = pyte.Stream(plain), pyte.Stream(painted)
    rows = [{0: _fit(left, CUT), CUT: _fit(right, WIDTH - CUT)} for left, right in start]
    whole = LayoutUpdate([list(row.values()) for row in rows], Region(0, 0, WIDTH, ROWS))
    # pyte, unlike a terminal in raw mode, needs the carriage return for Textual's line ends.
    plain_stream.feed(whole.render_segments(console).replace("\n", ""))
    painted_stream.feed(painter.paint(whole, console))
    assert _shown(painted) == _shown(plain)
    for y, part, pieces in changes:
        if part in (0, 2):
            rows[y][0] = _fit(pieces, CUT)
        if part in (1, 2):
            rows[y][CUT] = _fit(pieces, WIDTH - CUT)
        left, right = (0, CUT) if part == 0 else (CUT, WIDTH) if part == 1 else (0, WIDTH)
        update = ChopsUpdate(rows, [(y, left, right)], [[CUT, WIDTH]] * ROWS)
        plain_stream.feed(update.render_segments(console))
        painted_stream.feed(painter.paint(update, console))
        assert _shown(painted) == _shown(plain)


def test_what_is_equal_is_not_written_again() -> None:
    console, painter = _console(), Painter()
    rows = [{0: _fit([("hello ", 1)], WIDTH)} for _ in range(ROWS)]
    painter.paint(
        LayoutUpdate([list(r.values()) for r in rows], Region(0, 0, WIDTH, ROWS)), console
    )
    same = ChopsUpdate(rows, [(0, 0, WIDTH)], [[WIDTH]] * ROWS)
    assert painter.paint(same, console) == ""
    rows[0] = {0: _fit([("hello world", 1)], WIDTH)}
    written = painter.paint(ChopsUpdate(rows, [(0, 0, WIDTH)], [[WIDTH]] * ROWS), console)
    assert "hello" not in written
    assert "world" in written
    painter.forget()
    written = painter.paint(ChopsUpdate(rows, [(0, 0, WIDTH)], [[WIDTH]] * ROWS), console)
    assert "hello world" in written


@given(old=_pieces, new=_pieces)
def test_a_difference_completes_the_old_row(
    old: list[tuple[str, int]], new: list[tuple[str, int]]
) -> None:
    runs = [(text, str(style)) for text, style in new if text]
    before = [(text, str(style)) for text, style in old if text]
    skipped, rest = difference(before, runs)
    total = sum(cell_width(text) for text, _ in runs)
    assert 0 <= skipped <= total
    assert skipped + sum(cell_width(text) for text, _ in rest) <= total


def test_codes_are_divided_by_what_they_set() -> None:
    assert sgr_parts("1;38;2;1;2;3;48;5;17") == ("1", "38;2;1;2;3", "48;5;17")
    assert sgr_parts("7;31;104") == ("7", "31", "104")
    assert sgr_parts("") == ("", "", "")


def test_only_what_changes_of_a_style_is_said() -> None:
    assert sgr_change("38;2;1;2;3;48;5;17", "38;2;9;9;9;48;5;17") == "\x1b[38;2;9;9;9m"
    assert sgr_change("1;31", "1;31") == ""
    assert sgr_change("1;31", "31") == "\x1b[0;31m"  # bold ends only with a reset
    assert sgr_change("31", "") in ("\x1b[0m", "\x1b[39m")


def test_a_control_that_was_forgotten_is_not_written() -> None:
    console, painter = _console(), Painter()
    strip = Strip([Segment("a\x1b[2Jb\x9bc\u202ed\u3000e\u200d", Style())], WIDTH)
    written = painter.paint(LayoutUpdate([[strip]], Region(0, 0, WIDTH, 1)), console)
    assert "\x1b[2J" not in written
    assert "a[2Jbcd\u3000e\u200d" in written
