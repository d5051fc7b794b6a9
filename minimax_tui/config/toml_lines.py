"""In which line of a TOML text each key stands."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import Any, TypeAlias

KeyPath: TypeAlias = tuple[str, ...]
"""A key and the tables round it, outermost first."""

_MAX_TRIES = 400
"""How often the end of one statement of several lines is looked for before it is given up."""
_MAX_DEPTH = 20
"""Dots in a key beyond which no lines are noted: there is no setting that deep."""
_ENDINGS = ('"""', "'''", "]", "}")


@dataclass(slots=True)
class TomlLines:
    """Where the keys of one text stand; lines are counted from 1."""

    lines: dict[KeyPath, int] = field(default_factory=dict)
    """The line in which each key's statement begins, the first one where there are several."""
    root_end: int = 0
    """The last line of the last statement before the first table header; 0 if there is none."""
    first_header: int | None = None
    """The line of the first table header."""
    unreadable: int | None = None
    """The line in which the first statement begins that cannot be read by itself."""

    def nearest(self, path: KeyPath) -> int | None:
        """The line of a key, or of the closest table round it that is known."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return None


def find_lines(text: str, before_line: int | None = None) -> TomlLines:
    """Finds every key of a text in one pass, each statement being read by itself.

    Args:
        text: TOML that can be read, at least as far as `before_line`.
        before_line: Line of a fault; nothing is looked for from there on.
    """
    found = TomlLines()
    rows = text.split("\n")
    if before_line is not None:
        rows = rows[: before_line - 1]
    header: KeyPath = ()
    at = 0
    while at < len(rows):
        row = rows[at].strip()
        if not row or row.startswith("#"):
            at += 1
            continue
        values, end = _statement(rows, at)
        if values is None:
            found.unreadable = at + 1
            break
        if row.startswith("["):
            header = _header(values)
            for depth in range(1, min(len(header), _MAX_DEPTH) + 1):
                found.lines.setdefault(header[:depth], at + 1)
            found.first_header = found.first_header or at + 1
        else:
            _note(found.lines, header, values, at + 1)
            if found.first_header is None:
                found.root_end = end
        at = end
    return found


def _statement(rows: list[str], start: int) -> tuple[dict[str, Any] | None, int]:
    """The values of the statement that begins at `rows[start]`, and the row after its last."""
    tries = 0
    for end in range(start + 1, len(rows) + 1):
        if end > start + 1 and not any(mark in rows[end - 1] for mark in _ENDINGS):
            continue
        tries += 1
        try:
            return tomllib.loads("\n".join([*rows[start:end], ""])), end
        except (ValueError, RecursionError):
            if tries > _MAX_TRIES:
                break
    return None, len(rows)


def _header(values: dict[str, Any]) -> KeyPath:
    path: list[str] = []
    inner: Any = values
    while inner:
        (key,) = inner
        path.append(key)
        inner = inner[key][0] if isinstance(inner[key], list) else inner[key]
    return tuple(path)


def _note(lines: dict[KeyPath, int], header: KeyPath, values: dict[str, Any], line: int) -> None:
    for key, value in values.items():
        lines.setdefault((*header, key), line)
        if isinstance(value, dict) and len(header) < _MAX_DEPTH:
            _note(lines, (*header, key), value, line)
