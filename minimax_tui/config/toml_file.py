"""TOML files on disk: read within limits, written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any, NamedTuple

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

MAX_BYTES = 1_000_000
"""A settings file beyond 1 MB is some other file."""

_AFTER_A_KEY = frozenset(" \t=].\"'")


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
        return TomlFile({}, "", tr("It is not UTF-8 text."), line)
    return parse_toml(text)


def parse_toml(text: str) -> TomlFile:
    """Reads TOML text; what is wrong with it stands in `fault`."""
    import tomllib

    try:
        return TomlFile(tomllib.loads(text), text)
    except (ValueError, RecursionError) as error:
        said = str(error) if isinstance(error, ValueError) else tr("It is nested too deeply.")
        line = _line_of(said, text)
        return TomlFile(_values_before(line, text), text, one_line(said, 200), line)


def line_of_key(text: str, key: str) -> int | None:
    """Line, counted from 1, where the top-level `key` of readable TOML begins."""
    import tomllib

    lines = text.split("\n")
    for number, line in enumerate(lines):
        word = line.lstrip(" \t[\"'")
        if not word.startswith(key) or word[len(key) : len(key) + 1] not in _AFTER_A_KEY:
            continue
        try:
            # Inside a string of several lines, the text before would not be whole.
            before = tomllib.loads("\n".join([*lines[:number], ""]))
        except ValueError:
            continue
        if key not in before:
            return number + 1
    return None


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
        return tomllib.loads("\n".join([*text.split("\n")[: line - 1], ""]))
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
