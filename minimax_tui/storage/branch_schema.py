"""The table of version 3: which branches were deleted, and when.

`message` is the first one of the branch; `leaf_id` the end of the current path, if that led through
it. An earlier version of the program that has the database
open shows such a branch still; nothing of it is lost.
"""

from __future__ import annotations

import sqlite3

VERSION_3 = (
    """
    CREATE TABLE deleted_branches (
        message INTEGER PRIMARY KEY REFERENCES messages (number) ON DELETE CASCADE,
        at REAL NOT NULL,
        leaf_id TEXT
    )
    """,
)


def make_version_3(connection: sqlite3.Connection) -> None:
    """Adds what version 3 has."""
    for statement in VERSION_3:
        connection.execute(statement)
