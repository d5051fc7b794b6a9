"""The folders of the program: where they are, and how they are made."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

APP_NAME = "minimax-chat"
HOME_VARIABLE = "MINIMAX_CHAT_HOME"


class Paths(NamedTuple):
    """The user's folders. None of them need exist: `ensure` makes one when it is first needed."""

    config: Path
    data: Path
    cache: Path
    logs: Path

    @property
    def settings_file(self) -> Path:
        """The user's settings."""
        return self.config / "settings.toml"

    @property
    def settings_state(self) -> Path:
        """What is remembered about settings files: which are trusted, what was written."""
        return self.data / "settings-state.json"

    @property
    def credentials_file(self) -> Path:
        """The chosen account's key, if the user keeps one in a file."""
        return self.config / "credentials.toml"

    @property
    def user_themes(self) -> Path:
        """The user's own themes, one TOML file each."""
        return self.config / "themes"


def find_paths(environ: Mapping[str, str] | None = None) -> Paths:
    """The folders in force: below `MINIMAX_CHAT_HOME` if it is set, else the platform's own.

    Args:
        environ: The environment; the process's own if None.
    """
    home = (os.environ if environ is None else environ).get(HOME_VARIABLE, "").strip()
    if home:
        root = Path(os.path.abspath(os.path.expanduser(home)))
        return Paths(root / "config", root / "data", root / "cache", root / "logs")

    from platformdirs import PlatformDirs

    folders = PlatformDirs(APP_NAME, appauthor=False)
    return Paths(
        folders.user_config_path,
        folders.user_data_path,
        folders.user_cache_path,
        folders.user_log_path,
    )


def ensure(folder: Path) -> Path:
    """Makes `folder`, and what is missing above it, for the user alone (0700); returns it.

    A folder that is there keeps its mode: it may be shared on purpose.

    Raises:
        OSError: if it cannot be made, or a file stands in its place.
    """
    missing: list[Path] = []
    ancestor = folder
    while not ancestor.exists():
        missing.append(ancestor)
        if ancestor.parent == ancestor:
            break
        ancestor = ancestor.parent
    # `Path.mkdir(parents=True)` gives its mode to the last folder only.
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
    if not folder.is_dir():
        raise NotADirectoryError(f"not a folder: {folder}")
    return folder


def themes_dir() -> Path:
    """The shipped themes: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "themes"
    return installed if installed.is_dir() else package.parent / "themes"
