"""What is known of the eight models (MiniMax, "Anthropic SDK" and "Messages API", 2026-11)."""

from __future__ import annotations

import pytest

from minimax_tui.domain.catalogue import DEFAULT_MODEL, MODELS, ModelInfo, ThinkingRule, find_model
from minimax_tui.domain.requests import MINIMUM_ANSWER_TOKENS, UNKNOWN_MODEL_MAX_TOKENS
from minimax_tui.domain.requests import max_tokens_for as tokens_for
from minimax_tui.domain.thinking import Thinking, parse_thinking, thinking_parameter, thinks

M3 = find_model("MiniMax-M3")
M2_LINE = [model for model in MODELS if model.id != "MiniMax-M3"]
UNKNOWN = find_model("MiniMax-M9")


def test_there_are_eight_models_and_m3_is_the_default() -> None:
    assert [model.id for model in MODELS] == [
        "MiniMax-M3",
        "MiniMax-M2.7",
        "MiniMax-M2.7-highspeed",
        "MiniMax-M2.5",
        "MiniMax-M2.5-highspeed",
        "MiniMax-M2.1",
        "MiniMax-M2.1-highspeed",
        "MiniMax-M2",
    ]
    assert find_model(DEFAULT_MODEL) is M3


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_a_model_is_found_in_any_letter_case(model: ModelInfo) -> None:
    assert find_model(model.id) is model
    assert find_model(f" {model.id.upper()} ") is model
    assert model.known


def test_an_unknown_model_says_that_nothing_is_known() -> None:
    assert find_model(" somebody/Else ") == ModelInfo(id="somebody/Else", known=False)
    assert UNKNOWN.price is None
    assert UNKNOWN.context_window is None
    assert UNKNOWN.thinking is ThinkingRule.UNKNOWN


def test_windows_caps_and_recommendations() -> None:
    assert (M3.context_window, M3.max_output_tokens) == (1_000_000, 524_288)
    assert M3.recommended_max_tokens == 131_072
    for model in M2_LINE:
        assert (model.context_window, model.max_output_tokens) == (204_800, 204_800)
        assert model.recommended_max_tokens == 65_536


def test_only_m3_takes_media() -> None:
    assert M3.inputs == ("text", "image", "video")
    assert {model.inputs for model in M2_LINE} == {("text",)}


def test_every_model_is_described_and_says_its_default_top_p() -> None:
    assert all(model.description for model in MODELS)
    assert M3.default_top_p == 0.95
    assert {model.default_top_p for model in M2_LINE} == {0.9}


@pytest.mark.parametrize("state", Thinking)
def test_m3_is_told_both_states(state: Thinking) -> None:
    assert thinking_parameter(M3, state) == {"type": state.value}
    assert thinks(M3, state) is (state is Thinking.ADAPTIVE)


@pytest.mark.parametrize("state", Thinking)
@pytest.mark.parametrize("model", M2_LINE, ids=lambda model: model.id)
def test_the_m2_line_always_thinks_and_is_told_nothing(model: ModelInfo, state: Thinking) -> None:
    assert thinking_parameter(model, state) is None
    assert thinks(model, state)


@pytest.mark.parametrize("state", Thinking)
def test_an_unknown_model_is_told_what_is_asked(state: Thinking) -> None:
    assert thinking_parameter(UNKNOWN, state) == {"type": state.value}


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("adaptive", Thinking.ADAPTIVE),
        (" ON ", Thinking.ADAPTIVE),
        ("off", Thinking.DISABLED),
        ("Disabled", Thinking.DISABLED),
    ],
)
def test_the_words_for_thinking(word: str, state: Thinking) -> None:
    assert parse_thinking(word) is state


@pytest.mark.parametrize("word", ["", "enabled", "yes", "1"])
def test_another_word_for_thinking_is_refused(word: str) -> None:
    with pytest.raises(ValueError):
        parse_thinking(word)


def test_thinking_toggles() -> None:
    assert Thinking.ADAPTIVE.toggled is Thinking.DISABLED
    assert Thinking.DISABLED.toggled is Thinking.ADAPTIVE


@pytest.mark.parametrize(
    ("model", "asked", "estimated_input", "expected"),
    [
        (M3, None, 0, 131_072),
        (M3, 1_000, 0, 1_000),
        (M3, 900_000, 0, 524_288),
        (M3, None, 800_000, 120_000),
        (M3, None, 2_000_000, MINIMUM_ANSWER_TOKENS),
        (M2_LINE[0], None, 0, 65_536),
        (M2_LINE[0], 204_800, 0, 204_800),
        (M2_LINE[0], 204_800, 100_000, 94_800),
        (M2_LINE[0], 10, 204_000, 10),
        (UNKNOWN, None, 10_000_000, UNKNOWN_MODEL_MAX_TOKENS),
        (UNKNOWN, 7, 0, 7),
    ],
)
def test_max_tokens_leaves_room_for_the_prompt(
    model: ModelInfo, asked: int | None, estimated_input: int, expected: int
) -> None:
    assert tokens_for(model, asked, estimated_input) == expected
