"""Finding rows of the settings panel by what is typed."""

from __future__ import annotations

import pytest

from minimax_tui.config.schema import Problem
from minimax_tui.ui.screens.settings import search
from minimax_tui.ui.screens.settings.entries import Entry, entries
from minimax_tui.ui.screens.settings.search import found


def names(typed: str) -> list[str]:
    return [entry.name for entry in found(typed, entries())]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("temp", "temperature"),
        ("TEMPERATURE", "temperature"),
        ("top_k", "top_p"),  # the endpoint ignores it: what it takes instead is found
        ("stop_sequences", "top_p"),
        ("tempreature", "temperature"),
        ("templ", "temperature"),  # not yet typed to its end
        ("thm", "theme"),
        ("cpysel", "copy_on_select"),
        ("copy select", "copy_on_select"),
        ("MINIMAX_CHAT_MOUSE", "mouse"),
        ("reasoning", "thinking"),
        ("dark theme", "theme_dark"),
        ("colours", "theme"),
        ("reset", "all"),
        ("account", "account.choose"),
        ("preset", "preset.choose"),
        ("bell", "announce"),
    ],
)
def test_the_likeliest_is_first(typed: str, first: str) -> None:
    assert names(typed)[0] == first


def test_every_word_must_be_found() -> None:
    assert names("theme quxzzy") == []
    assert names("qqqq") == []


def test_nothing_typed_lists_everything_in_order() -> None:
    assert names("  ") == [entry.name for entry in entries()]


def test_problems_are_found_by_their_file() -> None:
    problem = Problem("/home/someone/settings.toml", 3, "mouse", "“9” cannot be used.")
    rows = entries([problem])
    assert rows[-1].title == "settings.toml, line 3"
    assert found("settings.toml", rows)[0].kind == "problem"
    assert rows[-1] in found("problem", rows)


def test_rows_are_told_apart() -> None:
    every = [(entry.kind, entry.name) for entry in entries()]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("pasted", ["lorem ipsum " * 8_000, "e " * 50_000, "tempreature " * 8_000])
def test_a_long_paste_ranks_few_words(pasted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0

    def counted(word: str, entry: Entry) -> int:
        nonlocal looks
        looks += 1
        return real(word, entry)

    real = search._word_rank
    monkeypatch.setattr(search, "_word_rank", counted)
    rows = entries()
    found(pasted, rows)
    assert looks <= 3 * len(rows)
