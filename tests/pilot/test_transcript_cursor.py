"""The message cursor, and what keys and clicks ask for."""

from __future__ import annotations

from textual.geometry import Offset

from minimax_tui.ui.transcript.cells import Cell, MarkdownCell
from minimax_tui.ui.transcript.simple_cells import (
    FooterCell,
    NoticeCell,
    PromptCell,
    ThinkingLineCell,
)
from minimax_tui.ui.transcript.view import TranscriptView
from tests.pilot.transcript_host import hosting, rows


def _turns(count: int) -> list[Cell]:
    cells: list[Cell] = []
    for number in range(count):
        cells += [
            PromptCell(f"p{number}", f"question {number}", message_id=f"q{number}"),
            ThinkingLineCell(f"t{number}", "thought for 1 s", message_id=f"m{number}"),
            MarkdownCell(f"a{number}", f"**answer** {number}", message_id=f"m{number}"),
            FooterCell(f"f{number}", "model", message_id=f"m{number}"),
        ]
    return cells


def _at(view: TranscriptView) -> str | None:
    return view.current_cell.id if view.current_cell else None


async def test_up_and_down_go_from_cell_to_cell() -> None:
    async with hosting(_turns(2)) as (app, view, pilot):
        found: list[str | None] = []
        for key in ("up", "up", "up", "up", "down"):
            await pilot.press(key)
            found.append(_at(view))
        assert found == ["a1", "t1", "p1", "a0", "p1"]
        assert [told.cell_id for told in app.all_told(TranscriptView.CursorMoved)] == found
        assert any(row.startswith("▎❯ question 1") for row in rows(view))


async def test_the_cursor_goes_from_message_to_message() -> None:
    async with hosting(_turns(12)) as (_, view, pilot):
        found: list[str | None] = []
        for _ in range(4):
            view.cursor_previous_message()
            found.append(_at(view))
        assert found == ["t11", "p11", "t10", "p10"]
        await pilot.pause()
        for _ in range(17):
            view.cursor_previous_message()
        assert _at(view) == "t1"
        await pilot.pause()
        assert "▎  thought for 1 s" in rows(view)
        view.cursor_next_message()
        assert _at(view) == "p2"
        for _ in range(40):
            view.cursor_next_message()
        assert view.following


async def test_within_a_cell_larger_than_the_view_the_keys_scroll() -> None:
    long = MarkdownCell("long", "\n\n".join(f"row {number}" for number in range(60)))
    async with hosting([PromptCell("p", "q"), long]) as (_, view, pilot):
        await pilot.press("up")
        assert _at(view) == "long"
        top = view.scroll_y
        await pilot.press("up")
        assert (_at(view), view.scroll_y) == ("long", top - 3)


async def test_enter_activates_the_current_cell() -> None:
    async with hosting(_turns(1)) as (app, view, pilot):
        view.set_cursor("t0")
        await pilot.press("enter")
        await pilot.pause()
        [told] = app.all_told(TranscriptView.CellActivated)
        assert (told.cell_id, told.part) == ("t0", "thinking")


async def test_a_click_activates_a_thinking_line() -> None:
    async with hosting(_turns(1)) as (app, view, pilot):
        y = next(y for y, row in enumerate(rows(view)) if "thought" in row)
        await pilot.click(view, offset=Offset(6, y))
        await pilot.pause()
        [told] = app.all_told(TranscriptView.CellActivated)
        assert (told.cell_id, told.part) == ("t0", "thinking")
        assert _at(view) == "t0"


async def test_the_copy_mark_gives_the_code_exactly() -> None:
    code = "def f():\n\treturn 1  \n\n" + "\n".join(f"x{n} = {n}" for n in range(150))
    text = f"Text\n\n```python\n{code}\n```\n\nmore"
    async with hosting([MarkdownCell("a", text)], size=(60, 20)) as (app, view, pilot):
        await pilot.press("home")
        await pilot.pause()
        y, row = next((y, row) for y, row in enumerate(rows(view)) if "⧉" in row)
        await pilot.click(view, offset=Offset(row.index("⧉"), y))
        await pilot.pause()
        [told] = app.all_told(TranscriptView.CopyRequested)
        assert (told.text, told.what) == (code, "code")


async def test_c_copies_the_message_as_markdown() -> None:
    async with hosting(_turns(2)) as (app, view, pilot):
        await pilot.press("c")
        view.set_cursor("p0")
        await pilot.press("c")
        view.set_cursor("t0")
        await pilot.press("c")
        await pilot.pause()
        assert [(told.text, told.what) for told in app.all_told(TranscriptView.CopyRequested)] == [
            ("**answer** 1", "message"),
            ("question 0", "message"),
            ("**answer** 0", "message"),
        ]


async def test_other_characters_are_passed_on() -> None:
    async with hosting(_turns(1)) as (app, _, pilot):
        await pilot.press("z", "é", "space", "left")
        await pilot.pause()
        assert [told.text for told in app.all_told(TranscriptView.TypedElsewhere)] == [
            "z",
            "é",
            " ",
        ]


async def test_folds_open_and_close() -> None:
    notice = NoticeCell("n", "Something.", detail="HTTP 529")
    async with hosting([*_turns(1), notice]) as (_, view, pilot):
        assert "   HTTP 529" not in rows(view)
        assert view.toggle("n")
        await pilot.pause()
        assert "   HTTP 529" in rows(view)
        assert view.toggle("n")
        await pilot.pause()
        assert "   HTTP 529" not in rows(view)
        assert not view.toggle("a0")


async def test_what_is_found_is_marked() -> None:
    async with hosting([MarkdownCell("a", "one **two** three two")]) as (_, view, _pilot):
        view.set_matches({"a": [(6, 9), (18, 21)]})
        marked = [s.text for s in view.render_line(1) if s.style is not None and s.style.underline]
        assert marked == ["two", "two"]
        view.set_matches({})
        assert not any(s.style is not None and s.style.underline for s in view.render_line(1))


async def test_the_current_cell_is_opened_only_where_it_is_seen() -> None:
    async with hosting(_turns(20)) as (app, view, pilot):
        assert not view.open_current()
        view.set_cursor("p1")
        assert view.open_current()
        await pilot.pause()
        assert [told.cell_id for told in app.all_told(TranscriptView.CellActivated)] == ["p1"]
        view.set_cursor("a1")  # an answer has nothing to open
        assert not view.open_current()
        view.set_cursor("p1")
        view.follow()
        await pilot.pause()
        assert not view.open_current()
