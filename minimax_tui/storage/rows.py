"""Messages and sessions as rows of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias, TypeVar

from minimax_tui.domain.blocks import Block, block_type
from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.messages import (
    Message,
    MessageState,
    Session,
    SessionTotals,
    StoredError,
    Timings,
)
from minimax_tui.domain.nesting import is_too_deep
from minimax_tui.domain.usage import Usage, cost_usd
from minimax_tui.storage.encoding import from_json, plain, plain_or_none, to_json
from minimax_tui.storage.folding import BlockRow, Content

Row: TypeAlias = tuple[Any, ...]
Record = TypeVar("Record", Usage, Timings, StoredError)

MESSAGE_COLUMNS = (
    "m.number, m.id, m.session_id, m.parent_id, m.role, m.state, m.created_at, m.model, "
    "m.thinking, m.stop_reason, m.usage, m.timings, m.error"
)
"""What `message_from_row` takes, from `messages AS m`."""
SESSION_COLUMNS = (
    "id, title, created_at, updated_at, model, thinking, system, leaf_id, turns, title_by, "
    "pinned, archived, trashed_at, settings"
)
"""What `session_from_row` takes."""
_NO_TIMINGS = Timings()


class MessageRow(NamedTuple):
    """A message made ready for the writer: nothing in it can change any more."""

    columns: dict[str, Any]
    blocks: list[BlockRow]


def _record_json(record: Usage | Timings | StoredError | None) -> str | None:
    if record is None or record == _NO_TIMINGS:
        return None
    return to_json(record._asdict())


def _record(kind: type[Record], text: str | None) -> Record | None:
    if text is None:
        return None
    known = {key: value for key, value in from_json(text).items() if key in kind._fields}
    return kind(**known)


def usage_from_json(text: str) -> Usage | None:
    """The usage in a message's column."""
    return _record(Usage, text)


def _is_prompt(message: Message) -> bool:
    """Whether a person said it: results of tools travel as the user's messages too."""
    return message.role == "user" and (
        not message.blocks or any(block_type(block) != "tool_result" for block in message.blocks)
    )


def size_hint(blocks: tuple[Block, ...]) -> int:
    """About how many characters a message shows, for a view that has not laid it out yet."""
    total = 0
    for block in blocks:
        for key in ("text", "thinking"):
            value = block.get(key)
            total += len(value) if isinstance(value, str) else 0
    return total


def block_rows(blocks: tuple[Block, ...], unfinished: frozenset[int]) -> list[BlockRow]:
    """One row for each block."""
    return [
        (position, to_json(block), int(position not in unfinished))
        for position, block in enumerate(blocks)
    ]


def message_row(message: Message, instance_id: str) -> MessageRow:
    """The message's columns and blocks.

    Raises:
        TypeError, ValueError, RecursionError: if a block cannot be JSON.
    """
    streaming = message.state is MessageState.STREAMING
    columns = {
        "id": message.id,
        "session_id": message.session_id,
        "parent_id": message.parent_id,
        "role": message.role,
        "is_prompt": int(_is_prompt(message)),
        "state": message.state.value,
        "created_at": message.created_at,
        "model": plain_or_none(message.model),
        "thinking": plain_or_none(message.thinking),
        "stop_reason": plain_or_none(message.stop_reason),
        "usage": _record_json(message.usage),
        "timings": _record_json(message.timings),
        "error": _record_json(message.error),
        "instance_id": instance_id if streaming else None,
        "size_hint": size_hint(message.blocks),
    }
    return MessageRow(columns, block_rows(message.blocks, message.unfinished))


def message_from_row(row: Row, content: Content) -> Message:
    """A message out of `MESSAGE_COLUMNS` and its blocks."""
    (_, id_, session_id, parent_id, role, state, created_at, model, thinking, *rest) = row
    stop_reason, usage, timings, error = rest
    blocks, unfinished = content
    return Message(
        id=id_,
        session_id=session_id,
        parent_id=parent_id,
        role=role,
        blocks=blocks,
        state=MessageState(state),
        created_at=created_at,
        unfinished=unfinished,
        model=model,
        thinking=thinking,
        stop_reason=stop_reason,
        usage=_record(Usage, usage),
        timings=_record(Timings, timings) or _NO_TIMINGS,
        error=_record(StoredError, error),
    )


def totals(rows: Iterable[tuple[str, str | None, str]]) -> dict[str, SessionTotals]:
    """Sums up session, model and usage (JSON) of answers, by session."""
    tokens: dict[str, int] = {}
    costs: dict[str, float] = {}
    for session_id, model, text in rows:
        usage = _record(Usage, text)
        if usage is None:
            continue
        tokens[session_id] = tokens.get(session_id, 0) + usage.total_tokens
        cost = cost_usd(find_model(model or ""), usage)
        if cost is not None:
            costs[session_id] = costs.get(session_id, 0.0) + cost
    return {one: SessionTotals(count, costs.get(one)) for one, count in tokens.items()}


def settings_text(settings: Mapping[str, Any]) -> str:
    """The settings of a session as its column holds them: JSON, "" where there are none.

    Raises:
        TypeError, ValueError, RecursionError: if they cannot be JSON.
    """
    return to_json(dict(settings)) if settings else ""


def _settings(text: str) -> dict[str, Any]:
    """The settings in a session's column; none where that is no JSON object."""
    if not text:
        return {}
    try:
        found = from_json(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and not is_too_deep(found) else {}


def session_columns(session: Session) -> dict[str, Any]:
    """What a new session's row holds; its leaf and turns follow from its messages."""
    return {
        "id": session.id,
        "title": plain(session.title),
        "created_at": session.created_at,
        "updated_at": session.updated_at,
        "model": plain_or_none(session.model),
        "thinking": plain_or_none(session.thinking),
        "system": plain_or_none(session.system),
        "settings": settings_text(session.settings),
        "named_by_user": int(session.named_by_user),
        "title_by": plain(session.title_by),
        "pinned": int(session.pinned),
        "archived": int(session.archived),
        "trashed_at": session.trashed_at,
    }


def session_from_row(row: Row) -> Session:
    """A session out of `SESSION_COLUMNS`."""
    (id_, title, created_at, updated_at, model, thinking, system, leaf_id, turns, *rest) = row
    title_by, pinned, archived, trashed_at, settings = rest
    return Session(
        id=id_,
        title=title,
        created_at=created_at,
        updated_at=updated_at,
        model=model,
        thinking=thinking,
        system=system,
        leaf_id=leaf_id,
        turns=turns,
        named_by_user=title_by == "user",
        title_by=title_by,
        pinned=bool(pinned),
        archived=bool(archived),
        trashed_at=trashed_at,
        settings=_settings(settings),
    )
