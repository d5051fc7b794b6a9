"""The database's connections: one that writes, and as many that read as are in use at once."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from minimax_tui.domain.i18n import tr
from minimax_tui.storage.failures import closed, is_damage, no_shared_memory, storage_error
from minimax_tui.storage.files import (
    FileState,
    first_look,
    make_private_file,
    make_private_folder,
    set_aside,
)
from minimax_tui.storage.instances import FOLDER, opening_lock
from minimax_tui.storage.migrations import APPLICATION_ID, migrate

BUSY_TIMEOUT_S = 5.0
"""How long a statement waits for another program's lock."""
_MEMORY = ":memory:"
# One look into every table: a torn file shows itself here, not in the middle of a chat.
_PROBES = (
    "SELECT max(number) FROM messages",
    "SELECT max(number) FROM blocks",
    "SELECT max(number) FROM prompt_history",
    "SELECT max(seq) FROM stream_rows",
    "SELECT max(updated_at) FROM sessions",
    "SELECT max(message) FROM path",
    "SELECT max(session_id) FROM drafts",
)


class StorageNotice(NamedTuple):
    """Something about the database that the user should be told once."""

    what: str
    advice: str = ""


class _Damaged(Exception):
    """The file cannot be read as our database."""


class Database:
    """An open database.

    Attributes:
        path: Its file, None for one in memory.
        journal_mode: SQLite's word: `wal`, `delete` (no shared memory here) or `memory`.
        notices: What to tell the user about the opening.
        set_aside: Where a file that could not be read was moved to, None if there was none.
    """

    def __init__(self, path: Path | None, *, vfs: str | None = None) -> None:
        """Opens the database; makes or migrates it where needed.

        Args:
            path: The file; None for a database that leaves nothing on the disk.
            vfs: SQLite's way to the file system, by name; its default if not given.

        Raises:
            SchemaTooNew: if a later version wrote the file, which stays as it is.
            DiskFull: if there is no room to open it.
            StorageUnavailable: if it cannot be opened for any other reason.
        """
        self.path = path
        self.journal_mode = "memory"
        self.notices: list[StorageNotice] = []
        self.set_aside: Path | None = None
        self._vfs = vfs
        self._closed = False
        self._readers: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._writing = threading.RLock()
        try:
            self._writer = self._open_memory() if path is None else self._open_file(path)
        except (sqlite3.Error, OSError) as error:
            raise storage_error(error) from error

    # --- opening ---

    def _open_memory(self) -> sqlite3.Connection:
        connection = self._connect(_MEMORY)
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute("PRAGMA foreign_keys=ON")
        migrate(connection)
        return connection

    def _open_file(self, path: Path) -> sqlite3.Connection:
        make_private_folder(path.parent / FOLDER)
        lock = opening_lock(path.parent / FOLDER, path.name)
        lock.acquire(BUSY_TIMEOUT_S)
        try:
            try:
                return self._try_file(path)
            except _Damaged as damage:
                self.set_aside = set_aside(path)
                self.notices.append(
                    StorageNotice(
                        tr("The database could not be read, so a new one was made."),
                        tr("Nothing was deleted: the old file is {path}.", path=self.set_aside),
                    )
                )
                try:
                    return self._try_file(path)
                except _Damaged as again:
                    raise sqlite3.DatabaseError(str(again)) from damage
        finally:
            lock.release()

    def _try_file(self, path: Path) -> sqlite3.Connection:
        if first_look(path) is FileState.BROKEN:
            raise _Damaged(f"{path.name} is not a database of this program, or is torn")
        make_private_file(path)
        connection = self._connect(path)
        try:
            connection = self._set_journal(connection, path)
            connection.execute("PRAGMA foreign_keys=ON")
            # Elsewhere than on macOS this changes nothing; there, a plain fsync is no promise.
            connection.execute("PRAGMA fullfsync=ON")
            self._check_owner(connection)
            migrate(connection, path)
            for probe in _PROBES:
                connection.execute(probe).fetchone()
        except sqlite3.Error as error:
            connection.close()
            if is_damage(error) or "no such table" in str(error):
                raise _Damaged(str(error)) from error
            raise
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_journal(self, connection: sqlite3.Connection, path: Path) -> sqlite3.Connection:
        try:
            self.journal_mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        except sqlite3.OperationalError as error:
            if not no_shared_memory(error):
                raise
            # The file is in WAL mode already and there is no shared memory here. With exclusive
            # locking SQLite keeps the log's index on the heap, long enough to leave the mode.
            connection.close()
            connection = self._connect(path)
            try:
                connection.execute("PRAGMA locking_mode=EXCLUSIVE")
                connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            finally:
                connection.close()
            connection = self._connect(path)
            self.journal_mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        if self.journal_mode != "wal":
            self.notices.append(
                StorageNotice(
                    tr("The data folder seems to be on a network: storing is slower there."),
                    tr("Set MINIMAX_CHAT_HOME to a folder on this machine for the usual speed."),
                )
            )
        return connection

    @staticmethod
    def _check_owner(connection: sqlite3.Connection) -> None:
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        if owner == APPLICATION_ID:
            return
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if owner or tables:
            raise _Damaged("the file is another program's database")

    def _connect(self, path: Path | str) -> sqlite3.Connection:
        target: Path | str = path
        if uri := self._vfs is not None and isinstance(path, Path):
            target = f"{path.absolute().as_uri()}?vfs={self._vfs}"
        return sqlite3.connect(
            target,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
            uri=uri,
        )

    # --- using ---

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one transaction: all it reads is of the same moment.

        Raises:
            StorageError: for any failure of SQLite inside the `with` block, or if it is closed.
        """
        if self.path is None:
            with self._writing:
                if self._closed:
                    raise closed()
                try:
                    yield self._writer
                except sqlite3.Error as error:
                    raise storage_error(error) from error
            return
        try:
            connection = self._take_reader()
        except sqlite3.Error as error:
            raise storage_error(error) from error
        try:
            connection.execute("BEGIN")
            yield connection
        except sqlite3.Error as error:
            raise storage_error(error) from error
        finally:
            self._give_back(connection)

    def _take_reader(self) -> sqlite3.Connection:
        with self._guard:
            if self._closed:
                raise closed()
            if self._readers:
                return self._readers.pop()
        assert self.path is not None
        connection = self._connect(self.path)
        connection.execute("PRAGMA query_only=ON")
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        try:
            if connection.in_transaction:
                connection.rollback()
        finally:
            with self._guard:
                if self._closed:
                    connection.close()
                else:
                    self._readers.append(connection)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The one connection that writes, in autocommit mode, for one thread at a time.

        Raises:
            StorageUnavailable: if the database is closed.
        """
        with self._writing:
            if self._closed:
                raise closed()
            yield self._writer

    def close(self) -> None:
        """Closes all connections; those still reading are closed when they are done."""
        with self._writing, self._guard:
            if self._closed:
                return
            self._closed = True
            for connection in (*self._readers, self._writer):
                connection.close()
            self._readers.clear()
