"""Looks at a database, copies and compacts it; for `minimax-chat db` and for the screen."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from minimax_tui.domain.database_care import (
    CareResult,
    DatabaseCopy,
    DatabaseState,
    backed_up,
    compacted,
    damaged,
    in_order,
)
from minimax_tui.domain.errors import DiskFull, StorageBusy, StorageError, StorageUnavailable
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.storage.failures import storage_error

if TYPE_CHECKING:
    from minimax_tui.storage.conversations import SqliteConversationStore

CHECK_LIMIT_S = 600.0
_WAIT_S = 5.0


class OpenDatabaseCare:
    """Looks after the database that the program uses; `domain.database_care.DatabaseCare`."""

    def __init__(self, store: SqliteConversationStore) -> None:
        """
        Args:
            store: Whose database it is.
        """
        self._store = store

    def state(self) -> DatabaseState:
        """Where it is, how large, and what copies there are."""
        from minimax_tui.storage.backups import copies
        from minimax_tui.storage.checkup import size_bytes

        path = self._store.database.path
        with self._store.database.reading() as connection:
            [sessions] = connection.execute("SELECT count(*) FROM sessions").fetchone()
            [messages] = connection.execute("SELECT count(*) FROM messages").fetchone()
        if path is None:
            return DatabaseState(None, sessions=sessions, messages=messages)
        found = tuple(DatabaseCopy(*copy) for copy in copies(path))
        return DatabaseState(path, size_bytes(path), sessions, messages, found)

    def check(self) -> CareResult:
        """Whether the database and its index are whole."""
        return checked(self._path(), self._store.upkeep.index_fault)[1]

    def back_up(self) -> CareResult:
        """Makes a copy in the folder `backups`."""
        return backed_up_file(self._path())

    def vacuum(self) -> CareResult:
        """Compacts it; what is to be written waits meanwhile."""
        self._path()
        try:
            found = self._store.upkeep.compact()
        except StorageBusy as error:
            raise writing_elsewhere() from error
        if found is None:
            raise _not_on_disk()
        return compacted(*found)

    def _path(self) -> Path:
        path = self._store.database.path
        if path is None:
            raise _not_on_disk()
        return path


def _not_on_disk() -> StorageUnavailable:
    return StorageUnavailable(
        tr("Nothing is on the disk: the sessions are in memory."),
        tr("There is nothing to look after until they are saved."),
    )


def failure_of(error: sqlite3.Error) -> StorageError:
    """What the user is told where the database could not be written or locked."""
    failure = storage_error(error)
    return writing_elsewhere() if isinstance(failure, StorageBusy) else failure


def writing_elsewhere() -> StorageBusy:
    """The error for a database that somebody else writes to."""
    return StorageBusy(
        tr("Another program uses the database."),
        tr("Close other windows of minimax-chat and try again."),
    )


def checked(
    path: Path, index_fault: Callable[[], str] | None = None
) -> tuple[DatabaseState, CareResult]:
    """What is in a database, and whether it is whole.

    Args:
        path: Its file.
        index_fault: Tells what is wrong with its index, by a connection that is open already; None
            to open one.

    Raises:
        StorageBusy: if another program has locked it.
        StorageError: if it cannot be opened.
    """
    from minimax_tui.storage.checkup import check_database

    found = check_database(path, limit_s=CHECK_LIMIT_S)
    if found.busy:
        raise writing_elsewhere()
    state = DatabaseState(path, found.bytes, found.sessions, found.messages)
    if not found.ours:
        return state, damaged(found.fault or tr("It is no database of this program."))
    try:
        fault = found.fault or (index_fault() if index_fault else _index_fault(path))
    except StorageBusy as error:
        raise writing_elsewhere() from error
    return state, damaged(fault) if fault else in_order(finished=found.finished)


def _index_fault(path: Path) -> str:
    from minimax_tui.storage.search_index import check_index

    with opened(path) as connection:
        try:
            return check_index(connection)
        except sqlite3.Error as error:
            raise storage_error(error) from error


def backed_up_file(path: Path, to: Path | None = None) -> CareResult:
    """Copies a database.

    Args:
        path: Its file.
        to: Where to; what is there is replaced. None for the folder `backups`.

    Raises:
        StorageError: if it cannot be read, or the copy not be written.
    """
    from minimax_tui.storage.backups import back_up_now, copy_to, folder_of

    if to is not None and to.exists() and to.samefile(path):
        raise StorageUnavailable(tr("That is the database itself."), tr("Give another place."))
    with opened(path) as connection:
        try:
            made = copy_to(connection, to) if to else back_up_now(connection, path, time.time())
            return backed_up(made, made.stat().st_size)
        except sqlite3.Error as error:
            raise storage_error(error) from error
        except OSError as error:
            failure = storage_error(error)
            if isinstance(failure, DiskFull):
                raise failure from error
            place = visible(str(to or folder_of(path)))
            raise StorageUnavailable(
                tr("{path} could not be written.", path=place), detail=failure.detail
            ) from error


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that neither makes nor migrates anything.

    Raises:
        StorageError: if it is no database of this program that can be read.
    """
    from minimax_tui.storage.migrations import APPLICATION_ID

    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT_S, isolation_level=None
        )
        try:
            [owner] = connection.execute("PRAGMA application_id").fetchone()
        except sqlite3.Error:
            connection.close()
            raise
    except sqlite3.Error as error:
        failure: StorageError = storage_error(error)
        raise failure from error
    try:
        if owner != APPLICATION_ID:
            raise StorageUnavailable(tr("It is no database of this program."))
        yield connection
    finally:
        connection.close()
