"""The screen of all sessions and the small dialogs, text and colours, against stored ones."""

from __future__ import annotations

import time

import pytest

from minimax_tui.ui.screens.sessions.screen import PREVIEW_FROM_CELLS
from tests.pilot.chat_program import Program
from tests.snapshot.comparing import compare


@pytest.fixture
def sessions(program: Program) -> Program:
    """Sessions whose ages are the same in every run."""
    now = time.time()
    program.add_session("s1", "Sorting lists", "How to sort?", "Merge sort.", at=now - 320)
    program.add_session(
        "s2", "Lisbon in May", "A trip", "See the **castle** first, then sort out the tram.",
        at=now - 7_300,
    )  # fmt: skip
    program.add_session(
        "s3", "数据结构", "平衡二叉树?", "平衡二叉树是一种数据结构", at=now - 90_000
    )
    return program


@pytest.mark.parametrize(
    ("size", "theme"),
    [((120, 40), "minimax-dark"), ((120, 40), "minimax-light"), ((80, 24), "minimax-dark")],
    ids=lambda one: one if isinstance(one, str) else f"{one[0]}x{one[1]}",
)
async def test_sessions(sessions: Program, size: tuple[int, int], theme: str) -> None:
    async with sessions.start(size, theme=theme) as chat:
        await chat.press("ctrl+s")
        await chat.until("Sorting lists", "3 sessions")
        await chat.press("down", "insert", "up")
        if size[0] >= PREVIEW_FROM_CELLS:
            await chat.until("See the castle")
        name = f"sessions-{size[0]}x{size[1]}-{theme.removeprefix('minimax-')}"
        compare(name, chat.strips())


async def test_what_was_found(sessions: Program) -> None:
    async with sessions.start((120, 40), theme="minimax-dark") as chat:
        await chat.press("ctrl+s")
        await chat.type("sort")
        await chat.until("Said in 3 places")
        await chat.press("down", "down", "down")
        await chat.until("▸  Lisbon", "See the castle first")
        compare("sessions-found-120x40", chat.strips())


@pytest.mark.parametrize("theme", ["minimax-dark", "minimax-light"])
async def test_a_line_is_asked_for(sessions: Program, theme: str) -> None:
    async with sessions.start((80, 24), theme=theme) as chat:
        await chat.send("/btw")
        await chat.until("A question about this conversation")
        compare(f"ask-aside-80x24-{theme.removeprefix('minimax-')}", chat.dialog_strips())


@pytest.mark.parametrize("theme", ["minimax-dark", "minimax-light"])
async def test_switch(sessions: Program, theme: str) -> None:
    async with sessions.start((80, 24), theme=theme, resume_id="s2") as chat:
        await chat.press("f9")
        await chat.until("Switch session", "open now")
        compare(f"switch-80x24-{theme.removeprefix('minimax-')}", chat.dialog_strips())
