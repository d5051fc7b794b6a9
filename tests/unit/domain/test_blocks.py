"""Typed access to blocks that may be of any shape."""

from __future__ import annotations

import pytest

from minimax_tui.domain.blocks import (
    Block,
    block_type,
    joined_text,
    joined_thinking,
    prompt_text,
    text_block,
    text_of,
    thinking_of,
)

TEXT: Block = {"type": "text", "text": "a"}
THINKING: Block = {"type": "thinking", "thinking": "b", "signature": "c"}


def test_text_and_thinking_are_read_only_from_their_own_blocks() -> None:
    assert (text_of(TEXT), thinking_of(TEXT)) == ("a", "")
    assert (text_of(THINKING), thinking_of(THINKING)) == ("", "b")


@pytest.mark.parametrize("block", [{}, {"type": 1}, {"type": None, "text": "a"}, {"text": "a"}])
def test_a_block_without_a_type_says_nothing(block: Block) -> None:
    assert block_type(block) == ""
    assert text_of(block) == thinking_of(block) == ""


@pytest.mark.parametrize("value", [None, 3, ["a"]])
def test_what_is_no_string_is_no_text(value: object) -> None:
    assert text_of({"type": "text", "text": value}) == ""
    assert thinking_of({"type": "thinking", "thinking": value}) == ""


def test_joined_text_leaves_out_everything_else() -> None:
    blocks = [THINKING, TEXT, {"type": "tool_use", "text": "no"}, TEXT]
    assert joined_text(blocks) == "aa"


def test_the_texts_of_a_prompt_are_set_apart() -> None:
    blocks = [TEXT, {"type": "text", "text": ""}, {"type": "image"}, TEXT]
    assert prompt_text(blocks) == "a\n\na"


def test_joined_thinking_sets_an_empty_line_between() -> None:
    empty = {"type": "thinking", "thinking": ""}
    assert joined_thinking([THINKING, empty, TEXT, THINKING]) == "b\n\nb"


def test_a_text_block_is_what_a_request_carries() -> None:
    assert text_block("hi") == {"type": "text", "text": "hi"}
