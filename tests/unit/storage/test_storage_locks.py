"""Locks on files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from minimax_tui.storage import locks
from minimax_tui.storage.locks import FileLock, is_held

posix_only = pytest.mark.skipif(os.name != "posix", reason="an open file is removed")


def test_a_lock_has_one_holder_at_a_time(tmp_path: Path) -> None:
    one, two = FileLock(tmp_path / "x.lock"), FileLock(tmp_path / "x.lock")
    assert not is_held(one.path)
    assert one.acquire()
    assert is_held(one.path)
    assert not two.acquire()
    one.release()
    one.release()
    assert not one.path.exists()
    assert two.acquire()
    two.release()


@posix_only
def test_a_lock_on_a_file_that_was_removed_meanwhile_is_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = FileLock(tmp_path / "x.lock")
    really = locks._lock
    removed = False

    def remove_first(fd: int) -> None:
        nonlocal removed
        if not removed:  # another instance tidies up between opening and locking
            removed = True
            lock.path.unlink()
        really(fd)

    monkeypatch.setattr(locks, "_lock", remove_first)
    assert lock.acquire()
    assert lock.path.exists()
    assert not FileLock(lock.path).acquire()
    lock.release()


@posix_only
def test_releasing_does_not_remove_a_file_of_somebody_else(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "x.lock")
    assert lock.acquire()
    lock.path.unlink()
    other = FileLock(lock.path)
    assert other.acquire()
    lock.release()
    assert is_held(other.path)
    other.release()


def test_where_there_are_no_locks_all_are_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(_: int) -> None:
        raise OSError("no locks here")

    monkeypatch.setattr(locks, "_lock", unsupported)
    lock = FileLock(tmp_path / "x.lock")
    assert lock.acquire()
    assert not is_held(lock.path)
    lock.release()
