"""Branches in the database: siblings, the tree in outline, copies of a path, deleting with undo.

A branch is a message with everything below it. Deleting one notes it in `deleted_branches`; it is
removed for good `KEPT_S` later, when nothing else is to be written: what it said is, while what its
answers took stays, for they were paid for. The functions that write run inside the writer's
transaction and may run again after a rollback.
"""

from __future__ import annotations

import json
import re
import sqlite3

from minimax_tui.domain.errors import StorageUnavailable
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import MessageState
from minimax_tui.domain.outline import AnswerUsage, DeletedBranch, OutlineNode
from minimax_tui.storage.failures import no_message
from minimax_tui.storage.message_reads import newest_leaf_below, siblings, without_deleted
from minimax_tui.storage.message_writes import lead_path_to
from minimax_tui.storage.rows import Row, usage_from_json
from minimax_tui.storage.session_copy import copy_messages, copy_session_row

KEPT_S = 30 * 86_400.0
"""How long a deleted branch can be had back."""
REMOVED = -1.0
"""In the place of the time, where only the usage of a branch is left."""
PREVIEW_BYTES = 900
"""How much of a text block's JSON the outline reads; a character is up to 12 bytes of it."""
_END = 2**62
_TEXT = re.compile(r'^\{"type":\s*"text",\s*"text":\s*"([^"\\]*(?:\\.[^"\\]*)*)')

_BELOW = """
    WITH RECURSIVE below (number, id, state) AS (
        SELECT number, id, state FROM messages WHERE number = ?
        UNION ALL
        SELECT m.number, m.id, m.state FROM below AS b JOIN messages AS m ON m.parent_id = b.id
    )
"""


# --- reading ---


def children(connection: sqlite3.Connection, session_id: str, parent_id: str | None) -> list[str]:
    """Ids of the messages below one (None: of the first ones), oldest first."""
    rows = connection.execute(
        "SELECT id FROM messages WHERE session_id = ? AND parent_id IS ? "
        "AND number NOT IN (SELECT message FROM deleted_branches) ORDER BY number",
        (session_id, parent_id),
    )
    return [row[0] for row in rows]


def branch_places(
    connection: sqlite3.Connection, session_id: str, start: int, stop: int | None
) -> dict[str, tuple[int, int]]:
    """Place and number of the siblings of those messages of the path that have any."""
    of_parent = (
        "FROM messages AS s WHERE s.session_id = m.session_id AND s.parent_id IS m.parent_id "
        "AND s.number NOT IN (SELECT message FROM deleted_branches)"
    )
    rows = connection.execute(
        f"SELECT m.id, (SELECT count(*) {of_parent} AND s.number <= m.number), "
        f"(SELECT count(*) {of_parent}) FROM path AS p "
        "CROSS JOIN messages AS m ON m.number = p.message "
        "WHERE p.session_id = ? AND p.position >= ? AND p.position < ?",
        (session_id, max(start, 0), _END if stop is None else stop),
    )
    return {message_id: (place, count) for message_id, place, count in rows if count > 1}


def path_position(connection: sqlite3.Connection, session_id: str, message_id: str) -> int | None:
    """Where a message is on the current path, None where it is not on it."""
    row = connection.execute(
        "SELECT p.position FROM messages AS m JOIN path AS p ON p.message = m.number "
        "WHERE m.id = ? AND p.session_id = ?",
        (message_id, session_id),
    ).fetchone()
    return row[0] if row is not None else None


def outline(connection: sqlite3.Connection, session_id: str) -> list[OutlineNode]:
    """All messages of a session, in the order they came, without deleted branches."""
    rows = connection.execute(
        "SELECT m.number, m.id, m.parent_id, m.role, m.state, m.created_at, m.model, m.thinking, "
        "p.position FROM messages AS m LEFT JOIN path AS p ON p.message = m.number "
        "WHERE m.session_id = ? ORDER BY m.number",
        (session_id,),
    ).fetchall()
    texts: dict[int, str] = {}
    beginnings = connection.execute(
        f"SELECT b.message, substr(b.wire, 1, {PREVIEW_BYTES}) FROM messages AS m "
        "CROSS JOIN blocks AS b ON b.message = m.number WHERE m.session_id = ? "
        "ORDER BY b.message, b.position",
        (session_id,),
    )
    for number, beginning in beginnings:
        if not texts.get(number):
            texts[number] = _text_in(beginning)
    return [_node(row, texts) for row in without_deleted(connection, rows, parent=2)]


