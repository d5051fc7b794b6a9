"""A session made a second time: all of it, apart from the first one."""

from __future__ import annotations

import dataclasses
from contextlib import closing
from pathlib import Path

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.errors import SessionNotFound
from minimax_tui.domain.messages import Message, MessageState, Role, Session, Timings
from minimax_tui.domain.usage import Usage
from minimax_tui.storage.conversations import SqliteConversationStore

WAIT_S = 10.0
PICTURE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}
THINKING = {"type": "thinking", "thinking": "Hm.", "signature": "sig"}


def message(message_id: str, parent: str | None, role: Role = "user", text: str = "") -> Message:
    return Message(
        id=message_id,
        session_id="s",
        parent_id=parent,
        role=role,
        blocks=(text_block(text or message_id),),
        state=MessageState.COMPLETE,
        created_at=1_000.0,
    )


@pytest.fixture
def filled(tmp_path: Path) -> SqliteConversationStore:
    """A session with two answers to one prompt, a picture, thinking and usage."""
    store = SqliteConversationStore(tmp_path / "conversations.db")
    store.add_session(
        Session("s", "Title", 900.0, 900.0, model="MiniMax-M3", thinking="adaptive", system="Be.")
    )
    answer = dataclasses.replace(
        message("a1", "p1", "assistant"),
        blocks=(THINKING, text_block("First answer")),
        model="MiniMax-M3",
        stop_reason="end_turn",
        usage=Usage(input_tokens=3, output_tokens=4),
        timings=Timings(first_token_s=0.5, total_s=2.0, text_tokens=4),
    )
    prompt = dataclasses.replace(message("p1", None), blocks=(PICTURE, text_block("What is it?")))
    for one in (prompt, answer, message("a2", "p1", "assistant"), message("p2", "a1")):
        store.add_message(one)
    store.save_draft("s", "a draft").result(WAIT_S)
    return store


def copied(store: SqliteConversationStore) -> None:
    store.copy_session("s", "copy", title="Title (copy)", at=2_000.0).result(WAIT_S)


def without_ids(messages: list[Message]) -> list[Message]:
    return [dataclasses.replace(m, id="", session_id="", parent_id=None) for m in messages]


def test_all_of_it_is_there_under_new_ids(filled: SqliteConversationStore) -> None:
    with closing(filled) as store:
        copied(store)
        session, copy = store.session("s"), store.session("copy")
        assert copy.title == "Title (copy)"
        assert copy.updated_at == 2_000.0
        kept = ("created_at", "model", "thinking", "system", "turns")
        assert [getattr(copy, name) for name in kept] == [getattr(session, name) for name in kept]
        assert [s.id for s in store.sessions(title_like="copy")] == ["copy"]
        old, new = store.path("s"), store.path("copy")
        assert without_ids(new) == without_ids(old)
        assert [m.id for m in old] == ["p1", "a1", "p2"]
        assert not {m.id for m in new} & {"p1", "a1", "a2", "p2"}
        assert [m.parent_id for m in new] == [None, new[0].id, new[1].id]
        assert {m.session_id for m in new} == {"copy"}
        assert copy.leaf_id == new[-1].id
        assert len(store.siblings(new[1].id)) == 2
        assert store.draft("copy") == ""


def test_neither_changes_the_other(filled: SqliteConversationStore) -> None:
    with closing(filled) as store:
        copied(store)
        leaf = store.session("copy").leaf_id
        later = dataclasses.replace(message("p3", leaf, "assistant"), session_id="copy")
        store.add_message(later).result(WAIT_S)
        assert store.path_length("copy") == 4
        assert store.path_length("s") == 3
        store.delete_session("s").result(WAIT_S)
        assert store.path_length("copy") == 4
        assert store.path("copy")[0].blocks[0] == PICTURE


def test_an_answer_that_streams_is_interrupted_in_the_copy(
    filled: SqliteConversationStore,
) -> None:
    with closing(filled) as store:
        streaming = dataclasses.replace(
            message("a3", "p2", "assistant"), blocks=(), state=MessageState.STREAMING
        )
        store.add_message(streaming)
        start = {"type": "content_block_start", "index": 0, "content_block": text_block("")}
        delta = {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "text_delta", "text": "so far"},
        }
        store.append_stream("a3", 0, [start, delta]).result(WAIT_S)
        copied(store)
        last = store.path("copy")[-1]
        assert last.state is MessageState.INTERRUPTED
        assert last.blocks == (text_block("so far"),)
        assert store.message("a3").state is MessageState.STREAMING
        delta["delta"] = {"type": "text_delta", "text": " and on"}
        store.append_stream("a3", 0, [delta]).result(WAIT_S)
        assert store.message("a3").blocks == (text_block("so far and on"),)
        assert store.path("copy")[-1].blocks == (text_block("so far"),)


def test_there_is_no_such_session(filled: SqliteConversationStore) -> None:
    with closing(filled) as store, pytest.raises(SessionNotFound):
        store.copy_session("none", "copy", title="", at=0.0).result(WAIT_S)
