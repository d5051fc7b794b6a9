"""The settings in force: defaults, the user's file, the environment, the command line, this run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from minimax_tui.config.schema import (
    BY_KEY,
    SETTINGS,
    Origin,
    Problem,
    Setting,
    Value,
    find_setting,
)
from minimax_tui.domain.errors import Detail, SettingsError
from minimax_tui.domain.i18n import tr


class Settings:
    """The user's settings; a `SettingsStore`.

    What is set in this run stands before the command line, that before the environment, that
    before the file, that before the defaults. Nothing in a file or in the environment can keep
    the program from starting: what cannot be used is listed in `problems`.
    """

    def __init__(
        self,
        path: Path | None = None,
        environ: Mapping[str, str] | None = None,
        overrides: Mapping[str, object] | None = None,
    ) -> None:
        """Loads the settings.

        Args:
            path: The user's file; None keeps everything in memory.
            environ: The environment; the process's own if None.
            overrides: Values of the command line by key; None means not given.

        Raises:
            SettingsError: for a bad value of the command line.
        """
        self._path = path
        self._session: dict[str, Value] = {}
        self._unsaved: set[str] = set()
        self._removed: set[str] = set()
        self._overrides = {
            key: find_setting(key).parse(raw)
            for key, raw in (overrides or {}).items()
            if raw is not None
        }
        self._environment: dict[str, Value] = {}
        self._environment_problems: list[Problem] = []
        self._load_environment(os.environ if environ is None else environ)
        self._file: dict[str, Value] = {}
        self._file_problems: list[Problem] = []
        self.reload()

    # --- loading ---

    def reload(self) -> None:
        """Reads the user's file again; what was set in this run stays in force."""
        self._file, self._file_problems = {}, []
        if self._path is None or not os.path.lexists(self._path):
            return
        from minimax_tui.config.toml_file import read_toml

        file = read_toml(self._path)
        if file.fault:
            self._file_problems.append(Problem(str(self._path), file.line, None, file.fault))
        self._take(file.values, file.text)

    def _take(self, values: Mapping[str, Any], text: str) -> None:
        for key, raw in values.items():
            try:
                self._file[key] = find_setting(key).parse(raw)
            except SettingsError as error:
                from minimax_tui.config.toml_file import line_of_key

                reason = f"{error.what} {error.advice}".rstrip()
                line = line_of_key(text, key)
                self._file_problems.append(Problem(str(self._path), line, key, reason))

    def _load_environment(self, environ: Mapping[str, str]) -> None:
        for setting in SETTINGS:
            raw = environ.get(setting.env, "")
            if not raw:
                continue
            try:
                self._environment[setting.key] = setting.parse(raw)
            except SettingsError as error:
                reason = f"{error.what} {error.advice}".rstrip()
                problem = Problem(setting.env, None, setting.key, reason)
                self._environment_problems.append(problem)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be used, the file's first."""
        return (*self._file_problems, *self._environment_problems)

    # --- values ---

    def get(self, key: str) -> Value:
        """The value in force.

        Raises:
            SettingsError: for an unknown key.
        """
        setting = find_setting(key)
        for layer in (self._session, self._overrides, self._environment, self._file):
            if key in layer:
                return layer[key]
        return setting.default

    def text(self, key: str) -> str:
        """The value of a setting that is text, "" if unset."""
        value = self.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> float | None:
        """The value of a setting that is a number, None if unset."""
        value = self.get(key)
        return float(value) if isinstance(value, int | float) else None

    def integer(self, key: str) -> int | None:
        """The value of a setting that is a whole number, None if unset."""
        value = self.get(key)
        return value if isinstance(value, int) else None

    def switch(self, key: str) -> bool:
        """The value of a setting that is on or off."""
        return self.get(key) is True

    def origin(self, key: str) -> Origin:
        """Where the value in force comes from; `session` is set in this run, not yet saved.

        Raises:
            SettingsError: for an unknown key.
        """
        find_setting(key)
        if key in self._unsaved:
            return "session"
        if key not in self._session:
            if key in self._overrides:
                return "command line"
            if key in self._environment:
                return "environment"
        return "file" if key in self._file else "default"

    def set(self, key: str, value: object) -> Value:
        """Checks `value` and puts it in force for this run; returns it as understood.

        Raises:
            SettingsError: for an unknown key or a value that is not allowed; nothing changes.
        """
        parsed = find_setting(key).parse(value)
        self._session[key] = parsed
        self._unsaved.add(key)
        self._removed.discard(key)
        return parsed

    def reset(self, key: str) -> None:
        """Puts the default in force; `save` takes the setting out of the file.

        Raises:
            SettingsError: for an unknown key.
        """
        self._session[key] = find_setting(key).default
        self._unsaved.add(key)
        self._removed.add(key)

    # --- saving ---

    def save(self) -> None:
        """Writes what was set since the last save into the user's file.

        The file is read again first, so that what was written to it meanwhile stays. Settings
        at their default are written only if they were in the file.

        Raises:
            SettingsError: if the file is broken, or cannot be written; it is left as it is, and
                the values still hold for this run.
        """
        if self._path is None or not self._unsaved:
            self._unsaved.clear()
            self._removed.clear()
            return
        from minimax_tui.config.settings_text import write_settings
        from minimax_tui.config.toml_file import read_toml

        before = read_toml(self._path)
        if before.fault:
            self.reload()
            line = tr(" (line {line})", line=before.line) if before.line is not None else ""
            raise SettingsError(
                tr("The settings were not saved: the file {file} is broken.", file=self._path),
                tr("They hold for this run. Repair or remove the file, then save again."),
                Detail(message=f"{before.fault}{line}"),
            )
        values = dict(before.values)
        for key in self._unsaved:
            self._put(values, BY_KEY[key])
        # Compared with their types: `mouse = 1` is no switch, and yet equal to one.
        if any(repr(values.get(key)) != repr(before.values.get(key)) for key in self._unsaved):
            try:
                write_settings(self._path, before, values)
            except OSError as error:
                raise SettingsError(
                    tr("The settings were not saved: {file} cannot be written.", file=self._path),
                    tr("They hold for this run. Check the folder's permissions and the disk."),
                    Detail(message=str(error)),
                ) from error
        self._unsaved.clear()
        self._removed.clear()
        self.reload()

    def _put(self, values: dict[str, Any], setting: Setting) -> None:
        key, value = setting.key, self._session[setting.key]
        needless = value == setting.default and key not in values
        if value is None or needless or key in self._removed:
            values.pop(key, None)
        else:
            values[key] = value
