"""`minimax-chat -p PROMPT`: one answer, streamed to stdout, without a screen."""

from __future__ import annotations

import io
import os
import sys
import threading
from typing import TextIO

from minimax_tui.cli.compose import Program
from minimax_tui.cli.ends import ended_by_signals, on_ctrl_c
from minimax_tui.cli.given_settings import said_of_project
from minimax_tui.cli.retry_words import retry_words
from minimax_tui.cli.sessions import options_for, session_to_open
from minimax_tui.cli.unsaved import say_what_is_not_stored
from minimax_tui.domain.blocks import block_type, text_block
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.events import (
    BlockDelta,
    BlockStarted,
    HistoryRepaired,
    RetryPlanned,
    StorageTroubled,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnInterrupted,
)
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.messages import Message
from minimax_tui.domain.requests import TurnOptions
from minimax_tui.engine.ids import new_id
from minimax_tui.engine.mailbox import Mailbox

EXIT_INTERRUPTED = 130
EXIT_PIPE_CLOSED = 141
"""As a shell reports a program that SIGPIPE ended."""


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

    Args:
        program: Closed at the end.
        prompt: The prompt; `-` reads it from stdin.
        continue_last: Whether it goes to the session used last.
        resume: The session it goes to, by the start of its id.

    Raises:
        ChatError: if the request failed, or the prompt, the key or the session cannot be used.
    """
    try:
        with ended_by_signals():
            return _run(program, prompt, continue_last, resume)
    finally:
        with on_ctrl_c(lambda: None):  # what came is being stored
            program.close()
        say_what_is_not_stored(program.store)


def _run(program: Program, prompt: str, continue_last: bool, resume: str | None) -> int:
    text = _from_stdin() if prompt == "-" else prompt
    if not text.strip():
        raise SettingsError(tr("The prompt is empty."), tr("Give one after -p, or on stdin."))
    program.credentials.resolve()
    project = said_of_project(program.settings)
    for notice in [*program.notices, *([project] if project else [])]:
        _say(notice)
    session_id = session_to_open(program.store, continue_last, resume)
    session = program.store.session(session_id) if session_id is not None else None
    options = options_for(program.settings, session)
    return _answer(program, session_id or new_id(), text, options)


def _answer(program: Program, session_id: str, text: str, options: TurnOptions) -> int:
    _replace_what_cannot_be_encoded(sys.stdout)
    printer = TextPrinter(sys.stdout)
    ready = threading.Event()
    mailbox = Mailbox(lambda _: ready.set())
    program.runner.send(session_id, (text_block(text),), options, mailbox)
    try:
        while True:
            ready.wait()
            ready.clear()
            for event in mailbox.drain():
                printer.take(event)
                match event:
                    case StorageTroubled(error):
                        _say(sentences(error.what, tr("The chat goes on in memory.")))
                    case RetryPlanned() as planned:
                        _say(retry_words(planned))
                    case HistoryRepaired(words):
                        _say(words)
                    case TurnFailed(_, error):
                        printer.close()
                        raise error
                    case TurnFinished(answer):
                        printer.close()
                        _warn_if_cut(answer)
                        return 0
                    case TurnInterrupted():
                        printer.close()
                        return EXIT_INTERRUPTED
    except KeyboardInterrupt:
        if sys.stdout.isatty():
            printer.close()
        return EXIT_INTERRUPTED  # closing the program stops the turn
    except BrokenPipeError:
        let_stream_go(sys.stdout)
        return EXIT_PIPE_CLOSED


def _warn_if_cut(answer: Message) -> None:
    if answer.stop_reason == "max_tokens":
        _say(tr("The answer reached max_tokens and is not complete."))


def _say(words: str) -> None:
    print(f"minimax-chat: {visible(words)}", file=sys.stderr)


def _from_stdin() -> str:
    """What stands on stdin, without the end of its last line."""
    _replace_what_cannot_be_encoded(sys.stdin)
    return sys.stdin.read().rstrip("\r\n")


def _replace_what_cannot_be_encoded(stream: TextIO) -> None:
    """A stray byte, or a letter that the terminal's encoding does not have, is no reason to end."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")


def let_stream_go(stream: TextIO) -> None:
    """Nobody reads any more: keeps the interpreter from complaining when it ends.

    (As the documentation of Python's `signal` module advises.)
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
