"""`minimax-chat --linear`: the chat as plain lines, for screen readers and simple terminals.

No panes, no full screen, nothing drawn twice: a prompt on stdin, lines on stdout.
"""

from __future__ import annotations

import io
import sys
import threading
import time
from collections import deque
from collections.abc import Callable

from minimax_tui.cli.compose import Program
from minimax_tui.cli.ends import ended_by_signals, on_ctrl_c
from minimax_tui.cli.headless import EXIT_PIPE_CLOSED, let_stream_go
from minimax_tui.cli.linear_account import LinearAccounts
from minimax_tui.cli.linear_choices import LinearChoices
from minimax_tui.cli.linear_commands import LinearCommands
from minimax_tui.cli.linear_lines import Lines, lines_of_this_run
from minimax_tui.cli.linear_printer import error_words
from minimax_tui.cli.linear_prompts import LinearPrompts
from minimax_tui.cli.linear_session import LinearSession
from minimax_tui.cli.linear_turns import LinearTurns
from minimax_tui.cli.sessions import session_to_open
from minimax_tui.cli.unsaved import say_what_is_not_stored
from minimax_tui.domain.errors import ChatError, StorageError
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.surface import read_in_shell
from minimax_tui.storage.database import StorageNotice

QUIT_WITHIN_S = 2.0
"""Within this time a second ctrl+c quits."""
PROMPT = "> "
PROMPT_GOES_ON = ". "


def run_linear(
    program: Program,
    *,
    continue_last: bool = False,
    resume: str | None = None,
    start_demo: Callable[[], int] | None = None,
) -> int:
    """Chats in plain lines until the user quits or stdin ends; returns the exit status.

    Args:
        program: Closed at the end.
        continue_last: Whether it goes on with the session used last.
        resume: The session it goes on with, by the start of its id.
        start_demo: Becomes the demo, where that is chosen in the place of a key.

    Raises:
        ChatError: if the session asked for cannot be opened.
    """
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a stray byte is no reason to end
    chats: list[LinearChat] = []

    def interrupt() -> None:
        if not any(chat.quit for chat in chats):  # else it is ending already
            raise KeyboardInterrupt

    with on_ctrl_c(interrupt):
        try:
            with ended_by_signals():
                session_id = session_to_open(program.store, continue_last, resume)
                chats.append(chat := LinearChat(program, can_become_demo=start_demo is not None))
                with read_in_shell(shell=not chat.lines.asks):
                    chat.begin(session_id)
                    chat.run()
        except BrokenPipeError:
            let_stream_go(sys.stdout)
            return EXIT_PIPE_CLOSED
        finally:
            with on_ctrl_c(lambda: None):  # what came is being stored
                program.close()
            say_what_is_not_stored(program.store)
    return start_demo() if chat.demo_wanted and start_demo is not None else 0


class LinearChat:
    """One conversation at a time, line by line.

    Attributes:
        program: The program's parts.
        lines: Where is read from and written to.
        quit: Set when the chat is to end.
        demo_wanted: Set with it where the demo is to be started then.
        can_become_demo: Whether the demo can be started then.
    """

    def __init__(
        self,
        program: Program,
        lines: Lines | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        can_become_demo: bool = False,
    ) -> None:
        """
        Args:
            program: The program's parts.
            lines: Where is read from and written to; stdin and stdout if None.
            clock: Monotonic time in seconds.
            can_become_demo: Whether the demo can be started at the end.
        """
        self.program = program
        self.lines = lines or lines_of_this_run(program.store)
        self.can_become_demo = can_become_demo
        self.quit = self.demo_wanted = False
        self.session = LinearSession(self)
        self.choices = LinearChoices(self)
        self.turns = LinearTurns(self)
        self.accounts = LinearAccounts(self)
        self.prompts = LinearPrompts(self)
        self._commands = LinearCommands(self)
        self._clock = clock
        self._ctrl_c_at = float("-inf")
        self._news: deque[str] = deque()
        program.store.on_moved = self._moved
        program.store.on_saving = self._saving

    def begin(self, session_id: str | None) -> None:
        """Says what this is, asks what has to be asked first, and opens a session.

        Args:
            session_id: The session that goes on; None for a new one.
        """
        self.lines.say(tr("minimax-chat in plain lines. /help names the commands."))
        if self.program.demo:
            said = tr("This is a demo: the answers come from a simulation, not from MiniMax.")
            self.lines.say(said)
        for notice in self.program.notices:
            self.lines.say(notice)
        self._guarded(self._ask_first)
        if self.quit:
            return
        if self.lines.asks:  # somebody types meanwhile
            preload = self.program.preload
            threading.Thread(target=preload, name="minimax-preload", daemon=True).start()
        if session_id is None:
            self.lines.say(tr("Model: {model}", model=visible(self.choices.model.id)))
        else:
            self._guarded(lambda: self.session.open(session_id))

    def _ask_first(self) -> None:
        from minimax_tui.cli.linear_project import ask_about_project

        ask_about_project(self)
        self.accounts.ask_at_start()

    def run(self) -> None:
        """Reads prompts and commands until the user quits."""
        while not self.quit:
            while self._news:
                self.lines.say(self._news.popleft())
            try:
                text = self._read()
            except EOFError:
                if self.lines.asks:
                    self.lines.write("\n")  # the line of the prompt has not ended
                return
            except KeyboardInterrupt:
                self._interrupted()
                continue
            self._guarded(lambda text=text: self._take(text))  # type: ignore[misc]

    def _read(self) -> str:
        """A prompt; a line that ends in a backslash goes on with the next."""
        lines = [self.lines.read(PROMPT)]
        while lines[-1].endswith("\\"):
            lines[-1] = lines[-1][:-1]
            lines.append(self.lines.read(PROMPT_GOES_ON))
        return "\n".join(lines)

    def _take(self, text: str) -> None:
        if text.strip() and not self._commands.understands(text):
            self.turns.send(text)

    def _guarded(self, act: Callable[[], None]) -> None:
        """Does something; what goes wrong is said, and a question left open changes nothing."""
        try:
            act()
        except ChatError as error:
            self.say_error(error)
        except EOFError:
            self.lines.write("\n")
            self.lines.say(tr("Left as it is."))
        except KeyboardInterrupt:
            self._interrupted()

    # --- news of the database, on its own thread: said before the next prompt ---

    def _moved(self, notice: StorageNotice) -> None:
        self.program.saved = True
        self._news.append(sentences(notice.what, notice.advice))

    def _saving(self, trouble: StorageError | None) -> None:
        works = tr("Storing works again: everything is saved now.")
        self._news.append(works if trouble is None else error_words(trouble))

    # --- what the parts do with it ---

    def say_error(self, error: ChatError) -> None:
        """Says what happened and what to do."""
        self.lines.say(error_words(error))

    def note_ctrl_c(self) -> None:
        """ctrl+c: the second one within a short time quits."""
        now = self._clock()
        self.quit = self.quit or now - self._ctrl_c_at < QUIT_WITHIN_S
        self._ctrl_c_at = now

    def _interrupted(self) -> None:
        self.lines.write("\n")
        self.note_ctrl_c()
        if not self.quit:
            self.lines.say(tr("Press ctrl+c once more to quit."))
