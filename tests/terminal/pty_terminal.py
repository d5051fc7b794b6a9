"""Runs a program in a pseudo-terminal and plays the person and the terminal in front of it.

Everything waits on a condition with `select`; nothing is drawn before somebody looks, so that the
drawing does not slow a program that is being measured.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import resource
import select
import signal
import struct
import termios
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from tests.terminal.terminal_keys import key_bytes
from tests.terminal.terminal_screen import Screen, replies
from tests.terminal.warm_start import WarmStart

DEFAULT_TIMEOUT_S = 20.0
_LOOK_AGAIN_S = 0.02
"""How often a condition that no file descriptor tells of is looked at."""
_READ_BYTES = 1 << 16


class Chunk(NamedTuple):
    """What one read gave: the monotonic time in seconds at which it came, and the bytes."""

    at_s: float
    data: bytes


class NotSeen(AssertionError):
    """What was waited for did not come; the message holds the screen."""


class Terminal:
    """A program in a terminal window of its own.

    Attributes:
        pid: The program's process id.
        started_s: Monotonic time at which it was started.
        chunks: All that it has written so far.
    """

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        columns: int = 120,
        lines: int = 40,
        cwd: Path | None = None,
        answers: Callable[[bytes, int, int], bytes] = replies,
        warm: WarmStart | None = None,
    ) -> None:
        """Starts the program.

        Args:
            argv: The program's path and its arguments.
            env: Its whole environment.
            columns: Width of the window in cells.
            lines: Height of the window in cells.
            cwd: Folder to start in; this process's own if None.
            answers: What the terminal answers to the questions in what it reads, by itself.
            warm: What starts the program; a process of its own from the first if None.
        """
        self._argv = [str(part) for part in argv]
        self._screen = Screen(columns, lines)
        self._size = (columns, lines)
        self._answers = answers
        self._drawn = 0
        self._exit_status: int | None = None
        self._usage: resource.struct_rusage
        self._at_end = False
        self.chunks: list[Chunk] = []
        self.started_s = time.monotonic()
        if warm is not None:
            self._start_warm(warm, env, cwd)
        else:
            with warnings.catch_warnings():
                # Python warns of threads that hold locks in the child; this one only calls exec.
                warnings.simplefilter("ignore", DeprecationWarning)
                self.pid, self._fd = pty.fork()
            if self.pid == 0:
                self._become_the_program(dict(env), cwd)
        os.set_blocking(self._fd, False)

    def _start_warm(self, warm: WarmStart, env: Mapping[str, str], cwd: Path | None) -> None:
        self._fd, other = pty.openpty()
        columns, lines = self._size
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        try:
            self.pid = warm.start(self._argv, env, cwd, os.ttyname(other))
            # Until the program has opened its terminal nobody else would hold it open.
            self._wait_for_owner()
        finally:
            os.close(other)

    def _wait_for_owner(self) -> None:
        end_s = time.monotonic() + DEFAULT_TIMEOUT_S
        while self.poll() is None and time.monotonic() < end_s:
            try:
                if os.tcgetpgrp(self._fd) == self.pid:
                    return
            except OSError:
                pass
            select.select([], [], [], 0.001)

    def _become_the_program(self, env: dict[str, str], cwd: Path | None) -> None:
        try:
            columns, lines = self._size
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            if cwd is not None:
                os.chdir(cwd)
            os.execvpe(self._argv[0], self._argv, env)
        finally:
            os._exit(127)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- what the program writes ---

    def pump(self, timeout_s: float = 0.0) -> bool:
        """Reads what there is, waiting at most that long for the first of it.

        Returns:
            Whether anything came.
        """
        if self._at_end:
            return False
        ready, _, _ = select.select([self._fd], [], [], max(timeout_s, 0.0))
        if not ready:
            return False
        try:
            data = os.read(self._fd, _READ_BYTES)
        except BlockingIOError:
            return False
        except OSError:  # Linux says EIO when the last program has closed the terminal
            data = b""
        if not data:
            self._at_end = True
            return False
        self.chunks.append(Chunk(time.monotonic(), data))
        if answer := self._answers(data, *self._size):
            self.send(answer)
        return True

    def raw(self, since: int = 0) -> bytes:
        """The bytes written so far, from the chunk with that number on."""
        return b"".join(chunk.data for chunk in self.chunks[since:])

    @property
    def screen(self) -> Screen:
        """The screen with all drawn that has been read."""
        if self._drawn < len(self.chunks):
            self._screen.feed(self.raw(self._drawn))
            self._drawn = len(self.chunks)
        return self._screen

    def text(self) -> str:
        """What is seen on the screen, line by line."""
        return self.screen.text()

    def wait_for(self, pattern: str, timeout_s: float = DEFAULT_TIMEOUT_S) -> float:
        """Waits until the screen matches.

        Returns:
            Seconds since the program's start.

        Raises:
            NotSeen: if it does not in time, or the program ends before.
        """
        rule = re.compile(pattern, re.MULTILINE)
        self._wait(lambda: rule.search(self.text()) is not None, f"/{pattern}/", timeout_s)
        return self.chunks[-1].at_s - self.started_s if self.chunks else 0.0

    def wait_gone(self, pattern: str, timeout_s: float = DEFAULT_TIMEOUT_S) -> None:
        """Waits until the screen no longer matches. Raises `NotSeen` as `wait_for` does."""
        rule = re.compile(pattern, re.MULTILINE)
        self._wait(lambda: rule.search(self.text()) is None, f"/{pattern}/ gone", timeout_s)

    def wait_bytes(
        self, needle: bytes, since: int = 0, timeout_s: float = DEFAULT_TIMEOUT_S
    ) -> float:
        """Waits until these bytes were written in the chunks from `since` on; draws nothing.

        Returns:
            The monotonic time in seconds at which they were complete.

        Raises:
            NotSeen: as `wait_for` does.
        """
        tail, at = b"", since

        def seen() -> bool:
            nonlocal tail, at
            while at < len(self.chunks):
                tail = tail[-len(needle) :] + self.chunks[at].data
                at += 1
                if needle in tail:
                    return True
            return False

        self._wait(seen, repr(needle), timeout_s)
        return self.chunks[at - 1].at_s

    def wait_until(
        self,
        condition: Callable[[], bool],
        what: str,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        *,
        reading: bool = True,
    ) -> None:
        """Waits for something outside the terminal, such as a file.

        Args:
            condition: Looked at again and again.
            what: Its name, for the error.
            timeout_s: How long.
            reading: Whether the terminal goes on reading meanwhile; False for one that hangs.

        Raises:
            NotSeen: if it does not come in time.
        """
        end_s = time.monotonic() + timeout_s
        while not condition():
            if time.monotonic() > end_s:
                raise NotSeen(self._report(what))
            if reading and not self._at_end:
                self.pump(_LOOK_AGAIN_S)
            else:
                select.select([], [], [], _LOOK_AGAIN_S)

    def _wait(self, condition: Callable[[], bool], what: str, timeout_s: float) -> None:
        end_s = time.monotonic() + timeout_s
        while not condition():
            left_s = end_s - time.monotonic()
            if left_s <= 0 or self._at_end:
                raise NotSeen(self._report(what))
            self.pump(left_s)

    def _report(self, what: str) -> str:
        state = "runs" if self.poll() is None else f"ended with status {self.poll()}"
        return f"{what} was not seen; the program {state}; the screen:\n{self.text()}"

    # --- what the person does ---

    def send(self, data: bytes) -> None:
        """Sends bytes as they are, reading on while the program does not take them."""
        while data:
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                self.pump(_LOOK_AGAIN_S)

    def type(self, text: str) -> None:
        """Types a text, key by key."""
        for char in text:
            self.send(char.encode())

    def key(self, *names: str) -> None:
        """Presses keys, named as in `terminal_keys`."""
        for name in names:
            self.send(key_bytes(name))

    def paste(self, text: str) -> None:
        """Pastes a text, in brackets as terminals do."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def click(self, column: int, line: int, times: int = 1) -> None:
        """Clicks with the left button on a cell, counted from 1."""
        for _ in range(times):
            self.send(b"\x1b[<0;%d;%dM\x1b[<0;%d;%dm" % (column, line, column, line))

    def wheel(self, column: int, line: int, clicks: int) -> None:
        """Turns the wheel over a cell, counted from 1: down, or up for a negative number."""
        button = 65 if clicks > 0 else 64
        for _ in range(abs(clicks)):
            self.send(b"\x1b[<%d;%d;%dM" % (button, column, line))

    def resize(self, columns: int, lines: int) -> None:
        """Changes the window's size; the program gets SIGWINCH."""
        self._size = (columns, lines)
        self.screen.resize(columns, lines)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to the program alone."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Closes the window, as when a connection breaks; the program gets SIGHUP."""
        os.close(self._fd)
        self._fd = -1
        self._at_end = True

    # --- its end ---

    def poll(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        if self._exit_status is None:
            pid, status, self._usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                self._exit_status = os.waitstatus_to_exitcode(status)
        return self._exit_status

    def is_stopped(self) -> bool:
        """Whether a signal has stopped the program; to be asked until it says so once."""
        if self.poll() is not None:
            return False
        pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
        return bool(pid) and os.WIFSTOPPED(status)

    def cpu_s(self) -> float:
        """Seconds of processor time that the program used, once it has ended."""
        assert self._exit_status is not None
        return self._usage.ru_utime + self._usage.ru_stime

    def wait_exit(self, timeout_s: float = DEFAULT_TIMEOUT_S) -> int:
        """Waits for the program's end, reading all it still writes.

        Returns:
            The exit status, negative for a signal.

        Raises:
            NotSeen: if it does not end in time.
        """
        self.wait_until(lambda: self.poll() is not None, "the end", timeout_s)
        while self.pump():
            pass
        status = self.poll()
        assert status is not None
        return status

    def echoes(self) -> bool:
        """Whether the terminal is in the mode a shell expects: line by line, with echo."""
        flags: int = termios.tcgetattr(self._fd)[3]
        return bool(flags & termios.ECHO and flags & termios.ICANON)

    def close(self) -> None:
        """Ends the program, the hard way if it still runs, and closes the terminal."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)
            _, status, self._usage = os.wait4(self.pid, 0)
            self._exit_status = os.waitstatus_to_exitcode(status)
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
            self._at_end = True
