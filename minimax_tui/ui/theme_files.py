"""Theme files: which there are, what they hold, and what is wrong with one that is refused."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from minimax_tui.config.schema import check_theme_name
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

AUTO = "auto"
"""The theme setting's word for the one that suits the terminal's background; no theme's name."""

TOKENS = (
    "keyword",
    "string",
    "comment",
    "number",
    "function",
    "class",
    "builtin",
    "operator",
    "decorator",
    "punctuation",
    "constant",
    "error",
)
"""The groups of code tokens that a theme colours."""

_HUES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
TERMINAL_COLORS = ("default", *_HUES, *(f"bright_{hue}" for hue in _HUES))
"""The colours of a theme with ``terminal = true``: the terminal's own."""

MAX_THEME_BYTES = 100_000
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")


class ThemeColors(NamedTuple):
    """A theme's colours, each ``#rrggbb``, or one of `TERMINAL_COLORS` if it is `terminal`."""

    name: str
    """What the setting says: the file's name without its ending."""
    title: str
    """What lists show."""
    dark: bool
    terminal: bool
    """Whether its colours are the terminal's own."""
    background: str
    surface: str
    """Composer, lists, dialogs."""
    panel: str
    """What lies on a surface."""
    foreground: str
    muted: str
    """Thinking."""
    faint: str
    """Footers, hints, labels."""
    accent: str
    rule: str
    """Lines and borders; never text."""
    prompt_tint: str
    code_tint: str
    inline_code: str
    link: str
    info: str
    success: str
    warning: str
    error: str
    selection: str
    """Background of selected text, drawn below `foreground`."""
    match: str
    """Background of what a search found, drawn below `foreground`."""
    code: Mapping[str, str]
    """Colour of each group in `TOKENS`."""


COLOR_NAMES = ThemeColors._fields[4:-1]
"""What the table `colors` of a theme's file holds."""


def list_themes(dirs: Sequence[Path]) -> tuple[str, ...]:
    """Names of the themes in `dirs`, in alphabetical order; folders that are absent hold none."""
    names: set[str] = set()
    for folder in dirs:
        try:
            files = os.listdir(folder)
        except OSError:
            continue
        for file in files:
            stem, ending = os.path.splitext(file)
            if ending == ".toml" and _is_name(stem):
                names.add(stem)
    return tuple(sorted(names))


def load_theme(name: str, dirs: Sequence[Path]) -> ThemeColors:
    """The theme called `name`, from the first of `dirs` that has it.

    Raises:
        SettingsError: if there is none, or its file cannot be used; names the file, the line
            where there is one, and why.
    """
    return _load(name, dirs, ())


def theme_sources(name: str, dirs: Sequence[Path]) -> tuple[Path, ...]:
    """The files that the theme is made of: its own, and those it extends as far as they are found.

    Never fails: the files of a broken theme are those that can make it whole.
    """
    paths: tuple[Path, ...] = ()
    wanted: object = name
    while isinstance(wanted, str):
        try:
            paths = (*paths, _find(wanted, dirs, paths))
            wanted = _read(paths[-1]).get("extends")
        except SettingsError:
            break
    return paths


def _is_name(stem: str) -> bool:
    try:
        return check_theme_name(stem) == stem != AUTO
    except ValueError:
        return False


def _load(name: str, dirs: Sequence[Path], heirs: tuple[Path, ...]) -> ThemeColors:
    path = _find(name, dirs, heirs)
    values = _read(path)
    parent = values.get("extends")
    base: ThemeColors | None = None
    if isinstance(parent, str):
        base = _load(parent, dirs, (*heirs, path))
    elif parent is not None:
        raise _refusal(path, tr("“extends” is no theme's name"), key="extends")
    title, dark = values.get("name", name), values.get("dark", base.dark if base else None)
    if not isinstance(title, str) or not isinstance(dark, bool):
        raise _refusal(path, tr("it needs a name, and dark = true or false"))
    terminal = values.get("terminal", base.terminal if base else False)
    if not isinstance(terminal, bool) or (base is not None and terminal != base.terminal):
        raise _refusal(
            path, tr("terminal is true or false, as in the theme it extends"), key="terminal"
        )
    colors = _colors(path, values, "colors", COLOR_NAMES, base._asdict() if base else {}, terminal)
    code = _colors(path, values, "code", TOKENS, base.code if base else {}, terminal)
    title = one_line(title, 60)
    return ThemeColors(name, title, dark, terminal, **colors, code=MappingProxyType(code))


