"""A store that goes on in memory, or whose file was removed, and gets a file again."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.errors import StorageError
from minimax_tui.domain.messages import MessageState
from minimax_tui.storage.carrying import CARRIED, carry_over
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.database import StorageNotice
from minimax_tui.storage.instances import FOLDER
from tests.unit.storage.making import (
    WAIT_S,
    a_message,
    a_session,
    an_open_answer,
    chain,
    start,
    text_delta,
)

SOON_S = 0.02


class Moves:
    """Hears of a store's moves."""

    def __init__(self, store: SqliteConversationStore) -> None:
        self.notices: list[StorageNotice] = []
        self.came = threading.Event()
        store.on_moved = self._moved

    def _moved(self, notice: StorageNotice) -> None:
        self.notices.append(notice)
        self.came.set()


@contextmanager
def a_store(path: Path | None, later: Path | None = None) -> Iterator[SqliteConversationStore]:
    store = SqliteConversationStore(path or ":memory:", retry_s=SOON_S, later=later)
    try:
        yield store
    finally:
        store.close()


def block_the_folder(path: Path) -> None:
    path.parent.write_text("a file in the place of the folder")


def test_every_table_is_carried(database_path: Path) -> None:
    with a_store(database_path):
        pass
    with closing(sqlite3.connect(database_path)) as connection:
        tables = {
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("sqlite_", "search_"))  # an index is made again
        }
    assert tables == set(CARRIED)


def test_a_store_in_memory_moves_to_its_file_when_it_can(database_path: Path) -> None:
    block_the_folder(database_path)
    with a_store(None, later=database_path) as store:
        moves = Moves(store)
        ids = chain(store, 4)
        store.save_draft("s1", "a draft").result(WAIT_S)
        store.add_prompt_history("a prompt", 1.0).result(WAIT_S)
        store.add_message(an_open_answer("open", ids[-1])).result(WAIT_S)
        store.append_stream("open", 0, [start(0, text_block("")), text_delta(0, "be")]).result(
            WAIT_S
        )
        database_path.parent.unlink()
        assert moves.came.wait(WAIT_S), "without any write"
        store.append_stream("open", 0, [text_delta(0, "gun")]).result(WAIT_S)
        assert store.message("open").blocks == (text_block("begun"),)
        with a_store(database_path) as other:
            assert other.recovered == [], "the answer's instance is seen to live"
            assert [message.id for message in other.path("s1")] == [*ids, "open"]
            assert other.message("open").blocks == (text_block("begun"),)
            assert other.draft("s1") == "a draft"
            assert other.prompt_history() == ["a prompt"]
    assert len(moves.notices) == 1


def test_the_end_of_the_program_is_the_last_try(database_path: Path) -> None:
    block_the_folder(database_path)
    store = SqliteConversationStore(":memory:", retry_s=3600, later=database_path)
    chain(store, 4)
    database_path.parent.unlink()
    store.close()
    with a_store(database_path) as other:
        assert other.path_length("s1") == 4


def test_what_the_file_holds_already_stays(database_path: Path) -> None:
    with a_store(database_path) as store:
        chain(store, 6, session="old")
        store.add_prompt_history("old prompt", 1.0).result(WAIT_S)
    aside = database_path.parent.rename(database_path.parent.with_name("away"))
    block_the_folder(database_path)
    with a_store(None, later=database_path) as store:
        moves = Moves(store)
        chain(store, 4, session="new")
        store.add_prompt_history("new prompt", 2.0).result(WAIT_S)
        database_path.parent.unlink()
        aside.rename(database_path.parent)
        assert moves.came.wait(WAIT_S)
        assert store.path_length("old") == 6
        assert store.path_length("new") == 4
        assert store.prompt_history() == ["new prompt", "old prompt"]
        with store.database.reading() as connection:
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with a_store(database_path) as store:
        assert [message.id for message in store.path("new")] == [f"new-{n}" for n in range(4)]


def test_carrying_twice_is_as_carrying_once(tmp_path: Path) -> None:
    paths = [tmp_path / name / "chats.db" for name in ("one", "two")]
    for number, path in enumerate(paths):
        with a_store(path) as store:
            chain(store, 3 + number)
            store.add_prompt_history("p", 1.0).result(WAIT_S)
    for _ in range(2):
        with closing(sqlite3.connect(paths[1], isolation_level=None)) as source:
            carry_over(source, paths[0])
    with a_store(paths[0]) as store:
        assert store.path_length("s1") == 4
        assert store.prompt_history() == ["p"]
        assert store.path("s1")[3].blocks == (text_block("text of s1-3"),)


def test_a_removed_folder_is_made_again_with_all_that_was_in_it(database_path: Path) -> None:
    with a_store(database_path) as store:
        moves = Moves(store)
        ids = chain(store, 40)
        assert store.claim_session("s1")
        shutil.rmtree(database_path.parent)
        store.add_message(a_message("more", ids[-1])).result(WAIT_S)
        assert len(moves.notices) == 1
        assert store.path_length("s1") == 41
        with a_store(database_path) as other:
            assert other.path_length("s1") == 41
            assert not other.claim_session("s1"), "the claim was made again"
    with a_store(database_path) as store:
        assert store.path_length("s1") == 41
        assert store.notices == []


