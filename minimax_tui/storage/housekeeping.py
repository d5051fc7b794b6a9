"""What is done while nothing is to be written: indexing, emptying the trash, the daily backup."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from minimax_tui.storage.branches import KEPT_S, remove_old
from minimax_tui.storage.failures import storage_error
from minimax_tui.storage.session_writes import delete_session
from minimax_tui.storage.writer import IdleStep

if TYPE_CHECKING:
    from minimax_tui.storage.compacting import Compacted
    from minimax_tui.storage.database import Database
    from minimax_tui.storage.search_index import IndexKeeper

PAUSE_S = 0.03
"""Between two portions of the index: the screen needs the processor too."""
TRASH_DAYS = 30
"""How long a session stays in the trash."""
_DAY_S = 86_400.0
_BACKUP_AFTER_S = 20.0
_LOOK_AGAIN_S = 3_600.0
_STEPS = 1_000
"""Instructions of SQLite between two looks whether a backup is to be broken off."""


class Upkeep:
    """Called by the writer whenever nothing has been written for a while, on its thread.

    Attributes:
        backs_up: Whether a copy is kept of each day.
    """

    def __init__(
        self,
        database: Database,
        index: IndexKeeper,
        now: Callable[[], float] = time.time,
    ) -> None:
        """
        Args:
            database: What is kept up.
            index: The full-text index.
            now: Unix time in seconds.
        """
        self.backs_up = False
        self._database = database
        self._index = index
        self._now = now
        self._emptied_at = 0.0
        self._started_s = time.monotonic()
        self._backup: threading.Thread | None = None
        self._closing = threading.Event()

    def __call__(self) -> IdleStep:
        """The next small piece of work."""
        if self._index.pending:
            return IdleStep(self._index.portion, PAUSE_S)
        if self._now() - self._emptied_at > _DAY_S:
            return IdleStep(self._empty_trash, PAUSE_S)
        return IdleStep(again_s=self._look_at_backup())

    def close(self) -> None:
        """Breaks a backup off."""
        self._closing.set()
        if self._backup is not None:
            self._backup.join()

    def compact(self) -> Compacted | None:
        """Compacts the database in use; what is to be written waits meanwhile.

        To be called on a thread that may wait.

        Returns:
            None where nothing is on the disk.

        Raises:
            StorageError: if it cannot be written, or another program writes.
        """
        from minimax_tui.storage.compacting import compact

        with self._database.writing() as connection:
            path = self._database.path
            if path is None:
                return None
            try:
                found = compact(connection, path)
            except sqlite3.Error as error:
                raise storage_error(error) from error
        self._index.pending = True  # a damaged one was emptied
        return found

    def index_fault(self) -> str:
        """What is wrong with the full-text index, "" if nothing is; writes wait meanwhile.

        To be called on a thread that may wait: it takes about a second for 100,000 messages.

        Raises:
            StorageError: if it cannot be looked at, as while another program writes.
        """
        from minimax_tui.storage.search_index import check_index

        with self._database.writing() as connection:
            try:
                return check_index(connection)
            except sqlite3.Error as error:
                raise storage_error(error) from error

    def _empty_trash(self, connection: sqlite3.Connection) -> None:
        too_old = self._now() - TRASH_DAYS * _DAY_S
        rows = connection.execute(
            "SELECT id FROM sessions WHERE trashed_at < ? ORDER BY trashed_at LIMIT 20", (too_old,)
        )
        found = rows.fetchall()
        for (session_id,) in found:
            delete_session(connection, session_id)
        if not found and not remove_old(connection, self._now() - KEPT_S, most=1):
            self._emptied_at = self._now()

    # --- the backup ---

    def _look_at_backup(self) -> float | None:
        path = self._database.path
        if not self.backs_up or path is None or self._database.journal_mode != "wal":
            return None
        from minimax_tui.storage.backups import is_due

        waited_s = time.monotonic() - self._started_s
        if waited_s < _BACKUP_AFTER_S:
            return _BACKUP_AFTER_S - waited_s
        running = self._backup is not None and self._backup.is_alive()
        if not running and not self._closing.is_set() and is_due(path, self._now()):
            self._backup = threading.Thread(
                target=self._back_up, args=(path,), name="storage-backup", daemon=True
            )
            self._backup.start()
        return _LOOK_AGAIN_S

    def _back_up(self, path: Path) -> None:
        from minimax_tui.storage.backups import back_up_daily

        try:
            with closing(
                sqlite3.connect(
                    f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None
                )
            ) as source:
                # A broken-off copy is none; this also ends one that is just about to begin.
                source.set_progress_handler(self._closing.is_set, _STEPS)
                back_up_daily(source, path, self._now())
        except (sqlite3.Error, OSError):
            return  # no room, or the program ends: it is tried again in an hour, or by the next
