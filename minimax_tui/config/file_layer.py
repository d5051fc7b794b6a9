"""What one settings file gives: values that can be used, tables, and what is wrong, with lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from minimax_tui.config.schema import (
    BY_KEY,
    FORMAT_VERSION,
    TABLE_BY_NAME,
    VERSION_KEY,
    Problem,
    SetBy,
    Table,
    Value,
    find_setting,
)
from minimax_tui.config.toml_file import TomlFile
from minimax_tui.config.toml_lines import KeyPath, TomlLines, find_lines
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import sentences, tr, trn

MAX_PROBLEMS = 20
"""As many as a user reads; a file with more is no settings file."""


class _Fault(NamedTuple):
    path: KeyPath
    reason: str
    """Empty for an unknown setting: the nearest name is looked for where it is told only."""


class FileLayer:
    """The usable content of a settings file.

    Attributes:
        path: The file.
        file: What was read.
        values: Settings that can be used, by key.
        tables: Entries of the nested tables that have the right shape, by table and entry.
        problems: What was not used.
        later: Whether a later version of the program wrote the file.
    """

    def __init__(self, path: Path, file: TomlFile, set_by: SetBy = "user") -> None:
        self.path = path
        self.file = file
        self.values: dict[str, Value] = {}
        self.tables: dict[str, dict[str, Any]] = {}
        self.problems: list[Problem] = []
        self.later = False
        self._lines: TomlLines | None = None
        if file.fault:
            fault = file.fault
            if fault[-1] not in ".。":  # tomllib's have no end
                fault = tr("{reason}.", reason=fault)
            if set_by == "user":
                fault = sentences(fault, tr("Nothing is saved there until it is put right."))
            self.problems.append(Problem(str(path), file.line, None, fault))
        self._collect(list(self._take(set_by)))

    def line(self, *path: str) -> int | None:
        """Line of a key, counted from 1; of the table round it where it has none of its own."""
        if self._lines is None:
            fault_line = self.file.line if self.file.fault else None
            self._lines = find_lines(self.file.text, fault_line)
        return self._lines.nearest(path)

    def _collect(self, faults: list[_Fault]) -> None:
        for path, reason in faults[:MAX_PROBLEMS]:
            line, key = self.line(*path), ".".join(path)
            self.problems.append(Problem(str(self.path), line, key, reason or _unknown(key)))
        more = len(faults) - MAX_PROBLEMS
        if more > 0:
            words = trn(
                "{count} more thing in it is wrong.", "{count} more things are wrong.", more
            )
            self.problems.append(Problem(str(self.path), None, None, words))

    def _take(self, set_by: SetBy) -> Iterator[_Fault]:
        yield from self._check_version()
        for key, raw in self.file.values.items():
            if key == VERSION_KEY:
                continue
            if key in TABLE_BY_NAME:
                if set_by == "project":
                    yield _Fault((key,), _not_by_a_project(key))
                else:
                    yield from self._take_table(TABLE_BY_NAME[key], raw)
            elif key in BY_KEY or not self.later:
                # What a later version added is unknown here, and no mistake.
                yield from self._take_setting(key, raw, set_by)

    def _check_version(self) -> Iterator[_Fault]:
        version = self.file.values.get(VERSION_KEY, FORMAT_VERSION)
        if isinstance(version, bool) or not isinstance(version, int) or version < 1:
            reason = tr("“version” is the format of the file: leave it out.")
            yield _Fault((VERSION_KEY,), reason)
        elif version > FORMAT_VERSION:
            self.later = True
            reason = tr(
                "The file is of format {version}, written by a later version of minimax-chat; this "
                "one knows format {known}. What it knows is used, and nothing is saved there.",
                version=one_line(str(version), 20),
                known=FORMAT_VERSION,
            )
            yield _Fault((VERSION_KEY,), reason)

    def _take_setting(self, key: str, raw: object, set_by: SetBy) -> Iterator[_Fault]:
        setting = BY_KEY.get(key)
        if setting is None:
            yield _Fault((key,), "")
            return
        try:
            if set_by == "project" and setting.set_by != "project":
                yield _Fault((key,), _not_by_a_project(key))
            else:
                self.values[key] = setting.parse(raw)
        except SettingsError as error:
            yield _Fault((key,), sentences(error.what, error.advice))

    def _take_table(self, table: Table, raw: object) -> Iterator[_Fault]:
        if not isinstance(raw, dict):
            reason = tr("“{table}” is a table: write [{table}], entries below.", table=table.name)
            yield _Fault((table.name,), reason)
            return
        entries = self.tables.setdefault(table.name, {})
        for entry, value in raw.items():
            if table.fits(value):
                entries[entry] = value
            else:
                yield _Fault((table.name, entry), misfit(table, entry))


def misfit(table: Table, entry: str) -> str:
    """Why an entry of a table cannot be used, and what can."""
    return tr(
        "The entry “{entry}” of [{table}] cannot be used. Give {allowed}.",
        entry=one_line(entry, 60),
        table=table.name,
        allowed=table.allowed(),
    )


def _unknown(key: str) -> str:
    try:
        find_setting(key)
    except SettingsError as error:
        return sentences(error.what, error.advice)
    return ""


def _not_by_a_project(key: str) -> str:
    return tr("A project's file cannot set “{key}”: only you can.", key=key)
