"""What is typed into a search, and where it is marked."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.search import (
    SearchQuery,
    Term,
    filter_completions,
    find_marks,
    parse_query,
)

TODAY = date(2026, 11, 23)


def parsed(typed: str, *, typing: bool = False) -> SearchQuery:
    return parse_query(typed, TODAY, typing=typing)


def day(year: int, month: int, of_month: int) -> float:
    return datetime(year, month, of_month).astimezone().timestamp()


def test_words_phrases_and_beginnings() -> None:
    found = parsed('merge "linked list" sor* foo-bar 数据')
    assert found.terms == (
        Term(("merge",)),
        Term(("linked", "list")),
        Term(("sor",), prefix=True),
        Term(("foo", "bar")),
        Term(("数", "据")),
    )
    assert not found.filtered


def test_the_word_being_typed_may_go_on() -> None:
    assert parsed("linked li", typing=True).terms[-1] == Term(("li",), unfinished=True)
    assert parsed("linked li ", typing=True).terms[-1] == Term(("li",))
    assert parsed("数据", typing=True).terms == (Term(("数", "据")),)
    assert parsed('"linked li', typing=True).terms == (Term(("linked", "li")),)


@pytest.mark.parametrize("last", ["kind:", "kind:thi", "after:2026-1x", 'session:"'])
def test_a_filter_being_typed_is_no_word(last: str) -> None:
    assert parsed(f"words {last}", typing=True).terms == (Term(("words",)),)


def test_filters() -> None:
    found = parsed(
        'model:M2 role:me kind:thinking kind:Tool session:"linked list" after:2026-11-01 '
        "before:today words"
    )
    assert found.models == ("M2",)
    assert found.roles == {"user"}
    assert found.kinds == {"thinking", "tool"}
    assert found.sessions == ("linked list",)
    assert found.after == day(2026, 11, 1)
    assert found.before == day(2026, 11, 23)
    assert found.terms == (Term(("words",)),)
    assert found.plain == "words"
    assert found.filtered


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("7d", day(2026, 11, 16)),
        ("2w", day(2026, 11, 9)),
        ("yesterday", day(2026, 11, 22)),
        ("2026", day(2026, 1, 1)),
        ("2026-3", day(2026, 3, 1)),
    ],
)
def test_dates(said: str, at: float) -> None:
    assert parsed(f"after:{said}").after == at


@pytest.mark.parametrize(
    "typed",
    [
        "kind:nonsense",
        "role:nobody",
        "after:soon",
        "after:2026-13",
        "foo:bar",
        "model:",
        "http://x",
    ],
)
def test_what_is_no_filter_is_text(typed: str) -> None:
    found = parsed(typed)
    assert not found.filtered
    assert found.terms


@given(st.text(max_size=80) | st.text('ab:"*-()^ANDORNEAR kind:数', max_size=60), st.booleans())
def test_whatever_is_typed_is_a_query(typed: str, typing: bool) -> None:
    found = parsed(typed, typing=typing)
    for term in found.terms:
        assert term.words
        assert all(word.isalnum() or not word.isascii() for word in term.words)


def test_completions_of_filters() -> None:
    assert filter_completions("words ki", ()) == ["kind:"]
    assert filter_completions("kind:t", ()) == [
        "kind:prompt", "kind:thinking", "kind:tool", "kind:result",
    ]  # fmt: skip
    assert filter_completions("model:m2", ["MiniMax-M3", "MiniMax-M2"]) == ["model:MiniMax-M2"]
    assert filter_completions("k", ()) == []
    assert filter_completions("kind:thinking", ()) == []
    assert filter_completions("kind:thinking ", ()) == []


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Merge sort merges; a merger", "merge", ["Merge"]),
        ("Merge sort merges; a merger", "merge*", ["Merge", "merges", "merger"]),
        ("the linked\n  List of linked things", '"linked list"', ["linked\n  List"]),
        ("平衡二叉树是数据结构", "数据", ["数据"]),
        ("平衡二叉树是数据结构", "树", ["树"]),
        ("in Python数据 here", "python", ["Python"]),
        ("Ünïcode and unicode", "unicode", ["unicode"]),
        ("only Ünïcode", "unicode", ["Ünïcode"]),
        ("a snake_case name", "snake_case", ["snake_case"]),
        ("concatenate cat", "cat", ["cat"]),
        ("nothing of it", "else", []),
    ],
)
def test_marks(text: str, typed: str, marked: list[str]) -> None:
    places = find_marks(text, parsed(typed).terms)
    assert [text[start:end] for start, end in places] == marked


@given(st.lists(st.sampled_from(["a", "bé", "数", "の", "한", "c1", "ß", " "]), max_size=12))
def test_a_word_of_a_text_is_marked_in_it(parts: list[str]) -> None:
    text = " ".join(parts)
    for part in parts:
        if part.strip():
            assert find_marks(text, parsed(part).terms)
