"""What the doctor finds of tmux: its version, and the options that matter to this program."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence

from minimax_tui.cli.doctor.findings import Finding, ok, warning
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

SECTION = "tmux"
_PATIENCE_S = 1.0

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
        _extended_keys(_option(ask, "-sv", "extended-keys")),
        _set_clipboard(_option(ask, "-sv", "set-clipboard")),
        _passthrough(_option(ask, "-Apv", "allow-passthrough")),
        _focus_events(_option(ask, "-sv", "focus-events")),
        _colours(environ, features),
    ]


def _option(ask: Ask, how: str, name: str) -> str:
    return one_line(ask(["show-options", how, name]), 40)


def _extended_keys(value: str) -> Finding:
    if value in ("on", "always"):
        return ok(SECTION, "extended-keys", value)
    return warning(
        SECTION,
        "extended-keys",
        tr("{value}: shift+enter cannot be told from enter", value=value or tr("not known")),
        tr(
            "Add to tmux.conf: set -s extended-keys on, and set -as terminal-features "
            "'xterm*:extkeys'. Or use ctrl+j or alt+enter for a new line."
        ),
    )


def _set_clipboard(value: str) -> Finding:
    if value in ("on", "external"):
        return ok(SECTION, "set-clipboard", value)
    return warning(
        SECTION,
        "set-clipboard",
        tr("{value}: what is copied stays inside tmux", value=value or tr("not known")),
        tr("Add to tmux.conf: set -s set-clipboard on."),
    )


def _passthrough(value: str) -> Finding:
    if value in ("on", "all"):
        return ok(SECTION, "allow-passthrough", value)
    # Only pictures would need it.
    return ok(
        SECTION,
        "allow-passthrough",
        tr("{value}: no pictures inside tmux", value=value or tr("not known")),
        tr("For pictures, add to tmux.conf: set -g allow-passthrough on."),
    )


def _focus_events(value: str) -> Finding:
    if value == "on":
        return ok(SECTION, "focus-events", value)
    return warning(
        SECTION,
        "focus-events",
        tr(
            "{value}: the program is not told when its window has the focus",
            value=value or tr("not known"),
        ),
        tr("Add to tmux.conf: set -s focus-events on."),
    )


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
