"""The composition root: builds the program's parts out of the command line and the environment."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from minimax_tui.cli.accounts import UserAccounts, open_accounts
from minimax_tui.cli.demo import DemoCredentials
from minimax_tui.cli.faults import log_faults_of_threads
from minimax_tui.cli.given_settings import open_settings
from minimax_tui.cli.late_search import LateSearch
from minimax_tui.cli.logs import start_log
from minimax_tui.cli.own_models import use_own_models
from minimax_tui.config.credentials import EnvironmentCredentials
from minimax_tui.config.hosts import host_name
from minimax_tui.config.paths import Paths, ensure, find_paths
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import DiskFull, StorageBusy, StorageError, StorageUnavailable
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.ports import Credentials, SearchIndex
from minimax_tui.engine.retry import Retries
from minimax_tui.engine.runner import TurnRunner
from minimax_tui.storage.database import BUSY_TIMEOUT_S
from minimax_tui.storage.failures import storage_error
from minimax_tui.storage.unsaved import PartlyUnsavedStore

if TYPE_CHECKING:
    from minimax_tui.api.client import MiniMaxEndpoint

DATABASE = "conversations.db"
DEMO_DATABASE = "demo.db"
FIRST_WAIT_S = 0.2
"""How long the first screen waits for another program's lock on the database."""


@dataclass(slots=True)
class Program:
    """Everything that was built; `close` ends it in the right order."""

    paths: Paths
    settings: Settings
    store: PartlyUnsavedStore
    runner: TurnRunner
    credentials: Credentials
    accounts: UserAccounts | None
    demo: bool
    saved: bool
    storage_trouble: str
    notices: list[str]
    preload: Callable[[], None]

    @property
    def search(self) -> SearchIndex:
        """Finds what was said in any session."""
        return LateSearch(self.store)

    def allow_http(self, host: str, remember: bool) -> None:
        """Lets the key go to `host` by plain http, in this run or for good.

        Raises:
            SettingsError: if it cannot be remembered; it holds for this run.
        """
        if isinstance(self.credentials, EnvironmentCredentials):
            self.credentials.allow_http(host)
        if remember:
            before = self.settings.text("http_hosts")
            self.settings.set("http_hosts", f"{before} {host}")
            self.settings.save()

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
        """The endpoint, with the settings as they are now; called on the engine's thread only."""
        if self._made is None:
            from minimax_tui.api.client import MiniMaxEndpoint

            self._made = MiniMaxEndpoint(self._credentials)
        self._made.wait_at_most(
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
    settings = open_settings(paths, options)
    notices += map(str, settings.problems)
    use_own_models(settings, None if options.demo else paths.cache)
    store, saved, trouble = _open_store(
        paths,
        demo=options.demo,
        saved=saved,
        needed=options.continue_last or options.resume is not None,
        notices=notices,
    )
    credentials: Credentials
    accounts: UserAccounts | None = None
    if options.demo:
        credentials = DemoCredentials()
    else:
        kept, credentials = open_accounts(
            settings, os.environ, paths.credentials_file, options.account
        )
        for host in options.allow_http:
            credentials.allow_http(host_name(host))
        accounts = UserAccounts(kept, credentials)
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
        store.begin_upkeep(backs_up=not options.demo)

    return Program(
        paths,
        settings,
        store,
        runner,
        credentials,
        accounts,
        options.demo,
        saved,
        trouble,
        notices,
        load_first_request,
    )


def _open_store(
    paths: Paths, *, demo: bool, saved: bool, needed: bool, notices: list[str]
) -> tuple[PartlyUnsavedStore, bool, str]:
    """The database, or one in memory until the disk can be used, which is said.

    Returns:
        It, whether sessions are kept on disk, and why they are not yet, "" if they are or are not
        meant to be.

    Raises:
        StorageError: if it cannot be opened, and a session in it is `needed`.
    """
    place: Path | None = None
    trouble = ""
    if saved:
        place = paths.data / (DEMO_DATABASE if demo else DATABASE)
        try:
            ensure(paths.data)
            store = _open_patiently(place) if needed else _open_now(place)
        except (OSError, DiskFull, StorageUnavailable) as error:
            told = storage_error(error) if isinstance(error, OSError) else error
            if needed:
                raise told from error
            notices.append(_said(told, paths.data))
            saved, trouble = False, told.what
        else:
            notices += [sentences(notice.what, notice.advice) for notice in store.notices]
            return store, True, ""
    return PartlyUnsavedStore(":memory:", later=place), saved, trouble


def _open_now(place: Path) -> PartlyUnsavedStore:
    """Raises `StorageBusy` soon: the first screen does not wait for other programs."""
    return PartlyUnsavedStore(place, open_wait_s=FIRST_WAIT_S)


def _open_patiently(place: Path) -> PartlyUnsavedStore:
    """Waits for other programs, and says so before the screen is there."""
    try:
        return _open_now(place)
    except StorageBusy as busy:
        print(
            f"minimax-chat: {busy.what}",
            tr("Waiting for it {n} s …", n=round(BUSY_TIMEOUT_S)),
            file=sys.stderr,
            flush=True,
        )
    return PartlyUnsavedStore(place)


def _said(error: StorageError, folder: Path) -> str:
    """What the user is told at the start of a database that cannot be had yet."""
    if isinstance(error, StorageBusy):
        return tr(
            "{what} The chat goes on in memory; it is saved, and earlier sessions are there again, "
            "as soon as the lock is gone.",
            what=error.what,
        )
    return tr(
        "{what} The chat goes on in memory and is saved as soon as {folder} can be used. "
        "({reason})",
        what=error.what,
        folder=folder,
        reason=visible(str(error.detail)) or error.what,
    )
