"""Titles asked of the model."""

from __future__ import annotations

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.errors import RateLimited
from minimax_tui.domain.messages import Message, MessageState, Role
from minimax_tui.domain.thinking import Thinking
from minimax_tui.engine.titles import (
    LONGEST,
    MAX_TOKENS,
    MAX_TOKENS_THINKING,
    ask_for_title,
    clean_title,
    title_request,
)
from tests.unit.engine.engine_parts import ScriptedEndpoint, answer


def message(id_: str, role: Role, text: str) -> Message:
    return Message(id_, "s", None, role, (text_block(text),), MessageState.COMPLETE, 0.0)


TURN = [message("p", "user", "How to sort? " * 1_000), message("a", "assistant", "Merge sort.")]


def test_the_request_is_short_and_cheap() -> None:
    request = title_request(TURN, "MiniMax-M3")
    [asked] = request.messages
    text = str(asked.blocks[0]["text"])
    assert "How to sort?" in text
    assert "Merge sort." in text
    assert len(text) < 3_000
    assert request.options.thinking is Thinking.DISABLED
    assert request.options.max_tokens == MAX_TOKENS
    assert request.options.system is None


def test_a_model_that_always_thinks_has_room_to() -> None:
    assert title_request(TURN, "MiniMax-M2.7").options.max_tokens == MAX_TOKENS_THINKING


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Sorting a list", "Sorting a list"),
        ('"Sorting a list."\n\nMore.', "Sorting a list"),
        ("\n**Title: Sorting**", "Sorting"),
        ("《数据结构》", "数据结构"),
        ("标题：数据结构。", "数据结构"),
        ("How **merge sort** uses `next`", "How merge sort uses next"),
        ("2 ** 3 and __init__.py", "2 ** 3 and __init__.py"),
        ("", ""),
        ("\n \n", ""),
        ("A \x1b[31mred\ttitle", "A ␛[31mred title"),
        ("word " * 40, ("word " * 40)[: LONGEST - 1].rstrip() + "…"),
    ],
)
def test_what_a_model_says_is_made_a_title(said: str, title: str) -> None:
    assert clean_title(said) == title


async def test_the_answer_is_the_title() -> None:
    endpoint = ScriptedEndpoint(answer("“Sorting lists”"))
    assert await ask_for_title(endpoint, TURN, "MiniMax-M3") == "Sorting lists"
    assert endpoint.closed_streams == 1


async def test_an_error_goes_through() -> None:
    endpoint = ScriptedEndpoint([RateLimited()])
    with pytest.raises(RateLimited):
        await ask_for_title(endpoint, TURN, "MiniMax-M3")
