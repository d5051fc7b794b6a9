"""How a command is given where the program's words are read: with a slash, or in the shell.

A remedy such as "give a key" is `/key` in the chat, on the screen or in plain lines, and
`minimax-chat auth set` for who reads the words of `minimax-chat -p` in a shell.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_IN_SHELL = {
    "/key": "`minimax-chat auth set`",
    "/sessions": "`minimax-chat sessions`",
    "/settings": "`minimax-chat config show`",
}

_shell = False


def in_shell() -> bool:
    """Whether what is said now is read in a shell, where no slash command can be typed."""
    return _shell


def command_words(slash: str) -> str:
    """How a command of the chat is given where this is read, such as `/key`.

    Raises:
        KeyError: if it has no counterpart in the shell.
    """
    return _IN_SHELL[slash] if _shell else slash


@contextmanager
def read_in_shell(*, shell: bool = True) -> Iterator[None]:
    """Inside it, what is said is read in a shell, or else in the chat; on every thread."""
    global _shell
    before, _shell = _shell, shell
    try:
        yield
    finally:
        _shell = before
