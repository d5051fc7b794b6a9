"""The thread and event loop on which turns run, whatever the screen does."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

log = logging.getLogger(__name__)
Result = TypeVar("Result")

CLOSE_CONNECTIONS_S = 1.0
"""How long the end of the program waits for connections to be put away."""


class EngineLoop:
    """Starts its thread with the first work, and ends it when it is closed.

    `call` and `run` are for any thread, but one at a time: the owner holds a lock.

    Args:
        stop_all: Stops what runs; called on the loop when it is to end.
        close_connections: Called on the loop at the end, after everything else.
    """

    def __init__(
        self,
        stop_all: Callable[[], None],
        close_connections: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._stop_all = stop_all
        self._close_connections = close_connections
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closing: asyncio.Future[float] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    # --- any thread ---

    def call(self, act: Callable[..., None], *arguments: object) -> None:
        """Calls a function on the loop."""
        self._started().call_soon_threadsafe(act, *arguments)

    def run(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Runs something that the end does not wait for: its future is cancelled then."""
        return asyncio.run_coroutine_threadsafe(work, self._started())

    def close(self, timeout_s: float) -> None:
        """Ends the thread, if there is one; not to be called on it, nor twice.

        Args:
            timeout_s: How long to wait for the tasks once they have been told to stop; those that
                are left are cancelled.
        """
        loop, thread, closing = self._loop, self._thread, self._closing
        if loop is None or thread is None or closing is None:
            return
        loop.call_soon_threadsafe(closing.set_result, timeout_s)
        thread.join(timeout_s + 2 * CLOSE_CONNECTIONS_S)
        if thread.is_alive():
            log.warning("the turns' thread did not end in time")

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            loop = self._loop = asyncio.new_event_loop()
            closing = self._closing = loop.create_future()
            self._thread = threading.Thread(
                target=self._work, args=(loop, closing), name="minimax-turns", daemon=True
            )
            self._thread.start()
        return self._loop

    # --- the loop ---

    def create_task(self, work: Coroutine[Any, Any, None]) -> None:
        """Begins something that the end waits for. To be called on the loop."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _work(self, loop: asyncio.AbstractEventLoop, closing: asyncio.Future[float]) -> None:
        # At its end the asyncio.Runner cancels what still runs and closes the loop.
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(self._until_closed(closing))

    async def _until_closed(self, closing: asyncio.Future[float]) -> None:
        timeout_s = await closing
        self._stop_all()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=timeout_s)
        if self._close_connections is not None:
            try:
                async with asyncio.timeout(CLOSE_CONNECTIONS_S):
                    await self._close_connections()
            except Exception:
                log.exception("the connections could not be closed")
