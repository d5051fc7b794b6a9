"""The sizes of the settings panel fit every window."""

from __future__ import annotations

import pytest

from minimax_tui.config.schema import BY_KEY
from minimax_tui.ui.screens.settings.placing import placing


@pytest.mark.parametrize("width", [40, 63, 64, 80, 99, 100, 120, 240])
@pytest.mark.parametrize("height", [10, 16, 20, 24, 30, 40, 70])
@pytest.mark.parametrize("key", [None, "temperature", "model", "theme", "thinking_pane"])
def test_everything_has_room(width: int, height: int, key: str | None) -> None:
    placed = placing(width, height, BY_KEY[key] if key else None, problem_lines=3)
    assert placed.dialog_cells <= width
    assert 0 < placed.list_cells < placed.dialog_cells or placed.classes["-looking"]
    assert 0 < placed.about_cells < placed.dialog_cells
    assert placed.body_lines <= max(4, height - 3)
    assert 0 < placed.about_lines <= max(placed.body_lines, 2 + placed.about_lines // 2)
    if placed.side_lines is not None and height >= 16:
        assert placed.body_lines - placed.side_lines >= 4  # what the list keeps


def test_the_explanation_stands_beside_the_list_in_wide_windows() -> None:
    assert placing(120, 40, None, 0).classes["-wide"]
    assert placing(120, 40, None, 0).side_lines is None
    assert placing(80, 24, None, 0).side_lines == 9


def test_the_list_makes_room_where_the_chat_is_to_be_seen() -> None:
    theme = placing(120, 40, BY_KEY["theme"], 2)
    assert theme.classes["-looking"]
    assert theme.dialog_cells < 60
    assert not theme.shows_problems
    assert not placing(120, 40, BY_KEY["temperature"], 2).classes["-looking"]
