"""Many changes and movements in random order: what is drawn is always what is there."""

from __future__ import annotations

from random import Random

import pytest
from rich.cells import cell_len

from minimax_tui.ui.transcript.canvas import Look
from minimax_tui.ui.transcript.cells import Cell, GapCell, MarkdownCell
from minimax_tui.ui.transcript.scrollbar import rows_of, thumb_of
from minimax_tui.ui.transcript.simple_cells import FooterCell, NoticeCell, PromptCell
from minimax_tui.ui.transcript.view import TranscriptView
from tests.pilot.transcript_host import hosting

SAMPLE = (
    "# Head\n\nSome **bold** text with `code` and 中文字符 that is wrapped somewhere. " * 2
    + "\n\n```python\ndef f(a):\n\treturn a\n\n```\n\n- one\n- two\n  - three\n\n> quote\n\n"
    + "| a | b |\n|---|---|\n| 1 | two |\n\nA [link][x].\n\n[x]: /there\n\n1. first\n2. second\n"
)


def _cell(random: Random, number: int) -> Cell:
    name = f"x{number}"
    start = random.randrange(len(SAMPLE))
    match random.randrange(5):
        case 0:
            return PromptCell(name, "word " * random.randrange(200) + "\n" * random.randrange(20))
        case 1:
            return FooterCell(name, "foot " * random.randrange(30))
        case 2:
            return NoticeCell(name, "what " * 9, advice="do " * 30, detail="d\n" * 4)
        case 3:
            return GapCell(name, random.randrange(1, 60))
        case _:
            return MarkdownCell(name, SAMPLE[start:] * random.randrange(4))


def _without_bar(looks: list[Look]) -> list[Look]:
    return [look._replace(thumb=0) for look in looks]


def _check(view: TranscriptView) -> None:
    layout = view._layout
    height = view.size.height
    assert view.virtual_size.height == layout.total
    assert view._top == round(view.scroll_y)
    assert 0 <= view._top <= max(0, layout.total - height)
    if view.following:
        assert view._top == max(0, layout.total - height)
    assert view._rows == list(layout.rows(view._top, height))
    looks = [view._look(row) for row in view._rows]
    looks += [Look()] * (height - len(looks))
    assert [look.line for look in view._looks] == [look.line for look in looks]
    builder = view._building()
    for y, look in enumerate(looks):
        strip = view.render_line(y)
        assert strip.cell_length == cell_len(strip.text) == view.size.width
        if not view._looks[y].badge:
            again = builder.strip(look.line, mark=look.mark, cursor=look.cursor, fill=look.fill)
            assert strip.text[: again.text.rindex(" ")] == again.text[: again.text.rindex(" ")]
    thumbs = rows_of(thumb_of(height, layout.total, view._top), height)
    assert [look.thumb for look in view._looks] == thumbs


@pytest.mark.parametrize("seed", range(4))
async def test_random_changes(seed: int) -> None:
    random = Random(seed)
    async with hosting([MarkdownCell("live", streaming=True)], size=(60, 20)) as (_, view, pilot):
        for number in range(120):
            ids = [cell.id for cell in view.cells]
            other = [name for name in ids if name != "live"]
            following, before = view.following, view._looks
            action = random.randrange(12)
            if action < 3:
                start = random.randrange(len(SAMPLE))
                seen = any(cell.id == "live" for cell in view.visible_cells())
                view.append_text("live", SAMPLE[start : start + random.randrange(150)])
                if not following and not seen:
                    assert _without_bar(view._looks)[:-1] == _without_bar(before)[:-1]
            elif action == 3:
                view.append_cell(_cell(random, number))
            elif action == 4:
                view.insert_cells(random.randrange(len(ids)), [_cell(random, number)])
            elif action == 5 and other:
                view.remove_cell(random.choice(other))
            elif action == 6 and other:
                view.toggle(random.choice(other))
            elif action == 7:
                view.scroll_to(y=random.randrange(view.virtual_size.height + 1))
            elif action == 8:
                random.choice([view.action_page_up, view.action_page_down, view.follow])()
            elif action == 9:
                top = view._top
                view.scroll_relative(y=-3)
                if top >= 3:
                    assert [look.line for look in view._looks[3:]] == [
                        look.line for look in before[:-3]
                    ]
            elif action == 10:
                random.choice([view.action_cursor_up, view.cursor_next_message])()
            else:
                await pilot.resize_terminal(random.randrange(8, 120), random.randrange(3, 40))
                await pilot.pause()
            _check(view)
