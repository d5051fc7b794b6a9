"""Keeps the full-text index in step with the blocks.

`search_state` has, as `unindexed`, the highest number of a block that was stored before there was
an index and is not in it yet: exactly the blocks up to it are missing. All others are in the index,
or in `search_changes` with the text that the index has of them.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable

from minimax_tui.storage.encoding import from_json, plain
from minimax_tui.storage.failures import is_about_surroundings, is_damage
from minimax_tui.storage.folding import UNREADABLE
from minimax_tui.storage.search_schema import INDEX

log = logging.getLogger(__name__)

CHANGES_AT_ONCE = 300
"""Changes that a write brings into the index with it; what is more follows when nothing else is
to be written."""
PORTION_CHANGES = 40
"""The same where many wait, as behind a copy of a long session: some 10 ms, too."""
PORTION_CHARACTERS = 100_000
"""Of stored blocks that are indexed in one go: some 10 ms."""
_PORTION_BLOCKS = 200
_MOST_RESTARTS = 5
"""Times that an index is begun anew without ever becoming whole."""


class IndexKeeper:
    """Calls the functions of this module for a writer, where there is an index.

    Attributes:
        pending: Whether something may be missing in the index.
    """

    def __init__(self) -> None:
        self.pending = True
        self._looked: sqlite3.Connection | None = None
        self._there = False

    def before_commit(self, connection: sqlite3.Connection) -> None:
        """Brings what was written into the index."""
        most = PORTION_CHANGES if self.pending else CHANGES_AT_ONCE
        if self._has_index(connection) and index_changes(connection, most):
            self.pending = True

    def portion(self, connection: sqlite3.Connection) -> None:
        """Indexes some of what is missing, inside a transaction."""
        self.pending = self._has_index(connection) and index_portion(connection)

    def _has_index(self, connection: sqlite3.Connection) -> bool:
        if self._looked is not connection:
            self._looked, self._there = connection, is_there(connection)
        return self._there


def is_there(connection: sqlite3.Connection) -> bool:
    """Whether the database has an index: it needs a SQLite with FTS5."""
    row = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_state'").fetchone()
    return row is not None


def indexed_share(connection: sqlite3.Connection) -> float:
    """How much of the stored blocks can be found, 0 to 1."""
    unindexed = _state(connection, "unindexed")
    if unindexed == 0:
        return 1.0
    newest = connection.execute("SELECT max(number) FROM blocks").fetchone()[0] or 0
    return max(0.0, 1 - unindexed / newest) if newest else 1.0


def index_changes(connection: sqlite3.Connection, most: int = CHANGES_AT_ONCE) -> bool:
    """Brings noted changes into the index, inside the transaction that makes them.

    What is wrong with the index itself never undoes what is written: it is made anew then.

    Returns:
        Whether there is more to do.

    Raises:
        sqlite3.Error: if the database cannot be written.
    """
    return _guarded(connection, lambda: _take_changes(connection, most))


def index_portion(connection: sqlite3.Connection) -> bool:
    """Indexes some of what is not indexed yet, the newest first; runs inside a transaction.

    Returns:
        Whether there is more to do.

    Raises:
        sqlite3.Error: if the database cannot be written.
    """
    return index_changes(connection, PORTION_CHANGES) or _guarded(
        connection, lambda: _index_older(connection) > 0
    )


def _guarded(connection: sqlite3.Connection, work: Callable[[], bool]) -> bool:
    """Does some work on the index; where that fails because of the index, it starts over."""
    connection.execute("SAVEPOINT search")
    try:
        more = work()
        # Has FTS5 write what it holds back till the commit, so that it fails here if it must.
        connection.execute("SAVEPOINT flush")
        connection.execute("RELEASE flush")
    except sqlite3.Error as error:
        if is_about_surroundings(error) and not is_damage(error):
            raise
        connection.execute("ROLLBACK TO search")
        restarts = _state(connection, "restarts")
        more = "no such module" not in str(error) and restarts < _MOST_RESTARTS
        if more:
            log.warning("the full-text index is made anew: %s", error)
            start_over(connection)
            _set_state(connection, "restarts", restarts + 1)
    connection.execute("RELEASE search")
    return more


def start_over(connection: sqlite3.Connection) -> None:
    """Empties the index; everything is indexed anew in portions. Runs inside a transaction."""
    connection.execute("DROP TABLE IF EXISTS search_text")
    connection.execute(INDEX)
    connection.execute("DELETE FROM search_changes")
    connection.execute(
        "INSERT OR REPLACE INTO search_state (name, value) "
        "SELECT 'unindexed', coalesce(max(number), 0) FROM blocks"
    )


def _state(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT value FROM search_state WHERE name = ?", (name,)).fetchone()
    return row[0] if row is not None else 0


def _set_state(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO search_state (name, value) VALUES (?, ?)", (name, value)
    )


def _take_changes(connection: sqlite3.Connection, most: int) -> bool:
    changes = connection.execute(
        "SELECT seq, block, before, role FROM search_changes ORDER BY seq LIMIT ?", (most,)
    ).fetchall()
    if not changes:
        return False
    unindexed = _state(connection, "unindexed")
    seen: set[int] = set()
    for _, number, before, role in changes:
        # The first change knows what the index has; the block knows what it should have.
        if number in seen or number <= unindexed:
            continue
        seen.add(number)
        if before is not None:
            _remove(connection, number, before, role or "")
        now = connection.execute(
            "SELECT b.wire, m.role FROM blocks AS b JOIN messages AS m ON m.number = b.message "
            "WHERE b.number = ?",
            (number,),
        ).fetchone()
        if now is not None:
            _add(connection, number, *now)
    # A later change of the same block must not be taken for its first one.
    connection.executemany(
        "DELETE FROM search_changes WHERE block = ?", [(number,) for number in seen]
    )
    connection.execute("DELETE FROM search_changes WHERE seq <= ?", (changes[-1][0],))
    return len(changes) == most


def _index_older(connection: sqlite3.Connection) -> int:
    """Indexes a portion; returns the number up to which blocks are missing now."""
    unindexed = _state(connection, "unindexed")
    if unindexed == 0:
        return 0
    rows = connection.execute(
        "SELECT b.number, b.wire, m.role FROM blocks AS b CROSS JOIN messages AS m "
        "ON m.number = b.message WHERE b.number <= ? ORDER BY b.number DESC LIMIT ?",
        (unindexed, _PORTION_BLOCKS),
    )
    characters, left = 0, 0
    for number, wire, role in rows.fetchall():
        _add(connection, number, wire, role)
        characters += len(wire)
        left = number - 1
        if characters >= PORTION_CHARACTERS:
            break
    _set_state(connection, "unindexed", left)
    if left == 0:
        _set_state(connection, "restarts", 0)
    return left


def _words(wire: str, role: str) -> tuple[str, str] | None:
    """Text and kind of a block as the index has them, None where there is nothing to find."""
    # Their patterns take time to compile, which is no part of the program's start.
    from minimax_tui.domain.searched import searched_kind, searched_text
    from minimax_tui.domain.words import folded_words

    try:
        block = from_json(wire)
        kind = searched_kind(block, role)
        text = searched_text(block) if kind else ""
    except UNREADABLE:
        return None
    return (folded_words(plain(text)), kind) if text else None


def _add(connection: sqlite3.Connection, number: int, wire: str, role: str) -> None:
    words = _words(wire, role)
    if words is not None:
        connection.execute(
            "INSERT INTO search_text (rowid, text, kind) VALUES (?, ?, ?)", (number, *words)
        )


def _remove(connection: sqlite3.Connection, number: int, wire: str, role: str) -> None:
    words = _words(wire, role)
    if words is not None:
        connection.execute(
            "INSERT INTO search_text (search_text, rowid, text, kind) VALUES ('delete', ?, ?, ?)",
            (number, *words),
        )


def check_index(connection: sqlite3.Connection) -> str:
    """What is wrong with the index, "" if nothing is or there is none.

    Raises:
        sqlite3.Error: if it cannot be looked at, as while another program writes.
    """
    if not is_there(connection):
        return ""
    try:
        connection.execute("INSERT INTO search_text (search_text) VALUES ('integrity-check')")
    except sqlite3.Error as error:
        if is_about_surroundings(error) and not is_damage(error):
            raise
        return str(error)
    return ""


def optimize_index(connection: sqlite3.Connection) -> None:
    """Merges the index into one piece; it may take long. A damaged one is emptied, to be made anew.

    Raises:
        sqlite3.Error: if the database cannot be written.
    """
    if not is_there(connection):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if check_index(connection):
            start_over(connection)
        else:
            connection.execute("INSERT INTO search_text (search_text) VALUES ('optimize')")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
