"""Signals in a run without a screen: what came is stored, whichever of them ends it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Inside it SIGTERM and SIGHUP end the program orderly, with 128 and their number as status.

    One that is ignored from the start, as under nohup, stays ignored. Afterwards further ones do
    nothing, so that what is being stored is stored.

    Raises:
        SystemExit: when such a signal comes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: dict[int, Any] = {}
    asked = False

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        del frame
        if not asked:
            asked = True
            raise SystemExit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        if not asked:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def on_ctrl_c(act: Callable[[], None]) -> Iterator[None]:
    """Inside it SIGINT calls `act`, on the main thread between two steps of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: act())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
