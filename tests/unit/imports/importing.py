"""Reads files of the tests as the command does."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from minimax_tui.domain.messages import Message
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.imports.sources import Kind, foreign_file

DATA = Path(__file__).parent / "data"


def read(path: Path, kind: Kind | None = None) -> tuple[list[SessionTree], dict[str, int]]:
    """The sessions of a file, and what does not come over."""
    left: Counter[str] = Counter()
    found = list(foreign_file(path, kind).sessions(left))
    return found, {what: count for what, count in left.items() if count}


def written(path: Path, value: Any) -> Path:
    """A file with this JSON."""
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def json_lines(path: Path, values: list[dict[str, Any]]) -> Path:
    """A file with one JSON value a line."""
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return path


def database(path: Path, script: str) -> Path:
    """A database made by one of the scripts of `data`."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((DATA / script).read_text(encoding="utf-8"))
    return path


def shape(tree: SessionTree) -> list[tuple[str, list[Any]]]:
    """Role and blocks of each message of the current path."""
    return [(message.role, list(message.blocks)) for message in tree.path()]


def texts(messages: list[Message]) -> list[str]:
    """The text of each message."""
    return ["".join(block.get("text", "") for block in message.blocks) for message in messages]
