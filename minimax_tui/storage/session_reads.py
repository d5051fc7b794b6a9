"""The queries for sessions, drafts and the prompt history."""

from __future__ import annotations

import sqlite3

from minimax_tui.domain.errors import AmbiguousSession, Detail
from minimax_tui.domain.messages import Session
from minimax_tui.storage.encoding import folded
from minimax_tui.storage.failures import no_session
from minimax_tui.storage.rows import SESSION_COLUMNS, session_from_row

_BY_USE = "ORDER BY updated_at DESC, rowid DESC"
_LAST_CHARACTER = "\U0010ffff"


def session(connection: sqlite3.Connection, session_id: str) -> Session:
    """One session.

    Raises:
        SessionNotFound: if it is not there.
    """
    row = connection.execute(
        f"SELECT {SESSION_COLUMNS} FROM sessions WHERE id = ?", (session_id,)
    ).fetchone()
    if row is None:
        raise no_session(session_id)
    return session_from_row(row)


def sessions(
    connection: sqlite3.Connection, limit: int, offset: int, title_like: str
) -> list[Session]:
    """Sessions whose titles hold every word of `title_like`, the one used last first."""
    words = folded(title_like).split()
    # instr() takes every character as itself, where LIKE has wildcards and folds only ASCII.
    where = " AND ".join(["instr(title_folded, ?) > 0"] * len(words)) or "1"
    rows = connection.execute(
        f"SELECT {SESSION_COLUMNS} FROM sessions WHERE {where} {_BY_USE} LIMIT ? OFFSET ?",
        (*words, limit, offset),
    )
    return [session_from_row(row) for row in rows]


def resolve(connection: sqlite3.Connection, start_of_id: str) -> str:
    """The one id that begins so; one that is meant exactly wins.

    Raises:
        SessionNotFound: if none does, or nothing was given.
        AmbiguousSession: if several do.
    """
    rows = connection.execute(
        "SELECT id FROM sessions WHERE id >= ? AND id < ? ORDER BY id LIMIT 5",
        (start_of_id, start_of_id + _LAST_CHARACTER),
    )
    found: list[str] = [row[0] for row in rows]
    if not found or not start_of_id:
        raise no_session(start_of_id)
    if len(found) > 1 and found[0] != start_of_id:
        raise AmbiguousSession(detail=Detail(message=", ".join(found)))
    return found[0]


def last(connection: sqlite3.Connection) -> str | None:
    """Id of the session used last."""
    row = connection.execute(f"SELECT id FROM sessions {_BY_USE} LIMIT 1").fetchone()
    return row[0] if row is not None else None


def draft(connection: sqlite3.Connection, session_id: str) -> str:
    """What stood in the session's composer, "" if nothing did."""
    row = connection.execute(
        "SELECT text FROM drafts WHERE session_id = ?", (session_id,)
    ).fetchone()
    return row[0] if row is not None else ""


def prompt_history(connection: sqlite3.Connection, limit: int) -> list[str]:
    """Prompts sent before, the newest first."""
    rows = connection.execute(
        "SELECT text FROM prompt_history ORDER BY number DESC LIMIT ?", (limit,)
    )
    return [row[0] for row in rows]
