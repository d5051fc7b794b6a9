"""Selecting with the mouse, and what copying gives."""

from __future__ import annotations

import pytest
from textual.events import MouseUp
from textual.geometry import Offset
from textual.pilot import Pilot

from minimax_tui.ui.transcript.cells import Cell, MarkdownCell
from minimax_tui.ui.transcript.simple_cells import FooterCell, PromptCell
from minimax_tui.ui.transcript.view import TranscriptView
from tests.pilot.transcript_host import hosting, reversed_text, rows


async def _drag(
    pilot: Pilot[None], view: TranscriptView, start: tuple[int, int], end: tuple[int, int]
) -> None:
    await pilot.mouse_down(view, offset=Offset(*start))
    await pilot.hover(view, offset=Offset(*end))
    await pilot.mouse_up(view, offset=Offset(*end))
    await pilot.pause()


async def test_part_of_a_line() -> None:
    async with hosting([MarkdownCell("a", "some **bold** words here")]) as (app, view, pilot):
        await _drag(pilot, view, (3, 1), (11, 1))
        assert view.selected_text() == "some bold"
        assert reversed_text(view, 1) == "some bold"
        assert len(app.all_told(TranscriptView.SelectionMade)) == 1
        assert view.clear_selection()
        assert reversed_text(view, 1) == ""
        assert not view.has_selection


async def test_wrapped_cjk_lines_are_joined() -> None:
    text = "汉字排版" * 20
    async with hosting([MarkdownCell("a", f"{text}\n\nend")], size=(40, 20)) as (_, view, pilot):
        await _drag(pilot, view, (5, 1), (8, 3))
        chosen = view.selected_text()
        assert chosen == text[1 : 1 + len(chosen)]
        assert len(chosen) > 35
        assert reversed_text(view, 1) == text[1 : 1 + len(reversed_text(view, 1))]
        assert reversed_text(view, 3).endswith(chosen[-3:])


async def test_wrapped_words_are_joined_by_the_blank_that_was_there() -> None:
    text = " ".join(f"word{number}" for number in range(30)) + "\n\nend"
    async with hosting([MarkdownCell("a", text)], size=(40, 20)) as (_, view, pilot):
        await _drag(pilot, view, (3, 1), (8, 3))
        chosen = view.selected_text()
        assert "\n" not in chosen
        assert text.startswith(chosen)


async def test_the_second_half_of_a_wide_character_is_that_character() -> None:
    async with hosting([MarkdownCell("a", "一二三四 and more")]) as (_, view, pilot):
        await _drag(pilot, view, (6, 1), (8, 1))
        assert view.selected_text() == "二三"


async def test_backwards_is_the_same() -> None:
    async with hosting([MarkdownCell("a", "some words here")]) as (_, view, pilot):
        await _drag(pilot, view, (12, 1), (8, 1))
        assert view.selected_text() == "words"


async def test_over_cells_whole_ones_are_source() -> None:
    cells: list[Cell] = [
        PromptCell("p", "the question"),
        MarkdownCell("a", "# Head\n\ntext **bold**"),
        FooterCell("f", "model · tokens"),
        PromptCell("p2", "another question"),
    ]
    async with hosting(cells) as (_, view, pilot):
        shown = rows(view)
        y = next(y for y, row in enumerate(shown) if "another" in row)
        await _drag(pilot, view, (7, 1), (9, y))
        assert view.selected_text() == "question\n\n# Head\n\ntext **bold**\n\nanother"
        footer = next(y for y, row in enumerate(shown) if "tokens" in row)
        assert reversed_text(view, footer) == ""


async def test_whole_blocks_are_source_and_parts_are_seen() -> None:
    text = "A **bold** start.\n\n- one *item*\n- two\n\nThe `last` one."
    async with hosting([MarkdownCell("a", text)]) as (_, view, pilot):
        y = next(y for y, row in enumerate(rows(view)) if "last" in row)
        await _drag(pilot, view, (5, 1), (10, y))
        assert view.selected_text() == "bold start.\n\n- one *item*\n- two\n\nThe last"


TABLE = """\
before

| Name | What it does |
|------|--------------|
| first | something **bold** that takes many words to say it all |
| second | little |
| third | x |

behind
"""


async def test_a_wrapped_cell_of_a_table_is_one_text() -> None:
    async with hosting([MarkdownCell("a", TABLE)], size=(50, 20)) as (_, view, pilot):
        shown = rows(view)
        x = shown[3].index("What")
        y = next(y for y, row in enumerate(shown) if "something" in row)
        assert "say" not in shown[y]  # the cell is wrapped
        await _drag(pilot, view, (x, y), (x + 2, y + 1))
        chosen = view.selected_text()
        assert "something bold that takes many words to say it all".startswith(chosen)
        assert chosen.count(" ") > 3


async def test_two_cells_of_a_table_have_a_bar_between_them() -> None:
    async with hosting([MarkdownCell("a", TABLE)], size=(50, 20)) as (_, view, pilot):
        shown = rows(view)
        y = next(y for y, row in enumerate(shown) if "second" in row)
        await _drag(pilot, view, (shown[y].index("second"), y), (49, y))
        assert view.selected_text() == "second | little"


async def test_several_rows_of_a_table_are_source() -> None:
    async with hosting([MarkdownCell("a", TABLE)], size=(50, 20)) as (_, view, pilot):
        shown = rows(view)
        first = next(y for y, row in enumerate(shown) if "second" in row)
        last = next(y for y, row in enumerate(shown) if "third" in row)
        await _drag(pilot, view, (shown[first].index("little") + 2, first), (4, last))
        assert view.selected_text() == "| second | little |\n| third | x |"


