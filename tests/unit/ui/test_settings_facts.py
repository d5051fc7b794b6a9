"""What the panel says of settings: what models make of them, and how they step."""

from __future__ import annotations

import pytest

from minimax_tui.config.schema import BY_KEY, SETTINGS, Value
from minimax_tui.domain.catalogue import find_model
from minimax_tui.ui.screens.settings.facts import held_when_unset, model_facts, value_words
from minimax_tui.ui.screens.settings.stepping import stepped

M3, M27, OTHER = find_model("MiniMax-M3"), find_model("MiniMax-M2.7"), find_model("other")


def said(key: str, value: Value, model: str) -> str:
    return " ".join(fact.text for fact in model_facts(BY_KEY[key], value, find_model(model)))


def test_the_defaults_of_each_model_are_said() -> None:
    assert "uses 0.95 when none is sent" in said("top_p", None, "MiniMax-M3")
    assert "uses 0.9 when none is sent" in said("top_p", None, "MiniMax-M2.5")
    assert "is not known" in said("top_p", None, "other")
    assert value_words(BY_KEY["top_p"], None, M27) == "not set (0.9)"
    assert value_words(BY_KEY["top_p"], None, OTHER) == "not set"
    assert held_when_unset(BY_KEY["max_tokens"], M3) == "131,072"


def test_what_is_ignored_is_said() -> None:
    assert "ignores top_k and stop sequences" in said("top_p", None, "MiniMax-M3")


def test_thinking_of_models_that_always_think() -> None:
    facts = model_facts(BY_KEY["thinking"], "disabled", M27)
    assert facts[0].warning
    assert "always thinks" in facts[0].text
    assert value_words(BY_KEY["thinking"], "disabled", M27) == "always on"
    assert value_words(BY_KEY["thinking"], "disabled", M3) == "disabled"
    assert "only when this is adaptive" in said("thinking", "adaptive", "MiniMax-M3")


def test_more_than_a_model_takes_is_warned_of() -> None:
    facts = model_facts(BY_KEY["max_tokens"], 300_000, M27)
    assert facts[0].warning
    assert "204,800" in facts[0].text
    assert not model_facts(BY_KEY["max_tokens"], 300_000, M3)[0].warning
    assert "65,536 are sent" in said("max_tokens", None, "other")


def test_an_unknown_model_is_said_to_be_unknown() -> None:
    facts = model_facts(BY_KEY["model"], "other", OTHER)
    assert facts[0].warning
    assert "Nothing is known of other" in facts[0].text


def test_a_system_prompts_size_is_said() -> None:
    assert "tokens of every prompt" in said("system", "Be brief and kind.", "MiniMax-M3")
    assert said("system", None, "MiniMax-M3") == ""


def test_values_are_one_safe_line() -> None:
    words = value_words(BY_KEY["system"], "a\nb\x1b[31m", M3)
    assert "\n" not in words
    assert "\x1b" not in words


@pytest.mark.parametrize(
    ("key", "value", "step", "expected"),
    [
        ("temperature", None, 1, 1.1),
        ("temperature", 0.7, -1, 0.6),
        ("temperature", 2.0, 1, 2),
        ("temperature", 0.0, -1, 0),
        ("top_p", None, -1, 0.9),
        ("retry_attempts", 4, 1, 5),
        ("retry_attempts", 10, 1, 10),
        ("header_timeout_s", 120.0, 1, 130),
        ("header_timeout_s", 5.0, -1, 1),
        ("max_tokens", None, 1, 132_096),
        ("system", None, 1, None),
    ],
)
def test_numbers_step_within_their_bounds(
    key: str, value: Value, step: int, expected: float | None
) -> None:
    assert stepped(BY_KEY[key], value, step, M3) == expected


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: str(setting.key))
def test_what_a_step_gives_can_be_set(setting: object) -> None:
    one = BY_KEY[str(getattr(setting, "key", ""))]
    for step in (1, -1):
        number = stepped(one, one.default, step, M3)
        assert number is None or one.parse(number) == number
