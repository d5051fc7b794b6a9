"""The tables of version 2: what the list of sessions keeps, and the full-text index.

The index is an FTS5 table without content: the text is in `blocks` already. A row of it has the
number of its block. Triggers note in `search_changes` what happens to blocks, whoever writes them,
this program's earlier versions included; the writer brings the index up to date from there (see
`storage/search_index.py`). A trigger must not call a function of ours, which other programs lack.
"""

from __future__ import annotations

import sqlite3

SESSION_COLUMNS = (
    "ALTER TABLE sessions ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sessions ADD COLUMN archived INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sessions ADD COLUMN trashed_at REAL",
    "ALTER TABLE sessions ADD COLUMN title_by TEXT NOT NULL DEFAULT 'prompt'",
    "ALTER TABLE sessions ADD COLUMN view TEXT NOT NULL DEFAULT ''",
    "UPDATE sessions SET title_by = 'user' WHERE named_by_user",
    "CREATE INDEX sessions_listed ON sessions (pinned, updated_at)",
    "CREATE INDEX sessions_trashed ON sessions (trashed_at) WHERE trashed_at IS NOT NULL",
)
INDEX = (
    # `ascii` splits at all ASCII characters but letters and digits; `domain/words.py` does the
    # rest. It is in every build of FTS5.
    "CREATE VIRTUAL TABLE search_text USING fts5 (text, kind, content='', tokenize='ascii')"
)
_TABLES = (
    """
    CREATE TABLE search_changes (
        seq INTEGER PRIMARY KEY,
        block INTEGER NOT NULL,
        before TEXT,
        role TEXT
    )
    """,
    "CREATE INDEX search_changes_by_block ON search_changes (block)",
    "CREATE TABLE search_state (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL)",
    """
    CREATE TRIGGER search_added AFTER INSERT ON blocks BEGIN
        INSERT INTO search_changes (block) VALUES (NEW.number);
    END
    """,
    """
    CREATE TRIGGER search_changed AFTER UPDATE OF wire ON blocks WHEN OLD.wire IS NOT NEW.wire
    BEGIN
        INSERT INTO search_changes (block, before, role) VALUES (OLD.number, OLD.wire,
            (SELECT role FROM messages WHERE number = OLD.message));
    END
    """,
    """
    CREATE TRIGGER search_removed AFTER DELETE ON blocks
    WHEN EXISTS (SELECT 1 FROM messages WHERE number = OLD.message)
    BEGIN
        INSERT INTO search_changes (block, before, role) VALUES (OLD.number, OLD.wire,
            (SELECT role FROM messages WHERE number = OLD.message));
    END
    """,
    # Its blocks go by cascade when it is gone already, and its role with it.
    """
    CREATE TRIGGER search_message_removed BEFORE DELETE ON messages BEGIN
        INSERT INTO search_changes (block, before, role)
            SELECT number, wire, OLD.role FROM blocks WHERE message = OLD.number;
    END
    """,
)


def make_version_2(connection: sqlite3.Connection) -> None:
    """Adds what version 2 has; what is stored already is indexed afterwards, little by little."""
    for statement in SESSION_COLUMNS:
        connection.execute(statement)
    try:
        connection.execute(INDEX)
    except sqlite3.OperationalError as error:
        if "no such module" not in str(error):
            raise
        return  # a SQLite without FTS5: everything works but the search
    for statement in _TABLES:
        connection.execute(statement)
    connection.execute(
        "INSERT INTO search_state (name, value) "
        "SELECT 'unindexed', coalesce(max(number), 0) FROM blocks"
    )
