"""A store that keeps some sessions in memory only: everything of them goes there."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.errors import SessionNotFound
from minimax_tui.domain.messages import Message, MessageState, Session
from minimax_tui.domain.ports import ConversationStore
from minimax_tui.storage.unsaved import PartlyUnsavedStore
from minimax_tui.storage.unsaved_branches import BranchesByStore

WAIT_S = 10.0
WORDS = "SECRETWORDS"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PartlyUnsavedStore]:
    """A store that keeps the session `u` in memory."""
    store = PartlyUnsavedStore(tmp_path / "conversations.db")
    store.keep_in_memory("u")
    yield store
    store.close()


def converse(store: PartlyUnsavedStore, session_id: str, words: str = WORDS) -> None:
    """A prompt, and an answer that streams in and is closed."""
    store.add_session(Session(session_id, words, 1.0, 1.0))
    prompt = Message(
        id=f"{session_id}-p",
        session_id=session_id,
        parent_id=None,
        role="user",
        blocks=(text_block(words),),
        state=MessageState.COMPLETE,
        created_at=2.0,
    )
    store.add_message(prompt)
    answer = Message(
        id=f"{session_id}-a",
        session_id=session_id,
        parent_id=prompt.id,
        role="assistant",
        blocks=(),
        state=MessageState.STREAMING,
        created_at=3.0,
    )
    store.add_message(answer)
    start = {"type": "content_block_start", "index": 0, "content_block": text_block(words)}
    store.append_stream(answer.id, 0, [start])
    store.finish_block(answer.id, 0, text_block(words))
    ended = Message(
        id=answer.id,
        session_id=session_id,
        parent_id=prompt.id,
        role="assistant",
        blocks=(text_block(words),),
        state=MessageState.COMPLETE,
        created_at=3.0,
    )
    store.close_message(ended)
    store.update_session(session_id, title=f"{words} again")
    store.set_leaf(session_id, answer.id)
    store.save_draft(session_id, words).result(WAIT_S)


def on_disk(folder: Path) -> bool:
    return any(WORDS.encode() in path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_nothing_of_it_is_in_the_files(store: PartlyUnsavedStore, tmp_path: Path) -> None:
    converse(store, "u")
    assert not on_disk(tmp_path)
    converse(store, "saved", "plain words")
    assert not on_disk(tmp_path)
    store.close()
    assert not on_disk(tmp_path)
    again = PartlyUnsavedStore(tmp_path / "conversations.db")
    assert [session.id for session in again.sessions()] == ["saved"]
    again.close()


def test_a_session_that_is_saved_would_be_found(store: PartlyUnsavedStore, tmp_path: Path) -> None:
    converse(store, "saved")
    assert on_disk(tmp_path)


def test_it_is_read_like_any_other(store: PartlyUnsavedStore) -> None:
    converse(store, "u")
    converse(store, "saved", "plain words")
    assert store.is_in_memory("u")
    assert not store.is_in_memory("saved")
    assert store.session("u").title == f"{WORDS} again"
    assert store.path_length("u") == 2
    assert [message.state for message in store.path("u")] == [MessageState.COMPLETE] * 2
    assert store.message("u-a").blocks == (text_block(WORDS),)
    assert store.siblings("u-a") == ["u-a"]
    assert store.newest_leaf_below("u-p") == "u-a"
    assert store.draft("u") == WORDS
    assert len(store.path_sizes("u")) == 2
    assert store.media_on_path("u") == []
    assert store.thinking_by_model("u") == {}
    assert store.claim_session("u")
    store.release_session("u")
    store.copy_session("u", "u2", title=WORDS, at=5.0).result(WAIT_S)
    assert store.is_in_memory("u2")
    assert store.path_length("u2") == 2
    store.delete_session("u").result(WAIT_S)
    with pytest.raises(SessionNotFound):
        store.session("u")


def test_the_list_holds_both_kinds_in_order(store: PartlyUnsavedStore) -> None:
    store.keep_in_memory("u2")
    for number, session_id in enumerate(("a", "u", "b", "u2", "c")):
        store.add_session(Session(session_id, f"Number {number}", 1.0, float(number))).result(
            WAIT_S
        )
    assert [one.id for one in store.sessions()] == ["c", "u2", "b", "u", "a"]
    assert [one.id for one in store.sessions(limit=2, offset=1)] == ["u2", "b"]
    assert [one.id for one in store.sessions(title_like="number 3")] == ["u2"]
    assert store.last_session() == "c"


def test_every_method_about_a_session_or_message_is_routed() -> None:
    about = {"session_id", "message_id", "session", "message"}
    for name, method in inspect.getmembers(ConversationStore, inspect.isfunction):
        if not name.startswith("_") and about & set(inspect.signature(method).parameters):
            assert name in {**vars(BranchesByStore), **vars(PartlyUnsavedStore)}, (
                f"{name} would go to the disk"
            )


def test_a_change_of_both_kinds_is_done_once_both_are(
    store: PartlyUnsavedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for session_id in ("u", "s"):
        store.add_session(Session(session_id, session_id, 1.0, 1.0)).result(WAIT_S)
    in_memory: Future[None] = Future()
    memory = store._memory
    assert memory is not None
    monkeypatch.setattr(memory, "_change_sessions", lambda *_: in_memory)
    changed = store.arrange_sessions(["u", "s"], pinned=True)
    store.save_draft("s", "x").result(WAIT_S)  # the one that is stored has been changed
    assert store.session("s").pinned
    assert not changed.done()
    assert not changed.cancel(), "a write cannot be cancelled"
    in_memory.set_result(None)
    changed.result(WAIT_S)
