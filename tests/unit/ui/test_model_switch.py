"""What a session loses with another model, and which columns the picker has room for."""

from __future__ import annotations

import pytest

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.catalogue import find_model
from minimax_tui.ui.model_switch import switch_warnings
from minimax_tui.ui.screens.model_picker import shown_columns

M3, M2, UNKNOWN = find_model("MiniMax-M3"), find_model("MiniMax-M2"), find_model("x")
IMAGE: Block = {"type": "image", "source": {}}
RESULT: Block = {"type": "tool_result", "tool_use_id": "t", "content": [IMAGE, IMAGE]}


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        (0, []),
        (160_000, []),
        (170_000, ["Nearly full: this session takes 170k of its 205k."]),
        (204_000, ["Too small: this session takes 204k tokens, its window has 205k."]),
        (900_000, ["Too small: this session takes 900k tokens, its window has 205k."]),
    ],
)
def test_a_window_that_is_too_small_is_told(tokens: int, said: list[str]) -> None:
    assert switch_warnings(M3, M2, tokens, []) == said


def test_pictures_that_will_not_be_seen_are_counted() -> None:
    assert switch_warnings(M3, M2, 0, [IMAGE]) == [
        "It will not see 1 picture or video of this session."
    ]
    assert switch_warnings(M3, M2, 0, [IMAGE, RESULT]) == [
        "It will not see 3 pictures or videos of this session."
    ]


def test_nothing_is_told_of_what_does_not_change() -> None:
    assert switch_warnings(M2, M2, 900_000, [IMAGE]) == []
    assert switch_warnings(find_model("MiniMax-M2.7"), M2, 0, [IMAGE]) == []
    assert switch_warnings(M2, M3, 10_000, [IMAGE]) == []
    assert switch_warnings(M3, UNKNOWN, 900_000, [IMAGE]) == []


def test_narrow_dialogs_show_the_columns_that_matter_most() -> None:
    assert shown_columns(96) == (
        *("model", "window", "tok/s", "yours", "first"),
        *("in/out", "thinking", "takes"),
    )
    assert "thinking" not in shown_columns(95)
    assert shown_columns(72) == ("model", "window", "tok/s", "in/out", "takes")
    assert shown_columns(36) == ("model", "window")
    assert shown_columns(10) == ("model",)
