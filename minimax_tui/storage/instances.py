"""Running programs and what each holds: a lock for its life, and one for every open session."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

from minimax_tui.storage.locks import FileLock, is_held

FOLDER = "instances"
"""Folder of the lock files, beside the database."""
_SESSION_PREFIX = "session-"
_OPENING_PREFIX = "opening-"
# A probing instance holds a lock for microseconds; ours has to wait that long.
_PROBE_WAIT_S = 1.0


class Instance:
    """This running program, as others on the same data folder can see it.

    Attributes:
        id: Names the instance in its open messages and its lock file.
    """

    def __init__(self, folder: Path | None) -> None:
        """
        Args:
            folder: Where the lock files are; None for a store in memory, which nobody else sees.

        Raises:
            OSError: if the lock file cannot be made.
        """
        self.id = os.urandom(8).hex()
        self._folder = folder
        self._guard = threading.Lock()
        self._sessions: dict[str, FileLock] = {}
        self._lock: FileLock | None = None
        if folder is not None:
            self._lock = FileLock(self._path(folder, self.id))
            self._lock.acquire(_PROBE_WAIT_S)

    @property
    def in_place(self) -> bool:
        """Whether others can still see this instance: its folder has not been removed."""
        return self._lock is None or self._lock.in_place

    def move_to(self, folder: Path) -> None:
        """Goes on with the lock files in that folder, under the same id.

        Raises:
            OSError: if the lock file cannot be made; nothing has changed then.
        """
        lock = FileLock(self._path(folder, self.id))
        lock.acquire(_PROBE_WAIT_S)
        with self._guard:
            before = [lock for lock in (self._lock, *self._sessions.values()) if lock is not None]
            sessions = list(self._sessions)
            self._sessions.clear()
            self._lock, self._folder = lock, folder
        for old in before:
            old.release()
        for session_id in sessions:
            self.claim(session_id)

    @staticmethod
    def _path(folder: Path, instance_id: str) -> Path:
        return folder / f"{instance_id}.lock"

    def is_live(self, instance_id: str) -> bool:
        """Whether that instance is running."""
        if instance_id == self.id:
            return True
        if self._folder is None:
            return False
        try:
            return is_held(self._path(self._folder, instance_id))
        except OSError:
            return False

    def remove_stale_locks(self) -> None:
        """Removes the lock files of instances that are no more."""
        if self._folder is None:
            return
        with suppress(OSError):
            for entry in os.scandir(self._folder):
                name = entry.name
                # Session and opening locks are taken by many: probing could make one fail.
                if name.startswith((_SESSION_PREFIX, _OPENING_PREFIX, self.id)):
                    continue
                if name.endswith(".lock"):
                    stale = FileLock(self._folder / name)
                    if stale.acquire():
                        stale.release()

    def claim(self, session_id: str) -> bool:
        """Marks a session as open here; False if another instance has it open."""
        if self._folder is None:
            return True
        with self._guard:
            if session_id in self._sessions:
                return True
            name = f"{_SESSION_PREFIX}{session_id.encode(errors='replace').hex()[:200]}.lock"
            lock = FileLock(self._folder / name)
            try:
                if not lock.acquire():
                    return False
            except OSError:
                return True  # without a lock file nobody can be asked: not a reason to refuse
            self._sessions[session_id] = lock
            return True

    def release(self, session_id: str) -> None:
        """Gives back what `claim` took."""
        with self._guard:
            lock = self._sessions.pop(session_id, None)
        if lock is not None:
            lock.release()

    def close(self) -> None:
        """Gives back every lock."""
        with self._guard:
            locks = list(self._sessions.values())
            self._sessions.clear()
        for lock in locks:
            lock.release()
        if self._lock is not None:
            self._lock.release()


def opening_lock(folder: Path, database_name: str) -> FileLock:
    """The lock under which a database is created, migrated or set aside."""
    return FileLock(folder / f"{_OPENING_PREFIX}{database_name}.lock")
