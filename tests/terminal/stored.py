"""What the program has stored so far, read from its database with plain SQL while it runs."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from minimax_tui.domain.accumulator import Accumulator
from minimax_tui.domain.blocks import Block, joined_text, joined_thinking
from minimax_tui.domain.events import event_from_wire

_MAGIC = b"SQLite format 3\0"


class StoredMessage(NamedTuple):
    """One message: what is whole of it, and what has come of its open block."""

    role: str
    state: str
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """Its text so far."""
        return joined_text(self.blocks)

    @property
    def thinking(self) -> str:
        """Its thinking so far."""
        return joined_thinking(self.blocks)


def databases(home: Path) -> list[Path]:
    """The SQLite files below a home, without those that were set aside."""
    found = []
    for path in sorted(home.rglob("*")):
        if path.is_file() and ".broken-" not in path.name:
            with path.open("rb") as file:
                if file.read(len(_MAGIC)) == _MAGIC:
                    found.append(path)
    return found


def stored_messages(home: Path) -> list[StoredMessage]:
    """All messages in the databases below a home, oldest first; none while there is no table."""
    found: list[StoredMessage] = []
    for path in databases(home):
        try:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
                connection.execute("BEGIN")
                found += _messages(connection)
        except sqlite3.OperationalError:
            continue
    return found


def stored_answers(home: Path) -> list[StoredMessage]:
    """The answers among them."""
    return [message for message in stored_messages(home) if message.role == "assistant"]


def stored_drafts(home: Path) -> list[str]:
    """The drafts in the databases below a home; none while there is no table."""
    found: list[str] = []
    for path in databases(home):
        try:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
                rows = connection.execute("SELECT text FROM drafts ORDER BY session_id")
                found += [text for (text,) in rows]
        except sqlite3.OperationalError:
            continue
    return found


def _messages(connection: sqlite3.Connection) -> list[StoredMessage]:
    found = []
    rows = connection.execute("SELECT number, role, state FROM messages ORDER BY number").fetchall()
    for number, role, state in rows:
        wires = connection.execute(
            "SELECT wire FROM blocks WHERE message = ? ORDER BY position", (number,)
        )
        blocks = [json.loads(wire) for (wire,) in wires]
        open_blocks = Accumulator()
        for (events,) in connection.execute(
            "SELECT events FROM stream_rows WHERE message = ? ORDER BY seq", (number,)
        ):
            for event in json.loads(events):
                open_blocks.apply(event_from_wire(event))
        found.append(StoredMessage(role, state, (*blocks, *open_blocks.blocks())))
    return found
