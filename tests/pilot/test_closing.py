"""What a screen still does while it is being closed."""

from __future__ import annotations

import asyncio

import pytest
from textual.app import ComposeResult
from textual.css.query import NoMatches
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import WorkerFailed

from minimax_tui.ui.closing import is_closing
from tests.pilot.chat_program import Program


class Quick(Static):
    """A widget that says when it is gone."""

    def __init__(self) -> None:
        super().__init__("part", id="part")
        self.gone = asyncio.Event()

    def on_unmount(self) -> None:
        asyncio.get_running_loop().call_soon(self.gone.set)


class Slow(Static):
    """A widget that takes its time to go."""

    def __init__(self, leave: asyncio.Event) -> None:
        super().__init__("slow")
        self._leave = leave

    async def on_unmount(self) -> None:
        await self._leave.wait()


class Reading(ModalScreen[None]):
    """A screen that has not read all when it is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.leave, self.read, self.done = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.part = Quick()
        self.seen_closing: bool | None = None

    def compose(self) -> ComposeResult:
        yield self.part
        yield Slow(self.leave)

    async def show(self) -> None:
        await self.read.wait()
        self.seen_closing = is_closing(self)
        self.done.set()
        self.query_one("#part", Static).update("read")


async def close_half(chat_screen: Reading) -> None:
    """Closes a screen until its first part is gone."""
    chat_screen.dismiss(None)
    await chat_screen.part.gone.wait()


async def test_a_worker_that_ends_while_its_screen_is_closed_ends_nothing_else(
    program: Program,
) -> None:
    async with program.start() as chat:
        screen = Reading()
        await chat.app.push_screen(screen)
        screen.run_worker(screen.show())
        await close_half(screen)
        screen.read.set()
        await screen.done.wait()
        screen.leave.set()
        await chat.type("still here")
        assert chat.composer.text == "still here"
        assert screen.seen_closing
        assert not chat.app.crashed


async def lose_a_part(program: Program, screen: Reading) -> None:
    async with program.start() as chat:
        screen.leave.set()
        await chat.app.push_screen(screen)
        await screen.part.remove()
        screen.run_worker(screen.show())
        screen.read.set()
        await screen.done.wait()
        await chat.type("x")


async def test_a_part_that_is_missing_in_an_open_screen_is_a_fault(program: Program) -> None:
    screen = Reading()
    with pytest.raises(WorkerFailed, match="part") as caught:
        await lose_a_part(program, screen)
    assert screen.seen_closing is False
    assert isinstance(caught.value.error, NoMatches)
