"""The one thread that writes, in order; what is waiting together is committed together."""

from __future__ import annotations

import atexit
import logging
import math
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import NamedTuple, TypeAlias

from minimax_tui.domain.errors import Detail, DiskFull, StorageError, StorageUnavailable
from minimax_tui.storage.database import Database
from minimax_tui.storage.failures import closed, is_about_surroundings, storage_error

log = logging.getLogger(__name__)
Write: TypeAlias = Callable[[sqlite3.Connection], None]
"""A write: statements inside a transaction that the writer begins and commits."""

RETRY_S = 2.0
"""Pause between attempts to store what could not be stored, while nothing new is written."""
IDLE_AFTER_S = 0.3
"""How long nothing is written before what can wait is done."""
_GROUP = 256  # most writes in one transaction: the first one must not wait for ever


class IdleStep(NamedTuple):
    """A small write that can wait until nothing else is to be written."""

    write: Write | None = None
    again_s: float | None = None
    """Seconds until there is more; None: once something has been written."""


class _Job:
    """A write and the future that tells how it went."""

    __slots__ = ("about", "durable", "future", "keep", "run")

    def __init__(self, run: Write, durable: bool, keep: bool, about: Sequence[str] = ()) -> None:
        self.run = run
        self.about = about
        self.durable = durable
        self.keep = keep
        self.future: Future[None] = Future()
        # Running from the start: a cancelled turn must not take its unwritten text with it.
        self.future.set_running_or_notify_cancel()


