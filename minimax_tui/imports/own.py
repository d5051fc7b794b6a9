"""Our own JSON (`exports/as_json.py`): the same sessions, messages and blocks come back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeVar, cast

from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Message, MessageState, Role, Session, StoredError, Timings
from minimax_tui.domain.nesting import MAX_LEVELS, is_too_deep
from minimax_tui.domain.session_tree import NoTree, SessionTree, parents_first
from minimax_tui.domain.usage import MAX_COUNT, Usage
from minimax_tui.imports.reading import moment
from minimax_tui.imports.refusal import refused

FORMAT = "minimax-chat"
VERSION = 1
Record = TypeVar("Record", Usage, Timings, StoredError)
_ID = re.compile(r"[0-9A-Za-z_.:-]{1,100}")


def read_own(document: dict[str, Any], left: Counter[str]) -> Iterator[SessionTree]:
    """The sessions of an export.

    Raises:
        ImportRefused: if it is of a later version, or broken.
    """
    del left
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= VERSION:
        raise refused(tr("it was written by a later version of minimax-chat"))
    sessions = document.get("sessions")
    if not isinstance(sessions, list):
        raise refused(tr("it has no list of sessions"))
    for number, session in enumerate(sessions, start=1):
        yield _session(session, tr("session {n}", n=number))


def _session(value: Any, where: str) -> SessionTree:
    value = _object(value, where)
    session_id = _id(value, "id", where)
    messages = value.get("messages")
    if not isinstance(messages, list):
        raise refused(tr("it has no list of messages"), where)
    found = [
        _message(message, session_id, tr("{session}, message {n}", session=where, n=number))
        for number, message in enumerate(messages, start=1)
    ]
    try:
        ordered = parents_first(found)
    except NoTree as error:
        reason = tr("message {id} has no place in the tree", id=error.message_id)
        raise refused(reason, where) from error
    leaf_id = value.get("leaf_id")
    known = isinstance(leaf_id, str) and leaf_id in {message.id for message in found}
    if found and not known:
        raise refused(tr("the message at the end of the path is not there"), where)
    return SessionTree(
        Session(
            id=session_id,
            title=_text(value, "title", where) or "",
            created_at=_moment(value, "created_at", where),
            updated_at=_moment(value, "updated_at", where),
            model=_text(value, "model", where),
            thinking=_text(value, "thinking", where),
            system=_text(value, "system", where),
            leaf_id=leaf_id if found else None,
            named_by_user=value.get("title_by") == "user",
            title_by="model" if value.get("title_by") == "model" else "prompt",
            pinned=value.get("pinned") is True,
            archived=value.get("archived") is True,
            settings=_settings(value, where),
        ),
        ordered,
    )


def _settings(session: dict[str, Any], where: str) -> dict[str, Any]:
    found = session.get("settings")
    if found is None:
        return {}
    if is_too_deep(found):
        raise refused(tr("{name} is of a wrong kind", name="settings"), where)
    return _object(found, where)


def _message(value: Any, session_id: str, where: str) -> Message:
    value = _object(value, where)
    role, state, blocks = value.get("role"), value.get("state"), value.get("blocks")
    if role not in ("user", "assistant"):
        raise refused(tr("its role is neither user nor assistant"), where)
    if state not in list(MessageState):
        raise refused(tr("its state is unknown"), where)
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise refused(tr("it has no list of blocks"), where)
    if is_too_deep(blocks):
        raise refused(tr("a message is nested deeper than {n} levels", n=MAX_LEVELS), where)
    unfinished = value.get("unfinished", [])
    if not isinstance(unfinished, list) or not set(map(repr, unfinished)) <= {
        repr(position) for position in range(len(blocks))
    }:
        raise refused(tr("its unfinished blocks are not there"), where)
    parent_id = None if value.get("parent_id") is None else _id(value, "parent_id", where)
    # What streamed when it was exported will never come to its end here.
    streams = state == MessageState.STREAMING
    return Message(
        id=_id(value, "id", where),
        session_id=session_id,
        parent_id=parent_id,
        role=cast(Role, role),
        blocks=tuple(blocks),
        state=MessageState.INTERRUPTED if streams else MessageState(state),
        created_at=_moment(value, "created_at", where),
        unfinished=frozenset(unfinished),
        model=_text(value, "model", where),
        thinking=_text(value, "thinking", where),
        stop_reason=_text(value, "stop_reason", where),
        usage=_record(Usage, value.get("usage"), where),
        timings=_record(Timings, value.get("timings"), where) or Timings(),
        error=_record(StoredError, value.get("error"), where),
    )


def _record(kind: type[Record], value: Any, where: str) -> Record | None:
    if value is None:
        return None
    value = _object(value, where)
    known: dict[str, Any] = {}
    counts = {name for name, usual in kind._field_defaults.items() if isinstance(usual, int)}
    for name in kind._fields:
        found = value.get(name)
        if found is None:
            continue
        if kind is StoredError:
            fits = isinstance(found, str)
        else:
            fits = isinstance(found, int | float) and not isinstance(found, bool)
            fits = fits and abs(found) <= MAX_COUNT  # also false for NaN
            fits = fits and (isinstance(found, int) or name not in counts)
        if not fits:
            raise refused(tr("{name} is of a wrong kind", name=name), where)
        known[name] = found
    try:
        return kind(**known)
    except TypeError as error:
        raise refused(tr("a value is missing"), where, error) from error


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise refused(tr("an object was expected"), where)
    return value


def _text(value: dict[str, Any], key: str, where: str) -> str | None:
    found = value.get(key)
    if found is not None and not isinstance(found, str):
        raise refused(tr("{name} is of a wrong kind", name=key), where)
    return found


def _id(value: dict[str, Any], key: str, where: str) -> str:
    found = value.get(key)
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise refused(tr("{name} is no id", name=key), where)
    return found


def _moment(value: dict[str, Any], key: str, where: str) -> float:
    found = value.get(key)
    if found == 0 and not isinstance(found, bool):
        return 0.0
    at = moment(found) if isinstance(found, int | float) else None
    if at is None:
        raise refused(tr("{name} is no time", name=key), where)
    return at
