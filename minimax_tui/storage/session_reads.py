"""The queries for sessions, drafts and the prompt history."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from minimax_tui.domain.errors import AmbiguousSession, Detail
from minimax_tui.domain.messages import Session, SessionOrder, Shelf
from minimax_tui.storage.encoding import folded
from minimax_tui.storage.failures import no_session
from minimax_tui.storage.rows import SESSION_COLUMNS, session_from_row

_BY_USE = "ORDER BY updated_at DESC, rowid DESC"
_ON_SHELF: dict[Shelf, str] = {
    "active": "trashed_at IS NULL AND NOT archived",
    "archived": "trashed_at IS NULL AND archived",
    "trash": "trashed_at IS NOT NULL",
    "all": "1",
}
_ORDERS: dict[SessionOrder, str] = {
    "used": "pinned DESC, updated_at DESC, rowid DESC",
    "created": "pinned DESC, created_at DESC, rowid DESC",
    "title": "pinned DESC, title_folded, rowid DESC",
    "turns": "pinned DESC, turns DESC, updated_at DESC",
}
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
    connection: sqlite3.Connection,
    limit: int,
    offset: int,
    title_like: str,
    shelf: Shelf = "active",
    order: SessionOrder = "used",
) -> list[Session]:
    """Sessions whose titles hold every word of `title_like`, the pinned ones first."""
    where, words = _chosen(title_like, shelf)
    by = "trashed_at DESC, rowid DESC" if shelf == "trash" else _ORDERS[order]
    rows = connection.execute(
        f"SELECT {SESSION_COLUMNS} FROM sessions WHERE {where} ORDER BY {by} LIMIT ? OFFSET ?",
        (*words, limit, offset),
    )
    return [session_from_row(row) for row in rows]


def count_sessions(connection: sqlite3.Connection, title_like: str, shelf: Shelf) -> int:
    """How many sessions `sessions` gives without a limit."""
    where, words = _chosen(title_like, shelf)
    row = connection.execute(f"SELECT count(*) FROM sessions WHERE {where}", words).fetchone()
    count: int = row[0]
    return count


def _chosen(title_like: str, shelf: Shelf) -> tuple[str, list[str]]:
    words = folded(title_like).split()
    # instr() takes every character as itself, where LIKE has wildcards and folds only ASCII.
    return " AND ".join([_ON_SHELF[shelf], *["instr(title_folded, ?) > 0"] * len(words)]), words


def usage_rows(
    connection: sqlite3.Connection, session_ids: Sequence[str]
) -> list[tuple[str, str | None, str]]:
    """Session, model and usage (JSON) of every answer of these sessions, on all branches."""
    marks = ", ".join("?" * len(session_ids))
    return connection.execute(
        "SELECT session_id, model, usage FROM messages "
        f"WHERE session_id IN ({marks}) AND usage IS NOT NULL",
        tuple(session_ids),
    ).fetchall()


def view(connection: sqlite3.Connection, session_id: str) -> str:
    """What was kept of how a session is shown, "" if nothing was."""
    row = connection.execute("SELECT view FROM sessions WHERE id = ?", (session_id,)).fetchone()
    return row[0] if row is not None else ""


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
    row = connection.execute(
        f"SELECT id FROM sessions WHERE trashed_at IS NULL {_BY_USE} LIMIT 1"
    ).fetchone()
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