async def test_code_is_exact() -> None:
    text = "```python\ndef f():\n\treturn 1\n\nprint(f())\n```"
    async with hosting([MarkdownCell("a", text)]) as (_, view, pilot):
        shown = rows(view)
        first = next(y for y, row in enumerate(shown) if "def" in row)
        last = next(y for y, row in enumerate(shown) if "print" in row)
        await _drag(pilot, view, (4, first), (40, last))
        assert view.selected_text() == "def f():\n\treturn 1\n\nprint(f())"


async def test_an_empty_line_of_code_that_is_selected_last_is_copied() -> None:
    text = "```python\na = 1\n\nb = 2\n```"
    async with hosting([MarkdownCell("a", text)]) as (_, view, pilot):
        first = next(y for y, row in enumerate(rows(view)) if "a = 1" in row)
        await _drag(pilot, view, (4, first), (20, first + 1))
        assert view.selected_text() == "a = 1\n"
        await _drag(pilot, view, (4, first), (40, first))
        assert view.selected_text() == "a = 1"


async def test_double_click_takes_a_word() -> None:
    async with hosting([MarkdownCell("a", "some **bolder** words 中文 x")]) as (app, view, pilot):
        await pilot.click(view, offset=Offset(10, 1), times=2)
        await pilot.pause()
        assert view.selected_text() == "bolder"
        assert len(app.all_told(TranscriptView.SelectionMade)) == 1
        await pilot.click(view, offset=Offset(22, 1), times=2)
        assert view.selected_text() == "中文"


async def test_triple_click_takes_a_line_with_its_wraps() -> None:
    text = " ".join(f"word{number}" for number in range(12))
    async with hosting([MarkdownCell("a", f"{text}\n\nend")], size=(40, 20)) as (_, view, pilot):
        await pilot.click(view, offset=Offset(6, 2), times=3)
        await pilot.pause()
        assert view.selected_text() == text


async def test_a_click_clears() -> None:
    async with hosting([MarkdownCell("a", "some words here")]) as (_, view, pilot):
        await _drag(pilot, view, (3, 1), (8, 1))
        assert view.has_selection
        await pilot.click(view, offset=Offset(5, 1))
        assert not view.has_selection


async def test_dragging_beyond_the_edge_scrolls(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n\n".join(f"row {number}" for number in range(60))
    async with hosting([MarkdownCell("a", text)]) as (_, view, pilot):
        monkeypatch.setattr(view, "_pointer", (0, 0))
        await pilot.mouse_down(view, offset=Offset(5, 5))
        view._pointer, view._dragged = (5, -3), True
        top = view.scroll_y
        view._edge_scroll()
        view._edge_scroll()
        assert view.scroll_y == top - 6
        await pilot.mouse_up(view, offset=Offset(5, 0))
        assert "row 5" in view.selected_text()


async def test_a_selection_stays_while_text_comes() -> None:
    async with hosting([MarkdownCell("a", "some words", streaming=True)]) as (_, view, pilot):
        await _drag(pilot, view, (3, 1), (6, 1))
        view.append_text("a", " and more\n\nand more")
        await pilot.pause()
        assert view.selected_text() == "some"
        assert reversed_text(view, 1) == "some"


async def test_c_copies_the_selection() -> None:
    async with hosting([MarkdownCell("a", "some words here")]) as (app, view, pilot):
        await _drag(pilot, view, (3, 1), (6, 1))
        await pilot.press("c")
        await pilot.pause()
        [told] = app.all_told(TranscriptView.CopyRequested)
        assert (told.text, told.what) == ("some", "selection")


async def test_lines_are_selected_by_keys() -> None:
    text = "\n\n".join(f"row {number}" for number in range(60))
    async with hosting([MarkdownCell("a", text)]) as (_, view, pilot):
        await pilot.press("home", "shift+down")
        assert view.selected_text() == "row 0"
        await pilot.press(*["shift+down"] * 3)
        assert view.selected_text() == "row 0\n\nrow 1\n\nrow 2\n\nrow 3"
        await pilot.press("shift+up")
        assert view.selected_text() == "row 0\n\nrow 1\n\nrow 2"
        await pilot.press(*["shift+down"] * 30)
        assert view.selected_text().endswith("row 32")
        assert "   row 32" in rows(view)


async def test_the_text_stands_still_while_it_is_selected() -> None:
    text = "\n\n".join(f"row {number}" for number in range(60))
    async with hosting([MarkdownCell("a", text, streaming=True)]) as (_, view, pilot):
        before = rows(view)
        await pilot.mouse_down(view, offset=Offset(3, 3))
        await pilot.hover(view, offset=Offset(6, 5))
        view.append_text("a", "\n\nmore\n\nand more")
        await pilot.pause()
        assert rows(view)[:-1] == before[:-1]
        await pilot.mouse_up(view, offset=Offset(6, 5))
        assert not view.following


async def test_a_drag_of_which_only_the_ends_are_told() -> None:
    async with hosting([MarkdownCell("a", "some words here")]) as (_, view, pilot):
        await pilot.mouse_down(view, offset=Offset(3, 1))
        view.post_message(MouseUp(view, 6, 1, 0, 0, 1, False, False, False))
        await pilot.pause()
        assert view.selected_text() == "some"
