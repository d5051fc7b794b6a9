"""The column of version 4: settings that hold for one session only.

JSON, an object by key, "" where a session has none. An earlier version of the program that has the
database open does not know the column; what it stores gets the default.
"""

from __future__ import annotations

import sqlite3

VERSION_4 = ("ALTER TABLE sessions ADD COLUMN settings TEXT NOT NULL DEFAULT ''",)


def make_version_4(connection: sqlite3.Connection) -> None:
    """Adds what version 4 has."""
    for statement in VERSION_4:
        connection.execute(statement)
