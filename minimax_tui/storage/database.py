"""The database's connections: one that writes, and as many that read as are in use at once."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from minimax_tui.domain.i18n import tr
from minimax_tui.storage.carrying import carry_over
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
_MOVE_WAIT_S = 0.5
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

    def __init__(
        self, path: Path | None, *, vfs: str | None = None, wait_s: float = BUSY_TIMEOUT_S
    ) -> None:
        """Opens the database; makes or migrates it where needed.

        Args:
            path: The file; None for a database that leaves nothing on the disk.
            vfs: SQLite's way to the file system, by name; its default if not given.
            wait_s: How long to wait for another program's lock.

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
        self._wait_s = wait_s
        self._closed = False
        self._generation = 0
        self._identity: tuple[int, int] | None = None
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
        lock.acquire(self._wait_s)
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
            self._identity = _identity(path)
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
        target = path
        if isinstance(path, Path):
            # Not `rwc`: a file that somebody has deleted must not come back empty.
            target = f"{path.absolute().as_uri()}?mode=rw"
            if self._vfs is not None:
                target += f"&vfs={self._vfs}"
        return sqlite3.connect(
            target,
            timeout=self._wait_s,
            isolation_level=None,
            check_same_thread=False,
            uri=isinstance(path, Path),
        )

    @property
    def in_place(self) -> bool:
        """Whether its file is still the one at its path; False for a database in memory."""
        return self.path is not None and self._is_at(self.path)

    def _is_at(self, path: Path) -> bool:
        try:
            return _identity(path) == self._identity
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True  # a folder that does not answer has not been removed

    def move_to(self, path: Path) -> None:
        """Goes on in the database at `path`, with everything that is in this one.

        It is made or migrated where needed; what it holds already stays. To be called on the
        thread that writes.

        Raises:
            SchemaTooNew: if a later version wrote it. This database stays in use, as for the rest.
            DiskFull: if there is no room.
            StorageUnavailable: if it cannot be opened or written for any other reason.
        """
        # What is written meanwhile waits behind this.
        fresh = Database(path, vfs=self._vfs, wait_s=_MOVE_WAIT_S)
        try:
            with self._writing:
                carry_over(self._writer, path)
                fresh.wait_at_most(self._wait_s)
                with self._guard:
                    before = [*self._readers, self._writer]
                    self._readers.clear()
                    self._generation += 1
                    self._writer, self.path = fresh._writer, path
                    self._identity = fresh._identity
                    self.journal_mode, self.set_aside = fresh.journal_mode, fresh.set_aside
                    self.notices += fresh.notices
        except sqlite3.Error as error:
            fresh.close()
            raise storage_error(error) from error
        for connection in before:
            connection.close()

    # --- using ---

    def wait_at_most(self, wait_s: float) -> None:
        """Sets for how many seconds a statement waits for another program's lock from now on."""
        self._wait_s = wait_s
        self._writer.execute(f"PRAGMA busy_timeout={int(wait_s * 1000)}")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one transaction: all it reads is of the same moment.

        Raises:
            StorageError: for any failure of SQLite inside the `with` block, or if it is closed.
        """
        try:
            reader = self._take_reader()
        except sqlite3.Error as error:
            raise storage_error(error) from error
        if reader is None:
            with self._writing:
                if self._closed:
                    raise closed()
                try:
                    yield self._writer
                except sqlite3.Error as error:
                    raise storage_error(error) from error
            return
        connection, generation = reader
        try:
            connection.execute("BEGIN")
            yield connection
        except sqlite3.Error as error:
            raise storage_error(error) from error
        finally:
            self._give_back(connection, generation)

    def _take_reader(self) -> tuple[sqlite3.Connection, int] | None:
        """A connection for reading alone; None where only the one that writes has the database.

        It is in memory, or its file was removed: at its path is none, or one that holds nothing
        yet of what is to be carried over to it.
        """
        with self._guard:
            if self._closed:
                raise closed()
            generation, path = self._generation, self.path
            if self._readers:
                return self._readers.pop(), generation
        if path is None or not self._is_at(path):
            return None
        connection = self._connect(path)
        if not self._is_at(path):
            connection.close()
            return None
        connection.execute("PRAGMA query_only=ON")
        return connection, generation

    def _give_back(self, connection: sqlite3.Connection, generation: int) -> None:
        try:
            if connection.in_transaction:
                connection.rollback()
        finally:
            with self._guard:
                if self._closed or generation != self._generation:
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


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
