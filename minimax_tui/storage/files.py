"""The database's files: private folders and files, a look at the header, setting aside."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from enum import Enum
from pathlib import Path

from minimax_tui.storage.migrations import APPLICATION_ID, MIGRATIONS, too_new

_MAGIC = b"SQLite format 3\x00"
_COMPANIONS = ("", "-wal", "-shm", "-journal")


class FileState(Enum):
    """What a first look at the file says, without SQLite."""

    NEW = "new"
    READABLE = "readable"
    BROKEN = "broken"


def make_private_folder(folder: Path) -> None:
    """Makes a folder, and those above it that are missing, with mode 0700.

    Raises:
        OSError: if that cannot be done.
    """
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_private_folder(folder.parent)
    with suppress(FileExistsError):
        os.mkdir(folder, 0o700)


def make_private_file(path: Path) -> None:
    """Makes an empty file of mode 0600, or gives an existing one that mode.

    SQLite's own side files take over the mode of the database.

    Raises:
        OSError: if the file cannot be made.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if path.stat().st_mode & 0o077:
        with suppress(OSError):  # another owner's file may still be readable
            path.chmod(0o600)


def first_look(path: Path) -> FileState:
    """Reads the header (SQLite, "Database File Format", section 1.3).

    Raises:
        SchemaTooNew: if a later version wrote the file.
        OSError: if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)
            size = os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        return FileState.NEW
    if not header:
        return FileState.NEW
    if len(header) < 100 or not header.startswith(_MAGIC):
        return FileState.BROKEN
    application = int.from_bytes(header[68:72], "big")
    if application not in (0, APPLICATION_ID):
        return FileState.BROKEN
    version = int.from_bytes(header[60:64], "big")
    if version > MIGRATIONS[-1].version:
        raise too_new(version, MIGRATIONS[-1].version)
    page_size = int.from_bytes(header[16:18], "big")
    page_size = 65_536 if page_size == 1 else page_size
    pages = int.from_bytes(header[28:32], "big")
    # While a log waits to be copied in, the file may rightly be shorter than its header says.
    if size < page_size * pages and not any(_holds(path, end) for end in ("-wal", "-journal")):
        return FileState.BROKEN
    return FileState.READABLE


def _holds(path: Path, end: str) -> bool:
    try:
        return os.stat(f"{path}{end}").st_size > 0
    except OSError:
        return False


def set_aside(path: Path) -> Path:
    """Renames the database and its side files to ``NAME.broken-<UTC time>``; returns the new path.

    Raises:
        OSError: if the database itself cannot be renamed.
    """
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    count = 1
    while True:
        ending = f"-{count}" if count > 1 else ""
        aside = path.with_name(f"{path.name}.broken-{stamp}{ending}")
        if not aside.exists():
            break
        count += 1
    for end in _COMPANIONS:
        with suppress(FileNotFoundError):
            os.rename(f"{path}{end}", f"{aside}{end}")
    return aside