def _text_in(beginning: str) -> str:
    found = _TEXT.match(beginning)
    if found is None:
        return ""
    if "\\" not in found[1]:
        return found[1]
    text: str
    try:
        text = json.loads(f'"{found[1]}"')
    except ValueError:  # cut within an escape
        text = json.loads(f'"{found[1][: found[1].rfind(chr(92))]}"')
    cut = text[-1:]  # half of a character beyond U+FFFF
    return text[:-1] if "\ud800" <= cut <= "\udbff" else text


def _node(row: Row, texts: dict[int, str]) -> OutlineNode:
    number, message_id, parent_id, role, state, created_at, model, thinking, position = row
    return OutlineNode(
        id=message_id,
        parent_id=parent_id,
        role=role,
        state=MessageState(state),
        created_at=created_at,
        text=texts.get(number, ""),
        model=model,
        thinking=thinking,
        position=position,
    )


def deleted_branches(connection: sqlite3.Connection, session_id: str) -> list[DeletedBranch]:
    """Deleted branches of a session, the one deleted last first."""
    rows = connection.execute(
        "SELECT m.id, d.at FROM deleted_branches AS d JOIN messages AS m ON m.number = d.message "
        "WHERE m.session_id = ? AND d.at >= 0 ORDER BY d.at DESC, d.message DESC",
        (session_id,),
    )
    return [DeletedBranch(message_id, at) for message_id, at in rows]


def usages(connection: sqlite3.Connection, session_id: str) -> dict[str, AnswerUsage]:
    """What each answer of every branch took, by message id."""
    rows = connection.execute(
        "SELECT id, model, usage FROM messages WHERE session_id = ? AND usage IS NOT NULL",
        (session_id,),
    ).fetchall()
    found: dict[str, AnswerUsage] = {}
    for message_id, model, wire in rows:
        usage = usage_from_json(wire)
        if usage is not None:
            found[message_id] = AnswerUsage(model, usage)
    return found


# --- writing ---


def copy_path(
    connection: sqlite3.Connection,
    session_id: str,
    message_id: str,
    copy_id: str,
    title: str,
    at: float,
) -> None:
    """Makes a session of the messages from the root to one; see `copy_session`.

    Raises:
        SessionNotFound: if the message is not in the session.
    """
    _number_in(connection, session_id, message_id)
    numbers = connection.execute(
        """
        WITH RECURSIVE up (number, parent_id) AS (
            SELECT number, parent_id FROM messages WHERE id = ?
            UNION ALL
            SELECT m.number, m.parent_id FROM up AS u JOIN messages AS m ON m.id = u.parent_id
        )
        SELECT number FROM up
        """,
        (message_id,),
    ).fetchall()
    copy_session_row(
        connection, session_id, copy_id, title, at,
        created_at=at, turns=0, pinned=0, archived=0, trashed_at=None,
    )  # fmt: skip
    copied = copy_messages(connection, session_id, copy_id, {number for (number,) in numbers})
    copies = {copy.before: copy.number for copy in copied.values()}
    connection.executemany(
        "INSERT INTO path (session_id, position, message) VALUES (?, ?, ?)",
        [
            (copy_id, position, copies[number])
            for position, (number,) in enumerate(reversed(numbers))
        ],
    )
    connection.execute(
        "UPDATE sessions SET leaf_id = ?, turns = (SELECT count(*) FROM messages "
        "WHERE session_id = sessions.id AND is_prompt) WHERE id = ?",
        (copied[message_id].id, copy_id),
    )


