"""A session made a second time, with all its messages, usage and media."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection
from typing import NamedTuple

from minimax_tui.domain.messages import MessageState
from minimax_tui.storage.encoding import folded
from minimax_tui.storage.failures import no_session
from minimax_tui.storage.recovery import interrupt


def copy_session(
    connection: sqlite3.Connection, session_id: str, copy_id: str, title: str, at: float
) -> None:
    """Copies a session as it is now; an answer that still streams is interrupted in the copy.

    Runs inside the writer's transaction and may run again after a rollback.

    Args:
        connection: The one that writes.
        session_id: The session to copy.
        copy_id: Id of the copy.
        title: Of the copy.
        at: When, in Unix time; the copy counts as used then.

    Raises:
        SessionNotFound: if the session is not there.
    """
    found = connection.execute(
        "SELECT leaf_id FROM sessions WHERE id = ?", (session_id,)
    ).fetchone()
    if found is None:
        raise no_session(session_id)
    copy_session_row(connection, session_id, copy_id, title, at)
    copies = copy_messages(connection, session_id, copy_id)
    leaf = copies.get(found[0])
    connection.execute(
        "UPDATE sessions SET leaf_id = ? WHERE id = ?", (leaf.id if leaf else None, copy_id)
    )
    numbers = {copy.before: copy.number for copy in copies.values()}
    path = connection.execute(
        "SELECT position, message FROM path WHERE session_id = ?", (session_id,)
    ).fetchall()
    connection.executemany(
        "INSERT INTO path (session_id, position, message) VALUES (?, ?, ?)",
        [(copy_id, position, numbers[number]) for position, number in path],
    )
    deleted = connection.execute("SELECT message, at, leaf_id FROM deleted_branches").fetchall()
    connection.executemany(
        "INSERT INTO deleted_branches (message, at, leaf_id) VALUES (?, ?, ?)",
        [
            (numbers[number], when, copies[leaf_id].id if leaf_id in copies else None)
            for number, when, leaf_id in deleted
            if number in numbers
        ],
    )


class CopiedMessage(NamedTuple):
    """A message's copy, and the number of the message."""

    id: str
    number: int
    before: int


def copy_session_row(
    connection: sqlite3.Connection,
    session_id: str,
    copy_id: str,
    title: str,
    at: float,
    **changed: str | float | None,
) -> None:
    """Copies a session's row, with other values in the columns named in `changed`."""
    _copy_rows(
        connection,
        "sessions",
        session_id,
        id=copy_id,
        title=title,
        title_folded=folded(title),
        updated_at=at,
        **{"leaf_id": None, **changed},
    )


def copy_messages(
    connection: sqlite3.Connection,
    session_id: str,
    copy_id: str,
    only: Collection[int] | None = None,
) -> dict[str, CopiedMessage]:
    """Copies messages into another session; one that streams is interrupted in the copy.

    Args:
        connection: The one that writes.
        session_id: Where they are.
        copy_id: Where the copies go.
        only: The numbers of those to copy, each with its parent; None for all.

    Returns:
        The copies by the ids of the messages.
    """
    messages = [
        row
        for row in connection.execute(
            "SELECT number, id, parent_id, state FROM messages WHERE session_id = ? "
            "ORDER BY number",
            (session_id,),
        ).fetchall()
        if only is None or row[0] in only
    ]
    ids = {message_id: os.urandom(8).hex() for _, message_id, _, _ in messages}
    # A parent may have come after its child's number was given: it is set once all are there.
    numbers: dict[int, int] = {}
    for number, message_id, _, _ in messages:
        numbers[number] = _copy_rows(
            connection,
            "messages",
            number,
            number=None,
            id=ids[message_id],
            session_id=copy_id,
            parent_id=None,
            instance_id=None,
        )
        for table in ("blocks", "stream_rows"):
            _copy_rows(connection, table, number, **{_KEYS[table]: numbers[number]})
    connection.executemany(
        "UPDATE messages SET parent_id = ? WHERE number = ?",
        [(ids[parent], numbers[number]) for number, _, parent, _ in messages if parent in ids],
    )
    for number, _, _, state in messages:
        if state == MessageState.STREAMING.value:
            interrupt(connection, numbers[number])
    return {
        message_id: CopiedMessage(ids[message_id], numbers[number], number)
        for number, message_id, _, _ in messages
    }


_KEYS = {"sessions": "id", "messages": "number", "blocks": "message", "stream_rows": "message"}
"""The column by which the rows of each table are chosen."""
_OWN_NUMBERS = {"blocks": "number", "stream_rows": "seq"}
"""Columns that the database gives by itself."""


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    rows = connection.execute(f"PRAGMA table_info({table})")
    return [name for _, name, *_ in rows if name != _OWN_NUMBERS.get(table)]


def _copy_rows(
    connection: sqlite3.Connection, table: str, key: str | int, **changed: str | float | None
) -> int:
    """Copies the rows of a table that have a key, with other values in some columns.

    Returns:
        The rowid of the last one.
    """
    columns = _columns(connection, table)
    values = ", ".join(f":{name}" if name in changed else name for name in columns)
    done = connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} "
        f"WHERE {_KEYS[table]} = :_key ORDER BY rowid",
        {**changed, "_key": key},
    )
    return done.lastrowid or 0
