"""`minimax-chat --linear`: the chat as plain lines, for screen readers and simple terminals.

No panes, no full screen, nothing drawn twice: a prompt on stdin, lines on stdout.
"""

from __future__ import annotations

import io
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from minimax_tui.cli.compose import Program
from minimax_tui.cli.ends import ended_by_signals
from minimax_tui.cli.headless import EXIT_PIPE_CLOSED, let_stream_go
from minimax_tui.cli.linear_printer import LinearPrinter, error_words
from minimax_tui.cli.sessions import options_for, session_to_open
from minimax_tui.cli.unsaved import say_what_is_not_stored
from minimax_tui.domain.blocks import joined_text, text_block
from minimax_tui.domain.catalogue import ThinkingRule, find_model, resolve_model_id
from minimax_tui.domain.errors import ChatError, SettingsError
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Session
from minimax_tui.engine.ids import new_id
from minimax_tui.engine.mailbox import Mailbox

QUIT_WITHIN_S = 2.0
"""Within this time a second ctrl+c quits."""
PROMPT = "> "
_SESSIONS_SHOWN = 20
_OF_SESSION = ("model", "thinking", "system")


def run_linear(program: Program, *, continue_last: bool = False, resume: str | None = None) -> int:
    """Chats in plain lines until the user quits or stdin ends; returns the exit status.

    Args:
        program: Closed at the end.
        continue_last: Whether it goes on with the session used last.
        resume: The session it goes on with, by the start of its id.

    Raises:
        ChatError: if the session asked for cannot be opened.
    """
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a stray byte is no reason to end
    try:
        with ended_by_signals():
            session_id = session_to_open(program.store, continue_last, resume)
            chat = LinearChat(program)
            chat.greet(session_id)
            chat.run()
        return 0
    except BrokenPipeError:
        let_stream_go(sys.stdout)
        return EXIT_PIPE_CLOSED
    finally:
        with _on_ctrl_c(lambda: None):  # what came is being stored
            program.close()
        say_what_is_not_stored(program.store)


