"""Numbered migrations of the database, each in a transaction of its own.

`PRAGMA user_version` is the number of the last one carried out. An older program may have the
database open while a newer one migrates it, so a migration adds and does not take away.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from minimax_tui.domain.errors import Detail, SchemaTooNew
from minimax_tui.storage.branch_schema import make_version_3
from minimax_tui.storage.schema import VERSION_1
from minimax_tui.storage.search_schema import make_version_2
from minimax_tui.storage.session_schema import make_version_4

APPLICATION_ID = 0x4D4D4348
"""Marks the file as ours (SQLite's `application_id`): "MMCH"."""


class Migration(NamedTuple):
    """One step of the schema; `apply` runs inside a transaction with foreign keys off."""

    version: int
    apply: Callable[[sqlite3.Connection], None]


def _create(connection: sqlite3.Connection) -> None:
    for statement in VERSION_1:
        connection.execute(statement)


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, _create),
    Migration(2, make_version_2),
    Migration(3, make_version_3),
    Migration(4, make_version_4),
)
"""All migrations, in order."""


def version_of(connection: sqlite3.Connection) -> int:
    """The number of the last migration carried out, 0 for an empty database."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def too_new(found: int, known: int) -> SchemaTooNew:
    """The error for a database of a later version."""
    return SchemaTooNew(detail=Detail(message=f"schema {found}, this program knows {known}"))


def back_up(connection: sqlite3.Connection, to: Path) -> None:
    """Copies the whole database to `to` (mode 0600); what is there already is replaced.

    Raises:
        OSError: if the file cannot be made.
        sqlite3.Error: if the copy fails; nothing is left of it then.
    """
    part = to.with_name(to.name + ".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        target = sqlite3.connect(part)
        try:
            connection.backup(target)
            # A copy of one file: it must not need a log beside it.
            target.execute("PRAGMA journal_mode=DELETE")
        finally:
            target.close()
        os.replace(part, to)
    finally:
        part.unlink(missing_ok=True)


def migrate(
    connection: sqlite3.Connection,
    path: Path | None = None,
    migrations: Sequence[Migration] = MIGRATIONS,
) -> None:
    """Brings the database to the newest version.

    Args:
        connection: In autocommit mode.
        path: The database's file; before a database that holds something is migrated it is
            copied to ``NAME.backup-v<its version>`` beside it. None for one in memory.
        migrations: What there is to carry out, in order.

    Raises:
        SchemaTooNew: if the database is of a later version; it is left as it is.
        OSError: if the backup cannot be made.
        sqlite3.Error: if a migration fails; it is undone, earlier ones hold.
    """
    newest = migrations[-1].version
    found = version_of(connection)
    if found == newest:
        return
    if found > newest:
        raise too_new(found, newest)
    if found > 0 and path is not None:
        back_up(connection, path.with_name(f"{path.name}.backup-v{found}"))
    # Foreign keys cannot be switched inside a transaction, and rebuilding a table needs them off.
    connection.execute("PRAGMA foreign_keys=OFF")
    try:
        for migration in migrations:
            _carry_out(connection, migration)
    finally:
        connection.execute("PRAGMA foreign_keys=ON")


def _carry_out(connection: sqlite3.Connection, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again under the lock: another instance may have been faster.
        if version_of(connection) < migration.version:
            migration.apply(connection)
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise sqlite3.IntegrityError(f"migration {migration.version} breaks a reference")
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={migration.version}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
