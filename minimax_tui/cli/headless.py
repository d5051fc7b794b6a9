"""`minimax-chat -p PROMPT`: one answer, streamed to stdout, without a screen."""

from __future__ import annotations

import sys
import threading
from typing import TextIO

from minimax_tui.cli.compose import Program
from minimax_tui.cli.sessions import session_to_open
from minimax_tui.domain.blocks import block_type, text_block
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.events import (
    BlockDelta,
    BlockStarted,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnInterrupted,
)
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.requests import TurnOptions
from minimax_tui.domain.thinking import parse_thinking
from minimax_tui.engine.ids import new_id
from minimax_tui.engine.mailbox import Mailbox

EXIT_INTERRUPTED = 130


class TextPrinter:
    """Writes the text of an answer as it comes; thinking is not part of it.

    On a terminal, foreign control codes are made visible; into a file or pipe goes the exact text.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._safe = visible if out.isatty() else lambda text: text
        self._text_blocks: set[int] = set()
        self._wrote = ""

    def take(self, event: TurnEvent) -> None:
        """Writes what the event adds to the text."""
        piece: object = ""
        if isinstance(event, BlockStarted) and block_type(event.block) == "text":
            self._text_blocks.add(event.index)
            piece = event.block.get("text")
        elif isinstance(event, BlockDelta) and event.index in self._text_blocks:
            piece = event.delta.get("text")
        if isinstance(piece, str) and piece:
            if not self._wrote:
                piece = piece.lstrip("\n")  # M2.x text begins with blank lines
            self._write(piece)

    def _write(self, piece: str) -> None:
        if piece:
            self._out.write(self._safe(piece))
            self._out.flush()
            self._wrote = piece

    def close(self) -> None:
        """Ends the last line."""
        if self._wrote and not self._wrote.endswith("\n"):
            self._write("\n")


def run_headless(program: Program, prompt: str, *, continue_last: bool, resume: str | None) -> int:
    """Sends one prompt and prints the answer; returns the exit status.

    Raises:
        ChatError: if the request failed.
    """
    try:
        text = sys.stdin.read() if prompt == "-" else prompt
        if not text.strip():
            raise SettingsError(tr("The prompt is empty."), tr("Give one after -p, or on stdin."))
        program.credentials.resolve()
        for notice in program.notices:
            print(f"minimax-chat: {visible(notice)}", file=sys.stderr)
        session_id = session_to_open(program.store, continue_last, resume) or new_id()
        return _answer(program, session_id, text)
    finally:
        program.close()


def _answer(program: Program, session_id: str, text: str) -> int:
    settings = program.settings
    options = TurnOptions(
        model=settings.text("model"),
        thinking=parse_thinking(settings.text("thinking")),
        system=settings.text("system") or None,
        temperature=settings.number("temperature"),
        top_p=settings.number("top_p"),
        max_tokens=settings.integer("max_tokens"),
    )
    ready = threading.Event()
    mailbox = Mailbox(lambda _: ready.set())
    printer = TextPrinter(sys.stdout)
    turn = program.runner.send(session_id, (text_block(text),), options)
    assert turn is not None  # nothing else runs in this program
    turn.attach(mailbox)
    try:
        while True:
            ready.wait()
            ready.clear()
            for event in mailbox.drain():
                printer.take(event)
                if isinstance(event, TurnFailed):
                    printer.close()
                    raise event.error
                if isinstance(event, TurnFinished | TurnInterrupted):
                    printer.close()
                    return 0 if isinstance(event, TurnFinished) else EXIT_INTERRUPTED
    except (KeyboardInterrupt, BrokenPipeError):
        program.runner.stop(session_id)
        return EXIT_INTERRUPTED
