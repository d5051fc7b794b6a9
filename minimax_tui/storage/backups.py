"""Copies of the database, one a day, in a folder beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from minimax_tui.storage.checkup import size_bytes
from minimax_tui.storage.files import make_private_folder

KEPT = 3
"""Daily copies that are kept."""
FOLDER = "backups"
DAY_S = 86_400.0
_SPARE_BYTES = 100_000_000
"""Room that a copy nobody has asked for leaves on the disk."""


class Copy(NamedTuple):
    """A copy of the database: its file, Unix time of its making, and its size."""

    path: Path
    at: float
    bytes: int


def folder_of(path: Path) -> Path:
    """Where the copies of the database at `path` are."""
    return path.parent / FOLDER


def daily_backups(path: Path) -> list[Path]:
    """The copies made day by day, the newest first."""
    return sorted(folder_of(path).glob(f"{path.stem}-????-??-??.db"), reverse=True)


def copies(path: Path) -> list[Copy]:
    """All copies of the database at `path`, of whatever occasion, the newest first."""
    found: list[Copy] = []
    beside = path.parent.glob(f"{path.name}.backup-*")
    for one in (*folder_of(path).glob(f"{path.stem}-*.db"), *beside):
        try:
            state = one.stat()
        except OSError:
            continue  # removed meanwhile
        found.append(Copy(one, state.st_mtime, state.st_size))
    return sorted(found, key=lambda copy: copy.at, reverse=True)


def is_due(path: Path, now: float) -> bool:
    """Whether a day has passed since the last copy, something has changed, and there is room."""
    try:
        changed_at = max(
            part.stat().st_mtime
            for part in (path, path.with_name(f"{path.name}-wal"))
            if part.is_file()
        )
        newest = next((one.stat().st_mtime for one in daily_backups(path)), 0.0)
        room = shutil.disk_usage(path.parent).free
        needed = size_bytes(path) + _SPARE_BYTES
    except (OSError, ValueError):
        return False
    return now - newest >= DAY_S and changed_at > newest and room > needed


def back_up_daily(connection: sqlite3.Connection, path: Path, now: float) -> Path:
    """Makes the copy of today and removes those that are too many.

    Args:
        connection: One of its own, in autocommit mode; writing goes on meanwhile.
        path: The database's file.
        now: Unix time in seconds.

    Raises:
        OSError: if the file cannot be made.
        sqlite3.Error: if the copy fails or is interrupted; nothing is left of it then.
    """
    day = datetime.fromtimestamp(now).astimezone().date().isoformat()
    make_private_folder(folder_of(path))
    _remove_broken_off(path, now)
    made = copy_to(connection, folder_of(path) / f"{path.stem}-{day}.db")
    for old in daily_backups(path)[KEPT:]:
        old.unlink(missing_ok=True)
    return made


def _remove_broken_off(path: Path, now: float) -> None:
    """Removes what is left of copies during which the program was killed."""
    for part in folder_of(path).glob(f"{path.stem}-*.part"):
        try:
            if now - part.stat().st_mtime > DAY_S:
                part.unlink()
        except OSError:
            continue  # another instance was quicker


def back_up_now(connection: sqlite3.Connection, path: Path, now: float) -> Path:
    """Makes a copy that stays until the user removes it.

    Args:
        connection: One of its own, in autocommit mode; writing goes on meanwhile.
        path: The database's file.
        now: Unix time in seconds.

    Raises:
        OSError: if the file cannot be made.
        sqlite3.Error: if the copy fails or is interrupted; nothing is left of it then.
    """
    second = datetime.fromtimestamp(now).astimezone().strftime("%Y-%m-%d-%H%M%S")
    make_private_folder(folder_of(path))
    return copy_to(connection, folder_of(path) / f"{path.stem}-{second}.db")


def copy_to(connection: sqlite3.Connection, to: Path) -> Path:
    """Copies the database, compacted, to a file (mode 0600); what is there is replaced.

    Raises:
        OSError: if the file cannot be made.
        sqlite3.Error: if the copy fails or is interrupted; nothing is left of it then.
    """
    part = to.with_name(f"{to.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        # SQLite takes an empty file for a new one; so its mode is right from the start.
        connection.execute("VACUUM INTO ?", (str(part),))
        _to_disk(part)  # SQLite does not, and an older copy may be removed for this one
        os.replace(part, to)
    finally:
        part.unlink(missing_ok=True)
    return to


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
