"""What the command line builds and hands to the screens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from minimax_tui.domain.accounts import AccountKeeper
from minimax_tui.domain.ports import (
    ConversationStore,
    Credentials,
    SearchIndex,
    UnsavedSessions,
)
from minimax_tui.engine.runner import TurnRunner
from minimax_tui.ui.terminal_query import TerminalQuery

if TYPE_CHECKING:
    from pathlib import Path

    from minimax_tui.config.schema import SettingsStore
    from minimax_tui.domain.catalogue import ModelInfo
    from minimax_tui.domain.database_care import DatabaseCare
    from minimax_tui.domain.importing import HistoryImporter
    from minimax_tui.domain.saved_prompts import PromptLibrary
    from minimax_tui.exports.rendering import Surroundings


def _nothing() -> None:
    pass


def _nothing_allowed(host: str, remember: bool) -> None:
    del host, remember


@dataclass(slots=True)
class Services:
    """The program's parts as the screens see them.

    Attributes:
        store: Sessions and messages.
        runner: Runs turns.
        settings: Every setting's value.
        credentials: Where the key comes from; asked before a prompt is sent.
        accounts: The user's accounts; None in the demo, which uses no key.
        demo_wanted: Set by the screen: the demo is to be started when it has ended.
        theme_folders: Where theme files are found, the user's own first.
        demo: Whether answers come from the simulator inside the program.
        saved: Whether sessions are kept on disk.
        storage_trouble: Why the disk or the database cannot be written now, in words; "" while it
            can.
        unsaved_sessions: Says which sessions leave nothing on the disk; None where none can.
        resume_id: Session to open at the start.
        sessions_at_start: Words to look for in the screen of all sessions, which is then opened
            at the start; None for the chat.
        notices: What went wrong before the first screen, to be told on it.
        allow_http: Lets the key go unencrypted to a host; the switch says whether to remember it.
            Raises `SettingsError` if it cannot be remembered.
        exports: Makes what exports need besides a session; None where nothing can be exported.
        imports: Makes what takes sessions over from files; None where nothing can.
        database: Makes what looks after the database; None where there is none.
        search: Finds what was said in any session; None where that cannot be.
        prompts: Opens the library of saved prompts; called when it is first needed. None where
            there is none.
        refresh_models: Asks the endpoint for its models, makes them known and returns what it
            listed; raises `ChatError`. None where nobody can be asked.
        preload: Loads what the first request needs; called on a thread of its own.
        use_language: Puts the language that the settings name in force.
        terminal: What the terminal was asked before the screen starts.
    """

    store: ConversationStore
    runner: TurnRunner
    settings: SettingsStore
    credentials: Credentials
    theme_folders: Sequence[Path]
    accounts: AccountKeeper | None = None
    demo_wanted: bool = False
    demo: bool = False
    saved: bool = True
    storage_trouble: str = ""
    unsaved_sessions: UnsavedSessions | None = None
    resume_id: str | None = None
    sessions_at_start: str | None = None
    notices: list[str] = field(default_factory=list)
    allow_http: Callable[[str, bool], None] = _nothing_allowed
    exports: Callable[[], Surroundings] | None = None
    imports: Callable[[], HistoryImporter] | None = None
    database: Callable[[], DatabaseCare] | None = None
    search: SearchIndex | None = None
    prompts: Callable[[], PromptLibrary] | None = None
    refresh_models: Callable[[], Awaitable[Sequence[ModelInfo]]] | None = None
    preload: Callable[[], None] = _nothing
    use_language: Callable[[], object] = _nothing
    terminal: TerminalQuery = field(default_factory=TerminalQuery)
