"""A session as JSON that loses nothing: importing it gives the same messages and blocks.

    {"format": "minimax-chat", "version": 1, "sessions": [SESSION, …]}

    SESSION: id, title, created_at, updated_at (Unix time in seconds), model, thinking, system,
        leaf_id, title_by (prompt, model, user), pinned, archived, messages, settings (those with a
        value for this session only, by key)
    message: id, parent_id, role, state, created_at, model, thinking, stop_reason, usage, timings,
        error, unfinished (positions of blocks that never came to their end), blocks
    block: as it travelled on the wire, key order and unknown keys and types included; pictures and
        videos with their data

A message stands after its parent. Values that are null or empty are left out, but for `parent_id`.
The text is ASCII, with `\\u` escapes, so that every character survives, a lone surrogate too.
"""

from __future__ import annotations

import json
from typing import Any

from minimax_tui.domain.messages import Message, StoredError, Timings
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.domain.usage import Usage

FORMAT = "minimax-chat"
VERSION = 1
"""Raised when what is written could be misread by a program that knows earlier ones only."""


def to_json(tree: SessionTree) -> str:
    """The session as JSON, one message a line."""
    session = tree.session
    head: dict[str, Any] = {
        "id": session.id,
        "title": session.title,
        "created_at": session.created_at,
        "updated_at": session.updated_at,
        **_given(
            model=session.model,
            thinking=session.thinking,
            system=session.system,
            leaf_id=session.leaf_id,
            title_by=session.title_by if session.title_by != "prompt" else None,
            pinned=session.pinned or None,
            archived=session.archived or None,
            settings=dict(session.settings) or None,
        ),
    }
    lines = ",\n".join(_dumped(_message(message)) for message in tree.messages)
    opened = _dumped({"format": FORMAT, "version": VERSION})[:-1]
    messages = f"[\n{lines}\n]" if lines else "[]"
    return f'{opened},"sessions":[\n{_dumped(head)[:-1]},"messages":{messages}}}\n]}}\n'


def _message(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "parent_id": message.parent_id,
        "role": message.role,
        "state": message.state.value,
        "created_at": message.created_at,
        **_given(
            model=message.model,
            thinking=message.thinking,
            stop_reason=message.stop_reason,
            usage=_record(message.usage),
            timings=_record(message.timings if message.timings != Timings() else None),
            error=_record(message.error),
            unfinished=sorted(message.unfinished) or None,
        ),
        "blocks": list(message.blocks),
    }


def _given(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _record(record: Usage | Timings | StoredError | None) -> dict[str, Any] | None:
    return record._asdict() if record is not None else None


def _dumped(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
