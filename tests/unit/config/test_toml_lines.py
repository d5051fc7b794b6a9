"""In which line a key of a TOML text stands."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.config.toml_lines import find_lines

TEXT = '''# first
mouse = true
"quoted key" = 1
system = """
mouse = false
[keys]
"""
list = [
  1, # ]
  2,
]
a.b = 3

# about keys
[keys]
"model.choose" = "ctrl+k"
'single' = { inner = 1 }

[models."MiniMax-M2.7"]
price = 1

[[many]]
x = 1
[[many]]
y = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("mouse",), 2),
        (("quoted key",), 3),
        (("system",), 4),
        (("list",), 8),
        (("a",), 12),
        (("a", "b"), 12),
        (("keys",), 15),
        (("keys", "model.choose"), 16),
        (("keys", "single"), 17),
        (("keys", "single", "inner"), 17),
        (("models", "MiniMax-M2.7"), 19),
        (("models", "MiniMax-M2.7", "price"), 20),
        (("many", "x"), 23),
        (("many", "y"), 25),
        (("keys", "nosuch"), 15),
        (("nosuch",), None),
    ],
)
def test_a_key_has_the_line_of_its_statement(path: tuple[str, ...], line: int | None) -> None:
    tomllib.loads(TEXT)
    assert find_lines(TEXT).nearest(path) == line


def test_where_top_level_keys_end() -> None:
    found = find_lines(TEXT)
    assert (found.root_end, found.first_header) == (12, 15)
    assert (find_lines("").root_end, find_lines("").first_header) == (0, None)


def test_nothing_is_looked_for_behind_a_fault() -> None:
    text = "a = 1\nb = \nc = 3\n"
    assert find_lines(text, before_line=2).lines == {("a",): 1}
    assert find_lines(text).lines == {("a",): 1}


def test_windows_lines_count_once() -> None:
    assert find_lines("a = 1\r\n[b]\r\nc = 2\r\n").nearest(("b", "c")) == 3


def test_a_long_list_costs_no_square_of_its_lines() -> None:
    rows = "".join(f"  [{number}],\n" for number in range(20_000))
    assert find_lines(f"a = 1\nb = [\n{rows}]\nc = 2\n").lines == {("a",): 1}


KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TREES: st.SearchStrategy[Any] = st.recursive(
    st.integers(0, 9) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=10,
)


def paths_of(values: dict[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for key, value in values.items():
        found.append((*above, key))
        if isinstance(value, dict):
            found += paths_of(value, (*above, key))
    return found


@given(st.dictionaries(KEYS, TREES, max_size=5))
def test_every_key_is_found_in_its_order(values: dict[str, Any]) -> None:
    text = tomli_w.dumps(values, multiline_strings=True)
    lines = find_lines(text).lines
    rows = text.count("\n")
    for path in paths_of(tomllib.loads(text)):
        assert 1 <= lines[path] <= rows


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\n", None),
        ("a = 1\n\n# x\nb = \nc = 1\n", 4),
        ('a = 1\nb = """\nc = 1\n', 2),
        ("a = [\n1,\n]\n[t]\nb = [\n1,\n[u]\n", 5),
        ("a = " + "[" * 5_000 + "\n", 1),
    ],
)
def test_the_first_statement_that_cannot_be_read_is_found(text: str, line: int | None) -> None:
    assert find_lines(text).unreadable == line


def test_lines_of_very_deep_keys_are_not_noted() -> None:
    deep = ".".join("a" * 60)
    found = find_lines(f"{deep} = 1\n[{deep}]\nb = 1\nx.y = 1\n")
    assert max(map(len, found.lines)) < 70
    assert found.nearest(("a",)) == 1
    assert len(found.lines) < 100