def delete_branch(
    connection: sqlite3.Connection, session_id: str, message_id: str, at: float
) -> None:
    """Hides a branch; where it is on the current path, another one is current then.

    That is the sibling before it, else the one after it, else the path ends with its parent.

    Raises:
        SessionNotFound: if the message is not in the session.
        StorageUnavailable: if an answer in it streams, or nothing would be left of the session.
    """
    number = _number_in(connection, session_id, message_id)
    streams = connection.execute(
        f"{_BELOW} SELECT 1 FROM below WHERE state = 'streaming'", (number,)
    ).fetchone()
    if streams is not None:
        raise StorageUnavailable(
            tr("An answer is still coming in this branch."), tr("Stop it first: esc.")
        )
    following = _following(connection, message_id)
    if following is None:
        raise StorageUnavailable(
            tr("Nothing would be left of this session."),
            tr("The list of sessions deletes it as a whole."),
        )
    was_shown = path_position(connection, session_id, message_id) is not None
    connection.execute(
        "INSERT OR REPLACE INTO deleted_branches (message, at, leaf_id) "
        "SELECT ?, ?, CASE WHEN ? THEN leaf_id END FROM sessions WHERE id = ?",
        (number, at, was_shown, session_id),
    )
    if was_shown:
        lead_path_to(connection, session_id, newest_leaf_below(connection, following))


def _following(connection: sqlite3.Connection, message_id: str) -> str | None:
    """What is shown once this message is not: a sibling, or its parent."""
    beside = siblings(connection, message_id)
    place = beside.index(message_id) if message_id in beside else 0
    others = [one for one in beside if one != message_id]
    if others:
        return others[max(0, place - 1)]
    parent: str | None = connection.execute(
        "SELECT parent_id FROM messages WHERE id = ?", (message_id,)
    ).fetchone()[0]
    return parent


def restore_branch(connection: sqlite3.Connection, session_id: str, message_id: str) -> None:
    """Shows a deleted branch again, with the path that led through it, else its newest one.

    Raises:
        SessionNotFound: if the message is not in the session.
    """
    number = _number_in(connection, session_id, message_id)
    deleted = connection.execute(
        "SELECT m.id FROM deleted_branches AS d JOIN messages AS m ON m.id = d.leaf_id "
        "WHERE d.message = ?",
        (number,),
    ).fetchone()
    connection.execute("DELETE FROM deleted_branches WHERE message = ?", (number,))
    leaf_id = deleted[0] if deleted is not None else newest_leaf_below(connection, message_id)
    lead_path_to(connection, session_id, leaf_id)


def remove_old(connection: sqlite3.Connection, before: float, most: int = -1) -> int:
    """Removes for good what was deleted before a time; of answers the usage is kept.

    Args:
        connection: The one that writes, inside a transaction.
        before: Unix time in seconds.
        most: At most so many branches; -1 for all.

    Returns:
        How many there were.
    """
    old = connection.execute(
        "SELECT message FROM deleted_branches WHERE at >= 0 AND at < ? ORDER BY at LIMIT ?",
        (before, most),
    ).fetchall()
    for (number,) in old:
        shown = connection.execute(
            f"{_BELOW} SELECT 1 FROM below JOIN path ON path.message = below.number", (number,)
        ).fetchone()
        if shown is not None:  # an earlier version of the program went on in it
            connection.execute("DELETE FROM deleted_branches WHERE message = ?", (number,))
            continue
        _remove(connection, number)
    return len(old)


def _remove(connection: sqlite3.Connection, number: int) -> None:
    of_branch = "IN (SELECT number FROM below)"
    paid = connection.execute(
        f"{_BELOW} SELECT 1 FROM messages WHERE number {of_branch} AND usage IS NOT NULL", (number,)
    ).fetchone()
    if paid is None:
        # One statement: a parent must not go before its children.
        connection.execute(f"{_BELOW} DELETE FROM messages WHERE number {of_branch}", (number,))
        return
    for table in ("blocks", "stream_rows"):
        connection.execute(f"{_BELOW} DELETE FROM {table} WHERE message {of_branch}", (number,))
    connection.execute(
        f"{_BELOW} UPDATE messages SET error = NULL, size_hint = 0 WHERE number {of_branch}",
        (number,),
    )
    connection.execute(
        "UPDATE deleted_branches SET at = ?, leaf_id = NULL WHERE message = ?", (REMOVED, number)
    )


def _number_in(connection: sqlite3.Connection, session_id: str, message_id: str) -> int:
    row = connection.execute(
        "SELECT number FROM messages WHERE id = ? AND session_id = ?", (message_id, session_id)
    ).fetchone()
    if row is None:
        raise no_message(message_id)
    number: int = row[0]
    return number
