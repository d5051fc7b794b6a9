"""Long sessions cost no more than short ones to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.storage.making import WAIT_S, a_message, a_session, chain

LENGTH = 10_000


@pytest.fixture(scope="module")
def long_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteConversationStore]:
    """A session of 10,000 messages, one of ten, and 300 of one."""
    opened = SqliteConversationStore(tmp_path_factory.mktemp("long") / "chats.db")
    chain(opened, LENGTH, "long")
    chain(opened, 10, "short")
    for number in range(300):
        opened.add_session(a_session(f"other{number}"))
        done = opened.add_message(a_message(f"o{number}", session=f"other{number}"))
    done.result(WAIT_S)
    yield opened
    opened.close()


def statements_of(store: SqliteConversationStore, look: Callable[[], object]) -> list[str]:
    """The statements that `look` makes the database carry out."""
    statements: list[str] = []
    with store.database.reading() as connection:
        connection.set_trace_callback(statements.append)
    look()
    with store.database.reading() as connection:
        connection.set_trace_callback(None)
    return [sql for sql in statements if sql.lstrip().startswith("SELECT")]


def steps_of(store: SqliteConversationStore, look: Callable[[], object]) -> int:
    """About how many hundreds of its own instructions SQLite needs for `look`."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with store.database.reading() as connection:
        connection.set_progress_handler(count, 100)
    look()
    with store.database.reading() as connection:
        connection.set_progress_handler(None, 0)
    return steps


def test_a_page_takes_as_many_queries_and_steps_wherever_it_is(
    long_store: SqliteConversationStore,
) -> None:
    pages = [("short", 0), ("long", 0), ("long", 5_000), ("long", LENGTH - 10)]
    queries: set[int] = set()
    steps: list[int] = []
    for session, first in pages:

        def look(session: str = session, first: int = first) -> None:
            page = long_store.path(session, first, first + 10)
            expected = [f"{session}-{number}" for number in range(first, first + 10)]
            assert [message.id for message in page] == expected

        queries.add(len(statements_of(long_store, look)))
        steps.append(steps_of(long_store, look))
    assert queries == {2}
    assert max(steps) <= min(steps) + 2
    assert min(steps) > 0


def test_no_question_walks_a_whole_table(long_store: SqliteConversationStore) -> None:
    looks: list[Callable[[], object]] = [
        lambda: long_store.path("long", 4_000, 4_020),
        lambda: long_store.path_length("long"),
        lambda: long_store.message("long-77"),
        lambda: long_store.siblings("long-77"),
        lambda: long_store.siblings("o7"),
        lambda: long_store.session("long"),
        lambda: long_store.resolve_session("lon"),
    ]
    for look in looks:
        for sql in statements_of(long_store, look):
            with long_store.database.reading() as connection:
                plan = [step[-1] for step in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
            assert plan
            assert not [step for step in plan if step.startswith("SCAN")], (sql, plan)
    for ordered, index in (
        (long_store.last_session, "sessions_by_use"),
        (lambda: long_store.sessions(limit=20), "sessions_listed"),
    ):
        for sql in statements_of(long_store, ordered):
            with long_store.database.reading() as connection:
                plan = [step[-1] for step in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
            assert plan == [f"SCAN sessions USING INDEX {index}"]


def test_adding_and_branching_cost_what_they_change(long_store: SqliteConversationStore) -> None:
    def steps_of_adding(session: str, parent: str, id_: str) -> int:
        steps = 0

        def count() -> int:
            nonlocal steps
            steps += 1
            return 0

        with long_store.database.writing() as connection:
            connection.set_progress_handler(count, 100)
        long_store.add_message(a_message(id_, parent, session=session)).result(WAIT_S)
        with long_store.database.writing() as connection:
            connection.set_progress_handler(None, 0)
        return steps

    # A walk over 10,000 messages would be some 1,000 of these.
    at_most = steps_of_adding("short", "short-9", "short-10") + 20
    assert steps_of_adding("long", f"long-{LENGTH - 1}", f"long-{LENGTH}") <= at_most
    assert steps_of_adding("long", f"long-{LENGTH - 2}", "edit") <= at_most
    long_store.set_leaf("long", f"long-{LENGTH - 1}").result(WAIT_S)
    assert long_store.path_length("long") == LENGTH


def test_a_long_session_can_be_deleted(tmp_path: Path) -> None:
    store = SqliteConversationStore(tmp_path / "chats.db")
    try:
        chain(store, 3_000, "gone")  # deeper than SQLite's cascades go
        chain(store, 2, "stays")
        store.delete_session("gone").result(WAIT_S)
        assert [session.id for session in store.sessions()] == ["stays"]
        with store.database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM blocks").fetchone() == (2,)
    finally:
        store.close()
