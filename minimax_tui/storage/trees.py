"""Stores whole sessions, with every branch, each in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from minimax_tui.domain.errors import StorageUnavailable
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.session_tree import TreeStored
from minimax_tui.storage import message_writes, session_writes
from minimax_tui.storage.rows import MessageRow


def put_tree(
    connection: sqlite3.Connection,
    session: dict[str, Any],
    messages: Sequence[MessageRow],
    leaf_id: str | None,
) -> TreeStored:
    """Stores what is not there yet of a session.

    A session that is there comes out of the trash and keeps its title and what else the user may
    have changed; each message that is there stays as it is, unless it has more blocks now behind
    the ones that are stored. Its current path goes on to `leaf_id` only where that lies behind the
    path's end, for the user may have gone another way.

    Args:
        connection: Inside the writer's transaction.
        session: Columns of the session's row.
        messages: Each parent before its children.
        leaf_id: The end of the path that is to be shown.

    Raises:
        StorageUnavailable: if one of the messages belongs to another session here.
    """
    session_id = session["id"]
    found = connection.execute(
        "SELECT leaf_id FROM sessions WHERE id = ?", (session_id,)
    ).fetchone()
    if found is None:
        session_writes.add_session(connection, session)
    else:
        session_writes.change_sessions(connection, [session_id], {"trashed_at": None})
    old_leaf = found[0] if found is not None else None
    there = _there(connection, session_id, messages)
    added = [message for message in messages if message.columns["id"] not in there]
    grown = [message for message in messages if _has_grown(connection, message, there)]
    for message in grown:
        message_writes.close_message(connection, message)
        # Of a branch that was deleted long ago only the usage was left: it is had back.
        connection.execute(
            "DELETE FROM deleted_branches WHERE at < 0 AND message = ?",
            (there[message.columns["id"]],),
        )
    for message in added:
        message_writes.add_message(connection, message)
    if added:
        parents = {row.columns["id"]: row.columns["parent_id"] for row in messages}
        goes_on = old_leaf is None or _is_behind(parents, old_leaf, leaf_id)
        shown = leaf_id if goes_on else old_leaf
        if shown is not None:
            message_writes.set_leaf(connection, session_id, shown)
    return TreeStored(is_new=found is None, added=len(added) + len(grown))


def _there(
    connection: sqlite3.Connection, session_id: str, messages: Sequence[MessageRow]
) -> dict[str, int]:
    """The numbers of those of the messages that the session has already, by their ids."""
    there: dict[str, int] = {}
    for message in messages:
        message_id = message.columns["id"]
        row = connection.execute(
            "SELECT session_id, number FROM messages WHERE id = ?", (message_id,)
        ).fetchone()
        if row is None:
            continue
        if row[0] != session_id:
            raise StorageUnavailable(
                tr("A message of this session belongs to another session here."),
                tr("It was not stored."),
            )
        there[message_id] = row[1]
    return there


def _has_grown(connection: sqlite3.Connection, message: MessageRow, there: dict[str, int]) -> bool:
    """Whether a message goes on behind what is stored of it."""
    number = there.get(message.columns["id"])
    if number is None:
        return False
    stored = connection.execute(
        "SELECT position, wire, finished FROM blocks WHERE message = ? ORDER BY position", (number,)
    ).fetchall()
    return len(stored) < len(message.blocks) and stored == message.blocks[: len(stored)]


def _is_behind(parents: dict[str, str | None], before: str, leaf_id: str | None) -> bool:
    at = leaf_id
    while at is not None and at != before:
        at = parents.get(at)
    return at is not None
