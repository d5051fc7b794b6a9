"""A key as it is given outside of the screen: typed unseen, or on stdin; never an argument."""

from __future__ import annotations

import io
import sys
import warnings

from minimax_tui.domain.errors import Detail, SettingsError
from minimax_tui.domain.i18n import tr

_MOST_KEY_CHARACTERS = 10_000


def typed_key(question: str) -> str:
    """What is typed or pasted at the terminal, which shows nothing of it.

    Args:
        question: What is asked for.

    Raises:
        EOFError: at ctrl+d.
        KeyboardInterrupt: at ctrl+c.
        SettingsError: if the terminal would show the key.
    """
    import getpass

    try:
        with warnings.catch_warnings():
            # getpass (Python 3.11 to 3.13) only warns where it cannot turn the echo off.
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(question)
    except getpass.GetPassWarning as warning:
        raise SettingsError(
            tr("This terminal would show the key, so it was not asked for."),
            tr("Pass it to `minimax-chat auth set` on stdin."),
            Detail(message=str(warning)),
        ) from None
    except (EOFError, KeyboardInterrupt):
        print(file=sys.stderr)  # the line of the question has not ended
        raise


def key_from_stdin() -> str:
    """The first line of stdin, "" where there is none."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # what is no text is no key either, and is said so
    # Some shells begin what they pipe with a byte order mark.
    return sys.stdin.readline(_MOST_KEY_CHARACTERS).removeprefix("\ufeff")
