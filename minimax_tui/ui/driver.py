"""The terminal as Textual drives it on Linux and macOS, made to last until the program has ended.

Workarounds for Textual 8.2.8: its writer thread dies with the first failed write, after which
every painter waits for it for ever; its handlers of SIGTSTP and SIGCONT use locks that the code
they interrupt may hold; SIGCONT after a SIGSTOP starts a second set of threads.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
import termios
import tty
from codecs import getincrementaldecoder
from collections.abc import Iterable
from typing import IO, Any

from textual import constants, events
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import (
    KITTY_DISAMBIGUATE_ESCAPE_CODES,
    KITTY_REPORT_ALL_KEYS,
    KITTY_REPORT_ASSOCIATED_TEXT,
    LinuxDriver,
)

from minimax_tui.ui.pastes import Pasted, PasteReader
from minimax_tui.ui.terminal_query import TerminalQuery

_READ_BYTES = 4096
_TICK_S = 0.1
"""How often the thread that reads looks whether it should end; Textual's own number."""

# What Textual asks for (https://sw.kovidgoyal.net/kitty/keyboard-protocol/).
_KITTY_FLAGS = (
    KITTY_DISAMBIGUATE_ESCAPE_CODES | KITTY_REPORT_ALL_KEYS | KITTY_REPORT_ASSOCIATED_TEXT
)
# Inside tmux, whose `extended-keys on` passes shift+enter and ctrl+tab only to who asks for them by
# xterm's XTMODKEYS (tmux(1), "extended-keys", 2026-11); it does not know the kitty protocol.
_ASK_TMUX_FOR_KEYS = "\x1b[>4;1m"
_AS_BEFORE = "\x1b[>4;0m"
_SHIFT_SPACE = "\x1b[32;2u"


class KeyParser(XTermParser):
    """Reads shift+space as tmux then sends it; Textual 8.2.8 makes a key of it that types nothing.

    From terminals with the kitty protocol it comes with its text, and needs no help.
    """

    @property
    def is_settled(self) -> bool:
        """Whether no half of a key waits for its other half."""
        return self._timeout_time is None

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        return super()._sequence_to_key_events(" " if sequence == _SHIFT_SPACE else sequence, alt)


class TerminalOutput:
    """Writes to the terminal while there is one; afterwards what is written goes nowhere.

    Attributes:
        is_open: Whether the terminal still takes what is written.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.is_open = True

    def write(self, text: str) -> None:
        """Writes `text`; never fails."""
        if self.is_open:
            try:
                self._file.write(text)
            except (OSError, ValueError):
                self.is_open = False

    def flush(self) -> None:
        """Brings what was written to the terminal; never fails."""
        if self.is_open:
            try:
                self._file.flush()
            except (OSError, ValueError):
                self.is_open = False

    def fileno(self) -> int:
        """The terminal's file descriptor."""
        return self._file.fileno()


