"""Every failure has its words, and stands where the module's own drawing says."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from minimax_tui.domain import errors
from minimax_tui.domain.errors import ChatError, Detail, RateLimited, Remedy, RequestError


def classes() -> list[type[ChatError]]:
    """All error classes of the module."""
    found = [one for one in vars(errors).values() if isinstance(one, type)]
    return [one for one in found if issubclass(one, ChatError)]


def drawn_parents() -> dict[str, str | None]:
    """The tree of the module's docstring: each class and the one it is drawn below."""
    parents: dict[str, str | None] = {}
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        if drawn := re.match(r"(    +)([A-Z]\w+)(  .*)?$", line):
            indent, name = len(drawn[1]), drawn[2]
            while above and above[-1][0] >= indent:
                above.pop()
            parents[name] = above[-1][1] if above else None
            above.append((indent, name))
    return parents


def test_the_drawn_tree_is_the_real_one() -> None:
    real = {
        one.__name__: one.__base__.__name__ if one.__base__ and one is not ChatError else None
        for one in classes()
    }
    assert drawn_parents() == real


@pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)
def test_every_class_says_what_happened(kind: type[ChatError]) -> None:
    error = kind()
    assert error.what
    assert error.what.endswith(".")
    assert str(error) == error.what
    assert error.kind == kind.__name__
    assert isinstance(error.remedy, Remedy)
    for text in (error.what, error.advice):
        assert not [name for _, name, _, _ in Formatter().parse(text) if name], "an unfilled {name}"
    if issubclass(kind, RequestError):
        assert error.advice, "a refused request says what to do"


def test_only_what_may_pass_by_itself_is_tried_again() -> None:
    assert {one.__name__ for one in classes() if one.retryable} == {
        "RateLimited",
        "Overloaded",
        "ServerFailed",
        "ConnectionFailed",
        "NameNotFound",
        "ConnectionTimedOut",
        "StreamCut",
        "StreamStalled",
    }


def test_better_words_replace_the_usual_ones() -> None:
    detail = Detail(429, 1002, "req", "rate limit")
    error = RateLimited("Ten requests a minute.", detail=detail)
    assert error.what == "Ten requests a minute."
    assert error.advice == RateLimited().advice
    assert error.detail is detail


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        (Detail(), ""),
        (Detail(status=401), "HTTP 401"),
        (
            Detail(429, 1002, "f00", "rate limit"),
            "HTTP 429 · rate limit · code 1002 · request f00",
        ),
        (Detail(400, 2013, None, "invalid params (2013)"), "HTTP 400 · invalid params (2013)"),
        (Detail(code=0), "code 0"),
    ],
)
def test_the_detail_in_one_line(detail: Detail, said: str) -> None:
    assert str(detail) == said
