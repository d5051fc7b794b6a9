"""Vim's keys do what Vim does.

`vim_cases.json` holds what Vim 9.0 (`vim -u NONE -N`, noautoindent) made of each: text, row and
column of the cursor, keys (`␛` is esc, `⟲` ctrl+r), the text afterwards (null: the same), the
cursor afterwards.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.ui.vim.editing import MAX_COUNT, Vim
from tests.unit.ui.vim_text import Text, typed

TEXTS = {
    "PROSE": "one two\n  three four.five\n\nsix (seven) eight\n  \nnine",
    "CODE": "x = func(a, b)\n    return _abc+1",
    "CJK": "你好，世界 hello\nカタカナひらがな漢字",
    "EMPTY": "",
}
CASES = json.loads((Path(__file__).parent / "vim_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "place", "keys", "text", "after"),
    CASES,
    ids=[f"{name}-{place[0]}.{place[1]}-{keys}" for name, place, keys, _, _ in CASES],
)
def test_as_vim_does(
    name: str, place: list[int], keys: str, text: str | None, after: list[int]
) -> None:
    before = TEXTS[name]
    found, cursor, _ = typed(before, (place[0], place[1]), keys + "␛")
    assert found == (before if text is None else text)
    assert list(cursor) == after


def test_the_modes() -> None:
    vim = Vim(Text("one two"))
    seen = [vim.mode]
    assert not vim.feed("x", "x")  # what is typed is not vim's
    assert vim.escape()
    seen.append(vim.mode)
    assert seen == ["insert", "normal"]
    assert not vim.escape()  # nothing left to leave
    for keys, mode in (("v", "visual"), ("V", "visual line"), ("V", "normal"), ("i", "insert")):
        assert vim.feed(keys, keys)
        assert vim.mode == mode


def test_half_a_command_is_shown_and_dropped_by_esc() -> None:
    vim = Vim(Text("one two three"))
    vim.escape()
    for key in "2d3":
        vim.feed(key, key)
    assert (vim.typed, vim.is_waiting) == ("2d3", True)
    assert vim.escape()
    assert (vim.typed, vim.is_waiting, vim.mode) == ("", False, "normal")


def test_the_selection_has_the_character_under_the_cursor() -> None:
    text = Text("one two")
    vim = Vim(text)
    vim.escape()
    for key in "vll":
        vim.feed(key, key)
    assert vim.selected == ((0, 0), (0, 3))
    assert text.selection == ((0, 0), (0, 2))  # the cursor's own cell shows the last one
    for key in "$ob":
        vim.feed(key, key)
    assert vim.selected == ((0, 0), (0, 7))


def test_keys_that_mean_the_same_as_letters() -> None:
    for key, letter in (
        ("left", "h"),
        ("right", "l"),
        ("home", "0"),
        ("end", "$"),
        ("delete", "x"),
    ):
        by_key, by_letter = Text("one two", (0, 3)), Text("one two", (0, 3))
        for text, pressed, char in ((by_key, key, None), (by_letter, letter, letter)):
            vim = Vim(text)
            vim.mode = "normal"
            assert vim.feed(pressed, char)
        assert (by_key.lines, by_key.place) == (by_letter.lines, by_letter.place)


def test_other_keys_are_left_to_the_editor() -> None:
    vim = Vim(Text("one"))
    vim.escape()
    for key in ("ctrl+a", "f5", "pageup", "ctrl+w"):
        assert not vim.feed(key, None)


def test_a_huge_number_is_cut() -> None:
    found, _, _ = typed("a", (0, 0), "yl" + "9" * 40 + "p")
    assert len(found) == MAX_COUNT + 1


def test_the_register_outlives_insert_mode() -> None:
    found, _, vim = typed("one\ntwo", (0, 0), "yyinew␛jp")
    assert found == "newone\ntwo\none"
    assert vim.register == ("one", True)


@given(
    st.sampled_from([*TEXTS.values(), "a", "\n\n", " \n x", "é\u0301 👩‍💻 \u200b\nß"]),
    st.text("hjklwbeWBE0^$gGfFtT;,xXsSDCYdcyiaIAoOpPuvVrJ~␛⟲ 123好", max_size=25),
)
def test_no_keys_bring_it_out_of_step(text: str, keys: str) -> None:
    _, place, vim = typed(text, (0, 0), keys)
    for _ in range(3):
        vim.escape()
    assert vim.mode == "normal"
    assert not vim.is_waiting
    assert place >= (0, 0)
