"""Another program's database, opened so that nothing of it can change."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from minimax_tui.domain.i18n import tr
from minimax_tui.imports.json_file import MAX_VALUE_CHARACTERS
from minimax_tui.imports.refusal import refused

MAGIC = b"SQLite format 3\x00"
Row: TypeAlias = dict[str, Any]


class ForeignDatabase:
    """A database that is only read.

    Attributes:
        tables: The names of its tables' columns; views count as none.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.row_factory = sqlite3.Row
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_CHARACTERS)
        connection.execute("PRAGMA trusted_schema = OFF")
        names = [
            row["name"] for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        self.tables = {
            name: {row["name"] for row in self.rows("SELECT name FROM pragma_table_info(?)", name)}
            for name in names
        }

    def rows(self, query: str, *values: object) -> Iterator[Row]:
        """The rows of a query.

        Raises:
            ImportRefused: if the database is broken there.
        """
        try:
            for row in self._connection.execute(query, values):
                yield dict(row)
        except (sqlite3.Error, OverflowError, MemoryError) as error:
            raise refused(tr("the database is broken"), "", error) from error

    def has(self, table: str, *columns: str) -> bool:
        """Whether there is such a table with at least these columns."""
        return set(columns) <= self.tables.get(table, set()) and table in self.tables


@contextmanager
def opened(path: Path) -> Iterator[ForeignDatabase]:
    """The database at `path`.

    It is opened read-only and as one that nobody writes; where its last changes lie beside it in a
    write-ahead log, or what is to be undone in a rollback journal, a copy is read, since reading
    those would write there.

    Raises:
        ImportRefused: if it is none.
    """
    beside = [path.with_name(f"{path.name}{end}") for end in ("-wal", "-journal")]
    changes = [one for one in beside if one.exists() and one.stat().st_size > 0]
    with tempfile.TemporaryDirectory(prefix="minimax-chat-") as folder:
        source, immutable = path, True
        if changes:
            source, immutable = Path(folder) / "copy", False
            shutil.copyfile(path, source)
            for one in changes:
                shutil.copyfile(one, f"{source}{one.name.removeprefix(path.name)}")
        uri = f"{Path(os.path.abspath(source)).as_uri()}?mode=ro&immutable={int(immutable)}"
        if not immutable:
            uri = Path(os.path.abspath(source)).as_uri()
        try:
            connection = sqlite3.connect(uri, uri=True)
        except sqlite3.Error as error:
            raise refused(tr("the database cannot be opened"), "", error) from error
        try:
            yield ForeignDatabase(connection)
        except sqlite3.Error as error:
            raise refused(tr("the database is broken"), "", error) from error
        finally:
            connection.close()
