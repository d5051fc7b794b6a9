"""TOML files on disk: read within limits, written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any, NamedTuple

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.nesting import is_too_deep

MAX_BYTES = 1_000_000
"""A settings file beyond 1 MB is some other file."""


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
        line = data.count(b"\n", 0, error.start) + 1
        whole_lines = data[: data.rfind(b"\n", 0, error.start) + 1].decode("utf-8-sig")
        values = _values_before(line, whole_lines)
        return TomlFile(values, whole_lines, tr("It is not UTF-8 text."), line)
    return parse_toml(text)


def parse_toml(text: str) -> TomlFile:
    """Reads TOML text; what is wrong with it stands in `fault`."""
    import tomllib

    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        said = str(error) if isinstance(error, ValueError) else tr("It is nested too deeply.")
        line = _line_of(said, text)
        reason = one_line(said.replace(f"(at line {line}, ", "("), 200)
        return TomlFile(_values_before(line, text), text, reason, line)
    if is_too_deep(values):
        return TomlFile({}, "", tr("It is nested too deeply."))
    usable = _usable(values)
    if len(usable) == len(values):
        return TomlFile(values, text)
    from minimax_tui.config.toml_lines import find_lines

    first = next(key for key in values if key not in usable)
    said = tr("A number is larger than TOML allows.")
    return TomlFile(usable, text, said, find_lines(text).nearest((first,)))


def _usable(values: dict[str, Any]) -> dict[str, Any]:
    """The values without those that hold a number beyond TOML's, or anything nested too deeply."""
    return {
        key: value
        for key, value in values.items()
        if not is_too_deep(value) and not _has_large_integer(value)
    }


def _has_large_integer(value: object) -> bool:
    """Whether an integer needs more than TOML's 64 bits. Python cannot even write a very large one.

    Recurses: to be asked only of what is not nested deeply.
    """
    if isinstance(value, dict):
        return any(map(_has_large_integer, value.values()))
    if isinstance(value, list):
        return any(map(_has_large_integer, value))
    return isinstance(value, int) and not -(2**63) <= value < 2**63


def _unreadable(error: OSError) -> TomlFile:
    return TomlFile({}, "", tr("It cannot be read: {reason}.", reason=error.strerror or error))


def _line_of(said: str, text: str) -> int | None:
    """The line that a message of tomllib names, as in "(at line 3, column 7)"."""
    if said.endswith("(at end of document)"):
        return text.rstrip().count("\n") + 1
    number = said.rpartition("(at line ")[2].partition(",")[0]
    return int(number) if number.isdigit() else None


def _values_before(line: int | None, text: str) -> dict[str, Any]:
    import tomllib

    if line is None:
        return {}
    # Lines as tomllib counts them: by line feeds alone.
    try:
        return _usable(tomllib.loads("\n".join([*text.split("\n")[: line - 1], ""])))
    except (ValueError, RecursionError):
        return {}


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
