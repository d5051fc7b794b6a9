"""A tiny app with a transcript in it, for the pilot tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from rich.style import Style
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from minimax_tui.ui.transcript.cells import Cell
from minimax_tui.ui.transcript.view import TranscriptView

MessageT = TypeVar("MessageT", bound=TranscriptView.ViewMessage)


class PlainPalette:
    """Styles that differ where a test looks."""

    def style(self, names: str) -> Style:
        """Reverse for what is selected, bold and a background for some others."""
        words = names.split()
        return Style(
            bold="strong" in words or None,
            reverse="selection" in words or None,
            underline=True if "match" in words else None,
            bgcolor="#333333" if "code" in words or "prompt" in words else None,
        )


class Host(App[None]):
    """Shows one transcript and keeps what it tells."""

    def __init__(self, cells: list[Cell]) -> None:
        super().__init__()
        self.view = TranscriptView(PlainPalette(), id="view")
        self.start_cells = cells
        self.told: list[TranscriptView.ViewMessage] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.view.set_cells(self.start_cells)
        self.view.focus()

    def tell(self, message: TranscriptView.ViewMessage) -> None:
        self.told.append(message)

    on_transcript_view_cursor_moved = tell
    on_transcript_view_view_moved = tell
    on_transcript_view_follow_changed = tell
    on_transcript_view_cell_activated = tell
    on_transcript_view_copy_requested = tell
    on_transcript_view_selection_made = tell
    on_transcript_view_typed_elsewhere = tell
    on_transcript_view_gap_reached = tell

    def all_told(self, kind: type[MessageT]) -> list[MessageT]:
        return [message for message in self.told if isinstance(message, kind)]


@asynccontextmanager
async def hosting(
    cells: list[Cell], size: tuple[int, int] = (60, 20)
) -> AsyncIterator[tuple[Host, TranscriptView, Pilot[None]]]:
    """The running app, its transcript and the pilot."""
    app = Host(cells)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, app.view, pilot


def rows(view: TranscriptView) -> list[str]:
    """What each row of the screen shows, as the compositor has it."""
    strips = view.screen._compositor.render_strips()
    region = view.region
    return [
        strip.crop(region.x, region.x + view._room).text.rstrip()
        for strip in strips[region.y : region.bottom]
    ]


def reversed_text(view: TranscriptView, y: int) -> str:
    """The part of a row that is drawn as selected."""
    return "".join(
        segment.text
        for segment in view.render_line(y)
        if segment.style is not None and segment.style.reverse
    )
