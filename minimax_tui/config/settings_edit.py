"""Changes in a settings file that was edited by hand: all else in it stays as it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomli_w

from minimax_tui.config.schema import BY_KEY, SETTINGS, TABLE_BY_NAME
from minimax_tui.config.settings_text import comment_of, same_values, setting_text
from minimax_tui.config.toml_file import parse_toml
from minimax_tui.config.toml_lines import find_lines


def edit_settings(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str | None:
    """The text with `after` in place of `before`, comments and order kept.

    A new setting goes below the last one that stands before the first table, below its help.

    Returns:
        The new text; None if it cannot be changed so (the result would not read back as `after`).
    """
    from tomlkit.exceptions import TOMLKitError

    try:
        edited = _edit(text, before, after)
        read = parse_toml(edited)
    # tomlkit 0.15.2 fails in any of these ways on texts that tomllib reads.
    except (TOMLKitError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return None
    except RecursionError:
        return None
    same = same_values(_without_empty(read.values), _without_empty(after))
    return edited if not read.fault and same else None


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without tables that have no entry: tomlkit takes out some of them with their last one."""
    return {
        key: value for key, value in values.items() if not (key in TABLE_BY_NAME and value == {})
    }


def _edit(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    import tomlkit

    text = text.replace("\r\n", "\n")
    document = tomlkit.parse(text)
    gone = [key for key in before if key not in after]
    new = [key for key in after if key not in before]
    for key, value in after.items():
        if key in before and not same_values(before[key], value):
            inner = document[key]
            if key in TABLE_BY_NAME and isinstance(before[key], dict) and isinstance(value, dict):
                _edit_table(inner, before[key], value)
            else:
                document[key] = _item(value)
    for key in gone:
        del document[key]
    text = document.as_string()
    for key in gone:
        if key in BY_KEY:
            text = _without(text, comment_of(BY_KEY[key]))
    order = [setting.key for setting in SETTINGS]
    settings = sorted((key for key in new if key in BY_KEY), key=order.index)
    text = _insert(text, "\n".join(setting_text(BY_KEY[key], after[key]) for key in settings))
    tables = {key: after[key] for key in new if key not in BY_KEY}
    if tables:
        text = _ended(text) + "\n" + tomli_w.dumps(tables)
    return text


def _without(text: str, comment: str) -> str:
    """`text` without a comment, and without the blank line that `_insert` put above it."""
    above, found, below = text.partition(comment)
    if found and above.endswith("\n\n") and (not below or below.startswith("\n")):
        above = above[:-1]
    return above + below


def _edit_table(table: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for entry, value in after.items():
        if entry not in before:
            table[entry] = _item(value)
        elif not same_values(before[entry], value):
            if isinstance(value, dict) and isinstance(before[entry], dict):
                _edit_table(table[entry], before[entry], value)
            else:
                table[entry] = _item(value)
    for entry in before:
        if entry not in after:
            del table[entry]


def _item(value: Any) -> Any:
    import tomlkit

    if isinstance(value, str) and "\n" in value:
        return tomlkit.string(value, multiline=True)
    return tomlkit.item(value)


def _insert(text: str, settings: str) -> str:
    """`text` with assignments put in where top-level keys may stand."""
    if not settings:
        return text
    lines = _rows(text)
    found = find_lines(text)
    at = found.root_end
    if not at and found.first_header is None:
        at = len(lines)
    elif not at and found.first_header is not None:
        # The comment right above a table's header belongs to it.
        at = found.first_header - 1
        while at and lines[at - 1].lstrip().startswith("#"):
            at -= 1
    above = _ended("".join(lines[:at]))
    below = "".join(lines[at:])
    gap_above = "\n" if above and not above.endswith("\n\n") else ""
    gap_below = "\n" if below and not below.startswith("\n") else ""
    return above + gap_above + settings + gap_below + below


def _rows(text: str) -> list[str]:
    """Lines as TOML counts them: by line feeds alone."""
    rows = text.split("\n")
    return [row + "\n" for row in rows[:-1]] + ([rows[-1]] if rows[-1] else [])


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
