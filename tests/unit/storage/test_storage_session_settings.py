"""Settings that one session has of its own: kept, changed, copied, carried along."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from minimax_tui.storage.carrying import carry_over
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.migrations import MIGRATIONS, migrate, version_of
from minimax_tui.storage.unsaved import PartlyUnsavedStore
from tests.unit.storage.making import WAIT_S, a_message, a_session

OWN: Mapping[str, Any] = {"temperature": 0.2, "from_a_later_version": {"a": [1, None]}, "top_p": ""}
EARLIER = [step.version for step in MIGRATIONS if step.version < 4]


def a_session_of_its_own(store: SqliteConversationStore, id_: str = "s1") -> None:
    store.add_session(replace(a_session(id_), settings=OWN))
    store.add_message(a_message(f"{id_}-m", session=id_)).result(WAIT_S)


def write_column(path: Path, text: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE sessions SET settings = ?", (text,))
        connection.commit()


def test_they_come_back_as_they_were_given(store: SqliteConversationStore) -> None:
    a_session_of_its_own(store)
    assert store.session("s1").settings == OWN
    assert [one.settings for one in store.sessions()] == [OWN]


def test_what_is_given_takes_the_place_of_all_of_them(store: SqliteConversationStore) -> None:
    a_session_of_its_own(store)
    store.update_session("s1", title="Other").result(WAIT_S)
    assert store.session("s1").settings == OWN
    store.update_session("s1", settings={"max_tokens": None}).result(WAIT_S)
    assert store.session("s1").settings == {"max_tokens": None}
    store.update_session("s1", settings={}).result(WAIT_S)
    assert store.session("s1").settings == {}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[1]",
        "3",
        "\x00",
        '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"a":' + "9" * 5_000,
    ],
)
def test_a_column_that_cannot_be_read_counts_as_none(database_path: Path, text: str) -> None:
    store = SqliteConversationStore(database_path)
    try:
        a_session_of_its_own(store)
        write_column(database_path, text)
        assert store.session("s1").settings == {}
        assert [one.id for one in store.sessions()] == ["s1"]
        store.update_session("s1", settings=OWN).result(WAIT_S)
        assert store.session("s1").settings == OWN
    finally:
        store.close()


def test_copies_have_them_too(store: SqliteConversationStore) -> None:
    a_session_of_its_own(store)
    store.copy_session("s1", "copy", title="Copy", at=200.0).result(WAIT_S)
    store.copy_path("s1", "s1-m", "fork", title="Fork", at=200.0).result(WAIT_S)
    store.update_session("s1", settings={}).result(WAIT_S)
    assert store.session("copy").settings == store.session("fork").settings == OWN


def test_they_are_carried_into_another_database(tmp_path: Path) -> None:
    to = tmp_path / "to.db"
    SqliteConversationStore(to).close()
    store = SqliteConversationStore(":memory:")
    try:
        a_session_of_its_own(store)
        with store.database.writing() as connection:
            carry_over(connection, to)
    finally:
        store.close()
    found = SqliteConversationStore(to)
    try:
        assert found.session("s1").settings == OWN
    finally:
        found.close()


def test_those_of_a_session_in_memory_leave_nothing(database_path: Path) -> None:
    store = PartlyUnsavedStore(database_path)
    try:
        store.keep_in_memory("s1")
        a_session_of_its_own(store)
        store.update_session("s1", settings={"temperature": 1.5}).result(WAIT_S)
        assert store.session("s1").settings == {"temperature": 1.5}
    finally:
        store.close()
    with closing(sqlite3.connect(database_path)) as connection:
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (0,)


# --- the migration ---


@pytest.mark.parametrize("version", EARLIER)
def test_a_database_of_any_earlier_version_gets_the_column(
    database_path: Path, version: int
) -> None:
    database_path.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(database_path, isolation_level=None)) as connection:
        migrate(connection, None, MIGRATIONS[:version])
        assert version_of(connection) == version
        insert = (
            "INSERT INTO sessions (id, title, title_folded, created_at, updated_at, system) "
            "VALUES (?, 'Old', 'old', 1.0, 1.0, 'Be kind')"
        )
        connection.execute(insert, ("s1",))
        store = SqliteConversationStore(database_path)
        try:
            assert (store.session("s1").settings, store.session("s1").system) == ({}, "Be kind")
            store.update_session("s1", settings=OWN).result(WAIT_S)
            # An earlier version that has it open goes on writing.
            connection.execute(insert, ("s2",))
            assert store.session("s2").settings == {}
            assert store.session("s1").settings == OWN
        finally:
            store.close()
        assert version_of(connection) == MIGRATIONS[-1].version
    backup = database_path.with_name(f"{database_path.name}.backup-v{version}")
    with closing(sqlite3.connect(backup)) as copy:
        assert version_of(copy) == version
        assert copy.execute("SELECT id FROM sessions").fetchall() == [("s1",)]
        with pytest.raises(sqlite3.OperationalError):
            copy.execute("SELECT settings FROM sessions")
