"""A tiny app with a composer in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input

from minimax_tui.ui.widgets.composer import Composer
from tests.pilot.pressing import press


class ComposerHost(App[None]):
    """Shows a composer and another widget, and keeps what it tells."""

    CSS = "Composer { dock: bottom; }"

    def __init__(self, history: list[str]) -> None:
        super().__init__()
        self.composer = Composer(lambda: history)
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        yield Input()
        yield self.composer

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"prompt-tint": "#222222"}

    def on_mount(self) -> None:
        self.composer.focus()

    def tell(self, message: Message) -> None:
        self.told.append(message)

    on_composer_sent = tell
    on_composer_help_asked = tell
    on_composer_chip_opened = tell

    @property
    def sent(self) -> list[str]:
        """The texts sent."""
        return [message.text for message in self.told if isinstance(message, Composer.Sent)]


class Composing:
    """A running host."""

    def __init__(self, app: ComposerHost, pilot: Pilot[None]) -> None:
        self.app, self.pilot, self.composer = app, pilot, app.composer

    async def press(self, *keys: str) -> None:
        await press(self.pilot, *keys)

    async def paste(self, text: str) -> None:
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def key(self, key: str, character: str | None) -> None:
        """A key as the terminal's parser names it."""
        self.app.post_message(events.Key(key, character))
        await self.pilot.pause()

    def lines(self) -> list[str]:
        """What the composer shows, line by line."""
        strips = self.app.screen._compositor.render_strips()
        region = self.composer.region
        return [
            strip.crop(region.x + 3, region.right - 2).text.rstrip()
            for strip in strips[region.y : region.bottom]
        ]


@asynccontextmanager
async def composing(
    history: list[str] | None = None, size: tuple[int, int] = (60, 24)
) -> AsyncIterator[Composing]:
    """A composer with the focus, and earlier prompts, the newest first."""
    app = ComposerHost(history or [])
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Composing(app, pilot)
