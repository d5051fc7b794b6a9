"""The tables of version 1.

`messages.number` counts in the order of arrival; rows that belong to a message refer to it.
Texts inside JSON columns are ASCII (`\\u` escapes), so that a lone surrogate survives.
"""

from __future__ import annotations

VERSION_1 = (
    """
    CREATE TABLE sessions (
        id TEXT PRIMARY KEY NOT NULL,
        title TEXT NOT NULL,
        title_folded TEXT NOT NULL,
        created_at REAL NOT NULL,
        updated_at REAL NOT NULL,
        model TEXT,
        thinking TEXT,
        system TEXT,
        leaf_id TEXT,
        turns INTEGER NOT NULL DEFAULT 0,
        named_by_user INTEGER NOT NULL DEFAULT 0
    )
    """,
    "CREATE INDEX sessions_by_use ON sessions (updated_at)",
    """
    CREATE TABLE messages (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        session_id TEXT NOT NULL REFERENCES sessions (id),
        parent_id TEXT REFERENCES messages (id),
        role TEXT NOT NULL,
        is_prompt INTEGER NOT NULL,
        state TEXT NOT NULL,
        created_at REAL NOT NULL,
        model TEXT,
        thinking TEXT,
        stop_reason TEXT,
        usage TEXT,
        timings TEXT,
        error TEXT,
        instance_id TEXT,
        size_hint INTEGER NOT NULL DEFAULT 0
    )
    """,
    "CREATE INDEX messages_by_parent ON messages (parent_id)",
    "CREATE INDEX messages_by_session ON messages (session_id, parent_id)",
    "CREATE INDEX messages_open ON messages (instance_id) WHERE state = 'streaming'",
    """
    CREATE TABLE blocks (
        number INTEGER PRIMARY KEY,
        message INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        wire TEXT NOT NULL,
        finished INTEGER NOT NULL,
        UNIQUE (message, position)
    )
    """,
    """
    CREATE TABLE stream_rows (
        seq INTEGER PRIMARY KEY,
        message INTEGER NOT NULL REFERENCES messages (number) ON DELETE CASCADE,
        block_index INTEGER NOT NULL,
        events TEXT NOT NULL
    )
    """,
    "CREATE INDEX stream_rows_by_block ON stream_rows (message, block_index)",
    """
    CREATE TABLE path (
        session_id TEXT NOT NULL REFERENCES sessions (id),
        position INTEGER NOT NULL,
        message INTEGER NOT NULL UNIQUE REFERENCES messages (number),
        PRIMARY KEY (session_id, position)
    ) WITHOUT ROWID
    """,
    "CREATE TABLE drafts (session_id TEXT PRIMARY KEY NOT NULL, text TEXT NOT NULL)",
    """
    CREATE TABLE prompt_history (
        number INTEGER PRIMARY KEY,
        text TEXT NOT NULL,
        at REAL NOT NULL
    )
    """,
)
"""Statements that make the tables; `path` is each session's current path, root first."""
