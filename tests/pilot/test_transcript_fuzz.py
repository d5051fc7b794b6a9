"""The transcript and hostile text: a few cases of `tests/fuzz/transcript_fuzz.py`, and what the
command found.
"""

from __future__ import annotations

from random import Random

import pytest

from minimax_tui.domain.widths import cell_width
from minimax_tui.ui.transcript.cells import MarkdownCell
from minimax_tui.ui.transcript.simple_cells import BannerCell
from tests.fuzz import transcript_fuzz
from tests.pilot.transcript_host import hosting


@pytest.mark.parametrize("seed", range(6))
async def test_hostile_changes_and_movements(seed: int) -> None:
    assert await transcript_fuzz.acted(Random(seed), 60) == 60


# --- found by the command ---


async def test_the_mark_for_new_text_lies_on_whole_characters() -> None:
    """Textual's own cutting counts the cells of joined emoji in another way."""
    text = "👨‍👩‍👧 " * 400 + "\u200d" * 3
    async with hosting([MarkdownCell("a", text, streaming=True)], size=(37, 6)) as (_, view, pilot):
        view.scroll_to(y=0)
        await pilot.pause()
        for width in range(12, 50, 4):
            await pilot.resize_terminal(width, 6)
            await pilot.pause()
            view.append_text("a", " x" * 100)
            strip = view.render_line(view.size.height - 1)
            assert "new" in strip.text
            cells = sum(cell_width(segment.text) for segment in strip)
            assert cells == strip.cell_length == view.size.width


async def test_a_cell_that_was_estimated_to_have_no_lines_is_measured() -> None:
    cells = [BannerCell("none", []), MarkdownCell("late", lambda: "one\n\ntwo", size_hint=0)]
    async with hosting([MarkdownCell("a", "text"), *cells]) as (_, view, pilot):
        await pilot.pause()
        assert view.virtual_size.height == view._layout.total
        assert sum(view._layout.cell_height(at) for at in range(3)) == view._layout.total
        first, lines = view.cell_lines("late")
        assert lines == 3
        assert "two" in view.render_line(first + 2).text
