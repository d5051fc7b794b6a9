"""The settings in force: defaults, files, the environment, the command line, this run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from minimax_tui.config.paths import HOME_VARIABLE
from minimax_tui.config.schema import (
    BY_KEY,
    ENV_PREFIX,
    SETTINGS,
    Origin,
    Problem,
    ProjectQuestion,
    SettingState,
    Source,
    Value,
    find_setting,
    find_table,
)
from minimax_tui.config.unsaved import Unsaved, put, refusal
from minimax_tui.domain.errors import Detail, SettingsError
from minimax_tui.domain.i18n import sentences, tr

if TYPE_CHECKING:
    from minimax_tui.config.file_layer import FileLayer
    from minimax_tui.config.settings_state import SettingsState

_T = TypeVar("_T")


class Settings:
    """The user's settings; a `SettingsStore`, which says in what order the sources stand.

    Nothing in a file or in the environment can keep the program from starting: what cannot be
    used is listed in `problems`, what can is used.
    """

    def __init__(
        self,
        path: Path | None = None,
        environ: Mapping[str, str] | None = None,
        overrides: Mapping[str, object] | None = None,
        *,
        project: Path | None = None,
        state: Path | None = None,
    ) -> None:
        """Loads the settings.

        Args:
            path: The user's file; None keeps everything in memory.
            environ: The environment; the process's own if None.
            overrides: Values of the command line by key; None means not given.
            project: The project's file, used only once the user trusts it.
            state: Where trust, and what was written, is remembered; None for this run only.

        Raises:
            SettingsError: for a bad value of the command line.
        """
        self._path = path
        self._project_path = project
        self._state_path = state
        self._state: SettingsState | None = None
        self._session: dict[str, Value] = {}
        self._run: dict[str, Value] = {}
        self._unsaved = Unsaved()
        # Values that only stand in for what the file will hold once it is saved.
        self._until_saved: set[str] = set()
        self._overrides = {
            key: find_setting(key).parse(raw)
            for key, raw in (overrides or {}).items()
            if raw is not None
        }
        self._environment: dict[str, Value] = {}
        self._environment_problems: list[Problem] = []
        self._load_environment(os.environ if environ is None else environ)
        self._file: FileLayer | None = None
        self._project: FileLayer | None = None
        self._found: FileLayer | None = None
        self._to_ask = False
        self.reload()

    # --- loading ---

    def reload(self) -> None:
        """Reads the files again; what was set in this run stays in force."""
        self._file = _load(self._path)
        self._project, self._to_ask = None, False
        self._found = layer = _load(self._project_path, project=True)
        if layer is None:
            return
        trusted = self._remembered().trusted(layer.path, layer.file.text)
        if trusted or not layer.values:
            self._project = layer  # one that gives nothing has its problems told
        else:
            self._to_ask = trusted is None

    def _remembered(self) -> SettingsState:
        if self._state is None:
            from minimax_tui.config.settings_state import SettingsState

            self._state = SettingsState(self._state_path)
        return self._state

    def _load_environment(self, environ: Mapping[str, str]) -> None:
        known = {setting.env: setting for setting in SETTINGS}
        for name, setting in known.items():
            raw = environ.get(name, "")
            if not raw:
                continue
            try:
                self._environment[setting.key] = setting.parse(raw)
            except SettingsError as error:
                reason = sentences(error.what, error.advice)
                self._environment_problems.append(Problem(name, None, setting.key, reason))
        for name in environ:
            if name.startswith(ENV_PREFIX) and name not in known and name != HOME_VARIABLE:
                self._note_unknown_variable(name)

    def _note_unknown_variable(self, name: str) -> None:
        """Tells of a variable that is spelt almost like one of ours; others may be anybody's."""
        import difflib

        key = name.removeprefix(ENV_PREFIX).lower()[:60]
        for near in difflib.get_close_matches(key, BY_KEY, n=1, cutoff=0.75):
            reason = tr("There is no such variable. Did you mean {near}?", near=BY_KEY[near].env)
            self._environment_problems.append(Problem(name, None, None, reason))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be used, the files' first."""
        layers = [layer for layer in (self._file, self._project) if layer is not None]
        found = [problem for layer in layers for problem in layer.problems]
        return (*found, *self._environment_problems, *self._problems_of_models())

    def _problems_of_models(self) -> list[Problem]:
        if not self.table("models"):
            return []  # few have the table: what reads it is no part of their start
        from minimax_tui.config.models_table import models_from_settings

        return models_from_settings(self)[1]

    @property
    def path(self) -> Path | None:
        """The user's file; None where everything is kept in memory."""
        return self._path

    # --- values ---

    def get(self, key: str) -> Value:
        """The value in force.

        Raises:
            SettingsError: for an unknown key.
        """
        return self._session[key] if key in self._session else self.kept(key)

    def kept(self, key: str) -> Value:
        """The value that holds beyond this session.

        Raises:
            SettingsError: for an unknown key.
        """
        setting = find_setting(key)
        for layer in (self._run, self._overrides, self._environment):
            if key in layer:
                return layer[key]
        for file in (self._project, self._file):
            if file is not None and key in file.values:
                return file.values[key]
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
        """Where the value in force comes from.

        Raises:
            SettingsError: for an unknown key.
        """
        find_setting(key)
        if key in self._session:
            return "session"
        if key in self._unsaved.settings:
            return "unsaved"
        if key not in self._run:
            if key in self._overrides:
                return "command line"
            if key in self._environment:
                return "environment"
            if self._project is not None and key in self._project.values:
                return "project"
        return "file" if self._file is not None and key in self._file.values else "default"

    def source(self, key: str) -> Source:
        """Where it comes from, with the variable's name or the file and line.

        Raises:
            SettingsError: for an unknown key.
        """
        origin = self.origin(key)
        if origin == "environment":
            return Source(origin, BY_KEY[key].env)
        layer = {"project": self._project, "file": self._file}.get(origin)
        if layer is None:
            return Source(origin)
        return Source(origin, str(layer.path), layer.line(key))

    def before_file(self, key: str) -> Source | None:
        """Where a value comes from that goes before the user's file at the next start too.

        Raises:
            SettingsError: for an unknown key.
        """
        find_setting(key)
        if key in self._overrides:
            return Source("command line")
        if key in self._environment:
            return Source("environment", BY_KEY[key].env)
        if self._project is not None and key in self._project.values:
            return Source("project", str(self._project.path), self._project.line(key))
        return None

    def set(self, key: str, value: object, *, session_only: bool = False) -> Value:
        """Checks `value` and puts it in force; returns it as understood.

        Raises:
            SettingsError: for an unknown key or a value that is not allowed; nothing changes.
        """
        setting = find_setting(key)
        parsed = setting.parse(value)
        if session_only:
            self._session[key] = parsed
            return parsed
        self._session.pop(key, None)
        self._run[key] = parsed
        needless = parsed == setting.default and not self._written(key)
        self._unsaved.settings[key] = () if needless or parsed is None else (parsed,)
        self._until_saved.discard(key)
        return parsed

    def reset(self, key: str) -> None:
        """Puts the default in force; `save` takes the setting out of the file.

        Raises:
            SettingsError: for an unknown key.
        """
        self.set(key, find_setting(key).default)
        self._unsaved.settings[key] = ()

    def begin_session(self, values: Mapping[str, object]) -> None:
        """Puts a session's own values in force, in place of those of the session before.

        Those that a session cannot have, or this version not read, are left out; so are those of
        settings with a value from the command line, which goes before.
        """
        self.end_session()
        for key, value in values.items():
            setting = BY_KEY.get(key)
            if setting is None or not setting.of_session or self.origin(key) == "command line":
                continue
            with suppress(SettingsError):  # of a later version: the setting in force stays
                self.set(key, value, session_only=True)

    def end_session(self, key: str | None = None) -> None:
        """Takes back what was set for this session only: of one setting, or of all."""
        if key is None:
            self._session.clear()
        else:
            self._session.pop(key, None)

    def state(self, key: str) -> SettingState:
        """What a setting is now, for `restore`.

        Raises:
            SettingsError: for an unknown key.
        """
        return SettingState(
            key,
            session=_in(self._session, key),
            run=_in(self._run, key),
            kept=self.kept(key),
            unsaved=self._unsaved.settings.get(key),
            written=self._written(key),
        )

    def restore(self, before: SettingState) -> bool:
        """Makes a setting what it was: its value, where that came from, and what the file holds.

        Returns:
            Whether the user's file differs from that until `save`.
        """
        key, now = before.key, self._written(before.key)
        put(self._session, key, before.session)
        put(self._run, key, before.run)
        self._until_saved.discard(key)
        self._unsaved.settings.pop(key, None)
        if before.unsaved is not None:
            self._unsaved.settings[key] = before.unsaved
        elif repr(now) != repr(before.written):  # as text: 1 and true are equal in Python
            self._unsaved.settings[key] = before.written
            if not before.run:
                self._run[key] = before.kept
                self._until_saved.add(key)
        return key in self._unsaved.settings

    def _written(self, key: str) -> tuple[object, ...]:
        """What stands in the user's file, as far as it is known."""
        return _in(self._file.file.values, key) if self._file is not None else ()

    # --- nested tables ---

    def table(self, name: str) -> Mapping[str, object]:
        """The entries of `[name]`; a copy, what is not saved yet included.

        Raises:
            SettingsError: if there is no such table.
        """
        find_table(name)
        entries = deepcopy(self._file.tables.get(name, {})) if self._file is not None else {}
        self._unsaved.change_table(name, entries)
        return entries

    def set_table(self, name: str, entry: str, value: object | None) -> None:
        """Sets one entry of `[name]`, or takes it out (None); `save` keeps it.

        Raises:
            SettingsError: if there is no such table, or `value` does not fit; nothing changes.
        """
        from minimax_tui.config.toml_file import has_large_integer, is_toml

        table = find_table(name)
        fits = value is None or (table.fits(value) and is_toml(value))
        if not fits or not is_toml(entry):
            from minimax_tui.config.file_layer import misfit

            raise SettingsError(misfit(table, entry))
        if has_large_integer(value):
            raise SettingsError(tr("A number is larger than TOML allows."))
        self._unsaved.set_entry(name, entry, value)

    def table_problem(self, name: str, entry: str, reason: str, field: str = "") -> Problem:
        """A `Problem` at the line of an entry (or of a field in it)."""
        parts = [name, entry, *([field] if field else [])]
        line = self._file.line(*parts) if self._file is not None else None
        return Problem(str(self._path or ""), line, ".".join(parts), reason)

    # --- the project's file ---

    def project_question(self) -> ProjectQuestion | None:
        """The project's file that the user should be asked about; None if there is none."""
        layer = self._found
        if layer is None or not self._to_ask:
            return None
        values = tuple((BY_KEY[key], value) for key, value in layer.values.items())
        return ProjectQuestion(str(layer.path), values, tuple(layer.problems))

    def answer_project(self, *, trusted: bool) -> None:
        """Remembers the answer for this file and content; if trusted, its values hold at once.

        Raises:
            SettingsError: if it cannot be remembered; it holds for this run.
        """
        layer, self._to_ask = self._found, False
        if layer is None or not layer.values:
            return
        self._project = layer if trusted else None
        try:
            self._remembered().remember_answer(layer.path, layer.file.text, trusted=trusted)
        except OSError as error:
            raise SettingsError(
                tr(
                    "The answer could not be kept: {file} cannot be written.", file=self._state_path
                ),
                tr("It holds for this run."),
                Detail(message=str(error)),
            ) from error

    # --- saving ---

    def save(self) -> None:
        """Writes what was set since the last save into the user's file.

        The file is read again first, so that what was written to it meanwhile stays. Settings
        at their default are written only if they were in the file.

        Raises:
            SettingsError: if the file is broken, of a later version, or cannot be written; it is
                left as it is, and the values still hold for this run.
        """
        if self._path is None:
            self._saved()  # nested tables are kept nowhere else
            return
        if not self._unsaved:
            return
        from minimax_tui.config.toml_file import read_toml

        before = read_toml(self._path)
        refused = refusal(self._path, before)
        if refused is not None:
            self._file = _load(self._path)
            raise refused
        self._unsaved.write(self._path, before, self._remembered())
        self._saved()
        self._file = _load(self._path)

    def _saved(self) -> None:
        for key in self._until_saved:
            del self._run[key]
        self._until_saved.clear()
        self._unsaved.settings.clear()


def _in(values: Mapping[str, _T], key: str) -> tuple[_T, ...]:
    return (values[key],) if key in values else ()


def _load(path: Path | None, *, project: bool = False) -> FileLayer | None:
    """What a file gives, None if there is no file; a project's broken file gives nothing."""
    if path is None:
        return None
    try:
        os.lstat(path)
    except FileNotFoundError:
        return None
    except OSError:
        pass  # a folder that may not be looked into: reading says so
    from minimax_tui.config.file_layer import FileLayer
    from minimax_tui.config.toml_file import read_toml

    file = read_toml(path)
    if not project:
        return FileLayer(path, file)
    return FileLayer(path, file._replace(values={}) if file.fault else file, "project")
