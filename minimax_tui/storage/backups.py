"""Copies of the database, one a day, in a folder beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

from minimax_tui.storage.checkup import size_bytes
from minimax_tui.storage.files import make_private_folder

KEPT = 3
"""Daily copies that are kept."""
FOLDER = "backups"
DAY_S = 86_400.0
_SPARE_BYTES = 100_000_000
"""Room that a copy nobody has asked for leaves on the disk."""


def folder_of(path: Path) -> Path:
    """Where the copies of the database at `path` are."""
    return path.parent / FOLDER


def daily_backups(path: Path) -> list[Path]:
    """The copies made day by day, the newest first."""
    return sorted(folder_of(path).glob(f"{path.stem}-????-??-??.db"), reverse=True)


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
    made = copy_to(connection, folder_of(path) / f"{path.stem}-{day}.db")
    for old in daily_backups(path)[KEPT:]:
        old.unlink(missing_ok=True)
    return made


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
        os.replace(part, to)
    finally:
        part.unlink(missing_ok=True)
    return to
