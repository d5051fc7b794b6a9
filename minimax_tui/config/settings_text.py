"""The settings file as text: each setting below its help, what is unknown kept at the end."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w

from minimax_tui.config.paths import ensure
from minimax_tui.config.schema import SETTINGS, TABLES, Setting
from minimax_tui.config.settings_state import SettingsState
from minimax_tui.config.toml_file import TomlFile, parse_toml, write_atomically
from minimax_tui.domain.errors import InternalError
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.wrapping import wrap_cells

_COMMENT_COLUMNS = 88
_MAX_COPIES = 9


def render_settings(values: Mapping[str, Any]) -> str:
    """`values` as TOML: known settings in the order of the schema, each below its help."""
    rest = dict(values)
    parts = [heading()]
    for setting in SETTINGS:
        # A table in the place of a setting would swallow the settings after it.
        if isinstance(rest.get(setting.key), str | int | float):
            parts.append(setting_text(setting, rest.pop(setting.key)))
    if rest:
        parts.append(tomli_w.dumps(rest))
    return "\n".join(parts)


def render_template() -> str:
    """A file that sets nothing: every setting's help, and its default as a comment."""
    parts = [heading()]
    for setting in SETTINGS:
        shown = setting.default
        if shown is None:
            shown = 1 if setting.bounds else ""
        lines = assignment(setting.key, shown).splitlines()
        parts.append(comment_of(setting) + "".join(f"#{line}\n" for line in lines))
    for table in TABLES:
        parts.append(_comment(tr(table.help)) + f"#[{table.name}]\n")
    return "\n".join(parts)


def write_settings(
    path: Path, before: TomlFile, values: Mapping[str, Any], state: SettingsState
) -> None:
    """Makes the settings file hold `values`; one that was edited by hand is kept beside it first.

    What a user wrote stays as it is, comments and order too, where only values change.

    Args:
        path: The file.
        before: What it holds now; it can be read.
        values: What it shall hold.
        state: Knows whether the program itself wrote what the file holds now.

    Raises:
        OSError: if a file cannot be written.
        InternalError: if the new text would not read back as `values`; nothing is written.
    """
    ours = before.text == render_settings(before.values)
    text = None
    if before.text and not ours:
        from minimax_tui.config.settings_edit import edit_settings

        text = edit_settings(before.text, before.values, values)
    if text is None:
        text = render_settings(values)
        if not same_values(parse_toml(text).values, values):
            raise InternalError(detail=None)
    ensure(path.parent)
    if before.text and not ours and not state.wrote(path, before.text):
        _keep(path, before.text)
    write_atomically(path, text)
    # Forgotten, the next change keeps one copy more: no reason to fail.
    with contextlib.suppress(OSError):
        state.remember_written(path, text)


def same_values(one: object, other: object) -> bool:
    """Whether two values of TOML are the same; `1` and `true`, equal in Python, are not."""
    # Compared as text: a NaN in a table of somebody else's is equal to itself there.
    return repr(_sorted(one)) == repr(_sorted(other))


def _sorted(value: object) -> object:
    if isinstance(value, Mapping):
        return sorted((key, _sorted(item)) for key, item in value.items())
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    return value


def _keep(path: Path, text: str) -> None:
    """Writes `text` beside `path`, unless one of the copies there holds the same.

    The first free one of `_MAX_COPIES` names is taken; where none is, the oldest copy goes.
    """
    copies = [
        path.with_name(path.name + (".bak" if number == 1 else f".bak{number}"))
        for number in range(1, _MAX_COPIES + 1)
    ]
    for copy in copies:
        try:
            if copy.read_bytes() == text.encode():
                return
        except FileNotFoundError:
            write_atomically(copy, text)
            return
    write_atomically(min(copies, key=lambda copy: copy.stat().st_mtime_ns), text)


def heading() -> str:
    """The first comment of the file."""
    return _comment(
        tr("Settings of minimax-chat. Every setting is in the manual and under /settings.")
    )


def comment_of(setting: Setting) -> str:
    """A setting's help as comment lines."""
    help_ = tr("{help} Give {allowed}.", help=tr(setting.help), allowed=setting.allowed())
    return _comment(help_)


def setting_text(setting: Setting, value: str | int | float) -> str:
    """A setting's assignment below its help."""
    return comment_of(setting) + assignment(setting.key, value)


def _comment(text: str) -> str:
    return "".join(f"# {line}\n" for line in wrap_cells(text, _COMMENT_COLUMNS))


def assignment(key: str, value: str | int | float) -> str:
    """One TOML assignment; text of several lines as such, where that gives the same text back."""
    if isinstance(value, str) and "\n" in value:
        text = tomli_w.dumps({key: value}, multiline_strings=True)
        if tomllib.loads(text) == {key: value}:
            return text
    return tomli_w.dumps({key: value})
