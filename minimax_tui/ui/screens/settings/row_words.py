"""What the panel says of its rows: on their lines, and beside the list."""

from __future__ import annotations

from minimax_tui.config.schema import SettingsStore
from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.ui.screens.settings.about import Part, entry_parts, nothing_found, setting_parts
from minimax_tui.ui.screens.settings.changes import Changes, has_session_value
from minimax_tui.ui.screens.settings.entries import Entry
from minimax_tui.ui.screens.settings.facts import origin_tag, value_words
from minimax_tui.ui.screens.settings.rows import Line


class RowWords:
    """Puts rows into words.

    Args:
        settings: What holds.
        changes: What was changed.
        themes_folder: Where the user's own themes are; foreign text.
    """

    def __init__(self, settings: SettingsStore, changes: Changes, themes_folder: str) -> None:
        self._settings = settings
        self._changes = changes
        self._themes_folder = themes_folder

    def line(self, entry: Entry, *, session_only: bool) -> Line:
        """A row's line in the list.

        Args:
            entry: The row.
            session_only: Whether a change is to hold for the session shown alone.
        """
        setting = entry.setting
        if setting is None:
            return Line(entry, self._value(entry, session_only), "", session_only)
        model = find_model(self._settings.text("model"))
        words = value_words(setting, self._settings.get(setting.key), model)
        tag = origin_tag(self._settings.origin(setting.key))
        return Line(entry, words, tag, session_only and not has_session_value(setting))

    def _value(self, entry: Entry, session_only: bool) -> str:
        if entry.kind == "problem":
            return one_line(entry.help, 120)
        if entry.name == "preset.choose":
            count = len(self._settings.table("presets"))
            return trn("{count} kept", "{count} kept", count) if count else tr("none yet")
        if entry.kind == "folder":
            return one_line(self._themes_folder[-200:], 200)
        if entry.kind == "reset":
            count = len(self._changes.resettable(session_only=session_only))
            return trn("{count} changed", "{count} changed", count) if count else tr("none changed")
        return "→"

    def parts(self, entry: Entry | None, *, session_only: bool, cells: int) -> list[Part]:
        """What is said of a row beside the list; None is no row.

        Args:
            entry: The row.
            session_only: Whether a change is to hold for the session shown alone.
            cells: Width of a line.
        """
        if entry is None:
            return nothing_found()
        if entry.setting is None:
            return entry_parts(entry, said=self._said(entry, session_only))
        return setting_parts(
            entry.setting,
            self._settings,
            session_only=session_only,
            cells=cells,
            can_save=self._changes.trouble is None,
        )

    def _said(self, entry: Entry, session_only: bool) -> str:
        if entry.kind == "folder":
            return visible(self._themes_folder)
        if entry.kind == "reset":
            keys = [setting.key for setting in self._changes.resettable(session_only=session_only)]
            return ", ".join(keys) if keys else tr("Everything is at its default.")
        return ""
