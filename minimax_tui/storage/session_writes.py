"""The statements that change sessions, drafts and the prompt history.

Each function runs inside the writer's transaction and may run again after a rollback.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from minimax_tui.storage.encoding import folded
from minimax_tui.storage.failures import no_session


def add_session(connection: sqlite3.Connection, columns: dict[str, Any]) -> None:
    """Stores a session (again, if it is there)."""
    connection.execute(
        """
        INSERT INTO sessions (id, title, title_folded, created_at, updated_at, model, thinking,
            system, settings, named_by_user, title_by, pinned, archived, trashed_at)
        VALUES (:id, :title, :title_folded, :created_at, :updated_at, :model, :thinking,
            :system, :settings, :named_by_user, :title_by, :pinned, :archived, :trashed_at)
        ON CONFLICT (id) DO UPDATE SET title = excluded.title,
            title_folded = excluded.title_folded, updated_at = excluded.updated_at,
            model = excluded.model, thinking = excluded.thinking, system = excluded.system,
            settings = excluded.settings,
            named_by_user = excluded.named_by_user, title_by = excluded.title_by
        """,
        {**columns, "title_folded": folded(columns["title"])},
    )


def update_session(
    connection: sqlite3.Connection, session_id: str, changes: dict[str, Any]
) -> None:
    """Sets the columns named in `changes`.

    Raises:
        SessionNotFound: if the session is not there.
    """
    values = {**changes, "session_id": session_id}
    if "title" in changes:
        values["title_folded"] = folded(changes["title"])
    assignments = ", ".join(f"{name} = :{name}" for name in values if name != "session_id")
    changed = connection.execute(
        f"UPDATE sessions SET {assignments or 'id = id'} WHERE id = :session_id", values
    )
    if changed.rowcount == 0:
        raise no_session(session_id)


def suggest_title(connection: sqlite3.Connection, session_id: str, title: str) -> None:
    """Gives a session the model's title, unless a person has named it."""
    connection.execute(
        "UPDATE sessions SET title = ?, title_folded = ?, title_by = 'model' "
        "WHERE id = ? AND title_by <> 'user'",
        (title, folded(title), session_id),
    )


def change_sessions(
    connection: sqlite3.Connection, session_ids: Sequence[str], changes: dict[str, Any]
) -> None:
    """Sets the columns named in `changes`; sessions that are gone are left out."""
    assignments = ", ".join(f"{name} = :{name}" for name in changes) or "id = id"
    connection.executemany(
        f"UPDATE sessions SET {assignments} WHERE id = :_id",
        [{**changes, "_id": session_id} for session_id in session_ids],
    )


def delete_session(connection: sqlite3.Connection, session_id: str) -> None:
    """Removes a session with its messages, path and draft; nothing if it is gone already."""
    connection.execute("DELETE FROM path WHERE session_id = ?", (session_id,))
    # Blocks and events follow by cascade. Parents do not: a long conversation would be a chain
    # of cascades deeper than SQLite goes.
    connection.execute("DELETE FROM messages WHERE session_id = ?", (session_id,))
    connection.execute("DELETE FROM drafts WHERE session_id = ?", (session_id,))
    connection.execute("DELETE FROM sessions WHERE id = ?", (session_id,))


def save_draft(connection: sqlite3.Connection, session_id: str, text: str) -> None:
    """Keeps a draft, which may be of a session not stored yet; "" removes it."""
    if not text:
        connection.execute("DELETE FROM drafts WHERE session_id = ?", (session_id,))
        return
    connection.execute(
        "INSERT INTO drafts (session_id, text) VALUES (?, ?) "
        "ON CONFLICT (session_id) DO UPDATE SET text = excluded.text",
        (session_id, text),
    )


def add_prompt_history(connection: sqlite3.Connection, text: str, at: float) -> None:
    """Adds a prompt unless it is the newest one already."""
    connection.execute(
        "INSERT INTO prompt_history (text, at) SELECT :text, :at WHERE :text IS NOT "
        "(SELECT text FROM prompt_history ORDER BY number DESC LIMIT 1)",
        {"text": text, "at": at},
    )
