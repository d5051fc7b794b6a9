"""What the terminal answers when it is asked what it can do.

Asked in one go: the kitty keyboard protocol's flags, its name and version, the kitty graphics
protocol, synchronized output, and last its device attributes (DA1), which every terminal answers:
what has not been answered before that will not be. Sources, 2026-11:
https://sw.kovidgoyal.net/kitty/keyboard-protocol/, …/graphics-protocol/,
https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, and for mode 2026
https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036.
"""

from __future__ import annotations

import os
import re
import select
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

WAIT_S = 0.2
"""How long answers are waited for."""
_KEYBOARD = b"\x1b[?u"
_NAME = b"\x1b[>q"
_GRAPHICS = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
_SYNCHRONIZED = b"\x1b[?2026$p"
_ATTRIBUTES = b"\x1b[c"
_TIDY = b"\r\x1b[K"
"""Takes away what a terminal has printed that did not know a question for one."""
_MUTE = frozenset(("", "dumb", "linux", "cons25", "emacs", "eterm", "eterm-color"))
"""Values of TERM whose terminals may print a question instead of answering it."""

_KITTY_FLAGS = re.compile(rb"\x1b\[\?(\d{1,4})u")
_NAMED = re.compile(rb"\x1bP>\|([^\x1b\x07]{0,200})(?:\x1b\\|\x07)")
_GRAPHICS_OK = re.compile(rb"\x1b_Gi=31;OK\x1b\\")
_MODE_2026 = re.compile(rb"\x1b\[\?2026;([0-4])\$y")
_DA1 = re.compile(rb"\x1b\[\?([0-9;]{1,100})c")
_SIXEL = "4"


@dataclass(frozen=True, slots=True)
class Replies:
    """What a terminal has answered.

    Attributes:
        answered: Whether it answered at all.
        kitty_keyboard: Whether it knows the kitty keyboard protocol.
        name: Its name and version in its own words; foreign text, "" where it does not say.
        kitty_graphics: Whether it draws pictures by the kitty graphics protocol.
        sixel: Whether it draws sixel pictures.
        synchronized: Whether it knows synchronized output (mode 2026).
    """

    answered: bool = False
    kitty_keyboard: bool = False
    name: str = ""
    kitty_graphics: bool = False
    sixel: bool = False
    synchronized: bool = False


def read_replies(data: bytes) -> Replies:
    """What these bytes from a terminal say; whatever else is in them is passed over."""
    attributes = _DA1.search(data)
    name = _NAMED.search(data)
    mode = _MODE_2026.search(data)
    return Replies(
        answered=attributes is not None,
        kitty_keyboard=_KITTY_FLAGS.search(data) is not None,
        name=name[1].decode("utf-8", "replace").strip() if name else "",
        kitty_graphics=_GRAPHICS_OK.search(data) is not None,
        sixel=attributes is not None and _SIXEL in attributes[1].decode().split(";")[1:],
        synchronized=mode is not None and mode[1] in (b"1", b"2"),
    )


class TerminalTalk:
    """Asks the terminal, and keeps its answers out of the user's input.

    Used as a context: until its end nothing that comes in is echoed, and what has come in by then,
    a late answer too, is thrown away.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._fd = -1
        self._before: list[Any] | None = None
        self.replies: Replies | None = None

    def __enter__(self) -> TerminalTalk:
        """Asks; `replies` is None where nobody can be asked."""
        if not _may_ask():
            return self
        import termios

        try:
            self._fd = sys.stdin.fileno()
            if os.tcgetpgrp(self._fd) != os.getpgrp():
                return self  # in the background: setting the terminal would stop the process
            self._before = termios.tcgetattr(self._fd)
            quiet = termios.tcgetattr(self._fd)
            quiet[3] &= ~(termios.ECHO | termios.ICANON)
            quiet[6][termios.VMIN], quiet[6][termios.VTIME] = 0, 0
            termios.tcsetattr(self._fd, termios.TCSANOW, quiet)
            self.replies = self._ask()
        except (OSError, ValueError, termios.error):
            pass  # no terminal after all
        return self

    def __exit__(self, *_: object) -> None:
        """Throws away what has come in, and gives the terminal back as it was."""
        if self._before is None:
            return
        import contextlib
        import termios

        with contextlib.suppress(OSError, termios.error):  # the terminal is gone
            termios.tcsetattr(self._fd, termios.TCSAFLUSH, self._before)
        self._before = None

    def _ask(self) -> Replies:
        out = sys.stdout.fileno()
        os.write(out, question(os.environ))
        data = b""
        until_s = self._clock() + WAIT_S
        while _DA1.search(data) is None:
            left_s = until_s - self._clock()
            ready, _, _ = select.select([self._fd], [], [], max(0.0, left_s))
            piece = os.read(self._fd, 4096) if ready else b""
            if not piece:
                break
            data += piece
        os.write(out, _TIDY)
        return read_replies(data)


def question(environ: Mapping[str, str]) -> bytes:
    """What a terminal is asked in this environment."""
    # GNU screen takes a string of this kind for a message of its own, tmux for the title of the
    # pane (its manual, "NAMES AND TITLES", 2026-11); macOS Terminal prints it.
    multiplexed = environ.get("TMUX") or environ.get("TERM", "").startswith(("screen", "tmux"))
    graphics = not multiplexed and environ.get("TERM_PROGRAM") != "Apple_Terminal"
    return _KEYBOARD + _NAME + (_GRAPHICS if graphics else b"") + _SYNCHRONIZED + _ATTRIBUTES


def _may_ask() -> bool:
    """Whether the answers can only come to this program."""
    if sys.platform == "win32" or os.environ.get("TERM", "") in _MUTE:
        return False
    try:
        # Behind a pipe there may be a pager, which reads the same terminal.
        return sys.stdin.isatty() and sys.stdout.isatty()
    except ValueError:
        return False
