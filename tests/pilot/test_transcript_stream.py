"""Text that streams into a transcript, and what is repainted for it."""

from __future__ import annotations

from typing import Any

import pytest
from rich.style import Style
from textual.geometry import Region

from minimax_tui.ui.transcript.cells import Cell, MarkdownCell, ThinkingCell
from minimax_tui.ui.transcript.simple_cells import ActivityCell, FooterCell, PromptCell
from minimax_tui.ui.transcript.view import TranscriptView
from tests.pilot.transcript_host import hosting, rows

HOSTILE = "\x1b[2Jred\x07\u202eevil\x9b31m"


def _turn() -> list[Cell]:
    return [
        PromptCell("p", "Why?", message_id="m1"),
        MarkdownCell("a", streaming=True, message_id="m2"),
        ActivityCell("act", "writing …", hint="esc stops"),
    ]


async def test_streamed_text_is_shown() -> None:
    async with hosting(_turn()) as (_, view, pilot):
        for piece in ("Because **it", " is** so.\n\n- o", "ne\n- two\n\n```py\nx", " = 1\n"):
            view.append_text("a", piece)
            await pilot.pause()
        view.close_cell("a")
        await pilot.pause()
        shown = rows(view)
        assert shown[:6] == ["", " ❯ Why?", "", "   Because it is so.", "", "   • one"]
        assert "     x = 1" in shown
        assert any("writing" in row and row.endswith("esc stops") for row in shown)


async def test_streamed_is_final() -> None:
    text = "# Head\n\nText with a [link][x] in it.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[x]: /u\n"
    async with hosting([MarkdownCell("a", text)]) as (_, view, pilot):
        final = rows(view)
        view.set_cells([MarkdownCell("a", streaming=True)])
        for at in range(0, len(text), 3):
            view.append_text("a", text[at : at + 3])
        view.close_cell("a")
        await pilot.pause()
        assert rows(view) == final


async def test_only_the_changed_rows_are_repainted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hosting([*_turn()[:2], FooterCell("f", "foot")]) as (_, view, pilot):
        view.append_text("a", "First paragraph.\n\nSecond")
        await pilot.pause()
        regions: list[Region] = []
        refresh = TranscriptView.refresh

        def spy(self: TranscriptView, *asked: Region, **options: bool) -> TranscriptView:
            assert asked or not options.get("repaint", True)
            regions.extend(asked)
            return refresh(self, *asked, **options)

        monkeypatch.setattr(TranscriptView, "refresh", spy)
        await pilot.pause()
        drawn = view.segments_rendered
        view.append_text("a", " grows")
        assert [(region.y, region.height) for region in regions] == [(5, 1)]
        assert view.segments_rendered == drawn + 1
        regions.clear()
        view.append_text("a", "")
        view.update_cell(FooterCell("f", "foot"))
        assert regions == []
        view.update_cell(FooterCell("f", "another"))
        assert [(region.y, region.height) for region in regions] == [(7, 1)]
        monkeypatch.undo()
        await pilot.pause()
        assert rows(view)[5] == "   Second grows"


async def test_no_layout_of_the_screen_while_streaming(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hosting(_turn()) as (app, view, pilot):
        layouts: list[bool] = []
        refresh_layout = type(app.screen)._refresh_layout

        def spy(*values: Any, **options: Any) -> None:
            layouts.append(True)
            refresh_layout(*values, **options)

        monkeypatch.setattr(type(app.screen), "_refresh_layout", spy)
        for number in range(60):
            view.append_text("a", f"line {number}\n\n")
            await pilot.pause()
        assert layouts == []
        assert "   line 59" in rows(view)


async def test_changes_made_together_are_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with hosting(_turn()) as (_, view, _pilot):
        shown: list[int] = []
        original = TranscriptView._show_rows

        def spy(self: TranscriptView, shift: int = 0) -> None:
            shown.append(shift)
            original(self, shift)

        monkeypatch.setattr(TranscriptView, "_show_rows", spy)
        with view.changes():
            view.append_text("a", "text")
            view.update_cell(ActivityCell("act", "writing …", frame=3))
        assert len(shown) == 1


async def test_a_cell_that_does_not_stream_cannot_grow() -> None:
    async with hosting(_turn()) as (_, view, _pilot):
        with pytest.raises(ValueError):
            view.append_text("p", "x")
        with pytest.raises(KeyError):
            view.append_text("nobody", "x")


async def test_hostile_text_yields_no_control_codes() -> None:
    cells: list[Cell] = [
        PromptCell("p", HOSTILE),
        MarkdownCell("a", f"{HOSTILE}\n\n    {HOSTILE}\n\n`{HOSTILE}`\n"),
        ThinkingCell("t", HOSTILE),
        FooterCell("f", HOSTILE),
    ]
    async with hosting(cells) as (_, view, _pilot):
        assert any("red" in row for row in rows(view))
        for y in range(view.size.height):
            assert view.render_line(y).text.isprintable()
            assert view.render_line(y).cell_length == view.size.width


async def test_ten_thousand_cells_open_at_once() -> None:
    cells: list[Cell] = []
    for number in range(5_000):
        cells.append(PromptCell(f"p{number}", f"question {number}"))
        cells.append(MarkdownCell(f"a{number}", f"answer {number}\n\nwith two paragraphs"))
    async with hosting(cells) as (_, view, pilot):
        assert view.segments_rendered < 40
        assert "   answer 4999" in rows(view)
        await pilot.press("home")
        await pilot.pause()
        assert rows(view)[1] == " ❯ question 0"
        assert view.segments_rendered < 80


async def test_cells_are_taken_out_and_put_in() -> None:
    async with hosting(_turn()) as (_, view, pilot):
        view.remove_cell("act")
        view.insert_before("p", [FooterCell("top", "the top")])
        view.append_cell(FooterCell("end", "the end"))
        await pilot.pause()
        assert [cell.id for cell in view.cells] == ["top", "p", "a", "end"]
        assert rows(view)[:6] == ["", "   the top", "", " ❯ Why?", "", "   the end"]
        assert "act" not in view


async def test_new_colours_are_drawn_at_once() -> None:
    class Coloured:
        def style(self, names: str) -> Style:
            return Style(color="#123456") if names == "text" else Style()

    async with hosting(_turn()) as (_, view, pilot):
        view.append_text("a", "Because.\n\n```py\nx\n```\n")
        await pilot.pause()
        label = next(y for y, row in enumerate(rows(view)) if "⧉" in row)
        tints = {
            segment.style.bgcolor.name
            for segment in view.render_line(label).crop(4, 50)
            if segment.style is not None and segment.style.bgcolor is not None
        }
        assert tints == {"#333333"}
        view.set_palette(Coloured())
        await pilot.pause()
        colors = [s.style.color for s in view.render_line(3) if s.style and "Because" in s.text]
        assert [color.name for color in colors if color is not None] == ["#123456"]
