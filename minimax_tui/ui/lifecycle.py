"""Ends the program when the system asks for it or the terminal is gone, and loses nothing by it.

The orderly end goes through the app's loop. A loop that no longer answers, because it waits for a
terminal that reads nothing or because of a fault, is given a little time; then the program is
ended from the watching thread: what came is stored, the terminal is put right.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Protocol, Self

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
"""Pause between two looks whether the terminal is still there."""
SCREEN_PATIENCE_S = 2.0
"""How long the app's loop may take to end the screen."""
CLOSE_PATIENCE_S = 12.0
"""How long storing what came may take; the engine gives its turns 5 s, and the disk as much."""

_RESET = (
    b"\x1b[?2004l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l\x1b[?1004l"
    b"\x1b[?2048l\x1b[?2026l\x1b[?7h\x1b[<u\x1b[0m\x1b[?1049l\x1b[?25h"
)
"""Everything that the program may have switched, switched back (xterm's control sequences)."""


class Endable(Protocol):
    """An app as the watch sees it. Every method but `end` may be called on any thread."""

    def end(self, status: int) -> None:
        """Keeps the draft and ends the screen; on the app's loop."""
        ...

    def call_on_loop(self, act: Callable[[], None]) -> bool:
        """Has the app's loop call `act`; False where no loop runs."""
        ...

    def keep_draft(self) -> None:
        """Stores what stands in the composer."""
        ...

    def handed_over(self) -> bool:
        """Whether another program, such as the editor, has the terminal."""
        ...

    def silence(self) -> None:
        """Nothing more is written to the terminal."""
        ...


class EndWatch:
    """Watches for the end of the program from its construction to `finished`.

    Used as a context: inside it runs the app, then `screen_ended` is called and everything is
    closed.

    Attributes:
        status: The exit status asked for by the system: 128 and the signal's number; 0 if none.
        terminal_gone: Whether the terminal has been closed.
    """

    def __init__(self, app: Endable, close: Callable[[], None]) -> None:
        """
        Args:
            app: The app.
            close: Stores what came and closes the database; for the end without a screen.
        """
        self.status = 0
        self.terminal_gone = False
        self._app = app
        self._close = close
        self._asked: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._screen_ended = threading.Event()
        self._finished = threading.Event()
        self._before: dict[int, Any] = {}
        self._attributes: list[Any] | None = None
        self._thread = threading.Thread(target=self._watch, name="minimax-end", daemon=True)

    def __enter__(self) -> Self:
        self._attributes = _terminal_attributes()
        for name in ("SIGTERM", "SIGHUP", "SIGINT"):
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            # One that is ignored from the start stays so: that is what nohup asks for.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._signalled)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._finished.set()
        self._screen_ended.set()
        self._asked.put(None)
        self._thread.join()
        for number, before in self._before.items():
            signal.signal(number, before)

    def screen_ended(self) -> None:
        """To be called when the app has given the terminal back."""
        self._screen_ended.set()

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        """Runs between any two instructions of the main thread: only this `put` is safe here."""
        del frame
        self._asked.put(number)

    # --- the thread ---

    def _watch(self) -> None:
        number = self._wait()
        if number is None:
            return
        self.status = 128 + number
        log.info("ending: %s", signal.Signals(number).name)
        asked = self._app.call_on_loop(lambda: self._app.end(self.status))
        if not self._screen_ended.wait(SCREEN_PATIENCE_S if asked else 0.0):
            self._end_without_screen()
        if not self._finished.wait(CLOSE_PATIENCE_S):
            log.error("closing took too long")
            os._exit(self.status)

    def _wait(self) -> int | None:
        """The signal to end by; None where the program ended by itself."""
        while True:
            try:
                number = self._asked.get(timeout=LOOK_EVERY_S)
            except queue.Empty:
                if self._screen_ended.is_set() or not terminal_is_gone():
                    continue
                number = signal.SIGHUP
            # ctrl+c in the editor reaches the program too, and is not meant for it.
            if number == signal.SIGINT and self._app.handed_over():
                continue
            self.terminal_gone = terminal_is_gone()
            return number

    def _end_without_screen(self) -> None:
        log.warning("the screen did not end in time")
        closing = threading.Thread(target=self._store_all, name="minimax-close", daemon=True)
        closing.start()
        closing.join(CLOSE_PATIENCE_S)
        if not self._app.handed_over():
            self._app.silence()
            _put_right(self._attributes)
        os._exit(self.status)

    def _store_all(self) -> None:
        try:
            self._app.keep_draft()
        except Exception:
            # The edge of the program's end: whatever is wrong, the answers are to be stored.
            log.exception("the draft could not be kept")
        self._close()


def terminal_is_gone() -> bool:
    """Whether the terminal on stdin was closed (Linux says EIO then, macOS EIO or ENXIO)."""
    if sys.platform == "win32":
        return False
    import termios

    try:
        termios.tcgetattr(0)
    except termios.error as error:
        return error.args[0] in (errno.EIO, errno.ENXIO, errno.EBADF)
    return False


def _terminal_attributes() -> list[Any] | None:
    if sys.platform == "win32":
        return None
    import termios

    try:
        return termios.tcgetattr(0)
    except termios.error:
        return None


def _put_right(attributes: list[Any] | None) -> None:
    """Puts the terminal right, without waiting for it."""
    if sys.platform == "win32" or attributes is None:
        return
    import termios

    with contextlib.suppress(OSError, termios.error):
        # What the terminal has not read yet would keep these few bytes from being written.
        termios.tcflush(0, termios.TCOFLUSH)
        # Opened anew: not to wait is a property of the opening, which the shell shares.
        terminal = os.open("/dev/tty", os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            os.write(terminal, _RESET)
        finally:
            os.close(terminal)
    with contextlib.suppress(termios.error):
        termios.tcsetattr(0, termios.TCSANOW, attributes)
