"""Gives the room of what was deleted back to the disk, and merges the full-text index."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from minimax_tui.storage.checkup import size_bytes
from minimax_tui.storage.migrations import MIGRATIONS, too_new, version_of
from minimax_tui.storage.search_index import optimize_index


class Compacted(NamedTuple):
    """Bytes of the database and its log before and after."""

    before: int
    after: int


def compact(connection: sqlite3.Connection, path: Path) -> Compacted:
    """Compacts the database; nobody else can write meanwhile, and it may take long.

    A damaged index is emptied, to be made anew.

    Args:
        connection: In autocommit mode; nothing else is done with it meanwhile.
        path: The database's file.

    Raises:
        SchemaTooNew: if a later version wrote it; it stays as it is.
        sqlite3.Error: if it cannot be written, or somebody else writes.
    """
    found, known = version_of(connection), MIGRATIONS[-1].version
    if found > known:
        raise too_new(found, known)
    before = size_bytes(path)
    optimize_index(connection)
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return Compacted(before, size_bytes(path))
