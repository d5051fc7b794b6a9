"""Keys and values of nested tables, as `minimax-chat config` takes them."""

from __future__ import annotations

import tomllib
from typing import NamedTuple

from minimax_tui.config.schema import TABLE_BY_NAME


class TableKey(NamedTuple):
    """An entry of a table, such as `keys.model.choose`, or a field in one."""

    table: str
    entry: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ".".join((self.table, self.entry, *self.fields))


def table_key(key: str) -> TableKey | None:
    """`key` as an entry of one of the tables; None if it is no such key.

    Names may be quoted as in TOML. Without quotes a command's id is the whole rest
    (`keys.model.choose`), and of `models.MiniMax-M2.7.context_window` the last word is the field.
    """
    name, _, rest = key.partition(".")
    if name not in TABLE_BY_NAME or not rest:
        return None
    parts = _parts(rest)
    if '"' in rest or "'" in rest:
        return TableKey(name, parts[0], parts[1:])
    if TABLE_BY_NAME[name].entries == "words" or len(parts) == 1:
        return TableKey(name, rest)
    return TableKey(name, ".".join(parts[:-1]), parts[-1:])


def _parts(key: str) -> tuple[str, ...]:
    """The parts of a dotted key of TOML; the text itself if it is none."""
    try:
        inner: object = tomllib.loads(f"{key} = 0") if "\n" not in key else 0
    except ValueError:
        return (key,)
    parts: list[str] = []
    while isinstance(inner, dict) and len(inner) == 1:
        ((part, inner),) = inner.items()
        parts.append(part)
    return tuple(parts) or (key,)


def parse_value(text: str) -> object:
    """`text` as a value of TOML; as plain text where it is none."""
    try:
        return tomllib.loads(f"value = {text}\n")["value"]
    except (ValueError, RecursionError):
        return text
