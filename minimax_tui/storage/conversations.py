"""The store of sessions and messages that the rest of the program sees."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any, Literal

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.errors import Detail, StorageBusy, StorageError, StorageUnavailable
from minimax_tui.domain.i18n import tr
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
from minimax_tui.storage.database import BUSY_TIMEOUT_S, Database, StorageNotice
from minimax_tui.storage.encoding import plain, to_json
from minimax_tui.storage.failures import storage_error
from minimax_tui.storage.housekeeping import Upkeep
from minimax_tui.storage.instances import FOLDER, Instance
from minimax_tui.storage.recovery import has_orphans, recover
from minimax_tui.storage.rows import message_row, session_columns, totals
from minimax_tui.storage.search_index import IndexKeeper
from minimax_tui.storage.writer import RETRY_S, Writer

# What to_json raises for a value that cannot be JSON.
_UNWRITABLE = (TypeError, ValueError, RecursionError)


class SqliteConversationStore(SqliteBranchStore):
    """A `domain.ports.ConversationStore` in a SQLite database.

    Opening it closes, as interrupted, the answers of programs that died in the middle. Every
    write takes its own copy of what it is given before it returns. A write that failed for want
    of room or because of a lock is tried again until it succeeds (see `Writer`). A file that
    somebody has removed is made again, with everything that was in it.

    Attributes:
        database: The open database; its `notices` are for the user.
        writer: Carries out the writes; other parts of the database may submit theirs.
        instance: This running program.
        upkeep: What is done while nothing is to be written.
        recovered: Ids of the messages that were found open at the start, interrupted now.
        on_moved: Told of the database that the store goes on in from now on, once it had to
            change; on the writer's thread.
    """

    def __init__(
        self,
        path: Path | Literal[":memory:"],
        *,
        vfs: str | None = None,
        retry_s: float = RETRY_S,
        later: Path | None = None,
        open_wait_s: float = BUSY_TIMEOUT_S,
    ) -> None:
        """
        Args:
            path: The database's file; ``:memory:`` leaves nothing on the disk.
            vfs: SQLite's way to the file system, by name; its default if not given.
            retry_s: Seconds between attempts to store what could not be stored.
            later: For a store in memory: the file that it moves to, with all it holds, as soon as
                that can be opened.
            open_wait_s: How long each step of the opening waits for another program's lock.

        Raises:
            SchemaTooNew: if a later version wrote the file, which stays as it is.
            DiskFull: if there is no room to open it.
            StorageBusy: if another program holds a lock that keeps it from being opened.
            StorageUnavailable: if it cannot be opened for any other reason.
        """
        file = None if isinstance(path, str) else path
        self.database = Database(file, vfs=vfs, wait_s=open_wait_s)
        self.on_moved: Callable[[StorageNotice], None] | None = None
        self._place = file or later
        self._half_moved = False
        self._left_in_memory = 0
        self._retry_s = retry_s
        self._next_try_s = time.monotonic() + retry_s
        try:
            self.instance = Instance(file.parent / FOLDER if file is not None else None)
            self.recovered, recovered_all = self._recover_at_start()
            self.instance.remove_stale_locks()
            self.database.wait_at_most(BUSY_TIMEOUT_S)
        except (sqlite3.Error, OSError) as error:
            self.database.close()
            raise storage_error(error) from error
        self._index = IndexKeeper()
        self.writer = Writer(self.database, retry_s, self._stay_in_place, self._index.before_commit)
        self.upkeep = Upkeep(self.database, self._index)
        self.writer.on_idle = self.upkeep
        if later is not None:
            self.writer.submit(lambda _: None)  # from now on it looks for the file
        if not recovered_all:
            self.recover()

    def _recover_at_start(self) -> tuple[list[str], bool]:
        """The ids of what was recovered, and whether that was all: nobody held a lock."""
        try:
            return self._recover_now(), True
        except sqlite3.Error as error:
            if not isinstance(storage_error(error), StorageBusy):
                raise
            return [], False

    def _recover_now(self) -> list[str]:
        with self.database.writing() as connection:
            if not has_orphans(connection, self.instance.is_live):
                return []
            connection.execute("BEGIN IMMEDIATE")
            try:
                recovered = recover(connection, self.instance.is_live)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            return recovered

    def _stay_in_place(self) -> bool:
        """Moves to where the database should be, if it is not there; on the writer's thread.

        Returns:
            Whether it is still to be tried: there is no file yet, and all goes on in memory.

        Raises:
            StorageError: if the file was removed and cannot be made again.
        """
        place = self._place
        if place is None:
            return False
        in_memory = self.database.path is None
        if in_memory and not self._half_moved:
            if time.monotonic() < self._next_try_s:
                return True
            self._next_try_s = time.monotonic() + self._retry_s
        elif self.instance.in_place and os.path.exists(place):
            return False
        try:
            self._move_to(place)
        except StorageError:
            if in_memory:
                return True
            raise
        if in_memory:
            notice = StorageNotice(tr("The database can be used again: everything is saved now."))
        else:
            notice = StorageNotice(
                tr("The database had been removed; it was made again."),
                tr("It holds everything that it held before: {path}.", path=place),
            )
        if self.on_moved is not None:
            self.on_moved(notice)
        return False

    def _move_to(self, place: Path) -> None:
        if not self._half_moved:
            self.database.move_to(place)
        self._half_moved = True
        try:
            self.instance.move_to(place.parent / FOLDER)
            self._recover_now()
        except (sqlite3.Error, OSError) as error:
            raise storage_error(error) from error
        self._half_moved = False

    @property
    def on_saving(self) -> Callable[[StorageError | None], None] | None:
        """Told why, once writes begin to fail, and None once all is stored; see `Writer`."""
        return self.writer.on_saving

    @on_saving.setter
    def on_saving(self, told: Callable[[StorageError | None], None] | None) -> None:
        self.writer.on_saving = told

    @property
    def notices(self) -> list[StorageNotice]:
        """What the user should be told about the opening."""
        return self.database.notices

    @property
    def unsaved(self) -> int:
        """How many failed writes wait to be tried again.

        Once a store in memory is closed, also what could not be moved to its file.
        """
        return self.writer.unsaved + self._left_in_memory

    def begin_upkeep(self, *, backs_up: bool) -> None:
        """From now on does what can wait, whenever nothing is to be written.

        Args:
            backs_up: Whether a copy is kept of each day.
        """
        self.upkeep.backs_up = backs_up
        self.writer.submit(lambda _: None, keep=False)

    def parts(self) -> list[SqliteConversationStore]:
        """The stores that this one is made of, each with a database of its own."""
        return [self]

    # --- writing ---

    def add_session(self, session: Session) -> Future[None]:
        """Stores a new session; its leaf and turns follow from the messages added to it."""
        columns = session_columns(session)
        return self.writer.submit(
            lambda connection: session_writes.add_session(connection, columns), durable=True
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
        if updated_at is not None:
            changes["updated_at"] = updated_at
        return self.writer.submit(
            lambda connection: session_writes.update_session(connection, session_id, changes)
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

        return self._submit_prepared(prepare)

    def finish_block(self, message_id: str, block_index: int, block: Block) -> Future[None]:
        """Stores a whole block in the place of its appended events."""

        def prepare() -> Callable[[sqlite3.Connection], None]:
            wire = to_json(block)
            return lambda connection: message_writes.finish_block(
                connection, message_id, block_index, wire
            )

        return self._submit_prepared(prepare)

    def close_message(self, message: Message) -> Future[None]:
        """Stores the end of a streaming answer: its blocks, state, usage, timings, error.

        It is on the disk itself when the future is done.
        """
        return self._submit_prepared(
            lambda: partial(
                message_writes.close_message, message=message_row(message, self.instance.id)
            ),
            durable=True,
        )

    def set_leaf(self, session_id: str, message_id: str) -> Future[None]:
        """Makes a message the end of the session's current path."""
        return self.writer.submit(
            lambda connection: message_writes.set_leaf(connection, session_id, message_id)
        )

    def copy_session(self, session_id: str, copy_id: str, *, title: str, at: float) -> Future[None]:
        """Copies a session with all its messages; fails with `SessionNotFound` if there is none."""
        title = plain(title)
        return self.writer.submit(
            lambda connection: session_copy.copy_session(
                connection, session_id, copy_id, title, at
            ),
            durable=True,
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

        self._submit_prepared(prepare, durable=True, keep=False).add_done_callback(tell)
        return told

    def suggest_title(self, session_id: str, title: str) -> Future[None]:
        """Gives a session the model's title, unless a person has named it."""
        title = plain(title)
        return self.writer.submit(
            lambda connection: session_writes.suggest_title(connection, session_id, title)
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
            lambda connection: session_writes.change_sessions(connection, ids, changes)
        )

    def delete_session(self, session_id: str) -> Future[None]:
        """Removes a session, its messages and its draft; one that is gone already is no error."""
        return self.writer.submit(
            lambda connection: session_writes.delete_session(connection, session_id)
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

    def recover(self) -> Future[None]:
        """Closes, as interrupted, answers of other programs that have died since the start."""

        def run(connection: sqlite3.Connection) -> None:
            recover(connection, self.instance.is_live)

        return self.writer.submit(run)

    def _submit_prepared(
        self,
        prepare: Callable[[], Callable[[sqlite3.Connection], None]],
        *,
        durable: bool = False,
        keep: bool = True,
    ) -> Future[None]:
        try:
            run = prepare()
        except _UNWRITABLE as error:
            failed: Future[None] = Future()
            detail = Detail(message=f"{type(error).__name__}: {error}")
            failed.set_exception(StorageUnavailable(detail=detail))
            return failed
        return self.writer.submit(run, durable=durable, keep=keep)

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

    # --- the same session open elsewhere ---

    def claim_session(self, session_id: str) -> bool:
        """Marks a session as open here; False if another running program has it open."""
        return self.instance.claim(session_id)

    def release_session(self, session_id: str) -> None:
        """Gives back what `claim_session` took."""
        self.instance.release(session_id)

    def close(self) -> None:
        """Writes what is queued and closes the database; later calls fail.

        A store in memory tries for the last time to move to its file.
        """
        self._next_try_s = 0.0
        if self._place is not None and self.database.path is None:
            self.writer.submit(lambda _: None)
        self.upkeep.close()
        self.writer.close()
        if self._place is not None and self.database.path is None:
            self._left_in_memory = self._count_messages()
        self.database.close()
        self.instance.close()

    def _count_messages(self) -> int:
        try:
            with self.database.reading() as connection:
                count: int = connection.execute("SELECT count(*) FROM messages").fetchone()[0]
        except StorageError:  # it was closed before
            return self._left_in_memory
        return count
