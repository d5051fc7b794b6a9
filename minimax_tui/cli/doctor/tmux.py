"""What the doctor finds of tmux: its version, and the options that matter to this program."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from minimax_tui.cli.doctor.findings import Finding, ok, warning
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

SECTION = "tmux"
_PATIENCE_S = 1.0
_LONG_ESCAPE_MS = 100

Ask = Callable[[Sequence[str]], str]
"""Runs `tmux` with arguments; its output, "" where it fails."""


def ask_tmux(arguments: Sequence[str]) -> str:
    """What `tmux` prints; "" where it fails, is not there, or does not answer within a second."""
    try:
        done = subprocess.run(
            ["tmux", *arguments],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""


def look(environ: Mapping[str, str], ask: Ask = ask_tmux) -> list[Finding]:
    """The findings; none outside tmux."""
    if not environ.get("TMUX"):
        return []
    version = ask(["-V"])
    if not version:
        return [
            warning(
                SECTION,
                "version",
                tr("TMUX is set, but tmux does not answer"),
                tr("Its options could not be looked at."),
            )
        ]
    features = ask(["display-message", "-p", "#{client_termfeatures}"]).split(",")
    return [
        ok(SECTION, "version", one_line(version, 40)),
        *(option.finding(_value(ask, option.how, option.name)) for option in OPTIONS),
        _escape_time(_value(ask, "-sv", "escape-time")),
        _colours(environ, features),
    ]


class TmuxOption(NamedTuple):
    """An option of tmux that matters to this program, and what is said where it is not as wanted.

    Attributes:
        name: As tmux calls it.
        how: The flags with which `show-options` tells it.
        good: The values with which all works.
        without: What does not work with `value` in its place.
        advice: What to do about that.
        matters: Whether more than pictures suffers.
    """

    name: str
    how: str
    good: tuple[str, ...]
    without: Callable[[str], str]
    advice: Callable[[], str]
    matters: bool = True

    def finding(self, value: str) -> Finding:
        """What is said of its value, "" where tmux did not tell it."""
        if value in self.good:
            return ok(SECTION, self.name, value)
        make = warning if self.matters else ok
        return make(SECTION, self.name, self.without(value or tr("not known")), self.advice())


OPTIONS = (
    TmuxOption(
        "extended-keys",
        "-sv",
        ("on", "always"),
        lambda value: tr("{value}: shift+enter cannot be told from enter", value=value),
        lambda: tr(
            "Add to tmux.conf: set -s extended-keys on, and set -as terminal-features "
            "'xterm*:extkeys'. Or use ctrl+j or alt+enter for a new line."
        ),
    ),
    TmuxOption(
        "set-clipboard",
        "-sv",
        ("on", "external"),
        lambda value: tr("{value}: what is copied stays inside tmux", value=value),
        lambda: tr("Add to tmux.conf: set -s set-clipboard on."),
    ),
    TmuxOption(
        "allow-passthrough",
        "-Apv",
        ("on", "all"),
        lambda value: tr("{value}: no pictures inside tmux", value=value),
        lambda: tr("For pictures, add to tmux.conf: set -g allow-passthrough on."),
        matters=False,
    ),
    TmuxOption(
        "focus-events",
        "-sv",
        ("on",),
        lambda value: tr(
            "{value}: the program is not told when its window has the focus", value=value
        ),
        lambda: tr("Add to tmux.conf: set -s focus-events on."),
    ),
)
"""The options that are looked at, in the order in which they are told."""


def _value(ask: Ask, how: str, name: str) -> str:
    return one_line(ask(["show-options", how, name]), 40)


def _escape_time(value: str) -> Finding:
    """How long tmux holds an esc back; half a second before tmux 3.5 (its CHANGES, 2026-11)."""
    if value.isdecimal() and int(value) > _LONG_ESCAPE_MS:
        return warning(
            SECTION,
            "escape-time",
            tr("{n} ms: esc acts so much later", n=value),
            tr("Add to tmux.conf: set -s escape-time 10."),
        )
    return ok(SECTION, "escape-time", f"{value} ms" if value else tr("not known"))


def _colours(environ: Mapping[str, str], features: Sequence[str]) -> Finding:
    # A session of tmux may be older than its client: COLORTERM is what the session began with.
    if "RGB" in features or environ.get("COLORTERM", "").lower() not in ("truecolor", "24bit"):
        said = tr("16 million") if "RGB" in features else tr("as TERM says")
        return ok(SECTION, "colours", said)
    return warning(
        SECTION,
        "colours",
        tr("reduced: tmux does not know that your terminal has 16 million"),
        tr("Add to tmux.conf: set -as terminal-features '*:RGB'."),
    )
