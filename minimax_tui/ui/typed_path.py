"""Paths as people type, paste and drop them into a field, and their completion."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from minimax_tui.domain.foreign import visible

_ESCAPED = re.compile(r"\\([^\w/.-])")
_MOST_NAMES = 2_000
"""Names of a folder that are looked at."""


class PathCompletion(NamedTuple):
    """What a typed path goes on to.

    Attributes:
        text: What stands in the field then; what was typed where nothing fits.
        names: The names that fit, where there are several.
    """

    text: str
    names: tuple[str, ...] = ()


def working_folder() -> Path:
    """Where the program was started; the user's own folder where that was removed meanwhile."""
    try:
        return Path.cwd()
    except OSError:
        return Path(os.path.expanduser("~"))


def typed_path(text: str, folder: Path) -> Path:
    """The path that is meant: quoted, with escapes or as a file's address, as terminals drop it.

    Args:
        text: What was typed.
        folder: What relative ones are relative to.
    """
    return folder / os.path.expanduser(_unquoted(text.strip()))


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1].replace("'\\''", "'") if text[0] == "'" else text[1:-1]
    if text.startswith("file://"):
        try:
            return unquote(urlsplit(text).path)
        except ValueError:
            return text
    return text if os.path.lexists(text) else _ESCAPED.sub(r"\1", text)


def completed(text: str, folder: Path) -> PathCompletion:
    """Goes on with a path as far as the names in its folder allow; reads the folder.

    Args:
        text: What was typed; quotes at its beginning stay.
        folder: What relative ones are relative to.
    """
    quote = text[:1] if text[:1] in ("'", '"') else ""
    said = text.lstrip().removeprefix(quote)
    if quote and said.endswith(quote):
        return PathCompletion(text)
    parent, _, begun = said.rpartition("/")
    place = folder / os.path.expanduser(parent + "/" if "/" in said else "")
    if said.startswith("~") and "/" not in said:
        return PathCompletion(f"{quote}{said}/" if said == "~" else text)
    names = _names(place, begun)
    if not names:
        return PathCompletion(text)
    head = f"{quote}{parent}/" if "/" in said else quote
    return PathCompletion(head + _common(names), tuple(names) if len(names) > 1 else ())


def _common(names: list[str]) -> str:
    """What all of the sorted names begin with."""
    first, last = names[0], names[-1]
    same = (at for at in range(min(len(first), len(last))) if first[at] != last[at])
    return first[: next(same, min(len(first), len(last)))]


def _names(place: Path, begun: str) -> list[str]:
    """What in a folder begins so, folders with a slash; hidden ones only where a dot is typed."""
    found: list[str] = []
    try:
        with os.scandir(place) as entries:
            for _, entry in zip(range(_MOST_NAMES), entries, strict=False):
                name = entry.name
                if not name.startswith(begun) or (name.startswith(".") and not begun):
                    continue
                if visible(name) != name:
                    continue  # it could not be drawn as it is
                found.append(f"{name}/" if entry.is_dir() else name)
    except (OSError, ValueError):
        return []
    return sorted(found)
