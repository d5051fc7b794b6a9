"""The queries for messages: a fixed number of them, however many messages are asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from minimax_tui.domain.messages import Message, MessageState
from minimax_tui.storage.failures import no_message, unreadable
from minimax_tui.storage.folding import UNREADABLE, BlockRow, StreamRow, fold, stored
from minimax_tui.storage.rows import MESSAGE_COLUMNS, Row, message_from_row

_END = 2**62  # a position beyond every path


class RawMessages(NamedTuple):
    """Rows as they were read; turning them into messages needs no database any more."""

    messages: list[Row]
    blocks: dict[int, list[BlockRow]]
    stream: dict[int, list[StreamRow]]

    def build(self) -> list[Message]:
        """The messages, in the order of `messages`.

        Raises:
            StorageUnavailable: if the rows of one hold no content.
        """
        try:
            return [self._message(row) for row in self.messages]
        except UNREADABLE as error:
            raise unreadable(error) from error

    def _message(self, row: Row) -> Message:
        number, streaming = row[0], row[5] == MessageState.STREAMING.value
        blocks = self.blocks.get(number, [])
        content = fold(blocks, self.stream.get(number, [])) if streaming else stored(blocks)
        return message_from_row(row, content)


def raw_path(
    connection: sqlite3.Connection, session_id: str, start: int, stop: int | None
) -> RawMessages:
    """The rows of the current path at positions start..stop."""
    where = "WHERE p.session_id = ? AND p.position >= ? AND p.position < ?"
    values = (session_id, max(start, 0), _END if stop is None else stop)
    messages = connection.execute(
        f"SELECT {MESSAGE_COLUMNS} FROM path AS p CROSS JOIN messages AS m "
        f"ON m.number = p.message {where} ORDER BY p.position",
        values,
    ).fetchall()
    blocks = connection.execute(
        "SELECT b.message, b.position, b.wire, b.finished FROM path AS p CROSS JOIN blocks AS b "
        f"ON b.message = p.message {where} ORDER BY p.position, b.position",
        values,
    )
    return RawMessages(messages, _grouped(blocks), _stream_rows(connection, messages))


def raw_message(connection: sqlite3.Connection, message_id: str) -> RawMessages:
    """The rows of one message.

    Raises:
        SessionNotFound: if it is not there.
    """
    messages = connection.execute(
        f"SELECT {MESSAGE_COLUMNS} FROM messages AS m WHERE m.id = ?", (message_id,)
    ).fetchall()
    if not messages:
        raise no_message(message_id)
    blocks = connection.execute(
        "SELECT message, position, wire, finished FROM blocks WHERE message = ? ORDER BY position",
        (messages[0][0],),
    )
    return RawMessages(messages, _grouped(blocks), _stream_rows(connection, messages))


def raw_tree(connection: sqlite3.Connection, session_id: str) -> RawMessages:
    """The rows of all messages of a session, in the order they came, without deleted branches."""
    rows = connection.execute(
        f"SELECT {MESSAGE_COLUMNS} FROM messages AS m WHERE m.session_id = ? ORDER BY m.number",
        (session_id,),
    ).fetchall()
    messages = without_deleted(connection, rows, parent=3)
    blocks = connection.execute(
        "SELECT b.message, b.position, b.wire, b.finished FROM messages AS m "
        "CROSS JOIN blocks AS b ON b.message = m.number WHERE m.session_id = ? "
        "ORDER BY b.message, b.position",
        (session_id,),
    )
    return RawMessages(messages, _grouped(blocks), _stream_rows(connection, messages))


def without_deleted(connection: sqlite3.Connection, rows: list[Row], parent: int) -> list[Row]:
    """Those of a session's messages that are in no deleted branch.

    Args:
        connection: The one that reads.
        rows: All messages; they begin with number and id.
        parent: The column of the parent's id.
    """
    deleted = {row[0] for row in connection.execute("SELECT message FROM deleted_branches")}
    if not deleted:
        return rows
    parents = {row[1]: (row[0], row[parent]) for row in rows}
    hidden: dict[str, bool] = {}
    for message_id in parents:
        chain: list[str] = []
        at: str | None = message_id
        while at is not None and at not in hidden and at in parents:
            chain.append(at)
            if parents[at][0] in deleted:
                hidden[at] = True
                break
            at = parents[at][1]
        found = hidden.get(at, False) if at is not None else False
        hidden.update(dict.fromkeys(chain, found))
    return [row for row in rows if not hidden[row[1]]]


def _grouped(rows: Iterable[Row]) -> dict[int, list[BlockRow]]:
    found: dict[int, list[BlockRow]] = {}
    for number, position, wire, finished in rows:
        found.setdefault(number, []).append((position, wire, finished))
    return found


def _stream_rows(connection: sqlite3.Connection, messages: list[Row]) -> dict[int, list[StreamRow]]:
    """Appended events of those messages that are open (seldom more than one)."""
    return {
        row[0]: connection.execute(
            "SELECT block_index, events FROM stream_rows WHERE message = ? ORDER BY seq",
            (row[0],),
        ).fetchall()
        for row in messages
        if row[5] == MessageState.STREAMING.value
    }


def path_length(connection: sqlite3.Connection, session_id: str) -> int:
    """Messages on the current path."""
    row = connection.execute(
        "SELECT position FROM path WHERE session_id = ? ORDER BY position DESC LIMIT 1",
        (session_id,),
    ).fetchone()
    return row[0] + 1 if row is not None else 0


def path_sizes(connection: sqlite3.Connection, session_id: str) -> list[int]:
    """About how many characters each message of the path shows, root first."""
    rows = connection.execute(
        "SELECT m.size_hint FROM path AS p CROSS JOIN messages AS m ON m.number = p.message "
        "WHERE p.session_id = ? ORDER BY p.position",
        (session_id,),
    )
    return [row[0] for row in rows]


def siblings(connection: sqlite3.Connection, message_id: str) -> list[str]:
    """Ids of the messages with the same parent, oldest first, this one included.

    Raises:
        SessionNotFound: if the message is not there.
    """
    row = connection.execute(
        "SELECT session_id, parent_id FROM messages WHERE id = ?", (message_id,)
    ).fetchone()
    if row is None:
        raise no_message(message_id)
    rows = connection.execute(
        "SELECT id FROM messages WHERE session_id = ? AND parent_id IS ? AND number NOT IN "
        "(SELECT message FROM deleted_branches) ORDER BY number",
        row,
    )
    return [found[0] for found in rows]


def newest_leaf_below(connection: sqlite3.Connection, message_id: str) -> str:
    """The leaf reached by always taking the newest child.

    Raises:
        SessionNotFound: if the message is not there.
    """
    if connection.execute("SELECT 1 FROM messages WHERE id = ?", (message_id,)).fetchone() is None:
        raise no_message(message_id)
    row = connection.execute(
        """
        WITH RECURSIVE down (id, depth) AS (
            SELECT ?, 0
            UNION ALL
            SELECT (
                SELECT m.id FROM messages AS m WHERE m.parent_id = down.id
                AND m.number NOT IN (SELECT message FROM deleted_branches)
                ORDER BY m.number DESC LIMIT 1
            ), depth + 1 FROM down WHERE down.id IS NOT NULL
        )
        SELECT id FROM down WHERE id IS NOT NULL ORDER BY depth DESC LIMIT 1
        """,
        (message_id,),
    ).fetchone()
    leaf_id: str = row[0]
    return leaf_id
