"""Sessions, messages and wire events for the tests of the storage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.messages import Message, MessageState, Role, Session
from minimax_tui.storage.conversations import SqliteConversationStore

WAIT_S = 30.0


def a_session(id_: str = "s1", title: str = "A title", at: float = 100.0) -> Session:
    return Session(id=id_, title=title, created_at=at, updated_at=at)


def a_message(
    id_: str,
    parent: str | None = None,
    *,
    session: str = "s1",
    role: Role = "user",
    blocks: Iterable[Block] | None = None,
    state: MessageState = MessageState.COMPLETE,
    at: float = 100.0,
    unfinished: frozenset[int] = frozenset(),
) -> Message:
    return Message(
        id=id_,
        session_id=session,
        parent_id=parent,
        role=role,
        blocks=tuple(blocks) if blocks is not None else (text_block(f"text of {id_}"),),
        state=state,
        created_at=at,
        unfinished=unfinished,
    )


def an_open_answer(id_: str, parent: str | None = None, *, session: str = "s1") -> Message:
    return a_message(
        id_, parent, session=session, role="assistant", blocks=(), state=MessageState.STREAMING
    )


def start(index: int, block: Block) -> dict[str, Any]:
    return {"type": "content_block_start", "index": index, "content_block": block}


def text_delta(index: int, text: str) -> dict[str, Any]:
    return {
        "type": "content_block_delta",
        "index": index,
        "delta": {"type": "text_delta", "text": text},
    }


def thinking_delta(index: int, text: str) -> dict[str, Any]:
    return {
        "type": "content_block_delta",
        "index": index,
        "delta": {"type": "thinking_delta", "thinking": text},
    }


def chain(store: SqliteConversationStore, count: int, session: str = "s1") -> list[str]:
    """A session of `count` messages, prompts and answers in turn; returns their ids."""
    ids = [f"{session}-{number}" for number in range(count)]
    store.add_session(a_session(session))
    for number, id_ in enumerate(ids):
        done = store.add_message(
            a_message(
                id_,
                ids[number - 1] if number else None,
                session=session,
                role="assistant" if number % 2 else "user",
            )
        )
    done.result(WAIT_S)
    return ids


def index_everything(store: SqliteConversationStore) -> int:
    """Does what the writer does when it is idle, until all is indexed; returns the steps."""
    steps = 0
    while store._index.pending:
        store.writer.submit(store._index.portion, keep=False).result(WAIT_S)
        steps += 1
    return steps