class Writer:
    """Carries out writes in the order they were submitted.

    A write that fails because of its surroundings (a full disk, a lock, an unplugged drive) fails
    its future and is kept: it is tried again before the next write, and every few seconds. So
    what could not be stored is stored as soon as that is possible. Where a disk is full, a small
    write may come before a large one that waits, but never before one about the same.

    Attributes:
        trouble: Why writes wait for another try, None while none does.
        on_saving: Told why, once writes begin to wait for another try, and None once all of them
            are stored; on the writer's thread.
        on_idle: Called once nothing has been written for a moment, on the writer's thread; its
            write is carried out then.
    """

    def __init__(
        self,
        database: Database,
        retry_s: float = RETRY_S,
        prepare: Callable[[], bool] | None = None,
        finish: Write | None = None,
    ) -> None:
        """
        Args:
            database: Where to write.
            retry_s: Seconds between attempts for what was kept.
            prepare: Called before each transaction, on the writer's thread; says whether it
                wants to be called again though nothing is written. A `StorageError` of it keeps
                the writes, as one of the transaction does.
            finish: Called at the end of each transaction that writes, inside it.
        """
        self._database = database
        self._retry_s = retry_s
        self._prepare = prepare
        self._finish = finish
        self._call_again = False
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._kept: list[_Job] = []
        self._kept_about: set[str] = set()
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._synchronous: tuple[sqlite3.Connection | None, str] = (None, "")
        self.trouble: StorageError | None = None
        self.on_saving: Callable[[StorageError | None], None] | None = None
        self.on_idle: Callable[[], IdleStep] | None = None
        self._idle_at_s = math.inf

    @property
    def unsaved(self) -> int:
        """How many failed writes wait to be tried again."""
        return len(self._kept)

    def submit(
        self, run: Write, *, durable: bool = False, keep: bool = True, about: Sequence[str] = ()
    ) -> Future[None]:
        """Queues a write.

        Args:
            run: The write; it may run more than once, each time after a rollback.
            durable: Whether the disk itself must have it when the future is done.
            keep: Whether it is worth trying again later.
            about: Ids of what it changes: it never comes before an earlier write about the same
                that is to be tried again.

        Returns:
            A future that is done once the write is committed. It cannot be cancelled, and fails
            with a `StorageError`.
        """
        job = _Job(run, durable, keep, about)
        with self._guard:
            if self._closed:
                job.future.set_exception(closed())
                return job.future
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._work, name="storage-writer", daemon=True
                )
                self._thread.start()
                atexit.register(self.close)
            self._queue.put(job)
        return job.future

    def close(self) -> None:
        """Writes what is queued, tries once more what was kept, and ends the thread."""
        with self._guard:
            thread, already = self._thread, self._closed
            self._closed = True
            if thread is not None and not already:
                self._queue.put(None)
        if thread is not None and thread is not threading.current_thread():
            thread.join()
            atexit.unregister(self.close)

    # --- the thread ---

    def _work(self) -> None:
        going_on = True
        while going_on:
            jobs, going_on = self._take()
            self._write(jobs)
        kept, error = self._kept, self.trouble or closed()
        self._keep_nothing()
        for job in kept:
            self._write_alone(job, error)

    def _take(self) -> tuple[list[_Job], bool]:
        """The writes that wait now, and whether there will be more."""
        jobs: list[_Job] = []
        waiting = self._kept or self._call_again
        try:
            job = self._queue.get(timeout=self._patience_s(self._retry_s if waiting else math.inf))
            while job is not None:
                jobs.append(job)
                if len(jobs) == _GROUP:
                    return jobs, True
                job = self._queue.get_nowait()
        except queue.Empty:
            if not jobs:
                self._be_idle()
            return jobs, True
        return jobs, False

    def _patience_s(self, retry_s: float) -> float | None:
        """How long to wait for the next write, None for ever."""
        wait_s = min(retry_s, max(0.0, self._idle_at_s - time.monotonic()))
        return None if wait_s == math.inf else wait_s

    def _be_idle(self) -> None:
        if self.on_idle is None or time.monotonic() < self._idle_at_s:
            return
        try:
            step = self.on_idle()
        except Exception:  # the edge of the thread: it has more to write
            log.exception("what can wait failed")
            self._idle_at_s = math.inf
            return
        again_s = step.again_s
        if step.write is not None:
            try:
                [failure] = self._commit([_Job(step.write, durable=False, keep=False)])
            except StorageError as error:
                failure = error
            if failure is not None:
                again_s = self._retry_s
        self._idle_at_s = math.inf if again_s is None else time.monotonic() + again_s

    def _write(self, new: Sequence[_Job]) -> None:
        jobs = [*self._kept, *new]
        if not jobs and not self._call_again:
            return
        self._idle_at_s = time.monotonic() + IDLE_AFTER_S
        try:
            failures = self._commit(jobs)
        except StorageError as error:
            if isinstance(error, DiskFull) and len(jobs) > 1:
                for job in new:  # a small write may find room where all together did not
                    self._write_alone(job, error)
            else:
                for job in new:
                    self._fail(job, error, keep=True)
            return
        self._keep_nothing()
        for job, failure in zip(jobs, failures, strict=True):
            self._settle(job, failure)
        self._tell(None)

    def _write_alone(self, job: _Job, error: StorageError) -> None:
        """Carries out one write, unless one before it about the same waits because of `error`."""
        if not self._kept_about.isdisjoint(job.about):
            self._fail(job, error, keep=True)
            return
        try:
            failure = self._commit([job])[0]
        except StorageError as alone:
            self._fail(job, alone, keep=True)
            return
        if failure is not None and self._kept:
            # It may need what is kept, such as the parent of a message.
            self._fail(job, failure, keep=True)
        else:
            self._settle(job, failure)

    def _settle(self, job: _Job, failure: StorageError | None) -> None:
        if failure is not None:
            self._fail(job, failure, keep=False)
        elif not job.future.done():
            job.future.set_result(None)

    def _fail(self, job: _Job, error: StorageError, *, keep: bool) -> None:
        if keep and job.keep:
            self._kept.append(job)
            self._kept_about.update(job.about)
            self._tell(error)
        if not job.future.done():
            job.future.set_exception(error)

    def _keep_nothing(self) -> None:
        self._kept = []
        self._kept_about.clear()

    def _tell(self, error: StorageError | None) -> None:
        if (self.trouble is None) == (error is None):
            return  # what follows a trouble says less than the first one did
        self.trouble = error
        if self.on_saving is not None:
            try:
                self.on_saving(error)
            except Exception:  # the edge of the thread: it has more to write
                log.exception("what is told of the storing failed")

    def _commit(self, jobs: Sequence[_Job]) -> list[StorageError | None]:
        """Carries out the writes in one transaction, each within a savepoint.

        Returns:
            For each write None, or why it alone was undone.

        Raises:
            StorageError: if nothing could be committed.
        """
        failures: list[StorageError | None] = []
        durable = any(job.durable for job in jobs)
        try:
            if self._prepare is not None:
                self._call_again = self._prepare()
            with self._database.writing() as connection:
                self._set_synchronous(connection, "FULL" if durable else "NORMAL")
                connection.execute("BEGIN IMMEDIATE")
                try:
                    for job in jobs:
                        failures.append(_try(connection, job.run))
                    self._finish_in(connection)
                    connection.execute("COMMIT")
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise storage_error(error) from error
        except StorageError:
            raise
        except Exception as error:
            # The edge of the thread: what is written later must not be lost with this.
            log.exception("a write failed by a fault of its own")
            raise _fault(error) from error
        return failures

    def _finish_in(self, connection: sqlite3.Connection) -> None:
        if self._finish is None:
            return
        connection.execute("SAVEPOINT finish")
        try:
            self._finish(connection)
        except sqlite3.Error:
            raise
        except Exception:  # the edge of what is added: the writes themselves are good
            log.exception("the end of a transaction failed")
            connection.execute("ROLLBACK TO finish")
        connection.execute("RELEASE finish")

    def _set_synchronous(self, connection: sqlite3.Connection, level: str) -> None:
        if self._synchronous != (connection, level):
            connection.execute(f"PRAGMA synchronous={level}")
            self._synchronous = (connection, level)


def _try(connection: sqlite3.Connection, run: Write) -> StorageError | None:
    """Carries out one write; undoes it and says why if it itself is at fault.

    Raises:
        sqlite3.Error: if the surroundings are at fault.
    """
    connection.execute("SAVEPOINT one")
    failure: StorageError | None = None
    try:
        run(connection)
    except StorageError as error:
        failure = error
    except sqlite3.Error as error:
        if is_about_surroundings(error):
            raise
        failure = storage_error(error)
    except Exception as error:  # noqa: BLE001 - the edge of a write: the writer must go on
        failure = _fault(error)
    if failure is not None:
        connection.execute("ROLLBACK TO one")
    connection.execute("RELEASE one")
    return failure


def _fault(error: Exception) -> StorageUnavailable:
    return StorageUnavailable(detail=Detail(message=f"{type(error).__name__}: {error}"))
