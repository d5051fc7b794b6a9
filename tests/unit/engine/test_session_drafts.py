"""Drafts are neither lost to a disk that is slow or full, nor to another window."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from minimax_tui.domain.errors import DiskFull, StorageBusy
from minimax_tui.engine.drafts import SessionDrafts
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.engine.engine_parts import WAIT_S


class Disk(SqliteConversationStore):
    """A store whose drafts are written, or read, only as a test says."""

    write: Future[None] | None = None
    unreadable = False

    def save_draft(self, session_id: str, text: str) -> Future[None]:
        return self.write or super().save_draft(session_id, text)

    def draft(self, session_id: str) -> str:
        if self.unreadable:
            raise StorageBusy()
        return super().draft(session_id)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    store = Disk(tmp_path / "conversations.db")
    yield store
    store.close()


def drafts_on(disk: Disk) -> SessionDrafts:
    return SessionDrafts(disk, lambda _: ())


def settle(disk: Disk) -> None:
    """Waits for all writes handed to the store before."""
    SqliteConversationStore.save_draft(disk, "last", "").result(WAIT_S)


def test_an_untouched_composer_does_not_empty_what_another_window_kept(disk: Disk) -> None:
    here, elsewhere = drafts_on(disk), drafts_on(disk)
    assert here.written("") == ""
    elsewhere.write("", "written there")
    here.write("", "")
    settle(disk)
    assert disk.draft("") == "written there"


def test_what_was_emptied_here_is_emptied(disk: Disk) -> None:
    here = drafts_on(disk)
    here.write("s", "text")
    settle(disk)
    assert here.written("s") == "text"
    here.write("s", "")
    settle(disk)
    assert disk.draft("s") == ""


def test_a_draft_on_its_way_to_the_disk_is_there(disk: Disk) -> None:
    disk.write = Future()
    here = drafts_on(disk)
    here.write("s", "just typed")
    assert here.written("s") == "just typed"


def test_a_draft_that_could_not_be_written_is_there_and_tried_again(disk: Disk) -> None:
    disk.write = Future()
    disk.write.set_exception(DiskFull())
    here = drafts_on(disk)
    here.write("s", "on a full disk")
    assert here.written("s") == "on a full disk"
    disk.write = None
    here.write("s", "on a full disk")
    settle(disk)
    assert disk.draft("s") == "on a full disk"


def test_a_draft_that_cannot_be_read_is_not_emptied(disk: Disk) -> None:
    disk.save_draft("s", "kept").result(WAIT_S)
    here = drafts_on(disk)
    disk.unreadable = True
    with pytest.raises(StorageBusy):
        here.written("s")
    disk.unreadable = False
    here.write("s", "")  # as the composer is shown then
    settle(disk)
    assert disk.draft("s") == "kept"
    here.write("s", "new")
    settle(disk)
    assert disk.draft("s") == "new"
