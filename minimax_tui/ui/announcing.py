"""Says something outside the program's own screen: the terminal's title, its bell, the desktop.

Titles: OSC 2, with the one before kept on the terminal's stack (xterm's control sequences, CSI 22
and 23). Notifications: OSC 9 (iTerm2's page on proprietary escape codes) or OSC 777 (urxvt).
"""

from __future__ import annotations

from collections.abc import Mapping

from minimax_tui.domain.foreign import one_line

BELL = "\x07"
MOST_CHARS = 120
"""Length of a title or notification."""
_ST = "\x1b\\"
_PUSH_TITLE = "\x1b[22;2t"
_POP_TITLE = "\x1b[23;2t"

# By TERM_PROGRAM, else by the beginning of TERM (what the terminals' manuals say, 2026-11).
_BY_OSC_9 = ("iterm.app", "wezterm", "ghostty", "xterm-ghostty", "xterm-kitty")
_BY_OSC_777 = ("rxvt", "foot", "contour")


def mark_title(words: str, *, first: bool) -> str:
    """The sequence that gives the terminal a title.

    Args:
        words: The title; foreign text in it becomes harmless.
        first: Whether the terminal's own title is still there, and is to be kept.
    """
    return f"{_PUSH_TITLE if first else ''}\x1b]2;{_harmless(words)}{_ST}"


def restore_title(name: str) -> str:
    """The sequence that brings the title before `mark_title` back.

    Args:
        name: The title in a terminal that keeps none.
    """
    return f"\x1b]2;{_harmless(name)}{_ST}{_POP_TITLE}"


def notification(environ: Mapping[str, str], title: str, words: str) -> str:
    """The sequence that has the desktop show a message; "" where the terminal knows none.

    Args:
        environ: The environment, which says what terminal this is.
        title: In a line of its own, where the terminal has one.
        words: What is said; foreign text in it becomes harmless.
    """
    if environ.get("TMUX") or environ.get("STY"):
        return ""  # neither tmux nor screen passes it on
    names = (environ.get("TERM_PROGRAM", "").lower(), environ.get("TERM", "").lower())
    if any(name.startswith(_BY_OSC_9) for name in names):
        return f"\x1b]9;{_harmless(words)}{_ST}"
    if any(name.startswith(_BY_OSC_777) for name in names):
        return f"\x1b]777;notify;{_field(title)};{_field(words)}{_ST}"
    return ""


def _harmless(words: str) -> str:
    return one_line(words, MOST_CHARS)


def _field(words: str) -> str:
    return _harmless(words).replace(";", ",")
