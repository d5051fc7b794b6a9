"""Waiting for a call that blocks: the loop goes on, errors arrive, and nobody is held up."""

from __future__ import annotations

import asyncio
import threading

import pytest

from minimax_tui.domain.daemon import call_in_daemon
from minimax_tui.domain.errors import NoCredentials

WAIT_S = 10.0


async def test_the_loop_goes_on_while_the_call_blocks() -> None:
    release = threading.Event()

    def call() -> str:
        assert release.wait(WAIT_S)
        return threading.current_thread().name

    waiting = asyncio.create_task(call_in_daemon(call, "a-name"))
    await asyncio.sleep(0)
    assert not waiting.done()
    release.set()
    async with asyncio.timeout(WAIT_S):
        assert await waiting == "a-name"


async def test_an_error_reaches_the_one_who_waits() -> None:
    def call() -> None:
        raise NoCredentials

    with pytest.raises(NoCredentials):
        await call_in_daemon(call, "a-name")


async def test_who_stops_waiting_leaves_a_thread_that_holds_nothing_up() -> None:
    release, ran = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []

    def call() -> None:
        threads.append(threading.current_thread())
        ran.set()
        release.wait(WAIT_S)

    waiting = asyncio.create_task(call_in_daemon(call, "a-name"))
    await asyncio.to_thread(ran.wait, WAIT_S)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert threads[0].daemon
    release.set()
    await asyncio.to_thread(threads[0].join, WAIT_S)
    assert not threads[0].is_alive()
