"""The line of keys below a dialog."""

from __future__ import annotations

import pytest

from minimax_tui.ui.screens.key_line import Hint, fitting_hints, pressed_key

HINTS = [("enter", "choose"), ("ctrl+d", "delete"), ("↑ ↓", "move"), ("esc", "关闭")]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (52, "enter choose   ctrl+d delete   ↑ ↓ move   esc 关闭"),
        (50, "enter choose   ctrl+d delete   ↑ ↓ move   esc 关闭"),
        (49, "enter choose   ctrl+d delete   esc 关闭"),
        (20, "esc 关闭"),
        (1, "esc 关闭"),
    ],
)
def test_the_first_hints_and_the_last_one_are_kept(cells: int, shown: str) -> None:
    assert fitting_hints(HINTS, cells).plain == shown


def test_so_many_are_kept_in_the_narrowest_window() -> None:
    assert fitting_hints(HINTS, 1, at_least=2).plain == "enter choose   esc 关闭"


@pytest.mark.parametrize(
    ("hint", "key"),
    [
        (Hint("enter", "choose"), "enter"),
        (Hint("esc", "close"), "escape"),
        (Hint("ctrl+r", "default"), "ctrl+r"),
        (Hint("← →", "step", "right"), "right"),
        (Hint("↑ ↓", "move"), ""),
        (Hint("page up", "scroll"), "pageup"),
        (Hint("page up/down", "scroll"), ""),
        (Hint("1–9", "copy"), ""),
        (Hint("", "nothing"), ""),
    ],
)
def test_a_click_presses_a_key_that_there_is(hint: Hint, key: str) -> None:
    assert pressed_key(hint) == key
