"""The composition root: builds the program's parts out of the command line and the environment."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from minimax_tui.cli.demo import DemoCredentials
from minimax_tui.cli.faults import log_faults_of_threads
from minimax_tui.cli.logs import start_log
from minimax_tui.config.credentials import EnvironmentCredentials
from minimax_tui.config.paths import Paths, ensure, find_paths
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import DiskFull, StorageUnavailable
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.ports import Credentials
from minimax_tui.engine.retry import Retries
from minimax_tui.engine.runner import TurnRunner
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.failures import storage_error

if TYPE_CHECKING:
    from minimax_tui.api.client import MiniMaxEndpoint

DATABASE = "conversations.db"
DEMO_DATABASE = "demo.db"
DEMO_SETTINGS = "demo-settings.toml"


@dataclass(slots=True)
class Program:
    """Everything that was built; `close` ends it in the right order."""

    paths: Paths
    settings: Settings
    store: SqliteConversationStore
    runner: TurnRunner
    credentials: Credentials
    demo: bool
    saved: bool
    notices: list[str]
    preload: Callable[[], None]

    def close(self) -> None:
        """Stops what runs, stores what came, and closes the database."""
        try:
            self.runner.close()
        finally:
            self.store.close()
            if isinstance(self.credentials, DemoCredentials):
                self.credentials.close()


class _Endpoint:
    """The endpoint, made with the first request: what it imports is no part of the start."""

    def __init__(self, credentials: Credentials, settings: Settings) -> None:
        self._credentials = credentials
        self._settings = settings
        self._made: MiniMaxEndpoint | None = None

    def get(self) -> MiniMaxEndpoint:
        """The endpoint; called on the engine's thread only."""
        if self._made is None:
            from minimax_tui.api.client import MiniMaxEndpoint

            self._made = MiniMaxEndpoint(
                self._credentials,
                header_timeout_s=self._settings.number("header_timeout_s") or 120.0,
                stall_timeout_s=self._settings.number("stall_timeout_s") or 120.0,
            )
        return self._made

    async def aclose(self) -> None:
        """Closes its connections."""
        if self._made is not None:
            await self._made.aclose()


def compose(options: Namespace, *, saved: bool) -> Program:
    """Builds the program.

    Args:
        options: The parsed command line.
        saved: Whether sessions are kept on disk.

    Raises:
        SettingsError: if a value on the command line cannot be used.
        StorageError: if the database was written by a later version, or cannot be opened while a
            session of it is asked for.
    """
    notices: list[str] = []
    paths = find_paths()
    start_log(paths.logs)
    log_faults_of_threads()
    settings_file = paths.settings_file
    if options.demo:
        settings_file = settings_file.with_name(DEMO_SETTINGS)
    settings = Settings(
        settings_file,
        os.environ,
        {
            "model": options.model,
            "thinking": options.thinking,
            "system": options.system,
            "base_url": options.base_url,
            "theme": options.theme,
        },
    )
    notices += map(str, settings.problems)
    store, saved = _open_store(
        paths,
        demo=options.demo,
        saved=saved,
        needed=options.continue_last or options.resume is not None,
        notices=notices,
    )
    credentials: Credentials
    if options.demo:
        credentials = DemoCredentials()
    else:
        credentials = EnvironmentCredentials(
            settings, os.environ, account_file=paths.credentials_file
        )
    endpoint = _Endpoint(credentials, settings)
    runner = TurnRunner(
        store,
        endpoint.get,
        close_endpoint=endpoint.aclose,
        retries=lambda: Retries(settings.integer("retry_attempts") or 0),
    )

    def load_first_request() -> None:
        from minimax_tui.api.connection import preload

        if options.demo:
            credentials.resolve()
        preload()

    return Program(
        paths,
        settings,
        store,
        runner,
        credentials,
        options.demo,
        saved,
        notices,
        load_first_request,
    )


def _open_store(
    paths: Paths, *, demo: bool, saved: bool, needed: bool, notices: list[str]
) -> tuple[SqliteConversationStore, bool]:
    """The database, or one in memory until the disk can be used, which is said.

    Returns:
        It, and whether sessions are kept on disk.

    Raises:
        StorageError: if it cannot be opened, and a session in it is `needed`.
    """
    place: Path | None = None
    if saved:
        place = paths.data / (DEMO_DATABASE if demo else DATABASE)
        try:
            ensure(paths.data)
            store = SqliteConversationStore(place)
        except (OSError, DiskFull, StorageUnavailable) as error:
            told = storage_error(error) if isinstance(error, OSError) else error
            if needed:
                raise told from error
            reason = visible(str(told.detail)) or told.what
            notices.append(
                tr(
                    "{what} The chat goes on in memory and is saved as soon as {folder} can be "
                    "used. ({reason})",
                    what=told.what,
                    folder=paths.data,
                    reason=reason,
                )
            )
            saved = False
        else:
            notices += [f"{notice.what} {notice.advice}" for notice in store.notices]
            return store, True
    return SqliteConversationStore(":memory:", later=place), saved
