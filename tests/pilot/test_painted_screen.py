"""Rows that changed are painted at once, and none is lost where that cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Label

from minimax_tui.ui.painted_screen import PaintedScreen
from minimax_tui.ui.transcript.cells import MarkdownCell
from minimax_tui.ui.transcript.view import TranscriptView
from tests.pilot.transcript_host import PlainPalette


class Line(Widget):
    """A line that says what it is told to, at its next drawing."""

    DEFAULT_CSS = "Line { height: 1; }"
    said = "below"

    def render(self) -> str:
        return self.said


class OneView(PaintedScreen):
    """A transcript, and a line below that can be hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.view = TranscriptView(PlainPalette())
        self.line = Line()

    def compose(self) -> ComposeResult:
        yield self.view
        yield self.line


class Dialog(ModalScreen[None]):
    """Lies on top."""

    def compose(self) -> ComposeResult:
        yield Label("dialog")


class Host(App[None]):
    """Keeps the rows of every update that would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = OneView()
        self.rows: dict[int, str] = {}
        self.painted: list[list[int]] = []

    def get_default_screen(self) -> Screen[None]:
        return self.shown

    def _display(self, screen: Screen[None], renderable: Any) -> None:
        if isinstance(renderable, ChopsUpdate):
            self.painted.append([])
            for y, left, right in renderable.spans:
                chops = renderable.chops[y]
                if any(strip is not None and left <= x < right for x, strip in chops.items()):
                    self.painted[-1].append(y)
                    self.rows[y] = "".join(s.text for s in chops.values() if s is not None)
        elif isinstance(renderable, LayoutUpdate):
            for y, strips in enumerate(renderable.strips, renderable.region.y):
                self.rows[y] = "".join(strip.text for strip in strips)
        super()._display(screen, renderable)

    def picture(self) -> str:
        return "\n".join(self.rows[y] for y in sorted(self.rows))


@asynccontextmanager
async def hosted() -> AsyncIterator[tuple[Host, Pilot[None]]]:
    host = Host()
    async with host.run_test(size=(40, 10)) as pilot:
        host.shown.view.append_cell(MarkdownCell("a", "first\n\n", streaming=True))
        await pilot.pause()
        yield host, pilot


async def test_what_came_is_painted_at_the_next_turn_of_the_loop() -> None:
    async with hosted() as (host, _pilot):
        host.painted.clear()
        host.shown.view.append_text("a", "second")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert "second" in host.picture()
        assert len(host.painted) == 1
        assert len(host.painted[0]) < 3


async def test_changes_of_one_turn_are_painted_together() -> None:
    async with hosted() as (host, _pilot):
        host.painted.clear()
        for word in ("one ", "two ", "three"):
            host.shown.view.append_text("a", word)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert "one two three" in host.picture()
        assert len(host.painted) == 1


async def test_what_comes_under_a_dialog_is_there_when_it_closes() -> None:
    async with hosted() as (host, pilot):
        await host.push_screen(Dialog())
        await pilot.pause()
        host.shown.view.append_text("a", "meanwhile")
        await pilot.pause()
        host.pop_screen()
        await pilot.pause()
        assert "meanwhile" in host.picture()


async def test_what_comes_with_a_new_layout_is_painted_by_it() -> None:
    async with hosted() as (host, pilot):
        host.shown.line.display = False
        host.shown.view.append_text("a", "with the layout")
        await pilot.pause()
        assert "with the layout" in host.picture()
        assert "below" not in host.picture()


async def test_a_pane_that_is_hidden_is_drawn_when_it_is_shown() -> None:
    async with hosted() as (host, pilot):
        host.shown.view.display = False
        await pilot.pause()
        host.shown.view.append_text("a", "unseen")
        await pilot.pause()
        host.shown.view.display = True
        await pilot.pause()
        assert "unseen" in host.picture()


async def test_what_another_widget_asked_for_meanwhile_is_painted_too() -> None:
    async with hosted() as (host, _pilot):
        screen = host.shown
        # As when its request has reached the screen, which waits for its timer.
        screen.line.said = "above"
        screen.line._set_dirty()
        screen._dirty_widgets.add(screen.line)
        screen.view.append_text("a", "more")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert "more" in host.picture()
        assert "above" in host.picture()
