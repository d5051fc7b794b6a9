"""The settings file as text: each setting below its help, what is unknown kept at the end."""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from minimax_tui.config.paths import ensure
from minimax_tui.config.schema import SETTINGS, Setting
from minimax_tui.config.toml_file import TomlFile, parse_toml, write_atomically
from minimax_tui.domain.errors import InternalError
from minimax_tui.domain.i18n import tr

_COMMENT_COLUMNS = 88


def render_settings(values: Mapping[str, Any]) -> str:
    """`values` as TOML: known settings in the order of the schema, each below its help."""
    rest = dict(values)
    parts = [_comment(tr("Settings of minimax-chat. Every setting is in the manual and under f2."))]
    for setting in SETTINGS:
        # A table in the place of a setting would swallow the settings after it.
        if isinstance(rest.get(setting.key), str | int | float):
            parts.append(_comment(_help(setting)) + _assignment(setting.key, rest[setting.key]))
            del rest[setting.key]
    if rest:
        parts.append(tomli_w.dumps(rest))
    return "\n".join(parts)


def write_settings(path: Path, before: TomlFile, values: Mapping[str, Any]) -> None:
    """Replaces the settings file by `values`; a hand-edited one is kept beside it first.

    Args:
        path: The file.
        before: What it holds now.
        values: What it shall hold.

    Raises:
        OSError: if a file cannot be written.
        InternalError: if the new text would not read back as `values`; nothing is written.
    """
    text = render_settings(values)
    # Compared as text: a NaN in a table of somebody else's is equal to itself there.
    if repr(_sorted(parse_toml(text).values)) != repr(_sorted(values)):
        raise InternalError(detail=None)
    ensure(path.parent)
    if before.text and before.text != render_settings(before.values):
        _keep(path, before.text)
    write_atomically(path, text)


def _sorted(value: object) -> object:
    if isinstance(value, Mapping):
        return sorted((key, _sorted(item)) for key, item in value.items())
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return value


def _keep(path: Path, text: str) -> None:
    """Writes `text` beside `path` under the first name that is free or holds the same."""
    number = 1
    while True:
        suffix = ".bak" if number == 1 else f".bak{number}"
        backup = path.with_name(path.name + suffix)
        try:
            if backup.read_bytes() == text.encode():
                return
        except FileNotFoundError:
            write_atomically(backup, text)
            return
        number += 1


def _help(setting: Setting) -> str:
    return tr("{help} Give {allowed}.", help=tr(setting.help), allowed=setting.allowed())


def _comment(text: str) -> str:
    lines = textwrap.wrap(text, _COMMENT_COLUMNS, break_on_hyphens=False)
    return "".join(f"# {line}\n" for line in lines)


def _assignment(key: str, value: str | int | float) -> str:
    """One TOML assignment; text of several lines as such, where that gives the same text back."""
    if isinstance(value, str) and "\n" in value:
        text = tomli_w.dumps({key: value}, multiline_strings=True)
        if tomllib.loads(text) == {key: value}:
            return text
    return tomli_w.dumps({key: value})
