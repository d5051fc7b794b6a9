"""Answers whose program ended in the middle: what came is folded, and they count as interrupted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from minimax_tui.domain.messages import MessageState
from minimax_tui.storage.folding import UNREADABLE, fold, newest_timings
from minimax_tui.storage.message_writes import put_blocks
from minimax_tui.storage.rows import block_rows, size_hint


def has_orphans(connection: sqlite3.Connection, is_live: Callable[[str], bool]) -> bool:
    """Whether any open message belongs to an instance that is no more."""
    return bool(_dead_instances(connection, is_live))


def recover(connection: sqlite3.Connection, is_live: Callable[[str], bool]) -> list[str]:
    """Closes the open messages of instances that are no more; runs inside a transaction.

    Args:
        connection: The one that writes.
        is_live: Whether an instance is running.

    Returns:
        Ids of the messages that are interrupted now.
    """
    recovered: list[str] = []
    for instance in _dead_instances(connection, is_live):
        found = connection.execute(
            "SELECT number, id FROM messages WHERE state = 'streaming' AND instance_id IS ?",
            (instance,),
        ).fetchall()
        for number, message_id in found:
            interrupt(connection, number)
            recovered.append(message_id)
    return recovered


def _dead_instances(
    connection: sqlite3.Connection, is_live: Callable[[str], bool]
) -> list[str | None]:
    rows = connection.execute(
        "SELECT DISTINCT instance_id FROM messages WHERE state = 'streaming'"
    ).fetchall()
    return [row[0] for row in rows if row[0] is None or not is_live(row[0])]


def interrupt(connection: sqlite3.Connection, number: int) -> None:
    """Closes an open message, as interrupted, with what came of it."""
    rows = connection.execute(
        "SELECT position, wire, finished FROM blocks WHERE message = ? ORDER BY position",
        (number,),
    ).fetchall()
    stream = connection.execute(
        "SELECT block_index, events FROM stream_rows WHERE message = ? ORDER BY seq", (number,)
    ).fetchall()
    try:
        blocks, unfinished = fold(rows, stream)
    except UNREADABLE:
        # One answer must not keep the program from starting; its rows stay as they are.
        blocks = ()
    else:
        put_blocks(connection, number, block_rows(blocks, unfinished))
        connection.execute("DELETE FROM stream_rows WHERE message = ?", (number,))
    connection.execute(
        "UPDATE messages SET state = ?, instance_id = NULL, size_hint = ?, "
        "timings = coalesce(?, timings) WHERE number = ?",
        (MessageState.INTERRUPTED.value, size_hint(blocks), newest_timings(stream), number),
    )
