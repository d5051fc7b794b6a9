"""What the doctor finds of the terminal."""

from __future__ import annotations

import locale
import sys
from collections.abc import Callable, Mapping, Sequence

from minimax_tui.cli.doctor.findings import Finding, ok, problem, warning
from minimax_tui.cli.doctor.terminal_replies import Replies
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

SECTION = "terminal"
ROOMY = (80, 24)
"""Columns and lines from which on everything has room."""
LEAST = (40, 10)
"""Columns and lines below which parts of the screen are missing."""
_NO_TERMINAL = ("", "dumb", "unknown")
_TRUE_COLOUR = ("truecolor", "24bit")
_TRUE_COLOUR_TERMS = ("-direct", "kitty", "alacritty", "ghostty", "wezterm", "foot")


def look(
    environ: Mapping[str, str],
    size: tuple[int, int] | None,
    replies: Replies | None,
    commands: Sequence[Sequence[str]],
) -> list[Finding]:
    """The findings.

    Args:
        environ: The environment.
        size: Columns and lines; None where there is no terminal.
        replies: What the terminal answered; None where it was not asked.
        commands: The commands that can put text on a clipboard here.
    """
    found = [_kind(environ, replies), _size(size), _colours(environ)]
    found += [_keyboard(environ, replies), _graphics(replies)]
    found += [_clipboard(environ, commands), _locale(sys.stdout.encoding)]
    return found


def _kind(environ: Mapping[str, str], replies: Replies | None) -> Finding:
    term = environ.get("TERM", "")
    if term in _NO_TERMINAL and sys.platform != "win32":
        return problem(
            SECTION,
            "kind",
            tr("TERM is “{term}”: no terminal that a screen can be drawn on.", term=one_line(term)),
            tr("Set TERM to what your terminal is, such as xterm-256color."),
        )
    words = [f"TERM={one_line(term, 60)}"]
    program = environ.get("TERM_PROGRAM", "")
    if replies is not None and replies.name:
        words.append(one_line(replies.name, 80))
    elif program:
        words.append(one_line(program, 60))
    if environ.get("SSH_CONNECTION"):
        words.append(tr("over SSH"))
    if replies is not None and not replies.answered:
        return warning(
            SECTION,
            "kind",
            ", ".join(words),
            tr("It has not answered within 0.2 s, so what it can do is not known."),
        )
    return ok(SECTION, "kind", ", ".join(words))


def _size(size: tuple[int, int] | None) -> Finding:
    if size is None:
        return ok(SECTION, "size", tr("not known: the output is no terminal"))
    columns, rows = size
    said = tr("{columns} columns, {lines} lines", columns=columns, lines=rows)
    if columns < LEAST[0] or rows < LEAST[1]:
        return problem(SECTION, "size", said, tr("Parts of the screen are missing below 40 x 10."))
    if columns < ROOMY[0] or rows < ROOMY[1]:
        return warning(SECTION, "size", said, tr("Everything has room from 80 x 24 on."))
    if columns < 110:
        return ok(
            SECTION, "size", said, tr("From 110 columns on, thinking stands beside the answer.")
        )
    return ok(SECTION, "size", said)


def _colours(environ: Mapping[str, str]) -> Finding:
    if environ.get("NO_COLOR"):
        return ok(SECTION, "colours", tr("none: NO_COLOR is set"))
    term = environ.get("TERM", "").lower()
    if environ.get("COLORTERM", "").lower() in _TRUE_COLOUR or any(
        word in term for word in _TRUE_COLOUR_TERMS
    ):
        return ok(SECTION, "colours", tr("16 million"))
    if "256" in term:
        return ok(
            SECTION,
            "colours",
            tr("256"),
            tr("If your terminal can do more, COLORTERM=truecolor says so."),
        )
    return warning(
        SECTION,
        "colours",
        tr("16 at most, as far as TERM and COLORTERM say"),
        tr("If your terminal can do more, set COLORTERM=truecolor."),
    )


def _keyboard(environ: Mapping[str, str], replies: Replies | None) -> Finding:
    if replies is None or not replies.answered:
        return ok(
            SECTION,
            "keyboard",
            tr("not known: the terminal was not asked")
            if replies is None
            else tr("not known: the terminal has not answered"),
        )
    if replies.kitty_keyboard:
        return ok(SECTION, "keyboard", tr("kitty keyboard protocol: shift+enter is seen"))
    if environ.get("TMUX"):
        return ok(SECTION, "keyboard", tr("as tmux passes it on (see tmux, extended-keys)"))
    return warning(
        SECTION,
        "keyboard",
        tr("no kitty keyboard protocol: shift+enter may be the same as enter"),
        tr("Use ctrl+j or alt+enter for a new line, or end the line with a backslash."),
    )


def _graphics(replies: Replies | None) -> Finding:
    if replies is None or not replies.answered:
        return ok(SECTION, "graphics", tr("not known"))
    if replies.kitty_graphics:
        return ok(SECTION, "graphics", tr("kitty graphics protocol"))
    if replies.sixel:
        return ok(SECTION, "graphics", tr("sixel"))
    return ok(SECTION, "graphics", tr("none: no pictures inside the terminal"))


def _clipboard(environ: Mapping[str, str], commands: Sequence[Sequence[str]]) -> Finding:
    names = ", ".join(command[0] for command in commands)
    if names:
        said = tr("through the terminal (OSC 52), and {commands}", commands=names)
        return ok(SECTION, "clipboard", said)
    said = tr("through the terminal alone (OSC 52)")
    if environ.get("SSH_CONNECTION"):
        return ok(SECTION, "clipboard", said, tr("Your terminal must allow OSC 52 for copying."))
    if environ.get("WAYLAND_DISPLAY"):
        return warning(
            SECTION, "clipboard", said, tr("If copying does not work, install wl-clipboard.")
        )
    if environ.get("DISPLAY"):
        return warning(
            SECTION, "clipboard", said, tr("If copying does not work, install xclip or xsel.")
        )
    if environ.get("TERM_PROGRAM") == "Apple_Terminal":
        return warning(
            SECTION, "clipboard", said, tr("macOS Terminal ignores OSC 52, and pbcopy is missing.")
        )
    return ok(SECTION, "clipboard", said)


def _locale(
    encoding: str | None, locale_encoding: Callable[[], str] = locale.getpreferredencoding
) -> Finding:
    import codecs

    found = encoding or locale_encoding()
    try:
        is_utf_8 = codecs.lookup(found).name == "utf-8"
    except LookupError:
        is_utf_8 = False
    if is_utf_8:
        return ok(SECTION, "locale", "UTF-8")
    return problem(
        SECTION,
        "locale",
        tr("{encoding}: many characters cannot be shown or typed", encoding=one_line(found, 40)),
        tr("Set LANG to a UTF-8 locale, such as C.UTF-8 or en_US.UTF-8."),
    )
