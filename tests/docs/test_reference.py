"""The reference names every command, key and setting as the program has them."""

from __future__ import annotations

from pathlib import Path

import pytest

from minimax_tui.config.schema import SETTINGS, Setting
from minimax_tui.ui.commands import COMMANDS, Command
from minimax_tui.ui.key_names import key_words
from minimax_tui.ui.key_table import KeyRow, key_rows
from minimax_tui.ui.keymap import fixed_keys

REFERENCE = Path(__file__).parents[2] / "docs" / "reference.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in REFERENCE.read_text(encoding="utf-8").splitlines()
    if line.startswith("|")
]


def row_with(cell: str) -> list[str]:
    """The row of a table that has this cell."""
    found = [row for row in ROWS if cell in row]
    assert len(found) == 1, f"{cell} is in {len(found)} rows of {REFERENCE.name}"
    return found[0]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.id))
def test_commands(command: Command) -> None:
    keys = ", ".join(f"`{key_words(key)}`" for key in command.keys.split(",") if key)
    slash = f"`/{command.slash}`" if command.slash else ""
    assert row_with(f"`{command.id}`") == [
        command.title, keys, slash, f"`{command.id}`", command.help,
    ]  # fmt: skip


@pytest.mark.parametrize(("key", "what"), fixed_keys())
def test_fixed_keys(key: str, what: str) -> None:
    assert [f"`{key}`", what] in ROWS


OTHER_ROWS = [row for row in key_rows() if row.id not in {command.id for command in COMMANDS}]


@pytest.mark.parametrize("row", OTHER_ROWS, ids=lambda row: str(row.id))
def test_keys_of_composer_and_panes(row: KeyRow) -> None:
    keys, vim_keys = (
        ", ".join(f"`{key_words(key)}`" for key in some) for some in (row.keys, row.vim_keys)
    )
    assert row_with(f"`{row.id}`") == [row.title, keys, vim_keys, f"`{row.id}`"]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: str(setting.key))
def test_settings(setting: Setting) -> None:
    title, key, variable, default, allowed = row_with(f"`{setting.env}`")
    assert (title, key, variable) == (setting.title, f"`{setting.key}`", f"`{setting.env}`")
    assert allowed == setting.allowed()
    if setting.default is None:
        assert default == "not set"
    else:
        assert setting.parse(default.strip("`")) == setting.default
    assert f"(`{setting.key}`): {setting.help}" in REFERENCE.read_text(encoding="utf-8")


def test_nothing_is_named_that_is_not_there() -> None:
    ids = {f"`{command.id}`" for command in COMMANDS}
    named = {row[3] for row in ROWS if len(row) == 5 and row[3].startswith("`") and "." in row[3]}
    assert named == ids
