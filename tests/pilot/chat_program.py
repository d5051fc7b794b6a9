"""The whole program in a test: the real screens, engine, client and storage, and the simulator."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from rich.segment import Segment
from textual.pilot import Pilot
from textual.widget import Widget

from minimax_tui.api.client import MiniMaxEndpoint
from minimax_tui.cli.database_care import OpenDatabaseCare
from minimax_tui.cli.importing import StoreImporter
from minimax_tui.cli.language import use_language
from minimax_tui.config.credentials import FixedCredentials
from minimax_tui.config.paths import themes_dir
from minimax_tui.config.prompts import PromptFiles
from minimax_tui.config.settings import Settings
from minimax_tui.domain.accounts import AccountKeeper
from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.catalogue import ModelInfo
from minimax_tui.domain.messages import Message, MessageState, Role, Session
from minimax_tui.domain.ports import Credentials
from minimax_tui.engine.runner import TurnRunner
from minimax_tui.exports.rendering import Surroundings
from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold
from minimax_tui.storage.search import SqliteSearchIndex
from minimax_tui.storage.unsaved import PartlyUnsavedStore
from minimax_tui.ui.app import ChatApp
from minimax_tui.ui.services import Services
from minimax_tui.ui.widgets.composer import Composer
from tests.pilot.pressing import press, settled

WAIT_S = 10.0


class Chat:
    """The running program, and what is on its screen."""

    def __init__(self, app: ChatApp, pilot: Pilot[None], program: Program) -> None:
        self.app = app
        self.pilot = pilot
        self.program = program

    @property
    def composer(self) -> Composer:
        """Where prompts are written."""
        assert self.app.chat is not None
        return self.app.chat.composer

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """The bodies of the requests so far."""
        return [request.json for request in self.program.simulator.requests]

    def strips(self) -> list[list[Segment]]:
        """The screen's lines as the compositor has them, filters of colour not applied."""
        return [list(strip) for strip in self.app.screen._compositor.render_strips()]

    def dialog_strips(self) -> list[list[Segment]]:
        """The lines of the open dialog, without the screen behind it."""
        region = self.app.screen.query_one("#dialog").region
        strips = self.app.screen._compositor.render_strips()[region.y : region.bottom]
        return [list(strip.crop(region.x, region.right)) for strip in strips]

    def lines(self) -> list[str]:
        """The text of each line of the screen."""
        return ["".join(part.text for part in line).rstrip() for line in self.strips()]

    def text(self) -> str:
        """The text of the screen."""
        return "\n".join(self.lines())

    def line_of(self, text: str) -> int:
        """The first line that holds `text`."""
        for number, line in enumerate(self.lines()):
            if text in line:
                return number
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text()}")

    @property
    def status(self) -> str:
        """The status bar."""
        return self.lines()[-1]

    @property
    def title(self) -> str:
        """The title bar."""
        return self.lines()[0]

    async def press(self, *keys: str) -> None:
        """Presses keys, one after the other."""
        await press(self.pilot, *keys)

    async def type(self, text: str) -> None:
        """Types text a character at a time."""
        await press(self.pilot, *text)

    async def paste(self, text: str) -> None:
        """Pastes into what has the focus, as a terminal's bracketed paste does."""
        from textual import events

        self.app.post_message(events.Paste(text))
        await self.pilot.pause()

    async def send(self, text: str) -> None:
        """Puts a prompt into the composer and sends it."""
        self.composer.insert(text)
        await self.press("enter")

    async def click(self, text: str) -> None:
        """Clicks where `text` begins on the screen."""
        y = self.line_of(text)
        line = self.lines()[y]
        x = sum(_cells(char) for char in line[: line.index(text)])
        await self.pilot.click(offset=(x, y))
        await self.pilot.pause()

    async def until(self, *texts: str, gone: str = "") -> str:
        """Waits until all texts are on the screen, and `gone` is not; returns the screen."""
        end = time.monotonic() + WAIT_S
        while True:
            await settled(self.pilot)
            shown = self.text()
            if all(text in shown for text in texts) and (not gone or gone not in shown):
                return shown
            if time.monotonic() > end:
                raise AssertionError(f"waited for {texts} without {gone!r}:\n{shown}")
            await asyncio.sleep(0.005)  # lets the engine's and the simulator's threads work

    async def until_idle(self) -> str:
        """Waits until no answer streams in any session and its end is drawn."""
        end = time.monotonic() + WAIT_S
        while self.program.runner.running() or self._live():
            if time.monotonic() > end:
                raise AssertionError(f"an answer still streams:\n{self.text()}")
            await settled(self.pilot)
            await asyncio.sleep(0.005)
        await self.pilot.pause()
        return self.text()

    def _live(self) -> bool:
        assert self.app.chat is not None
        return self.app.chat.presenter.live is not None

    async def ask(self, text: str) -> str:
        """Sends a prompt and waits for the whole answer; returns the screen."""
        sent = len(self.bodies)
        await self.send(text)
        end = time.monotonic() + WAIT_S
        while len(self.bodies) == sent and time.monotonic() < end:
            await settled(self.pilot)
            await asyncio.sleep(0.005)
        return await self.until_idle()

    def focused(self) -> Widget | None:
        """The widget with the focus."""
        return self.app.focused


