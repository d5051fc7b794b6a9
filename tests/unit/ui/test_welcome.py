"""The welcome at every height and width."""

from __future__ import annotations

import pytest

from minimax_tui.domain.thinking import Thinking
from minimax_tui.ui.transcript.simple_cells import BannerCell
from minimax_tui.ui.welcome import examples, welcome_cell


def welcome(
    height: int, width: int = 100, *, demo: bool = True, has_key: bool = True, picked: int = -1
) -> BannerCell:
    return welcome_cell(
        "MiniMax-M3",
        Thinking.ADAPTIVE,
        demo=demo,
        picked=picked,
        height=height,
        has_key=has_key,
        width=width,
    )


def lines(cell: BannerCell) -> list[str]:
    return ["".join(text for text, _ in line) for line in cell.lines]


@pytest.mark.parametrize("height", [3, 4, 6, 9, 12, 14, 30])
def test_it_fits_and_always_offers_the_examples(height: int) -> None:
    cell = welcome(height)
    assert len(cell.lines) <= height
    for number, text in enumerate(examples(demo=True)):
        assert lines(cell)[cell.choices[number]].strip() == text
    if height >= 14:
        assert any("shows every key" in line for line in lines(cell))


@pytest.mark.parametrize("width", [24, 40, 60])
def test_nothing_is_cut_in_a_narrow_pane(width: int) -> None:
    cell = welcome(40, width)
    assert all(len(line) <= width for line in lines(cell) if "  " not in line)
    said = " ".join(lines(cell)).split()
    assert "simulation," in said
    assert "thinking" in said


def test_what_to_do_without_a_key_comes_before_the_rest() -> None:
    assert any("MINIMAX_API_KEY" in line for line in lines(welcome(6, demo=False, has_key=False)))


def test_the_highlight_is_told_without_colour() -> None:
    cell = welcome(20, picked=1)
    marked = [line for line in lines(cell) if line.startswith("▸")]
    assert marked == [f"▸ {examples(demo=True)[1]}"]
