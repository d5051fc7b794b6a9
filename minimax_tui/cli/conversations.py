"""Opens the database for a command that ends soon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from minimax_tui.cli.compose import DATABASE, DEMO_DATABASE
from minimax_tui.config.paths import Paths, ensure
from minimax_tui.domain.errors import SessionNotFound
from minimax_tui.domain.i18n import tr
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.failures import storage_error


@contextmanager
def opened_conversations(
    paths: Paths, *, demo: bool, make: bool
) -> Iterator[SqliteConversationStore]:
    """The store of sessions, closed at the end.

    Args:
        paths: Where it is.
        demo: Whether the demo's is meant.
        make: Whether it is made if it is not there.

    Raises:
        SessionNotFound: if it is not there, and not to be made.
        StorageError: if it cannot be opened.
    """
    place = paths.data / (DEMO_DATABASE if demo else DATABASE)
    if not make and not place.exists():
        raise SessionNotFound(tr("There is no session yet."), tr("Start with: minimax-chat"))
    try:
        ensure(paths.data)
    except OSError as error:
        raise storage_error(error) from error
    store = SqliteConversationStore(place)
    try:
        yield store
    finally:
        store.close()
