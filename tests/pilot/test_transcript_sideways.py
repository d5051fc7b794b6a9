"""Code that is not wrapped: the key, moving it, and what is copied of it."""

from __future__ import annotations

from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Offset

from minimax_tui.ui.transcript.cells import Cell, MarkdownCell
from minimax_tui.ui.transcript.view import TranscriptView
from tests.pilot.transcript_host import hosting, reversed_text, rows

LONG = "".join(f"{number:02}" for number in range(60))
TEXT = f"Prose {'words ' * 20}\n\n```text\n{LONG}\nshort\n\t{LONG}\n```\n\nThe end."


def _row(view: TranscriptView, start: str) -> int:
    return next(y for y, row in enumerate(rows(view)) if row.strip().startswith(start))


async def test_w_cuts_long_lines_and_wraps_them_again() -> None:
    async with hosting([MarkdownCell("a", TEXT)]) as (_, view, pilot):
        wrapped = rows(view)
        await pilot.press("w")
        await pilot.pause()
        assert not view.wraps_code
        y = _row(view, "0001")
        column = view._layout.width
        assert rows(view)[y] == "     " + LONG[: column - 3] + "›"
        assert rows(view)[y + 1] == "     short"
        assert "⧉" in rows(view)[y - 1]
        assert [row for row in rows(view) if "words" in row] == [
            row for row in wrapped if "words" in row
        ]
        await pilot.press("w")
        await pilot.pause()
        assert rows(view) == wrapped


async def test_keys_and_the_wheel_move_it_sideways() -> None:
    async with hosting([MarkdownCell("a", TEXT)]) as (_, view, pilot):
        await pilot.press("right")
        await pilot.press("w", "right")
        y = next(y for y, row in enumerate(rows(view)) if "‹" in row)
        assert rows(view)[y].startswith("     ‹" + LONG[9:30])
        assert rows(view)[y].endswith("›")
        prose = [row for row in rows(view) if "words" in row]
        await pilot.press(*["right"] * 30)
        assert rows(view)[y].endswith(LONG[-20:])
        assert [row for row in rows(view) if "words" in row] == prose
        await pilot.press(*["left"] * 30)
        assert rows(view)[y].startswith("     " + LONG[:20])
        view._on_mouse_scroll_down(MouseScrollDown(view, 5, 5, 0, 0, 0, True, False, False))
        assert rows_after(view, y).startswith("     ‹")
        view._on_mouse_scroll_up(MouseScrollUp(view, 5, 5, 0, 0, 0, True, False, False))
        assert rows_after(view, y).startswith("     " + LONG[:20])


def rows_after(view: TranscriptView, y: int) -> str:
    """A row as the view would draw it now."""
    return view.render_line(y).text


async def test_a_cut_line_is_copied_whole() -> None:
    async with hosting([MarkdownCell("a", TEXT)]) as (_, view, pilot):
        await pilot.press("w", "right")
        y = next(y for y, row in enumerate(rows(view)) if "‹" in row)
        await pilot.click(view, offset=Offset(20, y), times=3)
        assert view.selected_text() == LONG
        await pilot.mouse_down(view, offset=Offset(4, y))
        await pilot.hover(view, offset=Offset(57, y + 2))
        await pilot.mouse_up(view, offset=Offset(57, y + 2))
        assert view.selected_text() == f"{LONG}\nshort\n\t{LONG}"


async def test_what_is_selected_is_what_is_under_the_pointer() -> None:
    async with hosting([MarkdownCell("a", TEXT)]) as (_, view, pilot):
        await pilot.press("w", "right")
        y = next(y for y, row in enumerate(rows(view)) if "‹" in row)
        await pilot.mouse_down(view, offset=Offset(10, y))
        await pilot.hover(view, offset=Offset(19, y))
        await pilot.mouse_up(view, offset=Offset(19, y))
        assert view.selected_text() == rows(view)[y][10:20]
        assert reversed_text(view, y) == view.selected_text()


async def test_the_place_stays_when_code_is_cut() -> None:
    cells: list[Cell] = [MarkdownCell(f"c{n}", f"mark {n}\n\n{TEXT}") for n in range(10)]
    async with hosting(cells) as (_, view, pilot):
        view.scroll_to_cell("c5")
        await pilot.pause()
        y = _row(view, "mark 5")
        for _ in range(2):
            await pilot.press("w")
            await pilot.pause()
            assert _row(view, "mark 5") == y
            assert not view.following


async def test_streamed_code_is_cut_as_it_comes() -> None:
    async with hosting([MarkdownCell("a", "```py\n", streaming=True)]) as (_, view, pilot):
        await pilot.press("w")
        for at in range(0, len(LONG), 7):
            view.append_text("a", LONG[at : at + 7])
        view.append_text("a", "\nnext")
        await pilot.pause()
        shown = [row for row in rows(view) if row.strip()]
        assert len(shown) == 3
        assert shown[1].endswith("›")
        assert shown[2].strip() == "next"


async def test_what_is_found_in_a_cut_line_is_brought_into_view() -> None:
    async with hosting([MarkdownCell("a", TEXT)]) as (_, view, pilot):
        await pilot.press("w")
        at = TEXT.index("57")
        view.set_matches({"a": [(at, at + 2)]})
        view.scroll_to_cell("a", at)
        y = next(y for y, row in enumerate(rows(view)) if "‹" in row)
        marked = [s.text for s in view.render_line(y) if s.style is not None and s.style.underline]
        assert marked == ["57"]
        at = TEXT.index("01")
        view.scroll_to_cell("a", at)
        assert "‹" not in "".join(rows(view))