def _find(name: str, dirs: Sequence[Path], heirs: tuple[Path, ...]) -> Path:
    if _is_name(name):
        for folder in dirs:
            path = folder / f"{name}.toml"
            # A theme may extend the shipped one of its own name, but none that extends it.
            if path not in heirs and os.path.isfile(path):  # False too for too long a name
                return path
    shown = one_line(name, 60)
    if heirs:
        reason = tr("it extends “{name}”, which is not there or extends it in turn", name=shown)
        raise _refusal(heirs[-1], reason, key="extends")
    raise SettingsError(
        tr("There is no theme “{name}”.", name=shown),
        tr("Choose one of {names}.", names=", ".join(list_themes(dirs)) or "—"),
    )


_files_read: dict[Path, tuple[tuple[int, int], dict[str, Any]]] = {}


def _read(path: Path) -> dict[str, Any]:
    """The file's values; parsed again only when the file has changed."""
    try:
        status = path.stat()
        version = (status.st_mtime_ns, status.st_size)
        known = _files_read.get(path)
        if known is not None and known[0] == version:
            return known[1]
        if status.st_size > MAX_THEME_BYTES:
            raise _refusal(path, tr("it is too large for a theme"))
        import tomllib

        values = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise _refusal(path, error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise _refusal(path, one_line(str(error), 200)) from error
    _files_read[path] = (version, values)
    return values


def _colors(
    path: Path,
    values: Mapping[str, Any],
    table: str,
    names: Sequence[str],
    base: Mapping[str, Any],
    terminal: bool,
) -> dict[str, str]:
    given = values.get(table, {})
    if not isinstance(given, dict):
        raise _refusal(path, tr("[{table}] is no table", table=table), key=table)
    for key in given:
        if key not in names:
            raise _refusal(path, _unknown(table, key, names), table, key)
    colors: dict[str, str] = {}
    for name in names:
        color = given.get(name, base.get(name))
        if color is None:
            raise _refusal(path, tr("[{table}] lacks {name}", table=table, name=name))
        if not (color in TERMINAL_COLORS if terminal else is_color(color)):
            raise _refusal(path, _no_color(table, name, color, terminal), table, name)
        colors[name] = color.lower()
    return colors


def _unknown(table: str, key: str, names: Sequence[str]) -> str:
    import difflib

    near = difflib.get_close_matches(key[:60], names, n=1)
    words = {"table": table, "name": one_line(key, 30)}
    if near:
        return tr("[{table}] has no {name}, but it has {near}", near=near[0], **words)
    return tr("[{table}] has no {name}", **words)


def _no_color(table: str, name: str, color: object, terminal: bool) -> str:
    # Any other value may be one that Python cannot write, such as an integer of 5,000 digits.
    said = one_line(color, 30) if isinstance(color, str) else type(color).__name__
    words = {"table": table, "name": name, "color": said}
    if terminal:
        return tr("[{table}] {name} is “{color}”, not a colour like bright_red", **words)
    return tr("[{table}] {name} is “{color}”, not a colour like #ff6a47", **words)


def is_color(text: object) -> bool:
    """Whether `text` is a colour as themes write it: ``#rrggbb``.

    Textual 8.2.8 takes a theme with any other text, and crashes when it draws.
    """
    return (
        isinstance(text, str)
        and len(text) == 7
        and text[0] == "#"
        and _HEX_DIGITS.issuperset(text[1:])
    )


def _refusal(path: Path, reason: str, table: str = "", key: str = "") -> SettingsError:
    file = one_line(str(path), 300)
    line = _line_of(path, table, key) if key else None
    if line is not None:
        file = tr("{file}, line {line}", file=file, line=line)
    return SettingsError(
        tr(
            "The theme file {file} cannot be used: {reason}.", file=file, reason=reason.rstrip("?.")
        ),
        tr("Correct the file, or choose another theme."),
    )


def _line_of(path: Path, table: str, key: str) -> int | None:
    """The line, counted from 1, in which the table has this key; None where none is found."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, ValueError):
        return None
    here = ""
    for number, line in enumerate(lines, 1):
        header = re.match(r"\s*\[\s*([\w-]+)\s*\]", line)
        if header is not None:
            here = header[1]
            if not table and here == key:
                return number
        elif here == table and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", line):
            return number
    return None
