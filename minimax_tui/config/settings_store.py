"""The settings in force as their users see them: values, where each comes from, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol, TypeAlias

from minimax_tui.config.setting import Setting, Value
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

Origin: TypeAlias = Literal[
    "session", "unsaved", "command line", "environment", "project", "file", "default"
]
"""Where a value comes from: `session` holds for this session only, `unsaved` was set in this run
and is not yet in the user's file, `project` is a project's file, `file` the user's own."""


class Problem(NamedTuple):
    """Something in a settings file or in the environment that was not used."""

    source: str
    """The file's path, or the environment variable; may hold foreign text."""
    line: int | None
    """Line of the file, counted from 1; None where no line can be named."""
    key: str | None
    reason: str
    """What is wrong and what would be right, in plain words, safe to draw."""

    def __str__(self) -> str:
        where = one_line(self.source, 300)
        if self.line is not None:
            where = tr("{file}, line {line}", file=where, line=self.line)
        return f"{where}: {self.reason}"


class Source(NamedTuple):
    """Where the value in force comes from, exactly."""

    origin: Origin
    place: str = ""
    """The environment variable, or the file's path; "" for the other origins. Foreign text."""
    line: int | None = None
    """Line of the file, counted from 1."""

    def __str__(self) -> str:
        """As a user reads it, safe to draw: `command line`, `MINIMAX_CHAT_MODEL`, `file:line`."""
        if self.place:
            where = one_line(self.place, 300)
            return where if self.line is None else f"{where}:{self.line}"
        match self.origin:
            case "session":
                return tr("this session")
            case "unsaved":
                return tr("set in this run, not saved")
            case "command line":
                return tr("command line")
            case _:
                return tr("default")


class SettingState(NamedTuple):
    """What a setting was in every place where a change may put a value; for `restore`.

    Each is empty where the place had none.
    """

    key: str
    session: tuple[Value, ...]
    run: tuple[Value, ...]
    kept: Value
    """What held beyond the session."""
    unsaved: tuple[object, ...] | None
    """What the next `save` was to write; None where it was to leave the setting alone."""
    written: tuple[object, ...]
    """What the user's file held, whether it could be used or not."""


class ProjectQuestion(NamedTuple):
    """A project's settings file that was found and not yet trusted: the user is asked once."""

    path: str
    """The file; foreign text."""
    values: tuple[tuple[Setting, Value], ...]
    """What it would set."""
    problems: tuple[Problem, ...] = ()
    """What of it could not be used in any case."""


class SettingsStore(Protocol):
    """The settings in force, as the screens see them.

    Order: this session, this run, command line, environment, the project's file once it is
    trusted, the user's file, defaults. Use it on one thread.
    """

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be used, each with its place."""
        ...

    # --- values ---

    def get(self, key: str) -> Value:
        """The value in force. Raises `SettingsError` for an unknown key."""
        ...

    def text(self, key: str) -> str:
        """The value of a setting that is text, "" if unset."""
        ...

    def number(self, key: str) -> float | None:
        """The value of a setting that is a number, None if unset."""
        ...

    def integer(self, key: str) -> int | None:
        """The value of a setting that is a whole number, None if unset."""
        ...

    def switch(self, key: str) -> bool:
        """The value of a setting that is on or off."""
        ...

    def origin(self, key: str) -> Origin:
        """Where the value in force comes from. Raises `SettingsError` for an unknown key."""
        ...

    def source(self, key: str) -> Source:
        """Where it comes from, with the variable's name or the file and line.

        It may read the file once more to find the line: no call for every frame.

        Raises:
            SettingsError: for an unknown key.
        """
        ...

    def before_file(self, key: str) -> Source | None:
        """Where a value comes from that goes before the user's file at the next start too.

        None where that is the file or the default. Raises `SettingsError` for an unknown key.
        """
        ...

    def kept(self, key: str) -> Value:
        """The value that holds beyond this session: `get` without what is for it alone."""
        ...

    def set(self, key: str, value: object, *, session_only: bool = False) -> Value:
        """Checks `value` and puts it in force; returns it as understood.

        Args:
            key: The setting.
            value: As typed, or as TOML gives it.
            session_only: Whether it holds until `end_session` and is never in the file; else it
                holds for this run (in place of a value for this session) and `save` keeps it.

        Raises:
            SettingsError: for an unknown key or a value that is not allowed; nothing changes.
        """
        ...

    def reset(self, key: str) -> None:
        """Puts the default in force; `save` takes the setting out of the user's file."""
        ...

    def begin_session(self, values: Mapping[str, object]) -> None:
        """Puts a session's own values in force, in place of those of the session before.

        Those that a session cannot have, or this version not read, are left out; so are those of
        settings with a value from the command line, which goes before.

        Args:
            values: By key, as typed or stored.
        """
        ...

    def end_session(self, key: str | None = None) -> None:
        """Takes back what was set with `session_only`: of one setting, or of all."""
        ...

    def state(self, key: str) -> SettingState:
        """What a setting is now, for `restore`. Raises `SettingsError` for an unknown key."""
        ...

    def restore(self, before: SettingState) -> bool:
        """Makes a setting what it was: its value, where that came from, and what the file holds.

        Returns:
            Whether the user's file differs from that until `save`.
        """
        ...

    # --- nested tables of the user's file (`TABLES`) ---

    def table(self, name: str) -> Mapping[str, object]:
        """The entries of `[name]`, as TOML gives them; a copy, what is not saved yet included.

        Entries of the wrong shape are left out, and listed in `problems`.

        Raises:
            SettingsError: if `TABLES` has no such table.
        """
        ...

    def set_table(self, name: str, entry: str, value: object | None) -> None:
        """Sets one entry of `[name]`, or takes it out (None); `save` keeps it.

        Args:
            name: The table.
            entry: The entry's key, any text.
            value: Text, number, switch, list or dict of such, of the table's shape.

        Raises:
            SettingsError: if there is no such table, or `value` does not fit; nothing changes.
        """
        ...

    def table_problem(self, name: str, entry: str, reason: str, field: str = "") -> Problem:
        """A `Problem` at the line of an entry (or of a field in it), for who reads the table.

        It is made only, not added to `problems`.
        """
        ...

    # --- files ---

    def project_question(self) -> ProjectQuestion | None:
        """The project's file that the user should be asked about; None if there is none."""
        ...

    def answer_project(self, *, trusted: bool) -> None:
        """Remembers the answer for this file and content; if trusted, its values hold at once."""
        ...

    def save(self) -> None:
        """Writes what was set since the last save into the user's file.

        Raises:
            SettingsError: if the file is broken, of a later version, or cannot be written; it is
                left as it is and the values hold for this run.
        """
        ...
