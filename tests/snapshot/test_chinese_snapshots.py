"""The main screens in Chinese: two cells a character, and still nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from minimax_tui.cli.language import use_language
from tests.pilot.chat_program import Program
from tests.snapshot.comparing import compare


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """The interface in Chinese."""
    use_language("zh", {})
    yield
    use_language("en", {})


async def test_welcome_in_a_small_window(program: Program) -> None:
    async with program.start((80, 24), theme="minimax-dark") as chat:
        compare("chinese-welcome-80x24", chat.strips())


async def test_models_in_a_large_window(program: Program) -> None:
    async with program.start((120, 40), theme="minimax-dark") as chat:
        await chat.press("ctrl+l")
        compare("chinese-models-120x40", chat.dialog_strips())
