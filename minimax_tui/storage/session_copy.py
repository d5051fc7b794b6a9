"""A session made a second time, with all its messages, usage and media."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Mapping
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
    values: dict[str, str | float | None] = {
        "id": copy_id,
        "title": title,
        "title_folded": folded(title),
        "updated_at": at,
        "leaf_id": None,
        **changed,
    }
    columns = _columns(connection, "sessions")
    named = ", ".join(f":{name}" if name in values else name for name in columns)
    connection.execute(
        f"INSERT INTO sessions ({', '.join(columns)}) SELECT {named} FROM sessions WHERE id = :_of",
        {**values, "_of": session_id},
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
    [before] = connection.execute("PRAGMA cache_size").fetchone()
    [last] = connection.execute("SELECT coalesce(max(number), 0) FROM messages").fetchone()
    copies = {
        message_id: CopiedMessage(os.urandom(8).hex(), last + step, number)
        for step, (number, message_id, _, _) in enumerate(messages, 1)
    }
    connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
    try:
        _copy_all(connection, copy_id, copies, [(row[1], row[2]) for row in messages])
    finally:
        connection.execute(f"PRAGMA cache_size={before}")
    for _, message_id, _, state in messages:
        if state == MessageState.STREAMING.value:
            interrupt(connection, copies[message_id].number)
    return copies


_CACHE_KIB = 32_768
"""Held back while many rows are written: their ids are all over the indexes, of which the usual
cache writes each page many times."""
_KEYS = {"messages": "number", "blocks": "message", "stream_rows": "message"}
"""The column by which the rows of each table belong to a message."""
_OWN_NUMBERS = {"blocks": "number", "stream_rows": "seq"}
"""Columns that the database gives by itself."""
_ORDERS = {"messages": "number", "blocks": "position", "stream_rows": "seq"}


def _copy_all(
    connection: sqlite3.Connection,
    copy_id: str,
    copies: Mapping[str, CopiedMessage],
    parents: Iterable[tuple[str, str | None]],
) -> None:
    """Copies messages with their blocks and events, each table in one statement.

    So a parent may have a greater number than its child: SQLite looks for it at the end.
    """
    ids = {message_id: copy.id for message_id, copy in copies.items()}
    connection.execute(
        "CREATE TEMP TABLE copies "
        "(id TEXT, number INTEGER, before INTEGER PRIMARY KEY, parent TEXT)"
    )
    connection.executemany(
        "INSERT INTO temp.copies (id, number, before, parent) VALUES (?, ?, ?, ?)",
        [
            (*copies[message_id], ids.get(parent_id) if parent_id is not None else None)
            for message_id, parent_id in parents
        ],
    )
    of_message = {
        "number": "c.number",
        "id": "c.id",
        "session_id": ":copy_id",
        "parent_id": "c.parent",
        "instance_id": "NULL",
    }
    for table, key in _KEYS.items():
        others = of_message if table == "messages" else {key: "c.number"}
        columns = _columns(connection, table)
        values = ", ".join(others.get(name, f"o.{name}") for name in columns)
        connection.execute(
            f"INSERT INTO main.{table} ({', '.join(columns)}) SELECT {values} "
            f"FROM temp.copies AS c CROSS JOIN main.{table} AS o ON o.{key} = c.before "
            f"ORDER BY c.before, o.{_ORDERS[table]}",
            {"copy_id": copy_id},
        )
    connection.execute("DROP TABLE temp.copies")


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    rows = connection.execute(f"PRAGMA table_info({table})")
    return [name for _, name, *_ in rows if name != _OWN_NUMBERS.get(table)]
