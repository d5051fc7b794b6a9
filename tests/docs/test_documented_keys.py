"""The table of keys in the reference is one that the program takes without a word."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from minimax_tui.ui.key_resolving import resolve
from minimax_tui.ui.keymap import DEFAULT

REFERENCE = Path(__file__).parents[2] / "docs" / "reference.md"


def test_the_example_holds_as_it_stands() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(\[keys\]\n.*?)```", text, re.S)
    table = tomllib.loads(block)["keys"]
    found = resolve(table, kitty=False)
    assert found.problems == ()
    assert found.own == set(table)
    assert all(found.of(entry) != DEFAULT.of(entry) for entry in table)
