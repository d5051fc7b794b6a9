"""Values that are words are shown in the language in force, and written in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from minimax_tui.cli.language import use_language
from minimax_tui.config.schema import BY_KEY, SETTINGS
from minimax_tui.domain.i18n import install
from minimax_tui.ui.choice_words import allowed_words, choice_words

CHOSEN = [setting for setting in SETTINGS if setting.type in ("switch", "choice", "thinking")]


@pytest.fixture
def chinese() -> Iterator[None]:
    """The interface in Chinese, and in English again afterwards."""
    use_language("zh", {})
    yield
    install(None)


def written(key: str) -> tuple[str, ...]:
    setting = BY_KEY[key]
    return ("on", "off") if setting.type == "switch" else setting.choices


@pytest.mark.parametrize("key", [setting.key for setting in CHOSEN])
def test_in_english_a_value_is_shown_as_it_is_written(key: str) -> None:
    assert [choice_words(BY_KEY[key], word) for word in written(key)] == list(written(key))
    assert allowed_words(BY_KEY[key]) == BY_KEY[key].allowed()


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("key", [setting.key for setting in CHOSEN])
def test_in_chinese_every_value_has_its_word(key: str) -> None:
    shown = [choice_words(BY_KEY[key], word) for word in written(key)]
    latin = [word for word in shown if word.isascii()]
    assert latin in ([], ["vim"]), "vim is a name"
    assert allowed_words(BY_KEY[key]) == "、".join(shown)
    assert [BY_KEY[key].said(BY_KEY[key].parse(word)) for word in written(key)] == list(
        written(key)
    ), "what is written stays English"


@pytest.mark.usefixtures("chinese")
def test_what_is_no_such_word_stays_itself() -> None:
    assert choice_words(BY_KEY["theme"], "auto") == "自动"
    assert choice_words(BY_KEY["theme"], "minimax-dark") == "minimax-dark"
    assert choice_words(BY_KEY["system"], "off") == "off"
    assert choice_words(BY_KEY["model"], "auto") == "auto"
    assert allowed_words(BY_KEY["temperature"]) == BY_KEY["temperature"].allowed()
