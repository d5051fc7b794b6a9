"""What a search asks of a block besides its words, and the blocks that no search shows.

Where few messages come into question their blocks are listed beforehand. Else each block that has
the words is looked up in the tables, which costs about 1 µs of each.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

from minimax_tui.domain.search import SearchQuery
from minimax_tui.storage.encoding import folded, plain

MOST_LISTED = 20_000
"""Messages, or hidden blocks, up to which they are listed."""
_BLOCKS_OF_SESSIONS = (
    "FROM sessions AS s CROSS JOIN messages AS m ON m.session_id = s.id "
    "CROSS JOIN blocks AS b ON b.message = m.number"
)


class Filters(NamedTuple):
    """What is asked of a match besides its words."""

    conditions: tuple[str, ...] = ()
    """SQL, about `messages AS m` and `sessions AS s`; none where all is listed."""
    values: tuple[Any, ...] = ()
    allowed: frozenset[int] | None = None
    """Numbers of the blocks that may match; None for all."""
    hidden: frozenset[int] = frozenset()
    """Numbers of blocks that never match: in the trash, or in a branch that was deleted."""

    @property
    def joined(self) -> bool:
        """Whether other tables have to be looked at for each match."""
        return bool(self.conditions)

    @property
    def any(self) -> bool:
        """Whether a block may have the words and be no match."""
        return self.joined or self.allowed is not None or bool(self.hidden)

    def lets_through(self, number: int) -> bool:
        """Whether the lists allow a block."""
        return (self.allowed is None or number in self.allowed) and number not in self.hidden


def read_filters(connection: sqlite3.Connection, query: SearchQuery) -> Filters:
    """The filters of a query.

    Raises:
        sqlite3.Error: if the database cannot be read.
    """
    conditions: list[str] = []
    values: list[Any] = []
    for model in query.models:
        conditions.append("instr(lower(coalesce(m.model, s.model, '')), ?) > 0")
        values.append(plain(model).lower())
    if query.after is not None:
        conditions.append("m.created_at >= ?")
        values.append(query.after)
    if query.before is not None:
        conditions.append("m.created_at < ?")
        values.append(query.before)
    trash = _trash(connection)
    if trash is None:
        conditions.append("s.trashed_at IS NULL")
    hidden = (trash or frozenset()) | _deleted(connection)
    # A session counts as used when its newest message was made, or later.
    chosen, chosen_values = _sessions_named(query.sessions)
    if query.after is not None:
        chosen.append("s.updated_at >= ?")
        chosen_values.append(query.after)
    if not chosen:
        return Filters(tuple(conditions), tuple(values), None, hidden)
    of_sessions = " AND ".join(chosen)
    allowed = _listed(connection, of_sessions, chosen_values, conditions, values)
    if allowed is not None:
        return Filters((), (), allowed, hidden)
    conditions.append(f"s.id IN (SELECT s.id FROM sessions AS s WHERE {of_sessions})")
    return Filters(tuple(conditions), (*values, *chosen_values), None, hidden)


def _sessions_named(named: Iterable[str]) -> tuple[list[str], list[Any]]:
    """A condition for sessions that are named by the start of an id, or by words of a title."""
    ways: list[str] = []
    values: list[Any] = []
    for name in named:
        words = folded(name).split()
        by_title = " AND ".join(["instr(s.title_folded, ?) > 0"] * len(words)) or "0"
        ways.append(f"substr(s.id, 1, length(?)) = ? OR ({by_title})")
        values += [plain(name), plain(name), *words]
    return [f"({' OR '.join(ways)})"] if ways else [], values


def _listed(
    connection: sqlite3.Connection,
    of_sessions: str,
    session_values: list[Any],
    conditions: list[str],
    values: list[Any],
) -> frozenset[int] | None:
    """The blocks that pass, None where their sessions have too many messages to list them."""
    count = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM sessions AS s CROSS JOIN messages AS m "
        f"ON m.session_id = s.id WHERE {of_sessions} LIMIT {MOST_LISTED + 1})",
        session_values,
    ).fetchone()[0]
    if count > MOST_LISTED:
        return None
    rows = connection.execute(
        f"SELECT b.number {_BLOCKS_OF_SESSIONS} WHERE {' AND '.join([of_sessions, *conditions])}",
        (*session_values, *values),
    )
    return frozenset(row[0] for row in rows)


def _trash(connection: sqlite3.Connection) -> frozenset[int] | None:
    """The blocks of the sessions in the trash, None where they are too many to list them."""
    rows = connection.execute(
        f"SELECT b.number {_BLOCKS_OF_SESSIONS} WHERE s.trashed_at IS NOT NULL "
        f"LIMIT {MOST_LISTED + 1}"
    ).fetchall()
    return frozenset(row[0] for row in rows) if len(rows) <= MOST_LISTED else None


def _deleted(connection: sqlite3.Connection) -> frozenset[int]:
    """The blocks of the branches that were deleted, as many as are listed at most."""
    rows = connection.execute(
        f"""
        WITH RECURSIVE below (number, id) AS (
            SELECT m.number, m.id FROM deleted_branches AS d
                CROSS JOIN messages AS m ON m.number = d.message
            UNION
            SELECT m.number, m.id FROM below CROSS JOIN messages AS m ON m.parent_id = below.id
        )
        SELECT b.number FROM below CROSS JOIN blocks AS b ON b.message = below.number
        LIMIT {MOST_LISTED}
        """
    )
    return frozenset(row[0] for row in rows)
