"""A project's own settings file: where it is looked for."""

from __future__ import annotations

import os
from pathlib import Path

from minimax_tui.config.schema import PROJECT_FILE


def find_project_file(folder: str | None = None, home: str | None = None) -> Path | None:
    """The settings file of the project that a folder belongs to, None if there is none.

    It is looked for in the folder and those above it, up to the first that holds `.git` (the
    project's own root). Neither the home folder nor what is above it belongs to a project.

    Args:
        folder: Where to begin; the working folder if None.
        home: The user's home folder; found out if None.
    """
    try:
        at = os.path.realpath(os.getcwd() if folder is None else folder)
    except OSError:
        return None  # the working folder was removed
    top = os.path.realpath(os.path.expanduser("~") if home is None else home)
    while at != top:
        found = os.path.join(at, PROJECT_FILE)
        if os.path.lexists(found):
            return Path(found)
        above = os.path.dirname(at)
        if above == at or os.path.lexists(os.path.join(at, ".git")):
            return None
        at = above
    return None