class Program:
    """Builds the program's parts, and starts it as often as a test wants."""

    def __init__(self, home: Path) -> None:
        self.config_folder = home / "config"
        self.settings_file = home / "settings.toml"
        self.project_file: Path | None = None
        self.settings_state = home / "settings-state.json"
        self.theme_folders: tuple[Path, ...] = (themes_dir(),)
        self.simulator = Simulator(tokens_per_s=0, seed=1, allow_fault_prompts=True)
        self.simulator.start()
        self.store = PartlyUnsavedStore(":memory:")
        self.runner: TurnRunner
        self.settings: Settings
        self.exports: Callable[[], Surroundings] | None = None
        self.refresh_models: Callable[[], Awaitable[Sequence[ModelInfo]]] | None = None

    def close(self) -> None:
        """Ends what runs."""
        self.store.close()
        self.simulator.stop()

    @asynccontextmanager
    async def start(
        self,
        size: tuple[int, int] = (120, 40),
        *,
        demo: bool = False,
        credentials: Credentials | None = None,
        accounts: AccountKeeper | None = None,
        resume_id: str | None = None,
        notices: tuple[str, ...] = (),
        **settings: object,
    ) -> AsyncIterator[Chat]:
        """The program on a terminal of that size, its composer ready."""
        self.settings = Settings(
            self.settings_file,
            {},
            settings,
            project=self.project_file,
            state=self.settings_state,
        )
        key = credentials or FixedCredentials("sk-test", self.simulator.base_url, "test")
        endpoint = MiniMaxEndpoint(key)
        self.runner = TurnRunner(self.store, lambda: endpoint, close_endpoint=endpoint.aclose)
        app = ChatApp(
            Services(
                store=self.store,
                runner=self.runner,
                settings=self.settings,
                credentials=key,
                accounts=accounts,
                theme_folders=self.theme_folders,
                demo=demo,
                unsaved_sessions=self.store,
                exports=self.exports,
                refresh_models=self.refresh_models,
                imports=lambda: StoreImporter(self.store),
                database=lambda: OpenDatabaseCare(self.store),
                search=SqliteSearchIndex(self.store),
                prompts=lambda: PromptFiles(self.config_folder),
                resume_id=resume_id,
                notices=list(notices),
                use_language=lambda: use_language(self.settings.text("language"), {}),
            )
        )
        try:
            async with app.run_test(size=size, notifications=True) as pilot:
                await pilot.pause()
                yield Chat(app, pilot, self)
        finally:
            self.runner.close()

    def answer(
        self, text: str, *, thinking: str = "", hold_after: int | None = None, times: int = 1
    ) -> Hold:
        """Fixes the next answer.

        Args:
            text: Its text, in deltas of ten characters.
            thinking: Its thinking, likewise.
            hold_after: How many events are sent before it waits for `Hold.release`.
            times: For how many requests.
        """
        blocks = [{"type": "thinking", "thinking": thinking, "signature": "s"}] if thinking else []
        hold = Hold(0 if hold_after is None else hold_after)
        self.simulator.script(
            [*blocks, text_block(text)],
            chunk_sizes=10,
            hold=None if hold_after is None else hold,
            times=times,
        )
        return hold

    def add_session(
        self, session_id: str, title: str, *messages: str, at: float | None = None
    ) -> None:
        """Stores a session of prompts and answers in turn."""
        now = time.time() if at is None else at
        self.store.add_session(
            Session(id=session_id, title=title, created_at=now, updated_at=now, model="MiniMax-M3")
        )
        parent: str | None = None
        for number, text in enumerate(messages):
            role: Role = "assistant" if number % 2 else "user"
            message_id = f"{session_id}-{number}"
            self.store.add_message(
                Message(
                    id=message_id,
                    session_id=session_id,
                    parent_id=parent,
                    role=role,
                    blocks=(text_block(text),),
                    state=MessageState.COMPLETE,
                    created_at=now,
                    model="MiniMax-M3" if number % 2 else None,
                )
            ).result(WAIT_S)
            parent = message_id


def _cells(char: str) -> int:
    from minimax_tui.domain.widths import char_width

    return char_width(char)
