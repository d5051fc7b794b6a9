"""Texts as words that search compares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.words import folded_words, is_single, split_words, words_at


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, World!", ["hello", "world"]),
        ("snake_case foo-bar a.b", ["snake", "case", "foo", "bar", "a", "b"]),
        ("Ünïcode NAÏVE", ["unicode", "naive"]),
        ("Straße ﬁne", ["strasse", "fine"]),
        ("数据结构", ["数", "据", "结", "构"]),
        ("Python数据", ["python", "数", "据"]),
        ("日本のガーデン ｶﾞ", ["日", "本", "の", "ガ", "ー", "デ", "ン", "ガ"]),
        ("한국어", ["한", "국", "어"]),
        ("“quoted” — dash … 5℃", ["quoted", "dash", "5"]),
        ("ＡＢＣ１２", ["abc12"]),
        ("😀 \x00 \n\t", []),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert split_words(text) == words


@given(st.text(max_size=60) | st.text("ab é数のが한ｶﾞ½①ß_-.İ\u0301\u3099", max_size=40))
def test_words_have_places_in_the_text(text: str) -> None:
    found = list(words_at(text))
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
    for one in found:
        assert one.word in split_words(text[one.start : one.end])


@given(st.text("ab éÜ数据のが한½①ß_-. ,。", max_size=40))
def test_marked_words_are_the_indexed_ones(text: str) -> None:
    assert [one.word for one in words_at(text)] == split_words(text)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert split_words(folded_words(text)) == split_words(text)


def test_single_characters() -> None:
    assert is_single("数")
    assert is_single("ガ")
    assert not is_single("a")
    assert not is_single("数据")
