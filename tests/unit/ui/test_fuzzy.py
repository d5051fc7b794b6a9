"""Finding what is meant by a few letters."""

from __future__ import annotations

import pytest

from minimax_tui.ui.fuzzy import fuzzy_match, highlighted


@pytest.mark.parametrize(
    ("typed", "text", "places"),
    [
        ("new", "New session", (0, 1, 2)),
        ("ns", "New session", (0, 4)),
        ("nwse", "New session", (0, 2, 4, 5)),
        ("session new", "New session", (0, 1, 2, 4, 5, 6, 7, 8, 9, 10)),
        ("ess", "New session", (5, 6, 7)),
        ("cop", "Copy a code block", (0, 1, 2)),
        ("ccb", "Copy a code block", (0, 7, 12)),
    ],
)
def test_what_is_found(typed: str, text: str, places: tuple[int, ...]) -> None:
    match = fuzzy_match(typed, text)
    assert match is not None
    assert match.places == places


@pytest.mark.parametrize(
    ("typed", "text"), [("xyz", "New session"), ("nx", "New session"), ("ew s x", "New session"),
                        ("wsn", "New session"), ("tmp", "Prompt history"), ("new", "")],
)  # fmt: skip
def test_what_is_not(typed: str, text: str) -> None:
    assert fuzzy_match(typed, text) is None


def test_the_better_fit_has_the_higher_score() -> None:
    def score(typed: str, text: str) -> int:
        match = fuzzy_match(typed, text)
        assert match is not None
        return match.score

    assert score("model", "Model") > score("model", "Model list") > score("model", "Use a model")
    assert score("model", "Use a model") > score("ess", "New session")
    assert score("ess", "New session") > score("nsn", "New session now")


def test_the_letters_found_stand_out() -> None:
    assert highlighted("New", (0, 2, 9), "bold").markup == "[bold]N[/bold]e[bold]w[/bold]"


def test_letters_that_grow_when_small_do_not_shift_the_places() -> None:
    match = fuzzy_match("b", "İ b")
    assert match is not None
    assert match.places == (2,)


def test_of_a_long_paste_the_beginning_counts() -> None:
    long = "new " * 25_000 + "nowhere"
    assert fuzzy_match(long, "New session") == fuzzy_match("new", "New session")
    assert fuzzy_match("nowhere " + long, "New session") is None
