"""What was set and is not in the user's settings file yet, and how it gets there."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minimax_tui.config.schema import FORMAT_VERSION, VERSION_KEY
from minimax_tui.domain.errors import Detail, SettingsError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

if TYPE_CHECKING:
    from minimax_tui.config.settings_state import SettingsState
    from minimax_tui.config.toml_file import TomlFile


class Unsaved:
    """Changes to the user's file: of settings, and of entries of nested tables."""

    def __init__(self) -> None:
        self.settings: dict[str, tuple[object, ...]] = {}
        """What the file is to hold of a setting, exactly: nothing for ()."""
        self._tables: dict[str, dict[str, Any]] = {}

    def __bool__(self) -> bool:
        return bool(self.settings or self._tables)

    def set_entry(self, table: str, entry: str, value: object | None) -> None:
        """Notes an entry of `[table]`, or that it is to go (None)."""
        self._tables.setdefault(table, {})[entry] = deepcopy(value)

    def change_table(self, table: str, entries: dict[str, Any]) -> None:
        """Makes the entries of `[table]` in the file what they will be."""
        for entry, value in self._tables.get(table, {}).items():
            if value is None:
                entries.pop(entry, None)
            else:
                entries[entry] = deepcopy(value)

    def write(self, path: Path, before: TomlFile, state: SettingsState) -> None:
        """Writes the changes into a file that `refusal` lets be written, and forgets them.

        Args:
            path: The user's file.
            before: What it holds now.
            state: Remembers what was written.

        Raises:
            SettingsError: if the file cannot be written; it is left as it is, and
                nothing is forgotten.
        """
        from minimax_tui.config.settings_text import same_values, write_settings

        values = self._changed(before.values)
        if not same_values(values, before.values):
            try:
                write_settings(path, before, values, state)
            except OSError as error:
                raise SettingsError(
                    tr("The settings were not saved: {file} cannot be written.", file=path),
                    tr("They hold for this run. Check the folder's permissions and the disk."),
                    Detail(message=str(error)),
                ) from error
        self.settings.clear()
        self._tables.clear()

    def _changed(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """What the whole file is to hold."""
        values = deepcopy(dict(before))
        for key, written in self.settings.items():
            put(values, key, written)
        for name in self._tables:
            entries = values.get(name)
            entries = entries if isinstance(entries, dict) else {}
            self.change_table(name, entries)
            if entries or name in values:
                values[name] = entries
        return values


def put(values: dict[str, Any], key: str, value: tuple[object, ...]) -> None:
    """Makes `values` hold exactly that for `key`; nothing for ()."""
    if value:
        values[key] = value[0]
    else:
        values.pop(key, None)


def refusal(path: Path, file: TomlFile) -> SettingsError | None:
    """Why a file must stay as it is, since writing would lose what stands in it; else None.

    Args:
        path: Where the file is.
        file: What it holds now.
    """
    if file.fault:
        line = tr(" (line {line})", line=file.line) if file.line is not None else ""
        return SettingsError(
            tr("The settings were not saved: the file {file} is broken.", file=path),
            tr("They hold for this run. Repair or remove the file, then save again."),
            Detail(message=f"{file.fault}{line}"),
        )
    version = file.values.get(VERSION_KEY)
    if isinstance(version, int) and version > FORMAT_VERSION:
        return SettingsError(
            tr("The settings were not saved: a later version wrote the file {file}.", file=path),
            tr("They hold for this run. Use that version, or move the file away."),
            Detail(message=f"{VERSION_KEY} = {one_line(str(version), 20)}"),
        )
    return None