class TerminalDriver(LinuxDriver):
    """Textual's own driver with the workarounds named above.

    Attributes:
        output: Where it writes.
    """

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        assert sys.__stderr__ is not None
        self.output = TerminalOutput(sys.__stderr__)
        self._file = self.output  # type: ignore[assignment]
        self._is_held = False
        query = getattr(app, "terminal_query", None)
        self._query = query if isinstance(query, TerminalQuery) else TerminalQuery()
        self._woken, self._wake = os.pipe()  # wakes the thread that reads, so that it can end

    @property
    def handed_over(self) -> bool:
        """Whether another program, such as the editor, has the terminal."""
        return not self._auto_restart

    def start_application_mode(self) -> None:
        """Takes the terminal."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._ask_for_keys()
        before = self._query.take_attributes()
        if before is not None:
            self.attrs_before = before  # as they were before the query changed them

    def _ask_for_keys(self) -> None:
        if os.environ.get("TMUX"):
            self.write(_ASK_TMUX_FOR_KEYS)

    def disable_input(self) -> None:
        """Ends the thread that reads."""
        os.write(self._wake, b".")
        super().disable_input()  # type: ignore[no-untyped-call,unused-ignore]
        os.read(self._woken, 1)

    def run_input_thread(self) -> None:
        """Waits for input and passes it on.

        As Textual's own, with three differences: what was typed before the start comes first,
        the terminal's answers to our query, which Textual would type, are taken out, and so are
        pastes.
        """
        fd, query = self.fileno, self._query
        parser, pastes = KeyParser(self._debug), PasteReader()
        decode = getincrementaldecoder("utf-8")(errors="replace").decode

        def take(data: bytes) -> None:
            for part in pastes.feed(decode(data)):
                if isinstance(part, Pasted):
                    self.process_message(events.Paste(part.text))
                else:
                    type_keys(part)

        def type_keys(text: str) -> None:
            if text:
                for event in parser.feed(text):
                    self.process_message(event)

        try:
            take(query.take_typed())
            quiet = False  # whether nothing has come since what was held back was let go
            while not self.exit_event.is_set():
                # Without a key whose end is awaited nothing wakes it: idle is to cost nothing.
                tick_s = None if quiet and parser.is_settled else _TICK_S
                ready, _, _ = select.select([fd, self._woken], [], [], tick_s)
                if fd in ready:
                    quiet = False
                    if data := os.read(fd, _READ_BYTES):
                        take(query.typed(data))
                elif not (quiet or ready):
                    quiet = True
                    take(query.replies.flush())
                    type_keys(pastes.flush())
                for event in parser.tick():
                    self.process_message(event)
        finally:
            with contextlib.suppress(EOFError, ParseError):
                for _ in parser.feed(""):
                    pass

    def write(self, data: str) -> None:
        """Writes to the terminal; nothing while another program has it.

        Textual's own would wait for ever once its queue is full, for nobody empties it then.
        """
        if not self._is_held:
            super().write(data)

    def suspend_application_mode(self) -> None:
        """Gives the terminal to another program."""
        super().suspend_application_mode()
        self._is_held = True

    def resume_application_mode(self) -> None:
        """Takes the terminal back."""
        self._is_held = False
        super().resume_application_mode()

    def stop_application_mode(self) -> None:
        """Gives the terminal back as it was."""
        if self._mouse_pixels:
            self.write("\x1b[?1016l")  # Textual sets it and does not take it back
        if os.environ.get("TMUX"):
            self.write(_AS_BEFORE)
        super().stop_application_mode()

    def _sigtstp_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        """Takes the terminal again after the process was stopped, by whichever signal."""
        if self.handed_over:
            return
        if self._must_signal_resume:
            self.resume_application_mode()
        else:
            self._take_terminal_again()
            self.send_message(self.SignalResume())

    def _take_terminal_again(self) -> None:
        """Sets all modes once more: after SIGSTOP nothing was tidied up, and a shell was there.

        The threads have gone on with the process, and what was typed is not lost.
        """
        with contextlib.suppress(termios.error):
            attributes = termios.tcgetattr(self.fileno)
            if attributes[tty.LFLAG] & termios.ICANON:
                self.attrs_before = termios.tcgetattr(self.fileno)
                attributes[tty.LFLAG] = self._patch_lflag(attributes[tty.LFLAG])
                attributes[tty.IFLAG] = self._patch_iflag(attributes[tty.IFLAG])
                attributes[tty.CC][termios.VMIN] = 1
                termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)
        self.write("\x1b[?1049h\x1b[?25l\x1b[?1004h")
        if not constants.DISABLE_KITTY_KEY:
            self.write(f"\x1b[<u\x1b[>{_KITTY_FLAGS}u")
        self._ask_for_keys()
        self._enable_mouse_support()
        if self._mouse_pixels:
            self._enable_mouse_pixels()
        if self._in_band_window_resize:
            self._enable_in_band_window_resize()
        self._enable_bracketed_paste()
        self._disable_line_wrap()