class LinearChat:
    """One conversation at a time, line by line.

    Args:
        program: The program's parts.
        read_line: Reads a line after showing a prompt; raises EOFError at the end of the input
            and KeyboardInterrupt at ctrl+c.
        clock: Monotonic time in seconds.
    """

    def __init__(
        self,
        program: Program,
        read_line: Callable[[str], str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._program = program
        self._settings = program.settings
        self._read_line = read_line or _reader(program)
        self._clock = clock
        self._session_id = new_id()
        self._listed: list[Session] = []
        self._ctrl_c_at = float("-inf")
        self._quit = False

    # --- the conversation ---

    def greet(self, session_id: str | None) -> None:
        """Says what this is, what went wrong so far, and where the conversation goes on."""
        model = visible(self._settings.text("model"))
        said = tr("minimax-chat, {model}, plain lines. /help names the commands.", model=model)
        self._say(said)
        if self._program.demo:
            self._say(tr("This is a demo: the answers come from a simulation, not from MiniMax."))
        for notice in self._program.notices:
            self._say(notice)
        if session_id is not None:
            self._open(session_id)

    def run(self) -> None:
        """Reads prompts and commands until the user quits."""
        while not self._quit:
            try:
                text = self._read()
            except EOFError:
                return
            except KeyboardInterrupt:
                self._interrupted()
                continue
            if not text.strip():
                continue
            try:
                if text.lstrip().startswith("/"):
                    self._command(text.strip())
                else:
                    self._ask(text)
            except ChatError as error:
                self._say(error_words(error))

    def _read(self) -> str:
        """A prompt; a line that ends in a backslash goes on with the next."""
        lines = [self._read_line(PROMPT)]
        while lines[-1].endswith("\\"):
            lines[-1] = lines[-1][:-1]
            lines.append(self._read_line(". "))
        return "\n".join(lines)

    def _interrupted(self) -> None:
        """ctrl+c: the second one quits."""
        now = self._clock()
        self._write("\n")
        if now - self._ctrl_c_at < QUIT_WITHIN_S:
            self._quit = True
            return
        self._ctrl_c_at = now
        self._say(tr("Press ctrl+c once more to quit."))

    def _ask(self, text: str) -> None:
        """Sends a prompt and writes the answer; ctrl+c stops it, a second one quits."""
        program = self._program
        program.credentials.resolve()
        program.store.add_prompt_history(text, time.time())
        ready = threading.Event()
        mailbox = Mailbox(lambda _: ready.set())
        printer = LinearPrinter(self._write)
        options = options_for(self._settings, None)
        program.runner.send(self._session_id, (text_block(text),), options, mailbox)
        with _on_ctrl_c(self._stop):
            while not printer.ended:
                ready.wait()
                ready.clear()
                for event in mailbox.drain():
                    printer.take(event)

    def _stop(self) -> None:
        """ctrl+c while an answer comes: no exception, which could lose what was just read."""
        now = self._clock()
        self._quit = self._quit or now - self._ctrl_c_at < QUIT_WITHIN_S
        self._ctrl_c_at = now
        self._program.runner.stop(self._session_id)

    # --- commands ---

    def _command(self, line: str) -> None:
        name, _, rest = line[1:].partition(" ")
        act = {
            "model": self._model,
            "think": self._think,
            "new": self._new,
            "sessions": self._sessions,
            "quit": self._end,
            "exit": self._end,
            "help": self._help,
        }.get(name.lower())
        if act is None:
            self._say(tr("There is no command /{name} here. /help names them.", name=name[:30]))
            return
        act(rest.strip())

    def _help(self, _: str) -> None:
        for name, what in (
            ("/model", tr("says the model, and which there are; /model NAME takes another")),
            ("/think", tr("says whether the model thinks first; /think on, /think off")),
            ("/new", tr("begins a new conversation")),
            ("/sessions", tr("lists earlier conversations; /sessions 2 goes on with the second")),
            ("/help", tr("this list")),
            ("/quit", tr("ends the program; ctrl+d too")),
        ):
            self._say(f"{name}: {what}")
        self._say(tr("A line that ends in \\ goes on. Ctrl+c stops an answer; twice, it quits."))

    def _model(self, name: str) -> None:
        if name:
            self._settings.set("model", resolve_model_id(name), session_only=True)
        model = find_model(self._settings.text("model"))
        self._say(tr("Model: {model}", model=visible(model.id)))
        if not model.known:
            self._say(tr("Nothing is known of it; it is used by its name."))
        if not name:
            from minimax_tui.domain.catalogue import all_models

            names = ", ".join(visible(known.id) for known in all_models())
            self._say(tr("There are: {names}", names=names))

    def _think(self, word: str) -> None:
        if word:
            self._settings.set("thinking", word, session_only=True)
        options = options_for(self._settings, None)
        model = find_model(options.model)
        if model.thinking is ThinkingRule.ALWAYS:
            self._say(tr("{model} always thinks.", model=visible(model.id)))
        else:
            self._say(tr("Thinking: {state}", state=options.thinking.value))

    def _new(self, _: str) -> None:
        self._program.store.release_session(self._session_id)
        self._session_id = new_id()
        self._say(tr("A new conversation."))

    def _sessions(self, word: str) -> None:
        if not word:
            self._listed = self._program.store.sessions(limit=_SESSIONS_SHOWN)
            if not self._listed:
                self._say(tr("There are no earlier conversations."))
            for number, session in enumerate(self._listed, 1):
                turns = trn("{count} turn", "{count} turns", session.turns)
                self._say(f"{number}: {one_line(session.title, 100)}, {turns}")
            if self._listed:
                self._say(tr("/sessions and a number goes on with one."))
            return
        if word.isascii() and word.isdigit() and 0 < int(word[:9]) <= len(self._listed):
            self._open(self._listed[int(word) - 1].id)
        else:
            self._open(self._program.store.resolve_session(word))

    def _open(self, session_id: str) -> None:
        """Goes on with a stored conversation, in its model, and reads out its last turn."""
        store = self._program.store
        session = store.session(session_id)
        if session_id != self._session_id:
            store.release_session(self._session_id)
        self._session_id = session_id
        self._settings.end_session()
        for key in _OF_SESSION:
            value = getattr(session, key)
            if value and self._settings.origin(key) != "command line":
                try:
                    self._settings.set(key, value, session_only=True)
                except SettingsError:
                    continue  # a word of a later version: the setting in force stays
        turns = trn("{count} turn", "{count} turns", session.turns)
        self._say(f"{one_line(session.title, 100)}, {turns}")
        if not store.claim_session(session_id):
            self._say(tr("This session is open in another window too."))
        length = store.path_length(session_id)
        for message in store.path(session_id, max(0, length - 2)):
            text = joined_text(message.blocks).strip("\n")
            if text:
                self._say(tr("You:") if message.role == "user" else tr("Answer:"))
                self._say(text)

    def _end(self, _: str) -> None:
        self._quit = True

    # --- lines ---

    def _say(self, words: str) -> None:
        self._write(f"{visible(words)}\n")

    @staticmethod
    def _write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


@contextmanager
def _on_ctrl_c(act: Callable[[], None]) -> Iterator[None]:
    """Inside it SIGINT calls `act`, on the main thread between two steps of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: act())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _reader(program: Program) -> Callable[[str], str]:
    """Reads from the terminal with its line editing and earlier prompts where Python has it."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return _read_plainly
    try:
        import readline
    except ImportError:  # Windows, and some builds
        return input
    # Otherwise each line of what is pasted would be a prompt of its own.
    readline.parse_and_bind("set enable-bracketed-paste on")
    for prompt in reversed(program.store.prompt_history(200)):
        if "\n" not in prompt:
            readline.add_history(prompt)
    return input


def _read_plainly(prompt: str) -> str:
    """A line of a file or pipe; nothing is shown for it."""
    del prompt
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")
