"""What the doctor finds of versions: the program's, and those of what it stands on."""

from __future__ import annotations

import platform
import sqlite3
from importlib import metadata

from minimax_tui import __version__
from minimax_tui.cli.doctor.findings import Finding, ok, problem
from minimax_tui.domain.i18n import tr

SECTION = "versions"
_LIBRARIES = ("textual", "anthropic", "httpx2", "markdown-it-py", "pygments")


def look() -> list[Finding]:
    """The findings."""
    found = [
        ok(SECTION, "minimax-chat", __version__),
        ok(SECTION, "Python", f"{platform.python_version()} ({platform.python_implementation()})"),
        ok(SECTION, "system", f"{platform.system()} {platform.release()} {platform.machine()}"),
        ok(SECTION, "SQLite", sqlite3.sqlite_version),
    ]
    return found + [_library(name) for name in _LIBRARIES]


def _library(name: str) -> Finding:
    try:
        return ok(SECTION, name, metadata.version(name))
    except metadata.PackageNotFoundError:
        return problem(
            SECTION, name, tr("not installed"), tr("Install minimax-chat again, with all it needs.")
        )
