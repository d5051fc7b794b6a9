"""TOML files on disk: read within limits, written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any, NamedTuple

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.nesting import MAX_LEVELS, is_too_deep

MAX_BYTES = 1_000_000
"""A settings file beyond 1 MB is some other file."""


_DOTTED = r"""(?<![\w-])(?:(?:[\w-]++|"[^"]*+"|'[^']*+')[ \t]*+\.[ \t]*+)++"""
"""A run of what can be the parts of a key."""


class TomlFile(NamedTuple):
    """What a file holds.

    `values` of a broken file are those before the fault, as far as they can be read.
    """

    values: dict[str, Any]
    text: str
    fault: str = ""
    """Why the file is broken, safe to draw; "" if it is not, or is absent."""
    line: int | None = None
    """Line of the fault, counted from 1."""


def read_toml(path: Path, *, private: bool = False) -> TomlFile:
    """Reads a file; never raises for what is wrong with it, but says so in `fault`.

    Args:
        path: The file; an absent one is an empty one.
        private: Whether to refuse a file that other users may read or write.
    """
    try:
        # Opening a pipe without O_NONBLOCK would wait for a writer for ever.
        flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        handle = os.open(path, os.O_RDONLY | flags)
    except FileNotFoundError:
        return TomlFile({}, "")
    except OSError as error:
        return _unreadable(error)
    try:
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return TomlFile({}, "", tr("It is not a file."))
            if private and os.name == "posix" and status.st_mode & 0o077:
                return TomlFile({}, "", tr("Other users can read it. Run: chmod 600 on it."))
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return _unreadable(error)
    if len(data) > MAX_BYTES:
        return TomlFile({}, "", tr("It is larger than 1 MB."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        data = error.object  # without the mark that a file may begin with
        line = data.count(b"\n", 0, error.start) + 1
        whole_lines = data[: data.rfind(b"\n", 0, error.start) + 1].decode()
        values, _ = _values_before(line, whole_lines)
        return TomlFile(values, whole_lines, tr("It is not UTF-8 text."), line)
    return parse_toml(text)


def parse_toml(text: str) -> TomlFile:
    """Reads TOML text; what is wrong with it stands in `fault`."""
    import tomllib

    deep_line = _line_of_a_deep_key(text)
    if deep_line is not None:
        values, _ = _values_before(deep_line, text)
        return TomlFile(values, text, tr("It is nested too deeply."), deep_line)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _broken(str(error), text)
    except ValueError:  # what Python says of a number of thousands of digits
        return _broken(tr("A number is larger than TOML allows."), text)
    except RecursionError:
        return _broken(tr("It is nested too deeply."), text)
    usable = _usable(values)
    if len(usable) == len(values):
        return TomlFile(values, text)
    from minimax_tui.config.toml_lines import find_lines

    first = next(key for key in values if key not in usable)
    deep = is_too_deep(values[first])
    said = tr("It is nested too deeply.") if deep else tr("A number is larger than TOML allows.")
    return TomlFile(usable, text, said, find_lines(text).nearest((first,)))


def _usable(values: dict[str, Any]) -> dict[str, Any]:
    """The values without those that hold a number beyond TOML's, or anything nested too deeply."""
    return {
        key: value
        for key, value in values.items()
        if not is_too_deep(value) and not has_large_integer(value)
    }


def is_toml(value: object, depth: int = 0) -> bool:
    """Whether TOML can hold a value, but for integers that are too large."""
    if depth > 20:
        return False
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(
            is_toml(part, depth + 1) for part in (*value, *value.values())
        )
    if isinstance(value, list):
        return all(is_toml(item, depth + 1) for item in value)
    if isinstance(value, str):
        return not any("\ud800" <= sign <= "\udfff" for sign in value)
    from datetime import date, time

    return isinstance(value, bool | int | float | date | time)


def has_large_integer(value: object) -> bool:
    """Whether an integer needs more than TOML's 64 bits. Python cannot even write a very large one.

    Recurses: to be asked only of what is not nested deeply.
    """
    if isinstance(value, dict):
        return any(map(has_large_integer, value.values()))
    if isinstance(value, list):
        return any(map(has_large_integer, value))
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def _unreadable(error: OSError) -> TomlFile:
    return TomlFile({}, "", tr("It cannot be read: {reason}.", reason=error.strerror or error))


def _line_of_a_deep_key(text: str) -> int | None:
    """The line of a key with too many parts.

    The time of tomllib (of CPython 3.11.7) grows with the square of their number: 50,000 take most
    of a minute.
    """
    for number, row in enumerate(text.split("\n"), start=1):
        if row.count(".") <= MAX_LEVELS:
            continue
        import re

        if any(run[0].count(".") > MAX_LEVELS for run in re.finditer(_DOTTED, row)):
            return number
    return None


def _broken(said: str, text: str) -> TomlFile:
    """A file that cannot be read as a whole.

    What is not closed is noticed lines below its beginning, at the end of the file even: then the
    beginning is told.
    """
    line = _line_of(said)
    values, begins = _values_before(line, text)
    reason = one_line(said.replace(f"(at line {line}, ", "("), 200)
    if line is None:
        line = begins
    elif begins is not None and begins < line:
        reason = tr("{reason}, in what begins in line {line}", reason=reason, line=begins)
    return TomlFile(values, text, reason, line)


def _line_of(said: str) -> int | None:
    """The line that a message of tomllib names, as in "(at line 3, column 7)"."""
    number = said.rpartition("(at line ")[2].partition(",")[0]
    return int(number) if number.isdigit() else None


def _values_before(line: int | None, text: str) -> tuple[dict[str, Any], int | None]:
    """What stands before a fault, and the line in which the statement with the fault begins."""
    import tomllib

    # Lines as tomllib counts them: by line feeds alone.
    rows = text.split("\n")
    if line is not None:
        try:
            return _usable(tomllib.loads("\n".join([*rows[: line - 1], ""]))), line
        except (ValueError, RecursionError):
            pass  # it begins further up
    from minimax_tui.config.toml_lines import find_lines

    begins = find_lines(text, line).unreadable
    if begins is None:
        return {}, None
    try:
        return _usable(tomllib.loads("\n".join([*rows[: begins - 1], ""]))), begins
    except (ValueError, RecursionError):
        return {}, begins


def write_atomically(path: Path, text: str) -> None:
    """Writes `text` for the user alone (0600): afterwards the file is the old or the new one.

    A symbolic link stays one; the file that it names is replaced.

    Raises:
        OSError: if it cannot be written; the old file is as it was.
    """
    import tempfile

    target = Path(os.path.realpath(path))
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Makes the rename last through a power cut, where folders can be synced at all."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)
