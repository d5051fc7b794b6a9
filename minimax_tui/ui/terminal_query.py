"""Asks the terminal for its background before the screen starts.

The question is sent first of all, and the answer is read when the screen needs it: what is
imported meanwhile takes longer than a terminal needs. Standard library only, for the same reason.

The question is OSC 11, followed by a request for the device attributes (DA1), which every
terminal answers: once that answer is there, none to OSC 11 will come
(https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, 2026-11).
"""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

WAIT_S = 0.1
"""How long after the question an answer is waited for; later ones are only taken out."""
HOLD_S = 30.0
"""How long after the question the beginning of an answer is held back until its rest comes."""

_QUESTION = b"\x1b]11;?\x1b\\\x1b[c"
_REPLY = re.compile(
    rb"\x1b\]11;(?P<color>[^\x07\x1b]{0,64})(?:\x07|\x1b\\)|(?P<attributes>\x1b\[\?[0-9;]*c)"
)
_BEGINNING = re.compile(
    rb"\x1b(?:\](?:1(?:1(?:;[^\x07\x1b]{0,64}\x1b?)?)?)?|\[(?:\?[0-9;]{0,64})?)?\Z"
)
_COLOR = re.compile(rb"rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})")
_MUTE_TERMINALS = frozenset(("", "dumb", "linux", "cons25", "emacs", "eterm", "eterm-color"))
"""Values of TERM whose terminals know no OSC 11, and may print it."""


class ReplyReader:
    """Takes the terminal's answers out of what is typed.

    Attributes:
        dark: Whether the background is dark; None as long as the terminal has not said so.
        complete: Whether all answers have come.
    """

    def __init__(self) -> None:
        self.dark: bool | None = None
        self.complete = False
        self._held = b""

    def feed(self, data: bytes, *, hold: bool = True) -> bytes:
        """What of `data` was typed.

        Args:
            data: Bytes from the terminal.
            hold: Whether what may be the beginning of an answer waits for the next bytes.
        """
        data, self._held = self._held + data, b""
        if self.complete or b"\x1b" not in data:
            return data
        typed = _REPLY.sub(self._take, data)
        if hold and not self.complete and (beginning := _BEGINNING.search(typed)):
            self._held = beginning[0]
            typed = typed[: beginning.start()]
        return typed

    def flush(self) -> bytes:
        """What was held back: it was typed after all."""
        held, self._held = self._held, b""
        return held

    def _take(self, match: re.Match[bytes]) -> bytes:
        if match["attributes"] is not None:
            self.complete = True
        else:
            dark = is_dark(match["color"])
            self.dark = self.dark if dark is None else dark
        return b""


def is_dark(color: bytes) -> bool | None:
    """Whether a colour, as OSC 11 says it, is dark; None where it cannot be read.

    Dark is what white text stands out from more than black text (WCAG 2.2's contrast ratio).
    """
    match = _COLOR.match(color)
    if match is None:
        return None
    red, green, blue = (_linear(int(part, 16) / (16 ** len(part) - 1)) for part in match.groups())
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (luminance + 0.05) ** 2 < 1.05 * 0.05


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def dark_by_environment(environ: Mapping[str, str]) -> bool | None:
    """What `COLORFGBG` says (rxvt and others set it: ``15;0``); None where it says nothing.

    The last number is the background's place in the 16 colours: 7 and those over 8 are light.
    """
    last = environ.get("COLORFGBG", "").rpartition(";")[2].strip()
    if not last.isascii() or not last.isdigit() or int(last) > 15:
        return None
    return int(last) < 7 or int(last) == 8


class TerminalQuery:
    """A question that the terminal has been asked, and what was typed meanwhile.

    Attributes:
        replies: Takes the answers out of what is read; answers can come late.
        on_late_reply: Called with `replies.dark` when an answer comes after the screen has
            started; on the thread that reads the keys.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.replies = ReplyReader()
        self.on_late_reply: Callable[[bool], None] | None = None
        self._clock = clock
        self._typed = b""
        self._asked_at: float | None = None
        self._attributes: list[Any] | None = None
        self._fd = -1

    # --- before the screen ---

    def send(self) -> TerminalQuery:
        """Asks, if the terminal may be one that answers; returns itself.

        From now on keys are not echoed, and wait for the screen.
        """
        if sys.platform == "win32" or os.environ.get("TERM", "") in _MUTE_TERMINALS:
            return self
        import termios

        try:
            self._fd = sys.stdin.fileno()
            if os.tcgetpgrp(self._fd) != os.getpgrp():
                return self  # in the background: setting the terminal would stop the process
            attributes = termios.tcgetattr(self._fd)
            quiet = termios.tcgetattr(self._fd)
            quiet[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON)
            quiet[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
            quiet[6][termios.VMIN], quiet[6][termios.VTIME] = 1, 0
            termios.tcsetattr(self._fd, termios.TCSANOW, quiet)
            self._attributes = attributes
            os.write(sys.stdout.fileno(), _QUESTION)
        except (OSError, ValueError, termios.error):
            return self
        self._asked_at = self._clock()
        return self

    def is_dark(self) -> bool | None:
        """Whether the background is dark; None where it is not known.

        Waits until `WAIT_S` after the question at most, and then goes by the environment.
        """
        self._read()
        if self.replies.dark is not None:
            return self.replies.dark
        return dark_by_environment(os.environ)

    def restore(self) -> None:
        """Gives the terminal back as it was found, unless the screen has taken it."""
        if self._attributes is None:
            return
        self._read()
        import termios

        attributes, self._attributes = self._attributes, None
        try:
            termios.tcsetattr(self._fd, termios.TCSANOW, attributes)
        except termios.error:
            return  # the terminal is gone

    def _read(self) -> None:
        """Reads what is there, waiting for the rest of the answer while there is time."""
        if self._asked_at is None or self._attributes is None:
            return
        while not self.replies.complete:
            left_s = self._asked_at + WAIT_S - self._clock()
            try:
                ready, _, _ = select.select([self._fd], [], [], max(0.0, left_s))
                data = os.read(self._fd, 4096) if ready else b""
            except OSError:
                return
            if not data:
                return
            self._typed += self.replies.feed(data)

    # --- for the driver ---

    def take_attributes(self) -> list[Any] | None:
        """The terminal's attributes as they were found, once; then they are the caller's to set."""
        attributes, self._attributes = self._attributes, None
        return attributes

    def take_typed(self) -> bytes:
        """What was typed before the screen started, once."""
        typed, self._typed = self._typed, b""
        return typed

    def ask_again(self) -> str:
        """The question once more, for the driver to write; "" while an answer is still due."""
        if self._asked_at is None or not self.replies.complete:
            return ""
        self.replies.complete = False
        self._asked_at = self._clock()
        return _QUESTION.decode()

    @property
    def expects(self) -> bool:
        """Whether an answer may still come."""
        return self._asked_at is not None and not self.replies.complete

    def typed(self, data: bytes) -> bytes:
        """What of bytes that the driver has read was typed."""
        if not self.expects:
            return self.replies.flush() + data
        assert self._asked_at is not None
        known = self.replies.dark
        typed = self.replies.feed(data, hold=self._clock() < self._asked_at + HOLD_S)
        if self.replies.dark is not None and self.replies.dark != known and self.on_late_reply:
            self.on_late_reply(self.replies.dark)
        return typed