def test_the_folder_of_the_locks_alone_is_made_again(database_path: Path) -> None:
    with a_store(database_path) as store:
        moves = Moves(store)
        ids = chain(store, 4)
        assert store.claim_session("s1")
        store.add_message(an_open_answer("open", ids[-1])).result(WAIT_S)
        shutil.rmtree(database_path.parent / FOLDER)
        store.append_stream("open", 0, [start(0, text_block("kept"))]).result(WAIT_S)
        assert moves.notices == [], "the database was there all the time"
        with a_store(database_path) as other:
            assert other.recovered == [], "the answer's instance is seen to live"
            assert not other.claim_session("s1")
            assert other.message("open").blocks == (text_block("kept"),)


def test_writes_go_on_where_locks_cannot_be_had(database_path: Path) -> None:
    with a_store(database_path) as store:
        ids = chain(store, 4)
        folder = database_path.parent / FOLDER
        shutil.rmtree(folder)
        folder.write_text("a file in the place of the folder")
        store.add_message(an_open_answer("open", ids[-1])).result(WAIT_S)
        folder.unlink()
        store.append_stream("open", 0, [start(0, text_block("kept"))]).result(WAIT_S)
        with a_store(database_path) as other:
            assert other.recovered == []


def test_a_store_that_has_left_memory_becomes_an_instance_as_soon_as_it_can(
    database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    block_the_folder(database_path)
    with a_store(None, later=database_path) as store:
        moves = Moves(store)
        ids = chain(store, 2)
        store.add_message(an_open_answer("open", ids[-1])).result(WAIT_S)
        move_to, failed = store.instance.move_to, threading.Event()

        def fail_once(folder: Path) -> None:
            if not failed.is_set():
                failed.set()
                raise OSError("as if")
            move_to(folder)

        monkeypatch.setattr(store.instance, "move_to", fail_once)
        database_path.parent.unlink()
        assert moves.came.wait(WAIT_S)
        assert failed.is_set()
        assert len(moves.notices) == 1
        assert "saved now" in moves.notices[0].what
        with a_store(database_path) as other:
            assert other.recovered == []


def test_a_folder_that_is_removed_twice_is_made_twice(
    database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_store(database_path) as store:
        ids = chain(store, 4)
        move_to = store.instance.move_to

        def removed_again(folder: Path) -> None:
            monkeypatch.undo()
            shutil.rmtree(database_path.parent)
            move_to(folder)

        monkeypatch.setattr(store.instance, "move_to", removed_again)
        shutil.rmtree(database_path.parent)
        store.add_message(a_message("more", ids[-1])).exception(WAIT_S)
        store.add_message(a_message("again", "more")).result(WAIT_S)
    with a_store(database_path) as store:
        assert [message.id for message in store.path("s1")] == [*ids, "more", "again"]


@pytest.mark.parametrize("replaced", [False, True], ids=["nothing", "an empty database"])
def test_what_was_removed_is_read_until_it_is_made_again(
    database_path: Path, replaced: bool
) -> None:
    with a_store(database_path) as store:
        chain(store, 2)
        before = store.path("s1")
        with store.database.reading():  # so that the next one needs a connection of its own
            shutil.rmtree(database_path.parent)
            if replaced:
                with a_store(database_path):
                    pass
            assert store.path("s1") == before
            assert before


def test_a_removed_file_alone_is_made_again(database_path: Path) -> None:
    with a_store(database_path) as store:
        ids = chain(store, 4)
        for end in ("", "-wal", "-shm"):
            Path(f"{database_path}{end}").unlink(missing_ok=True)
        store.add_message(a_message("more", ids[-1])).result(WAIT_S)
    with a_store(database_path) as store:
        assert store.path_length("s1") == 5


def test_a_folder_that_cannot_be_made_again_is_told_and_tried_on(database_path: Path) -> None:
    with a_store(database_path) as store:
        moves = Moves(store)
        ids = chain(store, 4)
        shutil.rmtree(database_path.parent)
        block_the_folder(database_path)
        with pytest.raises(StorageError):
            store.add_message(a_message("more", ids[-1])).result(WAIT_S)
        assert store.unsaved == 1
        database_path.parent.unlink()
        assert moves.came.wait(WAIT_S)
        store.add_message(a_message("again", "more")).result(WAIT_S)
        assert store.path_length("s1") == 6
    with a_store(database_path) as store:
        assert [message.id for message in store.path("s1")] == [*ids, "more", "again"]


def test_an_open_answer_survives_the_removal(database_path: Path) -> None:
    with a_store(database_path) as store:
        store.add_session(a_session())
        store.add_message(a_message("prompt"))
        store.add_message(an_open_answer("open", "prompt"))
        store.append_stream("open", 0, [start(0, text_block(""))]).result(WAIT_S)
        for number in range(10):
            if number in (3, 7):
                shutil.rmtree(database_path.parent)
            store.append_stream("open", 0, [text_delta(0, f"{number} ")]).result(WAIT_S)
        whole = text_block("".join(f"{number} " for number in range(10)))
        assert store.message("open").blocks == (whole,)
        assert store.message("open").state is MessageState.STREAMING


def test_a_chat_that_is_not_to_be_saved_never_is(tmp_path: Path) -> None:
    with a_store(None) as store:
        chain(store, 4)
    assert list(tmp_path.iterdir()) == []
