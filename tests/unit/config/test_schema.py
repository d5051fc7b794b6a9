"""The declarations of the settings, and what they take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.config.schema import (
    BY_KEY,
    SETTINGS,
    Problem,
    SettingsStore,
    Value,
    find_setting,
    nearest_key,
)
from minimax_tui.config.settings import Settings
from minimax_tui.domain.catalogue import MODELS
from minimax_tui.domain.errors import SettingsError

ACCEPTED: list[tuple[str, object, Value]] = [
    ("model", "minimax-m3", "MiniMax-M3"),
    ("model", " Some-Other-Model ", "Some-Other-Model"),
    ("thinking", "on", "adaptive"),
    ("thinking", "OFF", "disabled"),
    ("thinking", True, "adaptive"),
    ("thinking", False, "disabled"),
    ("system", "two\nlines", "two\nlines"),
    ("system", "", None),
    ("system", "none", "none"),
    ("temperature", "0.5", 0.5),
    ("temperature", 2, 2.0),
    ("temperature", 0, 0.0),
    ("temperature", "unset", None),
    ("temperature", None, None),
    ("top_p", "1", 1.0),
    ("max_tokens", "8_000", 8000),
    ("max_tokens", 8000.0, 8000),
    ("max_tokens", 1, 1),
    ("theme", "Minimax-Light", "minimax-light"),
    ("thinking_pane", "FULL", "full"),
    ("mouse", "off", False),
    ("mouse", "1", True),
    ("mouse", True, True),
    ("base_url", "https://api.minimaxi.com/anthropic/", "https://api.minimaxi.com/anthropic"),
    ("base_url", "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ("http_hosts", "B.example, a.example b.example", "b.example a.example"),
    ("header_timeout_s", "30", 30.0),
]

REFUSED: list[tuple[str, object]] = [
    ("model", ""),
    ("model", "two\nlines"),
    ("model", None),
    ("model", 3),
    ("thinking", "maybe"),
    ("thinking", 1),
    ("system", 3),
    ("system", "\ud800"),
    ("system", "x" * 200_001),
    ("system", "nul\0"),
    ("temperature", "2.01"),
    ("temperature", -0.1),
    ("temperature", "nan"),
    ("temperature", float("inf")),
    ("temperature", True),
    ("temperature", 10**400),
    ("temperature", "warm"),
    ("temperature", [1]),
    ("top_p", 1.5),
    ("max_tokens", 0),
    ("max_tokens", 1.5),
    ("max_tokens", "inf"),
    ("theme", "../secret"),
    ("theme", ""),
    ("thinking_pane", "above"),
    ("mouse", "sometimes"),
    ("mouse", 1),
    ("base_url", "ftp://api.minimax.io/anthropic"),
    ("http_hosts", "http://gateway.example"),
    ("base_url", "api.minimax.io"),
    ("stall_timeout_s", 0),
    ("stall_timeout_s", None),
    ("stall_timeout_s", ""),
]


@pytest.mark.parametrize(("key", "raw", "value"), ACCEPTED)
def test_accepted(key: str, raw: object, value: Value) -> None:
    parsed = find_setting(key).parse(raw)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize(("key", "raw"), REFUSED)
def test_refused_with_words(key: str, raw: object) -> None:
    with pytest.raises(SettingsError) as refused:
        find_setting(key).parse(raw)
    assert refused.value.what
    assert refused.value.advice
    assert len(refused.value.what) < 200


def test_a_refusal_says_what_is_allowed() -> None:
    with pytest.raises(SettingsError) as refused:
        find_setting("temperature").parse("3\x1b[2J")
    assert refused.value.what == "“3␛[2J” cannot be used for temperature."
    assert refused.value.advice == "Give a number from 0 to 2, or leave it unset."


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("max_tokens", "a whole number of at least 1 tokens, or leave it unset"),
        ("header_timeout_s", "a number from 1 to 3,600 seconds"),
        ("mouse", "on or off"),
        ("thinking_pane", "one of beside, full, hidden"),
        ("thinking", "adaptive (or on), or disabled (or off)"),
        ("model", "a model's id, such as MiniMax-M3"),
        ("theme", "auto, or a theme's name, such as minimax-dark"),
        ("theme_light", "a theme's name, such as minimax-light"),
        ("base_url", "an https URL, or leave it unset"),
        ("system", "text of at most 200,000 characters, or leave it unset"),
    ],
)
def test_what_is_allowed_is_said(key: str, words: str) -> None:
    assert find_setting(key).allowed() == words


def test_declarations_are_whole() -> None:
    assert len(BY_KEY) == len(SETTINGS)
    for setting in SETTINGS:
        assert setting.title, setting.key
        assert setting.help.endswith("."), setting.key
        assert setting.group, setting.key
        assert setting.env == f"MINIMAX_CHAT_{setting.key.upper()}"
        assert setting.allowed()
        assert setting.parse(setting.default) == setting.default
        assert (setting.bounds is not None) == (setting.type in ("number", "integer"))
        assert setting.choices or setting.type not in ("model", "thinking", "choice")
        if setting.key.endswith("_s"):
            assert setting.unit == "seconds"


def test_a_project_can_set_neither_host_nor_looks() -> None:
    assert {setting.key for setting in SETTINGS if setting.set_by == "project"} == {
        "model",
        "thinking",
        "system",
        "temperature",
        "top_p",
        "max_tokens",
    }


def test_the_models_are_suggested() -> None:
    assert find_setting("model").choices == tuple(model.id for model in MODELS)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.binary()))
def test_what_is_parsed_parses_again_to_the_same(raw: object) -> None:
    for setting in SETTINGS:
        try:
            value = setting.parse(raw)
        except SettingsError:
            continue
        assert setting.parse(value) == value
        assert setting.parse(setting.said(value)) == value


def test_a_model_may_be_given_by_its_short_name() -> None:
    model = BY_KEY["model"]
    assert model.parse("m2.7") == "MiniMax-M2.7"
    assert model.parse("minimax-m3") == "MiniMax-M3"
    assert model.parse("M9-preview") == "M9-preview"


def test_an_unknown_key_names_the_nearest() -> None:
    with pytest.raises(SettingsError) as refused:
        find_setting("temprature")
    assert refused.value.what == "There is no setting “temprature”."
    assert refused.value.advice == "Did you mean “temperature”?"
    assert nearest_key("base-url") == "base_url"
    assert nearest_key("zzzz") is None
    with pytest.raises(SettingsError, match="zzzz") as refused:
        find_setting("zzzz")
    assert refused.value.advice == ""


def test_a_problem_names_its_place_and_is_safe_to_draw() -> None:
    assert str(Problem("a\x1b.toml", 3, "mouse", "No.")) == "a␛.toml, line 3: No."
    assert str(Problem("MINIMAX_CHAT_MOUSE", None, "mouse", "No.")) == "MINIMAX_CHAT_MOUSE: No."


def test_the_settings_are_a_store() -> None:
    store: SettingsStore = Settings(None, {})
    assert store.text("model") == "MiniMax-M3"
    assert store.text("system") == ""
    assert store.number("header_timeout_s") == 120.0
    assert store.number("temperature") is None
    assert store.integer("max_tokens") is None
    assert store.switch("mouse") is True
