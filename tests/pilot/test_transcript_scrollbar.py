"""The scrollbar that the transcript draws itself, and the mouse on it."""

from __future__ import annotations

import pytest
from textual.geometry import Offset, Region

from minimax_tui.ui.transcript.cells import Cell, MarkdownCell
from minimax_tui.ui.transcript.scrollbar import ACTIVE
from minimax_tui.ui.transcript.view import TranscriptView
from tests.pilot.transcript_host import hosting, rows


def _long(count: int = 200) -> list[Cell]:
    return [
        MarkdownCell("a", "\n\n".join(f"row {number}" for number in range(count))),
        MarkdownCell("live", "live", streaming=True),
    ]


def _bar(view: TranscriptView) -> str:
    """The scrollbar from top to bottom: # where the thumb is, whole or in part."""
    return "".join("#" if look.thumb % ACTIVE else " " for look in view._looks)


def _follows(view: TranscriptView) -> bool:
    return view.following


def _thumb_row(view: TranscriptView) -> int:
    return _bar(view).index("#")


async def test_it_is_drawn_in_the_last_column() -> None:
    async with hosting(_long()) as (_, view, pilot):
        assert list(view.children) == []
        assert not view.show_vertical_scrollbar
        bar = [view.render_line(y).crop(view.size.width - 1) for y in range(view.size.height)]
        assert all(strip.cell_length == 1 for strip in bar)
        [last] = bar[-1]
        assert last.style is not None
        assert last.style.reverse
        assert not any(one.style.reverse for one in bar[0] if one.style is not None)
        await pilot.press("home")
        assert _bar(view).rstrip() == "#"


async def test_there_is_none_where_all_is_seen() -> None:
    async with hosting([MarkdownCell("a", "text")]) as (_, view, _pilot):
        assert _bar(view).strip() == ""


async def test_a_click_in_the_track_pages() -> None:
    async with hosting(_long()) as (_, view, pilot):
        await pilot.click(view, offset=Offset(view.size.width - 1, 1))
        await pilot.pause()
        assert view.scroll_y == view.max_scroll_y - (view.size.height - 2)
        assert not view.following
        await pilot.click(view, offset=Offset(view.size.width - 1, view.size.height - 1))
        await pilot.pause()
        assert view.scroll_y == view.max_scroll_y
        assert view.following


async def test_dragging_the_thumb_scrolls_and_its_end_follows_again() -> None:
    async with hosting(_long()) as (_, view, pilot):
        column, last = view.size.width - 1, view.size.height - 1
        await pilot.mouse_down(view, offset=Offset(column, last))
        await pilot.hover(view, offset=Offset(column, last // 2))
        assert _follows(view) is False
        assert 0.3 < view.scroll_y / view.max_scroll_y < 0.7
        assert abs(_thumb_row(view) - last // 2) <= 1
        middle = rows(view)
        view.append_text("live", "\n\nmore\n\nand more")
        await pilot.pause()
        assert rows(view)[:-1] == middle[:-1]
        await pilot.hover(view, offset=Offset(column, 0))
        assert view.scroll_y == 0
        await pilot.hover(view, offset=Offset(column, last))
        assert _follows(view)
        await pilot.mouse_up(view, offset=Offset(column, last))
        view.append_text("live", "\n\nthe last")
        await pilot.pause()
        assert rows(view)[-1] == "   the last"
        await pilot.hover(view, offset=Offset(column, 2))
        assert _follows(view)


async def test_the_thumb_stands_out_while_it_is_held() -> None:
    async with hosting(_long()) as (_, view, pilot):
        last = Offset(view.size.width - 1, view.size.height - 1)
        before = view.render_line(last.y)
        await pilot.mouse_down(view, offset=last)
        held = view.render_line(last.y)
        assert list(held)[-1].style != list(before)[-1].style
        await pilot.mouse_up(view, offset=last)
        assert list(view.render_line(last.y)) == list(before)


async def test_the_bar_selects_and_activates_nothing() -> None:
    async with hosting(_long()) as (app, view, pilot):
        await pilot.click(view, offset=Offset(5, 3), times=2)
        chosen = view.selected_text()
        assert chosen
        await pilot.click(view, offset=Offset(view.size.width - 1, 1))
        assert view.selected_text() == chosen
        assert app.all_told(TranscriptView.CellActivated) == []


async def test_only_rows_whose_bar_changed_are_repainted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hosting(_long(30)) as (_, view, pilot):
        await pilot.press("home")
        await pilot.pause()
        regions: list[Region] = []
        refresh = TranscriptView.refresh

        def spy(self: TranscriptView, *asked: Region, **options: bool) -> TranscriptView:
            regions.extend(asked)
            return refresh(self, *asked, **options)

        monkeypatch.setattr(TranscriptView, "refresh", spy)
        before = [look.thumb for look in view._looks]
        view.append_text("live", "\n\nline" * 40)
        changed = [y for y, look in enumerate(view._looks) if look.thumb != before[y]]
        assert changed
        bottom = view.size.height - 1  # where the mark of what is new appears
        asked = {y for region in regions for y in region.line_range}
        assert asked == {*changed, bottom}


async def test_a_narrow_view_has_none() -> None:
    async with hosting(_long(), size=(7, 10)) as (_, view, _pilot):
        assert all(view.render_line(y).cell_length == 7 for y in range(10))
        assert not any(
            one.style is not None and one.style.reverse
            for y in range(10)
            for one in view.render_line(y)
        )
