"""What is done while nothing is to be written: indexing, emptying the trash, the daily backup."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from minimax_tui.storage.session_writes import delete_session
from minimax_tui.storage.writer import IdleStep

if TYPE_CHECKING:
    from minimax_tui.storage.database import Database
    from minimax_tui.storage.search_index import IndexKeeper

PAUSE_S = 0.03
"""Between two portions of the index: the screen needs the processor too."""
TRASH_DAYS = 30
"""How long a session stays in the trash."""
_DAY_S = 86_400.0
_BACKUP_AFTER_S = 20.0
_LOOK_AGAIN_S = 3_600.0


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
        self._source: sqlite3.Connection | None = None
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
        source, thread = self._source, self._backup
        if source is not None:
            source.interrupt()
        if thread is not None:
            thread.join()

    def _empty_trash(self, connection: sqlite3.Connection) -> None:
        too_old = self._now() - TRASH_DAYS * _DAY_S
        rows = connection.execute(
            "SELECT id FROM sessions WHERE trashed_at < ? ORDER BY trashed_at LIMIT 20", (too_old,)
        )
        found = rows.fetchall()
        for (session_id,) in found:
            delete_session(connection, session_id)
        if not found:
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
            self._source = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=rw",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
            )
            if not self._closing.is_set():
                back_up_daily(self._source, path, self._now())
        except (sqlite3.Error, OSError):
            return  # no room, or the program ends: it is tried again in an hour, or by the next
        finally:
            source, self._source = self._source, None
            if source is not None:
                source.close()
