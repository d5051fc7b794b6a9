"""Waiting for the store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from concurrent.futures import Future


async def settled(writes: Iterable[Future[None]], timeout_s: float) -> bool:
    """Waits until the writes have ended, well or not; whoever is cancelled here cancels none.

    (`asyncio.wrap_future` would: it cancels a write that nobody waits for any more.)

    Returns:
        Whether all have ended in time.
    """
    loop = asyncio.get_running_loop()
    pending = set(writes)
    if not pending:
        return True
    none_left = asyncio.Event()

    def ended(write: Future[None]) -> None:
        pending.discard(write)
        if not pending:
            none_left.set()

    def tell(write: Future[None]) -> None:
        """On the store's thread, or at once."""
        with contextlib.suppress(RuntimeError):  # the loop has ended before the write did
            loop.call_soon_threadsafe(ended, write)

    for write in tuple(pending):
        write.add_done_callback(tell)
    try:
        async with asyncio.timeout(timeout_s):
            await none_left.wait()
    except TimeoutError:
        return False
    return True
