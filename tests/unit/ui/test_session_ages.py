"""How long ago something was, in words of a few cells."""

from __future__ import annotations

import pytest

from minimax_tui.ui.screens.sessions.drawing import age


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "now"),
        (59, "now"),
        (60, "1 min"),
        (3_599, "59 min"),
        (3_600, "1 h"),
        (86_399, "23 h"),
        (86_400, "1 d"),
        (13 * 86_400, "13 d"),
        (14 * 86_400, "2 w"),
        (400 * 86_400, "57 w"),
    ],
)
def test_ages(seconds: float, said: str) -> None:
    assert age(seconds) == said
