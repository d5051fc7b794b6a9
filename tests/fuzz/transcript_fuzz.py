"""Looks for changes and movements that the transcript cannot bear.

`python tests/fuzz/transcript_fuzz.py --events 10000 --seed 1`. Not collected by pytest;
`tests/pilot/test_transcript_fuzz.py` runs the same checks on a few cases. A case is a transcript in
a running app to which cells with hostile text are added, appended to, changed, folded and removed
at random while the reader scrolls, selects, copies, searches and resizes: it does not fail, no
control code is in any row, every row is as wide as the view, and the heights of the cells are the
height of the whole.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from textual.pilot import Pilot
from textual.strip import Strip

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.widths import cell_width
from minimax_tui.ui.find import Source, marks, search
from minimax_tui.ui.transcript import selection
from minimax_tui.ui.transcript.cells import Cell, GapCell, MarkdownCell, ThinkingCell
from minimax_tui.ui.transcript.simple_cells import (
    ActivityCell,
    BannerCell,
    DividerCell,
    FooterCell,
    LineCell,
    NoticeCell,
    NoticeKind,
    PromptCell,
    ThinkingLineCell,
    ToolCell,
)
from minimax_tui.ui.transcript.view import TranscriptView
from tests.fuzz import fuzzing, hostile
from tests.pilot.transcript_host import hosting

ACTIONS = 400
"""In one case of the command."""
MOST_CELLS = 40


def text(random: Random) -> str:
    """Hostile Markdown of some lines."""
    return hostile.text(random, 30)


def some_cell(random: Random, cell_id: str) -> Cell:
    """A cell of any kind; `cell_id` says which message it belongs to."""
    short, message_id = hostile.text(random), cell_id[-1]
    match random.randrange(12):
        case 0:
            names = [hostile.text(random, 3) for _ in range(random.randrange(3))]
            return PromptCell(cell_id, text(random), message_id=message_id, attachments=names)
        case 1:
            return FooterCell(cell_id, short, message_id=message_id)
        case 2:
            levels: tuple[NoticeKind, ...] = ("info", "warning", "error")
            keys = [(hostile.text(random, 2), hostile.text(random, 2))]
            return NoticeCell(
                cell_id,
                short,
                level=random.choice(levels),
                advice=text(random),
                keys=keys,
                detail=text(random),
            )
        case 3:
            return ToolCell(
                cell_id,
                hostile.text(random, 3),
                summary=short,
                facts=[hostile.text(random, 3)],
                output=text(random),
                failed=bool(random.randrange(2)),
                folded=bool(random.randrange(2)),
            )
        case 4:
            return GapCell(cell_id, random.randrange(80))
        case 5:
            return DividerCell(cell_id, short)
        case 6:
            return ActivityCell(cell_id, short, frame=random.randrange(99), hint="esc stops")
        case 7:
            lines = [[(hostile.text(random, 3), "muted")] for _ in range(random.randrange(4))]
            return BannerCell(cell_id, lines, choices=(0,))
        case 8:
            kind = random.choice((LineCell, ThinkingLineCell))
            return kind(cell_id, short, message_id=message_id)
        case 9:
            return ThinkingCell(cell_id, text(random), message_id=message_id)
        case _:
            found = text(random)
            lazy = random.randrange(3) == 0
            return MarkdownCell(
                cell_id,
                (lambda: found) if lazy else found,
                message_id=message_id,
                size_hint=random.randrange(2_000),
            )


class Reader:
    """Does something with a view, and checks what it shows."""

    def __init__(self, random: Random, view: TranscriptView) -> None:
        self._random = random
        self._view = view
        self._number = 0
        self._live: str | None = None
        self._checked: list[Strip] = []

    def act(self) -> None:
        """One change or movement."""
        weighted: list[tuple[Callable[[], None], int]] = [
            (self._stream, 12),
            (self._add, 4),
            (self._change, 4),
            (self._remove, 2),
            (self._fold, 4),
            (self._move, 8),
            (self._select, 8),
            (self._find, 4),
            (self._go, 4),
            (self._all_anew, 1 if self._random.randrange(8) == 0 else 0),
        ]
        does, weights = zip(*weighted, strict=True)
        self._random.choices(does, weights)[0]()

    # --- changes ---

    def _id(self) -> str:
        self._number += 1
        return f"c{self._number}"

    def _some(self) -> str | None:
        cells = self._view.cells
        return self._random.choice(cells).id if cells else None

    def _stream(self) -> None:
        view = self._view
        if self._live is None or self._live not in view:
            self._live = self._id()
            kind = self._random.choice((MarkdownCell, ThinkingCell))
            view.append_cell(kind(self._live, streaming=True))
        if self._random.randrange(30) == 0:
            view.close_cell(self._live)
            self._live = None
        else:
            view.append_text(self._live, text(self._random))

    def _add(self) -> None:
        view, random = self._view, self._random
        cells = [some_cell(random, self._id()) for _ in range(random.randrange(3))]
        before = self._some()
        if before is not None and random.randrange(2):
            view.insert_before(before, cells)
        else:
            view.insert_cells(random.randrange(len(view.cells) + 1), cells)
        while len(view.cells) > MOST_CELLS:
            view.remove_cell(view.cells[0].id)

    def _change(self) -> None:
        cell_id = self._some()
        if cell_id is None:
            return
        if self._random.randrange(3):
            self._view.update_cell(some_cell(self._random, cell_id))
        else:
            cells = [some_cell(self._random, self._id()) for _ in range(self._random.randrange(3))]
            self._view.replace_cell(cell_id, cells)
        if cell_id == self._live:
            self._live = None

    def _remove(self) -> None:
        cell_id = self._some()
        if cell_id is not None:
            self._view.remove_cell(cell_id)

    def _fold(self) -> None:
        cell_id = self._some()
        if cell_id is not None:
            self._view.toggle(cell_id)

    def _all_anew(self) -> None:
        self._view.set_cells([some_cell(self._random, self._id()) for _ in range(6)])

    # --- movements ---

    def _move(self) -> None:
        view, random = self._view, self._random
        does: list[Callable[[], object]] = [
            view.action_page_up,
            view.action_page_down,
            view.action_start,
            view.action_follow,
            view.action_toggle_wrap,
            view.action_cursor_up,
            view.action_cursor_down,
            view.cursor_next_message,
            view.cursor_previous_message,
            lambda: view.action_sideways(random.choice((-1, 1))),
            lambda: view.scroll_to(y=random.randrange(-3, view.virtual_size.height + 9)),
            lambda: view.scroll_relative(y=random.randrange(-5, 6)),
        ]
        random.choice(does)()

    def _go(self) -> None:
        view, random = self._view, self._random
        cell_id = self._some()
        if cell_id is None:
            return
        match random.randrange(4):
            case 0:
                view.scroll_to_cell(cell_id)
            case 1:
                view.scroll_to_cell(cell_id, random.randrange(len(view.cell(cell_id).source) + 3))
            case 2:
                view.set_cursor(random.choice((cell_id, None)))
            case _:
                view.action_activate()
                view.current_message()
                view.copy_message()

    def _find(self) -> None:
        view, random = self._view, self._random
        wanted = random.choice((*hostile.PIECES, "a", "e"))
        sources = [Source("m", 0, cell.id, False, cell.source) for cell in view.cells]
        found = search(sources, wanted)
        current = random.choice(found) if found else None
        place = None if current is None else (current.source.cell_id, current.start)
        view.set_matches(marks(found, thinking=False), place)
        if place is not None:
            view.scroll_to_cell(*place)

    def _select(self) -> None:
        view, random = self._view, self._random
        x, y = random.randrange(view.size.width + 4), random.randrange(view.size.height + 4)
        row = view._row_under(y)
        layout = view._layout
        match random.randrange(6):
            case 0 | 1:
                one = view._place_under(x, y)
                other = view._place_under(random.randrange(99), random.randrange(40))
                if one is not None and other is not None:
                    view._select(selection.between(layout, one, other))
            case 2 if row is not None:
                view._select(selection.word_selection(layout, row, x))
            case 3 if row is not None:
                view._select(selection.line_selection(layout, row))
            case 4:
                view.action_select(random.choice((-1, 1)))
            case _:
                view.clear_selection()
        view.selected_text()
        view.copy_selection()

    # --- what must hold ---

    def check(self) -> None:
        """The heights, and all rows that were not checked before."""
        view = self._view
        height = view.size.height
        layout = view._layout
        heights = [layout.cell_height(at) for at in range(len(layout))]
        assert sum(heights) == layout.total == view.virtual_size.height
        for at, record in enumerate(layout.records):
            pieces = [piece.height for piece in record.pieces or ()]
            if record.pieces is not None:
                assert heights[at] == (record.blank if any(pieces) else 0) + sum(pieces)
                assert record.heights.total == sum(pieces)
        assert 0 <= view._top <= max(0, view.virtual_size.height - height)
        if view.following:
            assert view._top == max(0, view.virtual_size.height - height)
        strips = [view.render_line(y) for y in range(height)]
        known = {id(strip) for strip in self._checked}
        for strip in strips:
            if id(strip) not in known:
                check_strip(strip, view.size.width)
        self._checked = strips


def check_strip(strip: Strip, width: int) -> None:
    """A row is safe and as wide as the view."""
    cells = 0
    for segment in strip:
        said = segment.text
        assert said == visible(said), repr(said)
        assert "\n" not in said, repr(said)
        assert "\t" not in said, repr(said)
        assert segment.control is None
        assert segment.style is None or segment.style.link is None
        cells += cell_width(said)
    assert cells == strip.cell_length == width, (cells, strip.cell_length, width, strip.text)


async def acted(random: Random, actions: int) -> int:
    """A view, and things done with it; tells how many."""
    start = [some_cell(random, f"s{number}") for number in range(random.randrange(4))]
    size = (random.randrange(4, 130), random.randrange(1, 45))
    async with hosting(start, size=size) as (_, view, pilot):
        reader = Reader(random, view)
        for number in range(actions):
            if random.randrange(40) == 0:
                await resized(pilot, random)
            reader.act()
            reader.check()
            if number % 16 == 0:
                await pilot.pause()  # paints, and delivers what the view has told
    return actions


async def resized(pilot: Pilot[None], random: Random) -> None:
    """Another size of the window, very small ones too."""
    await pilot.resize_terminal(random.randrange(1, 140), random.randrange(1, 50))
    await pilot.pause()


def case(random: Random) -> int:
    """A case of the command."""
    return asyncio.run(acted(random, ACTIONS))


if __name__ == "__main__":
    sys.exit(fuzzing.run("changes", case))
