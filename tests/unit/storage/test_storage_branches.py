"""Branches in the database: siblings, the outline, forks, deleting with undo, usage of them all."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.errors import SessionNotFound, StorageUnavailable
from minimax_tui.domain.messages import Message, MessageState, Role, Session
from minimax_tui.domain.outline import AnswerUsage
from minimax_tui.domain.usage import Usage
from minimax_tui.storage.branches import KEPT_S, remove_old
from minimax_tui.storage.carrying import carry_over
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.housekeeping import Upkeep
from minimax_tui.storage.search_index import check_index
from minimax_tui.storage.unsaved import PartlyUnsavedStore
from tests.unit.storage.making import index_everything

WAIT_S = 10.0
# Two answers to p1; below the second one two prompts, and an answer to the first of them:
TREE = {"p1": None, "a1": "p1", "p2": "a1", "a2": "p1", "p3": "a2", "a3": "p3", "p4": "a2"}


def message(message_id: str, parent: str | None, session_id: str = "s") -> Message:
    role: Role = "assistant" if message_id[0] == "a" else "user"
    usage = Usage(input_tokens=10, output_tokens=1) if role == "assistant" else None
    return Message(
        id=message_id,
        session_id=session_id,
        parent_id=parent,
        role=role,
        blocks=(
            {"type": "thinking", "thinking": "Hm.", "signature": "s"},
            text_block(f"„{message_id}“"),
        ),
        state=MessageState.COMPLETE,
        created_at=1_000.0,
        model="MiniMax-M3" if role == "assistant" else None,
        usage=usage,
    )


def fill(store: SqliteConversationStore, session_id: str = "s") -> None:
    store.add_session(Session(session_id, "Title", 900.0, 900.0, model="MiniMax-M3"))
    for message_id, parent in TREE.items():
        store.add_message(message(message_id, parent, session_id)).result(WAIT_S)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteConversationStore]:
    with closing(SqliteConversationStore(tmp_path / "conversations.db")) as opened:
        fill(opened)
        yield opened


def ids(store: SqliteConversationStore, session_id: str = "s") -> list[str]:
    return [one.id for one in store.path(session_id)]


def test_children_and_places(store: SqliteConversationStore) -> None:
    assert store.children("s", None) == ["p1"]
    assert store.children("s", "a2") == ["p3", "p4"]
    assert ids(store) == ["p1", "a2", "p4"]
    assert store.branch_places("s") == {"a2": (2, 2), "p4": (2, 2)}
    assert store.branch_places("s", 0, 2) == {"a2": (2, 2)}
    store.set_leaf("s", "p2").result(WAIT_S)
    assert store.branch_places("s") == {"a1": (1, 2)}
    assert store.path_position("s", "p2") == 2
    assert store.path_position("s", "p4") is None


def test_the_outline_has_every_branch(store: SqliteConversationStore) -> None:
    nodes = store.outline("s")
    assert {node.id: node.parent_id for node in nodes} == TREE
    assert [node.id for node in nodes if node.position is not None] == ["p1", "a2", "p4"]
    assert nodes[0].text == "„p1“"


@pytest.mark.parametrize(
    "text",
    ["x" * 5_000, "汉" * 5_000, "😀" * 999, "a" + "😀" * 999, 'a"\\' * 2_000, "\ud800 lone", ""],
)
def test_the_outline_has_the_beginning_of_a_text(store: SqliteConversationStore, text: str) -> None:
    odd = dataclasses.replace(message("p5", "p4"), blocks=(text_block(text),))
    store.add_message(odd).result(WAIT_S)
    shown = store.outline("s")[-1].text
    assert text.startswith(shown)
    assert len(shown) >= min(len(text), 70)


def test_usage_counts_every_branch_and_deleted_ones(store: SqliteConversationStore) -> None:
    store.delete_branch("s", "a1", 5.0).result(WAIT_S)
    each = AnswerUsage("MiniMax-M3", Usage(input_tokens=10, output_tokens=1))
    assert store.usages("s") == dict.fromkeys(("a1", "a2", "a3"), each)


def test_a_fork_holds_the_path_only(store: SqliteConversationStore) -> None:
    store.copy_path("s", "a2", "fork", title="Title (fork)", at=2_000.0).result(WAIT_S)
    old, new = store.path("s")[:2], store.path("fork")
    assert [(m.role, m.blocks, m.usage) for m in new] == [(m.role, m.blocks, m.usage) for m in old]
    assert len(store.outline("fork")) == 2
    session = store.session("fork")
    assert (session.title, session.turns, session.leaf_id) == ("Title (fork)", 1, new[-1].id)
    assert session.model == "MiniMax-M3"
    assert ids(store) == ["p1", "a2", "p4"]
    with pytest.raises(SessionNotFound):
        store.copy_path("s", "none", "other", title="", at=0.0).result(WAIT_S)


def test_a_deleted_branch_is_hidden_and_comes_back(store: SqliteConversationStore) -> None:
    store.delete_branch("s", "a2", 5.0).result(WAIT_S)
    assert ids(store) == ["p1", "a1", "p2"]
    assert store.session("s").turns == 2
    assert store.children("s", "p1") == store.siblings("a1") == ["a1"]
    assert store.branch_places("s") == {}
    assert store.newest_leaf_below("p1") == "p2"
    assert [node.id for node in store.outline("s")] == ["p1", "a1", "p2"]
    assert [one.id for one in store.tree("s").messages] == ["p1", "a1", "p2"]
    [deleted] = store.deleted_branches("s")
    assert (deleted.message_id, deleted.at) == ("a2", 5.0)
    store.restore_branch("s", "a2").result(WAIT_S)
    assert ids(store) == ["p1", "a2", "p4"]
    assert store.deleted_branches("s") == []
    assert len(store.outline("s")) == len(TREE)


def test_the_path_comes_back_as_it_was(store: SqliteConversationStore) -> None:
    store.set_leaf("s", "a3").result(WAIT_S)
    store.delete_branch("s", "a2", 5.0).result(WAIT_S)
    store.copy_session("s", "copy", title="Copy", at=2_000.0).result(WAIT_S)
    store.restore_branch("s", "a2").result(WAIT_S)
    assert ids(store) == ["p1", "a2", "p3", "a3"]
    [deleted] = store.deleted_branches("copy")
    store.restore_branch("copy", deleted.message_id).result(WAIT_S)
    assert [m.blocks for m in store.path("copy")] == [m.blocks for m in store.path("s")]
    store.delete_branch("s", "a1", 6.0).result(WAIT_S)
    store.restore_branch("s", "a1").result(WAIT_S)
    assert ids(store) == ["p1", "a1", "p2"], "it was not on the path"


def test_it_comes_back_after_the_program_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "conversations.db"
    with closing(SqliteConversationStore(path)) as store:
        fill(store)
        store.delete_branch("s", "p4", 5.0).result(WAIT_S)
    with closing(SqliteConversationStore(path)) as store:
        assert ids(store) == ["p1", "a2", "p3", "a3"]
        store.restore_branch("s", store.deleted_branches("s")[0].message_id).result(WAIT_S)
        assert ids(store) == ["p1", "a2", "p4"]


def test_a_branch_off_the_path_leaves_the_path(store: SqliteConversationStore) -> None:
    store.delete_branch("s", "a1", 5.0).result(WAIT_S)
    assert ids(store) == ["p1", "a2", "p4"]


def test_without_siblings_the_path_ends_with_the_parent(store: SqliteConversationStore) -> None:
    store.set_leaf("s", "p2").result(WAIT_S)
    store.delete_branch("s", "p2", 5.0).result(WAIT_S)
    assert ids(store) == ["p1", "a1"]


def test_something_is_left_of_a_session(store: SqliteConversationStore) -> None:
    with pytest.raises(StorageUnavailable):
        store.delete_branch("s", "p1", 5.0).result(WAIT_S)
    assert ids(store) == ["p1", "a2", "p4"]


def test_an_answer_that_streams_is_not_deleted(store: SqliteConversationStore) -> None:
    streaming = dataclasses.replace(
        message("a4", "p4"), blocks=(), state=MessageState.STREAMING, usage=None
    )
    store.add_message(streaming).result(WAIT_S)
    for message_id in ("a2", "p4", "a4"):
        with pytest.raises(StorageUnavailable):
            store.delete_branch("s", message_id, 5.0).result(WAIT_S)
    assert store.deleted_branches("s") == []


def test_what_is_led_to_is_not_deleted(store: SqliteConversationStore) -> None:
    store.delete_branch("s", "a1", 5.0).result(WAIT_S)
    store.set_leaf("s", "p2").result(WAIT_S)
    assert store.deleted_branches("s") == []
    assert ids(store) == ["p1", "a1", "p2"]


def test_it_is_removed_after_a_month(store: SqliteConversationStore) -> None:
    """With nobody deleting anything else: whenever the store has nothing to do."""
    store.delete_branch("s", "a1", 5.0).result(WAIT_S)
    store.delete_branch("s", "p3", 6.0).result(WAIT_S)
    index_everything(store)
    upkeep = Upkeep(store.database, store._index, now=lambda: 5.5 + KEPT_S)
    steps = 0
    while (write := upkeep().write) is not None:
        store.writer.submit(write).result(WAIT_S)
        index_everything(store)
        steps += 1
    assert steps == 2  # once more, to see that nothing is left
    assert [one.message_id for one in store.deleted_branches("s")] == ["p3"]
    assert store.has_message("p3")
    assert [store.message(gone).blocks for gone in ("a1", "p2")] == [(), ()]
    assert store.siblings("a2") == ["a2"]
    assert set(store.usages("s")) == {"a1", "a2", "a3"}  # it was paid for
    with store.database.writing() as connection:
        assert check_index(connection) == ""


def test_what_cost_nothing_is_removed_whole(store: SqliteConversationStore) -> None:
    store.delete_branch("s", "p4", 5.0).result(WAIT_S)
    with store.database.writing() as connection:
        assert remove_old(connection, 6.0) == 1
    with pytest.raises(SessionNotFound):
        store.message("p4")
    assert store.deleted_branches("s") == []


def test_an_import_brings_back_what_was_removed(store: SqliteConversationStore) -> None:
    tree = store.tree("s")
    store.delete_branch("s", "a1", 5.0).result(WAIT_S)
    with store.database.writing() as connection:
        remove_old(connection, 6.0)
    assert len(store.outline("s")) == 5
    store.put_tree(tree).result(WAIT_S)
    assert store.tree("s").messages == tree.messages


def test_what_is_shown_is_not_removed(store: SqliteConversationStore) -> None:
    """An earlier version of the program does not know what was deleted, and goes on in it."""
    with store.database.writing() as connection:
        connection.execute(
            "INSERT INTO deleted_branches (message, at) "
            "SELECT number, 5.0 FROM messages WHERE id = 'a2'"
        )
        assert remove_old(connection, 6.0) == 1
    assert ids(store) == ["p1", "a2", "p4"]
    assert store.deleted_branches("s") == []


def test_a_whole_copy_keeps_them_deleted(store: SqliteConversationStore) -> None:
    store.delete_branch("s", "a1", 5.0).result(WAIT_S)
    store.copy_session("s", "copy", title="Copy", at=2_000.0).result(WAIT_S)
    assert len(store.outline("copy")) == len(store.outline("s")) == 5
    [deleted] = store.deleted_branches("copy")
    store.restore_branch("copy", deleted.message_id).result(WAIT_S)
    assert len(store.outline("copy")) == len(TREE)


def test_they_go_with_their_session(store: SqliteConversationStore) -> None:
    store.delete_branch("s", "a1", 5.0).result(WAIT_S)
    store.delete_session("s").result(WAIT_S)
    with store.database.reading() as connection:
        count = connection.execute("SELECT count(*) FROM deleted_branches").fetchone()
    assert count == (0,)


def test_they_are_carried_into_another_database(
    store: SqliteConversationStore, tmp_path: Path
) -> None:
    store.delete_branch("s", "a1", 5.0).result(WAIT_S)
    other = tmp_path / "other.db"
    with closing(SqliteConversationStore(other)) as target:
        target.add_session(Session("t", "Other", 1.0, 1.0)).result(WAIT_S)
    with closing(sqlite3.connect(tmp_path / "conversations.db", isolation_level=None)) as source:
        carry_over(source, other)
    with closing(SqliteConversationStore(other)) as target:
        assert [one.message_id for one in target.deleted_branches("s")] == ["a1"]
        assert ids(target) == ["p1", "a2", "p4"]


def test_a_session_in_memory_stays_there(tmp_path: Path) -> None:
    with closing(PartlyUnsavedStore(tmp_path / "conversations.db")) as store:
        store.keep_in_memory("s")
        fill(store)
        store.copy_path("s", "a2", "fork", title="Fork", at=2_000.0).result(WAIT_S)
        assert store.is_in_memory("fork")
        first = store.path("fork")[0].id
        assert store.message(first).session_id == "fork"
        store.delete_branch("s", "a1", 5.0).result(WAIT_S)
        assert len(store.outline("s")) == 5
        with store.database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM messages").fetchone() == (0,)
