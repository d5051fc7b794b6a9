"""What the model picker asks of the database: how fast each model was, what it would not see."""

from __future__ import annotations

import sqlite3
from typing import Any

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.messages import Timings
from minimax_tui.domain.speeds import MeasuredSpeed, measured
from minimax_tui.storage.encoding import from_json

NEWEST = 4_000
"""How many messages, counted from the newest, are looked through for timings."""
ANSWERS_OF_ONE = 50
"""How many answers of one model its medians are taken over, the newest."""
MEDIA_BLOCKS = 2_000
"""Most blocks with pictures or videos that are read of one session."""
_MEDIA_MARKS = ('"image"', '"video"')


def measured_speeds(connection: sqlite3.Connection) -> dict[str, MeasuredSpeed]:
    """Medians by model, over its newest answers among the newest messages."""
    # The number is the primary key, so this reads the end of one table, however long it is.
    rows = connection.execute(
        "SELECT model, timings FROM messages WHERE number > "
        "(SELECT coalesce(max(number), 0) FROM messages) - ? "
        "AND role = 'assistant' AND timings IS NOT NULL AND model IS NOT NULL "
        "ORDER BY number DESC",
        (NEWEST,),
    )
    timings: dict[str, list[Timings]] = {}
    for model, text in rows:
        of_model = timings.setdefault(model, [])
        if len(of_model) < ANSWERS_OF_ONE:
            of_model.append(_timings(text))
    found = {model: measured(rows) for model, rows in timings.items()}
    return {model: speed for model, speed in found.items() if speed is not None}


def _timings(text: str) -> Timings:
    """What is a number in the stored timings; of another version's, what can be used."""
    stored = from_json(text)
    fields: dict[str, Any] = {
        name: value
        for name, value in (stored.items() if isinstance(stored, dict) else ())
        if name in Timings._fields and isinstance(value, int | float)
    }
    return Timings(**fields)


def media_on_path(connection: sqlite3.Connection, session_id: str) -> list[Block]:
    """The blocks of a session's current path that are, or hold, a picture or a video."""
    rows = connection.execute(
        "SELECT b.wire FROM path AS p CROSS JOIN blocks AS b ON b.message = p.message "
        "WHERE p.session_id = ? AND (instr(b.wire, ?) OR instr(b.wire, ?)) LIMIT ?",
        (session_id, *_MEDIA_MARKS, MEDIA_BLOCKS),
    )
    blocks = [from_json(wire) for (wire,) in rows]
    return [block for block in blocks if isinstance(block, dict)]


def thinking_by_model(connection: sqlite3.Connection, session_id: str) -> dict[str, str]:
    """The thinking switch that each model of a session's current path was asked with last."""
    rows = connection.execute(
        "SELECT m.model, m.thinking FROM path AS p CROSS JOIN messages AS m "
        "ON m.number = p.message WHERE p.session_id = ? AND m.role = 'assistant' "
        "AND m.model IS NOT NULL AND m.thinking IS NOT NULL ORDER BY p.position DESC LIMIT ?",
        (session_id, NEWEST),
    )
    found: dict[str, str] = {}
    for model, thinking in rows:
        found.setdefault(model, thinking)
    return found
