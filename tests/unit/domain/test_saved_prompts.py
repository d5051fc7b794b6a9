"""Saved prompts: front matter, placeholders, names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.domain.saved_prompts import (
    Placeholder,
    PromptShelf,
    SavedPrompt,
    cleaned_name,
    name_problem,
    read_source,
)


def prompt(text: str) -> SavedPrompt:
    return SavedPrompt("prompt", "p", text)


def test_front_matter_describes_and_is_not_sent() -> None:
    read = read_source(
        "prompt", "p", '\ufeff---\r\ndescription: "Short."\r\n---\r\n\r\nThe text\r\n'
    )
    assert (read.description, read.text) == ("Short.", "The text")


def test_without_it_the_first_line_describes() -> None:
    read = read_source("system", "p", "\n# A title\n\nMore\n")
    assert (read.description, read.text) == ("A title", "# A title\n\nMore")


@pytest.mark.parametrize(
    "source", ["---\nno end", "text\n---\ndescription: x\n---\n", "--- x\n---"]
)
def test_what_only_looks_like_front_matter_is_text(source: str) -> None:
    assert read_source("prompt", "p", source).text == source.strip("\n")


def test_placeholders_come_once_in_the_order_of_the_text() -> None:
    found = prompt("{{b}} {{ a = x y }} {{b=2}} {{größe}} {{two words}}").placeholders
    assert found == [
        Placeholder("b", "2"),
        Placeholder("a", "x y"),
        Placeholder("größe"),
        Placeholder("two words"),
    ]


@pytest.mark.parametrize("text", ["{{}}", "{{ 1x }}", "{{a.b}}", "{ {a}}", "{{a=\n}}", "{{#if x}}"])
def test_what_is_no_placeholder_stays(text: str) -> None:
    assert prompt(text).placeholders == []
    assert prompt(text).filled({"a": "1", "x": "2"}) == text


def test_values_are_filled_in_once() -> None:
    filled = prompt("{{a}}-{{b=9}}-{{c}}").filled({"a": "{{b}}", "b": r"\1"})
    assert filled == r"{{b}}-\1-{{c}}"


@given(st.text(alphabet="{}= ab\n", max_size=60), st.text(max_size=10))
def test_all_that_is_asked_for_is_filled(text: str, value: str) -> None:
    asked = prompt(text).placeholders
    filled = prompt(text).filled({one.name: "V" for one in asked})
    assert len(filled) <= len(text)
    assert prompt(text).filled({}) == text
    assert prompt("{{a}}").filled({"a": value}) == value


@pytest.mark.parametrize("name", ["review", "Prüfen", "a.b-c_1", "審查", "2nd", "x" * 64])
def test_names(name: str) -> None:
    assert name_problem(name) == ""


@pytest.mark.parametrize(
    "name", ["", "a b", "../x", "a/b", ".x", "-x", "a!", "x.", "x" * 65, "a\n"]
)
def test_no_names(name: str) -> None:
    assert name_problem(name)


def test_a_name_is_composed() -> None:
    assert cleaned_name(" Pru\u0308fen ") == "Pr\u00fcfen"


def test_the_same_letters_are_found_before_others() -> None:
    lower, upper = SavedPrompt("prompt", "a", "1"), SavedPrompt("prompt", "A", "2")
    shelf = PromptShelf((lower, upper))
    assert shelf.find("prompt", "A") is upper
    assert PromptShelf((lower,)).find("prompt", "A") is lower
    assert shelf.find("system", "a") is None
