"""Lines in and out: prompts, questions and keys are read, words are appended."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from minimax_tui.cli.key_entry import typed_key
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr

if TYPE_CHECKING:
    from minimax_tui.domain.ports import ConversationStore

_MOST_RECALLED = 200


class Lines:
    """What the chat in plain lines reads and writes.

    Each way of reading raises EOFError at the end of the input and KeyboardInterrupt at ctrl+c.

    Attributes:
        asks: Whether somebody can be asked: a file or pipe on stdin holds prompts, not answers.
    """

    def __init__(
        self,
        read_line: Callable[[str, str], str],
        read_hidden: Callable[[str], str] = typed_key,
        *,
        asks: bool,
    ) -> None:
        """
        Args:
            read_line: Reads a line after showing a prompt; the second text stands in it already.
            read_hidden: Reads a line that is not shown.
            asks: Whether somebody can be asked.
        """
        self._read_line = read_line
        self._read_hidden = read_hidden
        self.asks = asks

    # --- writing ---

    def say(self, words: str) -> None:
        """Writes a line."""
        self.write(f"{visible(words)}\n")

    @staticmethod
    def write(text: str) -> None:
        """Appends text that is safe."""
        sys.stdout.write(text)
        sys.stdout.flush()

    # --- reading ---

    def read(self, prompt: str, given: str = "") -> str:
        """A line.

        Args:
            prompt: What stands before it.
            given: What stands in it already, where lines can be edited.
        """
        return self._read_line(visible(prompt), given)

    def read_key(self, question: str) -> str:
        """A key; nothing of it is shown."""
        return self._read_hidden(question)

    def choose(self, answers: Sequence[str], usual: int = 1) -> int:
        """Lists answers; returns the number of the one that is chosen, counted from 1.

        Args:
            answers: One line each.
            usual: The one that an empty line means.
        """
        for number, words in enumerate(answers, 1):
            self.say(f"{number}: {words}")
        while True:
            word = self.read(tr("Number (enter: {n}): ", n=usual)).strip().rstrip(".:")
            if not word:
                return usual
            if word.isascii() and word.isdigit() and 1 <= int(word[:9]) <= len(answers):
                return int(word[:9])
            self.say(tr("Give a number from {low} to {high}.", low=1, high=len(answers)))


def lines_of_this_run(store: ConversationStore) -> Lines:
    """Reads from the terminal with its line editing and earlier prompts, or from a file or pipe.

    Args:
        store: Has the earlier prompts.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Lines(_read_plainly, asks=False)
    try:
        import readline
    except ImportError:  # Windows, and some builds
        return Lines(_read_simply, asks=True)
    # Otherwise each line of what is pasted would be a prompt of its own.
    readline.parse_and_bind("set enable-bracketed-paste on")
    readline.set_auto_history(False)  # answers to questions are no prompts
    for text in reversed(store.prompt_history(_MOST_RECALLED)):
        remember(text)

    def read(prompt: str, given: str) -> str:
        if given:
            readline.set_startup_hook(lambda: readline.insert_text(given))
        try:
            return input(prompt)
        finally:
            if given:
                readline.set_startup_hook(None)

    return Lines(read, asks=True)


def remember(prompt: str) -> None:
    """Puts a prompt of one line where the up arrow finds it."""
    readline = sys.modules.get("readline")
    if readline is not None and "\n" not in prompt:
        readline.add_history(prompt)


def _read_simply(prompt: str, given: str) -> str:
    """A line of a terminal without line editing; an empty one stands for what is given."""
    return input(f"{prompt}[{given}] ") or given if given else input(prompt)


def _read_plainly(prompt: str, given: str) -> str:
    """A line of a file or pipe; nothing is shown for it."""
    del prompt, given
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")
