"""Following the end, and keeping the reader's place."""

from __future__ import annotations

from textual.events import MouseScrollUp

from minimax_tui.ui.transcript.cells import Cell, GapCell, MarkdownCell
from minimax_tui.ui.transcript.simple_cells import FooterCell, PromptCell
from minimax_tui.ui.transcript.view import TranscriptView
from tests.pilot.transcript_host import hosting, rows


def _long(count: int = 60) -> list[Cell]:
    cells: list[Cell] = [
        MarkdownCell(f"c{number}", f"cell {number} " + "word " * (number % 7 * 9))
        for number in range(count)
    ]
    return [*cells, MarkdownCell("live", "live", streaming=True)]


async def test_the_view_follows_the_end() -> None:
    async with hosting(_long()) as (_, view, pilot):
        assert view.following
        for number in range(30):
            view.append_text("live", f"\n\nline {number}")
        await pilot.pause()
        assert rows(view)[-1] == "   line 29"
        assert view.scroll_y == view.max_scroll_y


async def test_a_reader_who_scrolled_up_is_not_moved() -> None:
    async with hosting(_long()) as (app, view, pilot):
        await pilot.press("pageup")
        await pilot.pause()
        assert not view.following
        before = rows(view)
        for number in range(30):
            view.append_text("live", f"\n\nline {number}")
        view.append_cell(FooterCell("f", "done"))
        await pilot.pause()
        assert rows(view)[:-1] == before[:-1]
        assert rows(view)[-1].endswith("↓ new")
        assert view.has_new
        assert [told.following for told in app.all_told(TranscriptView.FollowChanged)] == [False]


async def test_the_mark_leads_back() -> None:
    async with hosting(_long()) as (_, view, pilot):
        await pilot.press("pageup")
        view.append_text("live", "\n\nnews")
        await pilot.pause()
        await pilot.click(view, offset=(view.size.width - 4, view.size.height - 1))
        await pilot.pause()
        assert view.following
        assert not view.has_new
        assert rows(view)[-1] == "   news"


async def test_end_follows_again() -> None:
    async with hosting(_long()) as (_, view, pilot):
        await pilot.press("home")
        await pilot.pause()
        assert rows(view)[1] == "   cell 0"
        await pilot.press("end")
        view.append_text("live", "\n\nnews")
        await pilot.pause()
        assert rows(view)[-1] == "   news"


async def test_scrolling_down_to_the_end_follows_again() -> None:
    async with hosting(_long()) as (_, view, pilot):
        view.scroll_relative(y=-3, animate=False)
        await pilot.pause()
        assert not view.following
        view.scroll_relative(y=3, animate=False)
        await pilot.pause()
        assert view.following


async def test_the_wheel_moves_by_what_it_says_over_estimated_heights() -> None:
    async with hosting(_long()) as (_, view, pilot):
        shown = rows(view)
        for _ in range(40):
            view._on_mouse_scroll_up(_wheel(view))
            await pilot.pause()
            moved = rows(view)
            step = next(step for step in range(1, 20) if moved[step:] == shown[:-step])
            assert step <= 3
            shown = moved


def _wheel(view: TranscriptView) -> MouseScrollUp:
    return MouseScrollUp(view, 5, 5, 0, 0, 0, False, False, False)


async def test_a_new_width_keeps_the_place() -> None:
    async with hosting(_long(), size=(90, 20)) as (_, view, pilot):
        view.scroll_to_cell("c30")
        await pilot.pause()
        assert rows(view)[1].startswith("   cell 30")
        view.action_page_down()
        await pilot.pause()
        first = next(row for row in rows(view) if row.strip()).split()[:2]
        await pilot.resize_terminal(40, 20)
        await pilot.pause()
        assert next(row for row in rows(view) if row.strip()).split()[:2] == first
        assert not view.following
        await pilot.resize_terminal(90, 12)
        await pilot.pause()
        assert next(row for row in rows(view) if row.strip()).split()[:2] == first


async def test_the_place_within_a_long_paragraph_is_kept() -> None:
    text = " ".join(f"w{number}" for number in range(900))
    async with hosting([MarkdownCell("a", text), *_long(20)], size=(90, 20)) as (_, view, pilot):
        view.scroll_to_cell("a", offset=text.index("w450"))
        view.scroll_relative(y=6, animate=False)
        await pilot.pause()
        word = rows(view)[0].split()[0]
        await pilot.resize_terminal(50, 20)
        await pilot.pause()
        assert word in rows(view)[0].split()


async def test_a_new_width_stays_at_the_end() -> None:
    async with hosting(_long(), size=(90, 20)) as (_, view, pilot):
        await pilot.resize_terminal(40, 15)
        await pilot.pause()
        assert view.following
        assert rows(view)[-1] == "   live"


async def test_cells_put_in_above_do_not_move_the_reader() -> None:
    async with hosting(_long()) as (_, view, pilot):
        await pilot.press("pageup")
        await pilot.pause()
        before = rows(view)
        view.insert_cells(0, [MarkdownCell(f"old{n}", "an older message") for n in range(50)])
        await pilot.pause()
        assert rows(view) == before


async def test_a_gap_is_told_once_and_filled_without_a_jump() -> None:
    cells: list[Cell] = [GapCell("gap", 100), *_long()]
    async with hosting(cells) as (app, view, pilot):
        assert app.all_told(TranscriptView.GapReached) == []
        while not app.all_told(TranscriptView.GapReached):
            await pilot.press("pageup")
            await pilot.pause()
        view.scroll_relative(y=5, animate=False)
        await pilot.pause()
        assert [told.cell_id for told in app.all_told(TranscriptView.GapReached)] == ["gap"]
        known = [row for row in rows(view) if "cell" in row]
        view.replace_cell("gap", [PromptCell(f"p{n}", f"prompt {n}") for n in range(30)])
        await pilot.pause()
        assert known
        assert [row for row in rows(view) if "cell" in row] == known
        assert "gap" not in view


async def test_what_is_seen_is_told() -> None:
    async with hosting(_long()) as (app, view, pilot):
        assert view.visible_cells()[-1].id == "live"
        count = len(app.all_told(TranscriptView.ViewMoved))
        await pilot.press("home")
        await pilot.pause()
        assert len(app.all_told(TranscriptView.ViewMoved)) > count
        assert view.visible_cells()[0].id == "c0"


async def test_scrolling_beyond_an_end_that_was_held_follows_again() -> None:
    cells: list[Cell] = [MarkdownCell(f"a{n}", f"line {n}") for n in range(30)]
    async with hosting(cells) as (_, view, pilot):
        await pilot.press("up", "up", "up", "shift+down", "shift+down")
        assert not view.following
        await pilot.press("pagedown")
        assert view.following
