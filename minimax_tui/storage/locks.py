"""Locks on files, which the system releases when their holder dies, by `kill -9` too."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(fd: int) -> None:
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError as error:  # held by another is told as EACCES there
            raise BlockingIOError from error
else:
    import fcntl

    def _lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _try_lock(fd: int) -> bool:
    try:
        _lock(fd)
    except BlockingIOError:
        return False
    except OSError:
        # Some network folders have no locks. Counting them as free is safe: at worst a running
        # answer is marked interrupted until its own program closes it whole.
        return True
    return True


def _is_at(fd: int, path: Path) -> bool:
    """Whether the open file is still the one at `path`, so that others see the lock."""
    try:
        return os.path.samestat(os.fstat(fd), os.stat(path))
    except (FileNotFoundError, NotADirectoryError):
        return False


class FileLock:
    """A lock that one holder at a time can have, in this process or another.

    The file is removed when the lock is released.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd: int | None = None

    @property
    def in_place(self) -> bool:
        """Whether it is held, and others can see that."""
        try:
            return self._fd is not None and _is_at(self._fd, self.path)
        except OSError:
            return True  # a folder that does not answer has not been removed

    def acquire(self, wait_s: float = 0.0) -> bool:
        """Takes the lock; says whether it is ours now. Trying goes on for `wait_s` seconds.

        Raises:
            OSError: if the file cannot be made.
        """
        give_up_at = time.monotonic() + wait_s
        while True:
            fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            taken = _try_lock(fd)
            if taken and _is_at(fd, self.path):
                self._fd = fd
                return True
            os.close(fd)
            if not taken:
                if time.monotonic() >= give_up_at:
                    return False
                time.sleep(0.002)

    def release(self) -> None:
        """Gives the lock back; nothing happens where it is not held."""
        fd, self._fd = self._fd, None
        if fd is None:
            return
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(fd)
            with suppress(OSError):
                os.unlink(self.path)
            return
        with suppress(OSError):
            if _is_at(fd, self.path):
                os.unlink(self.path)
        os.close(fd)


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock of this file; a file that is not there is free.

    Raises:
        OSError: if the file is there and cannot be opened.
    """
    try:
        fd = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _try_lock(fd)
    finally:
        os.close(fd)
