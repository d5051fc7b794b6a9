"""Every text passes through one function, which can be given another language."""

from __future__ import annotations

import gettext
from collections.abc import Iterator

import pytest

from minimax_tui.domain import i18n
from minimax_tui.domain.errors import RateLimited
from minimax_tui.domain.i18n import once_per_language, sentences, tr, trn


class Shouting(gettext.NullTranslations):
    """A language of capital letters."""

    def gettext(self, message: str) -> str:
        return message.upper().replace("{NAME}", "{name}")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return super().ngettext(msgid1, msgid2, n).upper().replace("{COUNT}", "{count}")


@pytest.fixture
def shouting() -> Iterator[None]:
    i18n.install(Shouting())
    yield
    i18n.install(gettext.NullTranslations())


def test_names_are_filled() -> None:
    assert tr("Hello {name}", name="you") == "Hello you"
    assert tr("50 {percent") == "50 {percent", "a text without values is left as it is"


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 turns"), (1, "1 turn"), (2, "2 turns"), (1234567, "1,234,567 turns")]
)
def test_numbers(count: int, said: str) -> None:
    assert trn("{count} turn", "{count} turns", count) == said


@pytest.mark.parametrize(
    ("said", "joined"),
    [
        (("One.", "Two."), "One. Two."),
        (("One.", ""), "One."),
        (("", ""), ""),
        (("一。", "二。"), "一。二。"),
        (("一", "二。"), "一 二。"),
    ],
)
def test_sentences(said: tuple[str, ...], joined: str) -> None:
    assert sentences(*said) == joined


@pytest.mark.usefixtures("shouting")
def test_what_was_kept_is_made_in_the_new_language() -> None:
    made = once_per_language(lambda: [tr("Hello")])
    first = made()
    assert made() is first == ["HELLO"]
    i18n.install(None)
    assert made() == ["Hello"]


@pytest.mark.usefixtures("shouting")
def test_another_language() -> None:
    assert tr("Hello {name}", name="you") == "HELLO you"
    assert trn("{count} turn", "{count} turns", 2) == "2 TURNS"
    assert RateLimited().what == RateLimited().what.upper()
