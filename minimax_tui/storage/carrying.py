"""Carries everything that one database holds into another, whatever that one holds already.

Needed where the program had to go on in memory, or in a file that somebody has deleted, and a file
can be had again.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

CARRIED = (
    "sessions",
    "messages",
    "blocks",
    "stream_rows",
    "path",
    "deleted_branches",
    "drafts",
    "prompt_history",
)
"""Every table of the schema that cannot be made again out of others."""

# A message's number counts in its own database only; its id is the same everywhere.
_STEPS = (
    "INSERT OR REPLACE INTO kept.sessions ({sessions}) SELECT {sessions} FROM main.sessions",
    """
    DELETE FROM kept.blocks WHERE message IN (
        SELECT number FROM kept.messages WHERE id IN (SELECT id FROM main.messages))
    """,
    """
    DELETE FROM kept.stream_rows WHERE message IN (
        SELECT number FROM kept.messages WHERE id IN (SELECT id FROM main.messages))
    """,
    "DELETE FROM kept.path WHERE session_id IN (SELECT id FROM main.sessions)",
    """
    DELETE FROM kept.deleted_branches WHERE message IN (
        SELECT number FROM kept.messages WHERE id IN (SELECT id FROM main.messages))
    """,
    "DELETE FROM kept.messages WHERE id IN (SELECT id FROM main.messages)",
    """
    INSERT INTO kept.messages ({messages})
        SELECT {messages} FROM main.messages ORDER BY number
    """,
    """
    INSERT INTO kept.blocks (message, {blocks}) SELECT k.number, {blocks}
        FROM main.blocks b JOIN main.messages m ON m.number = b.message
        JOIN kept.messages k ON k.id = m.id ORDER BY b.number
    """,
    """
    INSERT INTO kept.stream_rows (message, {stream_rows}) SELECT k.number, {stream_rows}
        FROM main.stream_rows s JOIN main.messages m ON m.number = s.message
        JOIN kept.messages k ON k.id = m.id ORDER BY s.seq
    """,
    """
    INSERT INTO kept.path (session_id, position, message)
        SELECT p.session_id, p.position, k.number FROM main.path p
        JOIN main.messages m ON m.number = p.message JOIN kept.messages k ON k.id = m.id
    """,
    """
    INSERT INTO kept.deleted_branches (message, at, leaf_id) SELECT k.number, d.at, d.leaf_id
        FROM main.deleted_branches d JOIN main.messages m ON m.number = d.message
        JOIN kept.messages k ON k.id = m.id
    """,
    # A draft that another one replaces can be recalled as a prompt.
    """
    INSERT INTO kept.prompt_history (text, at) SELECT k.text, strftime('%s', 'now')
        FROM kept.drafts k JOIN main.drafts n ON n.session_id = k.session_id
        WHERE k.text IS NOT n.text
    """,
    "INSERT OR REPLACE INTO kept.drafts ({drafts}) SELECT {drafts} FROM main.drafts",
    """
    INSERT INTO kept.prompt_history ({prompt_history}) SELECT {prompt_history}
        FROM main.prompt_history n WHERE NOT EXISTS (
            SELECT 1 FROM kept.prompt_history k WHERE k.text = n.text AND k.at = n.at)
        ORDER BY n.number
    """,
)
# What the other database gives by itself, or what is joined in.
_LEFT_OUT = {"number", "seq", "message"}


def carry_over(source: sqlite3.Connection, to: Path) -> None:
    """Copies all rows of `source` to the database at `to`; what has the same id is replaced.

    Args:
        source: In autocommit mode; of the newest schema.
        to: A database of the newest schema.

    Raises:
        sqlite3.Error: if it cannot be written; it is as before then.
    """
    source.execute("PRAGMA foreign_keys=OFF")
    try:
        source.execute("ATTACH ? AS kept", (str(to),))
        try:
            columns = {table: _columns(source, table) for table in CARRIED}
            source.execute("BEGIN IMMEDIATE")
            try:
                for step in _STEPS:
                    source.execute(step.format(**columns))
                source.execute("COMMIT")
            finally:
                if source.in_transaction:
                    source.execute("ROLLBACK")
        finally:
            source.execute("DETACH kept")
    finally:
        source.execute("PRAGMA foreign_keys=ON")


def _columns(connection: sqlite3.Connection, table: str) -> str:
    rows = connection.execute(f"PRAGMA main.table_info({table})")
    return ", ".join(name for _, name, *_ in rows if name not in _LEFT_OUT)
