"""The store of sessions and messages that the rest of the program sees: writes and reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.errors import Detail, StorageUnavailable
from minimax_tui.domain.messages import Message, Session, SessionOrder, SessionTotals, Shelf
from minimax_tui.domain.session_tree import NoTree, SessionTree, TreeStored, parents_first
from minimax_tui.domain.speeds import MeasuredSpeed
from minimax_tui.storage import (
    message_reads,
    message_writes,
    model_reads,
    session_copy,
    session_reads,
    session_writes,
    trees,
)
from minimax_tui.storage.branch_store import SqliteBranchStore
from minimax_tui.storage.encoding import plain, to_json
from minimax_tui.storage.open_store import OpenStore
from minimax_tui.storage.rows import message_row, session_columns, settings_text, totals

# What to_json raises for a value that cannot be JSON.
_UNWRITABLE = (TypeError, ValueError, RecursionError)


class SqliteConversationStore(OpenStore, SqliteBranchStore):
    """A `domain.ports.ConversationStore` in a SQLite database; `OpenStore` opens and closes it.

    Every write takes its own copy of what it is given before it returns. A write that failed for
    want of room or because of a lock is tried again until it succeeds (see `Writer`).
    """

    def parts(self) -> list[SqliteConversationStore]:
        """The stores that this one is made of, each with a database of its own."""
        return [self]

    # --- writing ---

    def add_session(self, session: Session) -> Future[None]:
        """Stores a new session; its leaf and turns follow from the messages added to it."""
        columns = session_columns(session)
        return self.writer.submit(
            lambda connection: session_writes.add_session(connection, columns),
            durable=True,
            about=(session.id,),
        )

    def update_session(
        self,
        session_id: str,
        *,
        title: str | None = None,
        named_by_user: bool | None = None,
        model: str | None = None,
        thinking: str | None = None,
        system: str | None = None,
        settings: Mapping[str, Any] | None = None,
        updated_at: float | None = None,
    ) -> Future[None]:
        """Changes what is given of a session; fails with `SessionNotFound` if there is none."""
        texts = {"title": title, "model": model, "thinking": thinking, "system": system}
        changes: dict[str, Any] = {
            name: plain(text) for name, text in texts.items() if text is not None
        }
        if named_by_user is not None:
            changes["named_by_user"] = int(named_by_user)
            changes["title_by"] = "user" if named_by_user else "prompt"
        if settings is not None:
            changes["settings"] = settings_text(settings)
        if updated_at is not None:
            changes["updated_at"] = updated_at
        return self.writer.submit(
            lambda connection: session_writes.update_session(connection, session_id, changes),
            about=(session_id,),
        )

    def add_message(self, message: Message) -> Future[None]:
        """Stores a message with its blocks, makes it the session's leaf.

        The session counts as used at the message's time. Adding it again replaces what is stored
        of it. Fails with `SessionNotFound` if the session or the parent is not there.
        """
        return self._submit_prepared(
            lambda: partial(
                message_writes.add_message, message=message_row(message, self.instance.id)
            ),
            durable=message.role == "user",
            about=(message.session_id, message.id),
        )

    def append_stream(
        self, message_id: str, block_index: int, events: Sequence[dict[str, Any]]
    ) -> Future[None]:
        """Appends wire events of one block of a streaming answer, in the order they came.

        `block_index` is the wire's index; the first event of a block is its
        `content_block_start`. Nothing happens once the message is closed.
        """

        def prepare() -> Callable[[sqlite3.Connection], None]:
            text = to_json(list(events))
            return lambda connection: message_writes.append_stream(
                connection, message_id, block_index, text
            )

        return self._submit_prepared(prepare, about=(message_id,))

    def finish_block(self, message_id: str, block_index: int, block: Block) -> Future[None]:
        """Stores a whole block in the place of its appended events."""

        def prepare() -> Callable[[sqlite3.Connection], None]:
            wire = to_json(block)
            return lambda connection: message_writes.finish_block(
                connection, message_id, block_index, wire
            )

        return self._submit_prepared(prepare, about=(message_id,))

    def close_message(self, message: Message) -> Future[None]:
        """Stores the end of a streaming answer: its blocks, state, usage, timings, error.

        It is on the disk itself when the future is done.
        """
        return self._submit_prepared(
            lambda: partial(
                message_writes.close_message, message=message_row(message, self.instance.id)
            ),
            durable=True,
            about=(message.session_id, message.id),
        )

    def set_leaf(self, session_id: str, message_id: str) -> Future[None]:
        """Makes a message the end of the session's current path."""
        return self.writer.submit(
            lambda connection: message_writes.set_leaf(connection, session_id, message_id),
            about=(session_id,),
        )

    def copy_session(self, session_id: str, copy_id: str, *, title: str, at: float) -> Future[None]:
        """Copies a session with all its messages; fails with `SessionNotFound` if there is none."""
        title = plain(title)
        return self.writer.submit(
            lambda connection: session_copy.copy_session(
                connection, session_id, copy_id, title, at
            ),
            durable=True,
            about=(session_id, copy_id),
        )

    def put_tree(self, tree: SessionTree) -> Future[TreeStored]:
        """Stores what is not there yet of a whole session; see `storage.trees.put_tree`.

        It is not tried again where it fails.
        """
        stored: list[TreeStored] = []
        told: Future[TreeStored] = Future()
        told.set_running_or_notify_cancel()

        def prepare() -> Callable[[sqlite3.Connection], None]:
            session = session_columns(tree.session)
            rows = [message_row(message, self.instance.id) for message in tree.messages]
            return lambda connection: stored.append(
                trees.put_tree(connection, session, rows, tree.session.leaf_id)
            )

        def tell(done: Future[None]) -> None:
            failure = done.exception()
            if failure is not None:
                told.set_exception(failure)
            else:
                told.set_result(stored[-1])

        submitted = self._submit_prepared(
            prepare, durable=True, keep=False, about=(tree.session.id,)
        )
        submitted.add_done_callback(tell)
        return told

    def suggest_title(self, session_id: str, title: str) -> Future[None]:
        """Gives a session the model's title, unless a person has named it."""
        title = plain(title)
        return self.writer.submit(
            lambda connection: session_writes.suggest_title(connection, session_id, title),
            about=(session_id,),
        )

    def arrange_sessions(
        self,
        session_ids: Sequence[str],
        *,
        pinned: bool | None = None,
        archived: bool | None = None,
    ) -> Future[None]:
        """Pins or archives sessions, or undoes it; those that are gone are left out."""
        switches = {"pinned": pinned, "archived": archived}
        changes = {name: int(on) for name, on in switches.items() if on is not None}
        return self._change_sessions(session_ids, changes)

    def trash_sessions(self, session_ids: Sequence[str], at: float | None) -> Future[None]:
        """Puts sessions into the trash at a Unix time; None takes them out of it."""
        return self._change_sessions(session_ids, {"trashed_at": at})

    def save_view(self, session_id: str, text: str) -> Future[None]:
        """Keeps how a session is shown; nothing happens if it is not there."""
        return self._change_sessions([session_id], {"view": plain(text)})

    def _change_sessions(self, session_ids: Sequence[str], changes: dict[str, Any]) -> Future[None]:
        ids = list(session_ids)
        return self.writer.submit(
            lambda connection: session_writes.change_sessions(connection, ids, changes), about=ids
        )

    def delete_session(self, session_id: str) -> Future[None]:
        """Removes a session, its messages and its draft; one that is gone already is no error."""
        return self.writer.submit(
            lambda connection: session_writes.delete_session(connection, session_id),
            about=(session_id,),
        )

    def save_draft(self, session_id: str, text: str) -> Future[None]:
        """Keeps what stands in the composer; "" removes it. The session need not be stored."""
        text = plain(text)
        # Not tried again: an old draft must not come back over a newer one.
        return self.writer.submit(
            lambda connection: session_writes.save_draft(connection, session_id, text), keep=False
        )

    def add_prompt_history(self, text: str, at: float) -> Future[None]:
        """Keeps a prompt for recall; the same text as the newest one is not kept twice."""
        text = plain(text)
        return self.writer.submit(
            lambda connection: session_writes.add_prompt_history(connection, text, at)
        )

    def _submit_prepared(
        self,
        prepare: Callable[[], Callable[[sqlite3.Connection], None]],
        *,
        durable: bool = False,
        keep: bool = True,
        about: Sequence[str] = (),
    ) -> Future[None]:
        try:
            run = prepare()
        except _UNWRITABLE as error:
            failed: Future[None] = Future()
            detail = Detail(message=f"{type(error).__name__}: {error}")
            failed.set_exception(StorageUnavailable(detail=detail))
            return failed
        return self.writer.submit(run, durable=durable, keep=keep, about=about)

    # --- reading ---

    def session(self, session_id: str) -> Session:
        """One session.

        Raises:
            SessionNotFound: if it is not there.
        """
        with self.database.reading() as connection:
            return session_reads.session(connection, session_id)

    def sessions(
        self,
        *,
        limit: int = 200,
        offset: int = 0,
        title_like: str = "",
        shelf: Shelf = "active",
        order: SessionOrder = "used",
    ) -> list[Session]:
        """Sessions of a shelf; each word of `title_like` is in the title."""
        with self.database.reading() as connection:
            return session_reads.sessions(connection, limit, offset, title_like, shelf, order)

    def count_sessions(self, *, title_like: str = "", shelf: Shelf = "active") -> int:
        """How many sessions `sessions` gives without a limit."""
        with self.database.reading() as connection:
            return session_reads.count_sessions(connection, title_like, shelf)

    def session_totals(self, session_ids: Sequence[str]) -> dict[str, SessionTotals]:
        """Tokens and cost of these sessions; those without an answer are left out."""
        with self.database.reading() as connection:
            found = session_reads.usage_rows(connection, session_ids)
        return totals(found)

    def view(self, session_id: str) -> str:
        """What `save_view` kept, "" if it kept nothing."""
        with self.database.reading() as connection:
            return session_reads.view(connection, session_id)

    def resolve_session(self, start_of_id: str) -> str:
        """The id that begins so.

        Raises:
            SessionNotFound: if none does.
            AmbiguousSession: if several do; the detail names some.
        """
        with self.database.reading() as connection:
            return session_reads.resolve(connection, plain(start_of_id))

    def last_session(self) -> str | None:
        """Id of the session used last."""
        with self.database.reading() as connection:
            return session_reads.last(connection)

    def message(self, message_id: str) -> Message:
        """One message; of an answer that is still coming, what is stored so far.

        Raises:
            SessionNotFound: if it is not there.
        """
        with self.database.reading() as connection:
            raw = message_reads.raw_message(connection, message_id)
        return raw.build()[0]

    def tree(self, session_id: str) -> SessionTree:
        """A session with all its messages, of every branch.

        Raises:
            SessionNotFound: if it is not there.
            StorageUnavailable: if its messages make no tree.
        """
        with self.database.reading() as connection:
            session = session_reads.session(connection, session_id)
            raw = message_reads.raw_tree(connection, session_id)
        try:
            return SessionTree(session, parents_first(raw.build()))
        except NoTree as error:
            raise StorageUnavailable(detail=Detail(message=f"message {error}")) from error

    def path_length(self, session_id: str) -> int:
        """Number of messages on the session's current path, 0 for an unknown session."""
        with self.database.reading() as connection:
            return message_reads.path_length(connection, session_id)

    def path(self, session_id: str, start: int = 0, stop: int | None = None) -> list[Message]:
        """Messages of the current path at positions start..stop, as `range` counts."""
        with self.database.reading() as connection:
            raw = message_reads.raw_path(connection, session_id, start, stop)
        return raw.build()

    def path_sizes(self, session_id: str) -> list[int]:
        """About how many characters each message of the current path shows, root first."""
        with self.database.reading() as connection:
            return message_reads.path_sizes(connection, session_id)

    def siblings(self, message_id: str) -> list[str]:
        """Ids of the messages with the same parent, oldest first, this one included.

        Raises:
            SessionNotFound: if the message is not there.
        """
        with self.database.reading() as connection:
            return message_reads.siblings(connection, message_id)

    def newest_leaf_below(self, message_id: str) -> str:
        """The leaf reached by always taking the newest child: where a chosen sibling leads.

        Raises:
            SessionNotFound: if the message is not there.
        """
        with self.database.reading() as connection:
            return message_reads.newest_leaf_below(connection, message_id)

    def draft(self, session_id: str) -> str:
        """What stood in the session's composer, "" if nothing did."""
        with self.database.reading() as connection:
            return session_reads.draft(connection, session_id)

    def prompt_history(self, limit: int = 1000) -> list[str]:
        """Prompts sent before, the newest first."""
        with self.database.reading() as connection:
            return session_reads.prompt_history(connection, limit)

    # --- about models ---

    def measured_speeds(self) -> dict[str, MeasuredSpeed]:
        """How fast each model was in the newest answers."""
        with self.database.reading() as connection:
            return model_reads.measured_speeds(connection)

    def media_on_path(self, session_id: str) -> list[Block]:
        """The blocks of the current path that are, or hold, a picture or a video."""
        with self.database.reading() as connection:
            return model_reads.media_on_path(connection, session_id)

    def thinking_by_model(self, session_id: str) -> dict[str, str]:
        """The thinking switch that each model of the current path was asked with last."""
        with self.database.reading() as connection:
            return model_reads.thinking_by_model(connection, session_id)
