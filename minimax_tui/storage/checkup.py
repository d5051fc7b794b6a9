"""Looks at a database without changing it: whether it is whole, and how large it is."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from minimax_tui.domain.errors import StorageBusy
from minimax_tui.storage.failures import storage_error
from minimax_tui.storage.migrations import APPLICATION_ID, MIGRATIONS

_STEPS = 10_000
"""Instructions of SQLite between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found.

    Attributes:
        fault: Why it cannot be read, or the first thing that is wrong in it; "" if nothing is.
        busy: Whether it could not be looked at because another program has locked it.
        finished: Whether the whole of it was checked in the time allowed.
        ours: Whether it is a database of this program.
        schema: The schema's number in the file.
        newest_schema: The newest one that this program knows.
        journal_mode: SQLite's word, such as `wal`.
        bytes: Of the file and its log.
        sessions: How many it has.
        messages: How many it has.
    """

    fault: str = ""
    busy: bool = False
    finished: bool = True
    ours: bool = True
    schema: int = 0
    newest_schema: int = MIGRATIONS[-1].version
    journal_mode: str = ""
    bytes: int = 0
    sessions: int = 0
    messages: int = 0


def size_bytes(path: Path) -> int:
    """Bytes of a database and its log."""
    return sum(
        part.stat().st_size for part in (path, path.with_name(f"{path.name}-wal")) if part.is_file()
    )


def check_database(path: Path, *, limit_s: float = 10.0) -> Checkup:
    """Looks at the database at `path`, for at most about `limit_s` seconds.

    Nothing is made, migrated or repaired.
    """
    try:
        found_bytes = size_bytes(path)
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=1.0, isolation_level=None
        )
    except (sqlite3.Error, OSError) as error:
        return Checkup(fault=str(error))
    try:
        return _look(connection, found_bytes, time.monotonic() + limit_s)
    except sqlite3.Error as error:
        busy = isinstance(storage_error(error), StorageBusy)
        return Checkup(fault=str(error), busy=busy, finished=not busy, bytes=found_bytes)
    finally:
        connection.close()


def _look(connection: sqlite3.Connection, found_bytes: int, until_s: float) -> Checkup:
    [ours] = connection.execute("PRAGMA application_id").fetchone()
    [schema] = connection.execute("PRAGMA user_version").fetchone()
    [journal] = connection.execute("PRAGMA journal_mode").fetchone()
    if ours != APPLICATION_ID:
        return Checkup(ours=False, schema=schema, journal_mode=journal, bytes=found_bytes)
    [sessions] = connection.execute("SELECT count(*) FROM sessions").fetchone()
    [messages] = connection.execute("SELECT count(*) FROM messages").fetchone()
    connection.set_progress_handler(lambda: time.monotonic() > until_s, _STEPS)
    fault, finished = "", True
    try:
        [said] = connection.execute("PRAGMA quick_check(1)").fetchone()
        fault = "" if said == "ok" else str(said)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        finished = False
    return Checkup(
        fault=fault,
        finished=finished,
        schema=schema,
        journal_mode=journal,
        bytes=found_bytes,
        sessions=sessions,
        messages=messages,
    )
