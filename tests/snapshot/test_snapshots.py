"""A few screens and dialogs, text and colours, against stored ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.messages import Message, MessageState, Session, Timings
from minimax_tui.domain.usage import Usage
from tests.pilot.chat_program import WAIT_S, Program
from tests.snapshot.comparing import compare, described

SIZES = [(80, 24), (120, 40)]
THEMES = ["minimax-dark", "minimax-light"]
ANSWER = """\
Merge sort suits lists: it needs *only* pointers.

## How

1. Split in **two**
2. Sort each half

| part | cost |
|------|-----:|
| split | n |
| merge | n log n |

```python
def merge(a, b):
    return a or b  # shortest
```
"""
THINKING = "The user wants the iterative form.\n\n- width 1, 2, 4\n- a dummy head"


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    found: tuple[int, int] = request.param
    return found


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _name(screen: str, size: tuple[int, int], theme: str) -> str:
    return f"{screen}-{size[0]}x{size[1]}-{theme.removeprefix('minimax-')}"


def _store_conversation(program: Program) -> None:
    """One turn with fixed times, so that the screen is the same in every run."""
    at = 1_700_000_000.0
    program.store.add_session(
        Session("s1", "Sorting a linked list 链表", at, at, model="MiniMax-M3", thinking="adaptive")
    )
    prompt = Message(
        "s1-0", "s1", None, "user", (text_block("How do I sort it?"),), MessageState.COMPLETE, at
    )
    answer = Message(
        id="s1-1",
        session_id="s1",
        parent_id="s1-0",
        role="assistant",
        blocks=(
            {"type": "thinking", "thinking": THINKING, "signature": "s"},
            text_block(ANSWER),
        ),
        state=MessageState.COMPLETE,
        created_at=at,
        model="MiniMax-M3",
        thinking="adaptive",
        stop_reason="end_turn",
        usage=Usage(input_tokens=104, output_tokens=931, cache_read_tokens=1_100),
        timings=Timings(
            first_token_s=0.6,
            thinking_s=4.2,
            text_s=6.0,
            total_s=11.0,
            thinking_tokens=300,
            text_tokens=550,
        ),
    )
    for message in (prompt, answer):
        program.store.add_message(message).result(WAIT_S)


async def test_welcome(program: Program, size: tuple[int, int], theme: str) -> None:
    async with program.start(size, theme=theme) as chat:
        compare(_name("welcome", size, theme), chat.strips())


async def test_conversation(program: Program, size: tuple[int, int], theme: str) -> None:
    _store_conversation(program)
    async with program.start(size, theme=theme, resume_id="s1") as chat:
        await chat.until("merge(a, b)")
        compare(_name("conversation", size, theme), chat.strips())


async def test_settings(program: Program, size: tuple[int, int], theme: str) -> None:
    program.theme_folders = (Path("/themes"), *program.theme_folders)
    async with program.start(size, theme=theme) as chat:
        await chat.press("f2", "down", "down", "down", "right")
        compare(_name("settings", size, theme), chat.dialog_strips())


async def test_model_picker(program: Program, size: tuple[int, int], theme: str) -> None:
    async with program.start(size, theme=theme) as chat:
        await chat.press("ctrl+l", "down")
        compare(_name("models", size, theme), chat.dialog_strips())


async def test_a_change_of_text_or_style_is_noticed(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        before = described(chat.strips())
        await chat.type("x")
        typed = described(chat.strips())
        assert typed != before
        await chat.press("shift+left")
        assert described(chat.strips()) != typed
