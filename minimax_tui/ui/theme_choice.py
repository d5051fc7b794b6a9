"""Which theme is in force, out of the settings, the terminal's background and the files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from minimax_tui.config.schema import SettingsStore
from minimax_tui.domain.errors import ChatError
from minimax_tui.ui.terminal_query import TerminalQuery
from minimax_tui.ui.theme_files import AUTO, ThemeColors, list_themes, load_theme, theme_sources

FALLBACK_THEME = "minimax-dark"
PLAIN_THEME = "terminal"
"""What is drawn without its colours under NO_COLOR."""

_Version = tuple[int, int, int]


class ThemeChoice:
    """Finds the theme in force, and notices when its files change.

    Args:
        settings: Where the choice comes from.
        folders: Where themes are found; the last one holds those that are shipped.
        query: What the terminal was asked.
        color: False under NO_COLOR: then there is only one theme, without its colours.
    """

    def __init__(
        self,
        settings: SettingsStore,
        folders: Sequence[Path],
        query: TerminalQuery,
        *,
        color: bool = True,
    ) -> None:
        self._settings = settings
        self._folders = folders
        self._query = query
        self._color = color
        self._seen: dict[Path, _Version | None] = {}

    def names(self) -> tuple[str, ...]:
        """Names of all themes that can be chosen."""
        return list_themes(self._folders)

    @property
    def follows_terminal(self) -> bool:
        """Whether the theme in force depends on the terminal's background."""
        return self._color and self._settings.text("theme") == AUTO

    def name(self) -> str:
        """The name of the theme that is wanted."""
        if not self._color:
            return PLAIN_THEME
        name = self._settings.text("theme")
        if name != AUTO:
            return name
        dark = self._query.is_dark() is not False
        return self._settings.text("theme_dark" if dark else "theme_light")

    def load(self) -> ThemeColors:
        """The theme that is wanted; from now on `changed` watches its files.

        Raises:
            SettingsError: if there is none of that name, or a file of it cannot be used.
        """
        folders = self._folders if self._color else self._folders[-1:]
        name = self.name()
        sources = theme_sources(name, folders)
        shipped = self._folders[-1]
        self._seen = {path: _version(path) for path in sources if path.parent != shipped}
        return load_theme(name, folders)

    def load_first(self) -> tuple[ThemeColors, ChatError | None]:
        """The theme to start with: the one wanted, else the house theme and what is wrong."""
        try:
            return self.load(), None
        except ChatError as error:
            return load_theme(FALLBACK_THEME, self._folders[-1:]), error

    @property
    def watched(self) -> bool:
        """Whether the theme in force has a file of the user's own."""
        return bool(self._seen)

    def changed(self) -> bool:
        """Whether a file of the user's own has changed since the theme was loaded.

        A file that is missing counts as unchanged: many editors put a new one in its place.
        """
        for path, seen in self._seen.items():
            now = _version(path)
            if now is not None and now != seen:
                return True
        return False


def _version(path: Path) -> _Version | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
