"""The statements that change messages, their blocks and the current path.

Each function runs inside the writer's transaction and may run again after a rollback.
"""

from __future__ import annotations

import sqlite3

from minimax_tui.domain.errors import SessionNotFound
from minimax_tui.storage.failures import no_message, no_session
from minimax_tui.storage.folding import BlockRow
from minimax_tui.storage.rows import MessageRow

_INSERT = """
    INSERT INTO messages (id, session_id, parent_id, role, is_prompt, state, created_at, model,
        thinking, stop_reason, usage, timings, error, instance_id, size_hint)
    VALUES (:id, :session_id, :parent_id, :role, :is_prompt, :state, :created_at, :model,
        :thinking, :stop_reason, :usage, :timings, :error, :instance_id, :size_hint)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, model = excluded.model,
        thinking = excluded.thinking, stop_reason = excluded.stop_reason, usage = excluded.usage,
        timings = excluded.timings, error = excluded.error, instance_id = excluded.instance_id,
        is_prompt = excluded.is_prompt, size_hint = excluded.size_hint
"""
_PUT_BLOCK = """
    INSERT INTO blocks (message, position, wire, finished) VALUES (?, ?, ?, ?)
    ON CONFLICT (message, position) DO UPDATE
    SET wire = excluded.wire, finished = excluded.finished
"""


def add_message(connection: sqlite3.Connection, message: MessageRow) -> None:
    """Stores a message (again, if it is there) and makes it its session's leaf.

    Raises:
        SessionNotFound: if the session, or the parent in it, is not there.
    """
    columns = message.columns
    session_id, parent_id = columns["session_id"], columns["parent_id"]
    updated = connection.execute(
        # Who goes on in a deleted session wants it back.
        "UPDATE sessions SET updated_at = max(updated_at, ?), "
        "trashed_at = CASE WHEN ? THEN NULL ELSE trashed_at END WHERE id = ?",
        (columns["created_at"], columns["is_prompt"], session_id),
    )
    if updated.rowcount == 0:
        raise no_session(session_id)
    if parent_id is not None and _session_of(connection, parent_id) != session_id:
        raise no_message(parent_id)
    _put_message(connection, message)
    lead_path_to(connection, session_id, columns["id"])


def close_message(connection: sqlite3.Connection, message: MessageRow) -> None:
    """Stores the end of an answer; its appended events are not needed any more.

    Raises:
        SessionNotFound: if neither the message nor its session is there.
    """
    try:
        _number_of(connection, message.columns["id"])
    except SessionNotFound:
        # Its start could not be stored; the whole can.
        add_message(connection, message)
        return
    number = _put_message(connection, message)
    connection.execute("DELETE FROM stream_rows WHERE message = ?", (number,))


def append_stream(
    connection: sqlite3.Connection, message_id: str, block_index: int, events: str
) -> None:
    """Appends a JSON list of events; nothing happens once the message is closed.

    Raises:
        SessionNotFound: if the message is not there.
    """
    added = connection.execute(
        "INSERT INTO stream_rows (message, block_index, events) "
        "SELECT number, ?, ? FROM messages WHERE id = ? AND state = 'streaming'",
        (block_index, events, message_id),
    )
    if added.rowcount == 0:
        _number_of(connection, message_id)


def finish_block(
    connection: sqlite3.Connection, message_id: str, block_index: int, wire: str
) -> None:
    """Puts a whole block in the place of its events; nothing once the message is closed.

    Raises:
        SessionNotFound: if the message is not there.
    """
    number = _number_of(connection, message_id)
    open_ = connection.execute(
        "SELECT 1 FROM messages WHERE number = ? AND state = 'streaming'", (number,)
    ).fetchone()
    if open_ is None:
        return
    connection.execute(_PUT_BLOCK, (number, block_index, wire, 1))
    connection.execute(
        "DELETE FROM stream_rows WHERE message = ? AND block_index = ?", (number, block_index)
    )


def put_blocks(connection: sqlite3.Connection, number: int, rows: list[BlockRow]) -> None:
    """Makes these the message's blocks; those that are stored just so are not written again."""
    before = {
        position: (wire, finished)
        for position, wire, finished in connection.execute(
            "SELECT position, wire, finished FROM blocks WHERE message = ?", (number,)
        )
    }
    for position, wire, finished in rows:
        if before.pop(position, None) != (wire, finished):
            connection.execute(_PUT_BLOCK, (number, position, wire, finished))
    for position in before:
        connection.execute(
            "DELETE FROM blocks WHERE message = ? AND position = ?", (number, position)
        )


def set_leaf(connection: sqlite3.Connection, session_id: str, message_id: str) -> None:
    """Makes a message the end of its session's current path.

    Raises:
        SessionNotFound: if the session, or the message in it, is not there.
    """
    if connection.execute("SELECT 1 FROM sessions WHERE id = ?", (session_id,)).fetchone() is None:
        raise no_session(session_id)
    lead_path_to(connection, session_id, message_id)


def lead_path_to(connection: sqlite3.Connection, session_id: str, message_id: str) -> None:
    """Rebuilds the current path from where it parts from the way to `message_id`.

    Raises:
        SessionNotFound: if the message is not in the session.
    """
    new: list[tuple[int, int]] = []
    shared = -1  # the last position that stays
    at: str | None = message_id
    while at is not None:
        row = connection.execute(
            "SELECT m.number, m.parent_id, m.is_prompt, p.position FROM messages AS m "
            "LEFT JOIN path AS p ON p.message = m.number WHERE m.id = ? AND m.session_id = ?",
            (at, session_id),
        ).fetchone()
        if row is None:
            raise no_message(at)
        number, at, is_prompt, position = row
        if position is not None:
            shared = position
            break
        new.append((number, is_prompt))
    new.reverse()
    left = connection.execute(
        "SELECT coalesce(sum(m.is_prompt), 0) FROM path AS p "
        "JOIN messages AS m ON m.number = p.message WHERE p.session_id = ? AND p.position > ?",
        (session_id, shared),
    ).fetchone()[0]
    connection.execute(
        "DELETE FROM path WHERE session_id = ? AND position > ?", (session_id, shared)
    )
    connection.executemany(
        "INSERT INTO path (session_id, position, message) VALUES (?, ?, ?)",
        [(session_id, shared + 1 + step, number) for step, (number, _) in enumerate(new)],
    )
    # What is shown is not deleted.
    connection.executemany(
        "DELETE FROM deleted_branches WHERE message = ?", [(number,) for number, _ in new]
    )
    connection.execute(
        "UPDATE sessions SET leaf_id = ?, turns = turns + ? WHERE id = ?",
        (message_id, sum(is_prompt for _, is_prompt in new) - left, session_id),
    )


def _put_message(connection: sqlite3.Connection, message: MessageRow) -> int:
    connection.execute(_INSERT, message.columns)
    number = _number_of(connection, message.columns["id"])
    put_blocks(connection, number, message.blocks)
    return number


def _number_of(connection: sqlite3.Connection, message_id: str) -> int:
    row = connection.execute("SELECT number FROM messages WHERE id = ?", (message_id,)).fetchone()
    if row is None:
        raise no_message(message_id)
    number: int = row[0]
    return number


def _session_of(connection: sqlite3.Connection, message_id: str) -> object:
    row = connection.execute(
        "SELECT session_id FROM messages WHERE id = ?", (message_id,)
    ).fetchone()
    return row[0] if row is not None else None
