"""Opens the store's database, keeps it in its place, and closes it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Literal

from minimax_tui.domain.errors import StorageBusy, StorageError
from minimax_tui.domain.i18n import tr
from minimax_tui.storage.database import BUSY_TIMEOUT_S, Database, StorageNotice
from minimax_tui.storage.failures import storage_error
from minimax_tui.storage.files import make_private_folder
from minimax_tui.storage.housekeeping import Upkeep
from minimax_tui.storage.instances import FOLDER, Instance
from minimax_tui.storage.recovery import has_orphans, recover
from minimax_tui.storage.search_index import IndexKeeper
from minimax_tui.storage.writer import RETRY_S, Writer


class OpenStore:
    """The open database with its writer, and this program as one of those that use it.

    Opening it closes, as interrupted, the answers of programs that died in the middle. A file that
    somebody has removed is made again, with everything that was in it.

    Attributes:
        database: The open database; its `notices` are for the user.
        writer: Carries out the writes; other parts of the database may submit theirs.
        instance: This running program.
        upkeep: What is done while nothing is to be written.
        recovered: Ids of the messages that were found open at the start, interrupted now.
        on_moved: Told of the database that the store goes on in from now on, once it had to
            change; on the writer's thread.
    """

    def __init__(
        self,
        path: Path | Literal[":memory:"],
        *,
        vfs: str | None = None,
        retry_s: float = RETRY_S,
        later: Path | None = None,
        open_wait_s: float = BUSY_TIMEOUT_S,
    ) -> None:
        """
        Args:
            path: The database's file; ``:memory:`` leaves nothing on the disk.
            vfs: SQLite's way to the file system, by name; its default if not given.
            retry_s: Seconds between attempts to store what could not be stored.
            later: For a store in memory: the file that it moves to, with all it holds, as soon as
                that can be opened.
            open_wait_s: How long each step of the opening waits for another program's lock.

        Raises:
            SchemaTooNew: if a later version wrote the file, which stays as it is.
            DiskFull: if there is no room to open it.
            StorageBusy: if another program holds a lock that keeps it from being opened.
            StorageUnavailable: if it cannot be opened for any other reason.
        """
        file = None if isinstance(path, str) else path
        self.database = Database(file, vfs=vfs, wait_s=open_wait_s)
        self.on_moved: Callable[[StorageNotice], None] | None = None
        self._place = file or later
        self._half_moved = False
        self._arrival: StorageNotice | None = None
        self._left_in_memory = 0
        self._retry_s = retry_s
        self._next_try_s = time.monotonic() + retry_s
        try:
            self.instance = Instance(file.parent / FOLDER if file is not None else None)
        except OSError as error:
            self.database.close()
            raise storage_error(error) from error
        try:
            self.recovered, recovered_all = self._recover_at_start()
            self.instance.remove_stale_locks()
            self.database.wait_at_most(BUSY_TIMEOUT_S)
        except (sqlite3.Error, OSError) as error:
            self.database.close()
            self.instance.close()
            raise storage_error(error) from error
        self._index = IndexKeeper()
        self.writer = Writer(self.database, retry_s, self._stay_in_place, self._index.before_commit)
        self.upkeep = Upkeep(self.database, self._index)
        self.writer.on_idle = self.upkeep
        if later is not None:
            self.writer.submit(lambda _: None)  # from now on it looks for the file
        if not recovered_all:
            self.recover()

    # --- what other programs left open ---

    def _recover_at_start(self) -> tuple[list[str], bool]:
        """The ids of what was recovered, and whether that was all: nobody held a lock."""
        try:
            return self._recover_now(), True
        except sqlite3.Error as error:
            if not isinstance(storage_error(error), StorageBusy):
                raise
            return [], False

    def _recover_now(self) -> list[str]:
        with self.database.writing() as connection:
            if not has_orphans(connection, self.instance.is_live):
                return []
            connection.execute("BEGIN IMMEDIATE")
            try:
                recovered = recover(connection, self.instance.is_live)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            return recovered

    def recover(self) -> Future[None]:
        """Closes, as interrupted, answers of other programs that have died since the start."""

        def run(connection: sqlite3.Connection) -> None:
            recover(connection, self.instance.is_live)

        return self.writer.submit(run)

    # --- its place ---

    def _stay_in_place(self) -> bool:
        """Moves to where the database should be, if it is not there; on the writer's thread.

        Returns:
            Whether it is still to be tried: there is no file yet, and all goes on in memory.

        Raises:
            StorageError: if the file was removed and cannot be made again.
        """
        place = self._place
        if place is None:
            return False
        in_memory = self.database.path is None
        if in_memory:
            if time.monotonic() < self._next_try_s:
                return True
            self._next_try_s = time.monotonic() + self._retry_s
        elif not self._half_moved and self.instance.in_place and os.path.exists(place):
            return False
        # Where others cannot see this instance any more, the database itself may still be there.
        if not self.database.in_place:
            try:
                self.database.move_to(place)
            except StorageError:
                if in_memory:
                    return True
                raise
            self._arrival = _arrival(place, in_memory=in_memory)
        self._half_moved = True
        try:
            self._move_instance(place.parent / FOLDER)
        except StorageError:
            return True  # what is written is in its place
        self._half_moved = False
        arrival, self._arrival = self._arrival, None
        if arrival is not None and self.on_moved is not None:
            self.on_moved(arrival)
        return False

    def _move_instance(self, folder: Path) -> None:
        try:
            make_private_folder(folder)
            self.instance.move_to(folder)
            self._recover_now()
        except (sqlite3.Error, OSError) as error:
            raise storage_error(error) from error

    # --- using ---

    @property
    def on_saving(self) -> Callable[[StorageError | None], None] | None:
        """Told why, once writes begin to fail, and None once all is stored; see `Writer`."""
        return self.writer.on_saving

    @on_saving.setter
    def on_saving(self, told: Callable[[StorageError | None], None] | None) -> None:
        self.writer.on_saving = told

    @property
    def notices(self) -> list[StorageNotice]:
        """What the user should be told about the opening."""
        return self.database.notices

    @property
    def unsaved(self) -> int:
        """How many failed writes wait to be tried again.

        Once a store in memory is closed, also what could not be moved to its file.
        """
        return self.writer.unsaved + self._left_in_memory

    def begin_upkeep(self, *, backs_up: bool) -> None:
        """From now on does what can wait, whenever nothing is to be written.

        Args:
            backs_up: Whether a copy is kept of each day.
        """
        self.upkeep.backs_up = backs_up
        self.writer.submit(lambda _: None, keep=False)

    def claim_session(self, session_id: str) -> bool:
        """Marks a session as open here; False if another running program has it open."""
        return self.instance.claim(session_id)

    def release_session(self, session_id: str) -> None:
        """Gives back what `claim_session` took."""
        self.instance.release(session_id)

    def close(self) -> None:
        """Writes what is queued and closes the database; later calls fail.

        A store in memory tries for the last time to move to its file.
        """
        self._next_try_s = 0.0
        if self._place is not None and self.database.path is None:
            self.writer.submit(lambda _: None)
        self.upkeep.close()
        self.writer.close()
        if self._place is not None and self.database.path is None:
            self._left_in_memory = self._count_messages()
        self.database.close()
        self.instance.close()

    def _count_messages(self) -> int:
        try:
            with self.database.reading() as connection:
                count: int = connection.execute("SELECT count(*) FROM messages").fetchone()[0]
        except StorageError:  # it was closed before
            return self._left_in_memory
        return count


def _arrival(place: Path, *, in_memory: bool) -> StorageNotice:
    """What the user is told of a database that is in its place again."""
    if in_memory:
        return StorageNotice(tr("The database can be used again: everything is saved now."))
    return StorageNotice(
        tr("The database had been removed; it was made again."),
        tr("It holds everything that it held before: {path}.", path=place),
    )
