"""`[models."NAME"]` in the settings: each property, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from minimax_tui.config.models_table import FIELDS, all_known, models_from_settings
from minimax_tui.config.schema import Problem
from minimax_tui.config.settings import Settings
from minimax_tui.domain.catalogue import ModelInfo, Price, ThinkingRule, find_model


def read(tmp_path: Path, text: str) -> tuple[list[ModelInfo], list[Problem]]:
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return models_from_settings(Settings(path, {}))


def test_every_property_of_an_unknown_model_can_be_given(tmp_path: Path) -> None:
    models, problems = read(
        tmp_path,
        """
[models."MiniMax-M4"]
context_window = 2_000_000
max_output_tokens = 100_000
recommended_max_tokens = 50_000
described_tokens_per_s = 200
description = "The next one"
inputs = ["image", "text"]
thinking = "optional"
default_thinking = "off"
default_top_p = 0.8
price = { input = 1, output = 4.5, cache_read = 0.1, cache_write = 2 }
long_price = { input = 2, output = 9 }
long_price_above = 500_000
""",
    )
    assert problems == []
    assert models == [
        ModelInfo(
            id="MiniMax-M4",
            context_window=2_000_000,
            max_output_tokens=100_000,
            recommended_max_tokens=50_000,
            described_tokens_per_s=200,
            description="The next one",
            inputs=("text", "image"),
            thinking=ThinkingRule.OPTIONAL,
            default_thinking="disabled",
            default_top_p=0.8,
            price=Price(1.0, 4.5, 0.1, 2.0),
            long_price=Price(2.0, 9.0, 2.0),
            long_price_above=500_000,
        )
    ]
    names = {field.key for field in FIELDS}
    assert names | {"id", "known"} == set(ModelInfo.__slots__)


def test_a_known_model_keeps_what_is_not_given(tmp_path: Path) -> None:
    [model], problems = read(tmp_path, '[models."minimax-m3"]\ncontext_window = 512000\n')
    assert problems == []
    own = find_model("MiniMax-M3")
    assert model.id == own.id
    assert (model.context_window, model.price, model.known) == (512_000, own.price, True)


def test_without_inputs_an_unknown_model_stays_unknown(tmp_path: Path) -> None:
    [model], _ = read(tmp_path, '[models."x/y"]\ncontext_window = 8000\n')
    assert not model.known
    assert model.thinking is ThinkingRule.UNKNOWN


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("context_window = 0", "“0” cannot be used for context_window. Give a whole number"),
        ("context_window = true", "“True” cannot be used for context_window"),
        ("context_window = 1.5", "cannot be used for context_window"),
        ('inputs = ["smell"]', "Give a list of text, image and video."),
        ('inputs = "text"', "cannot be used for inputs"),
        ('thinking = "sometimes"', "Give optional or always."),
        ('default_thinking = "maybe"', "Give adaptive (or on), or disabled (or off)."),
        ("default_top_p = 1.5", "Give a number from 0 to 1."),
        ("default_top_p = nan", "Give a number from 0 to 1."),
        ("price = { input = 1 }", "Give a table of input and output"),
        ("price = { input = 1, output = 2, tax = 3 }", "cannot be used for price"),
        ("price = { input = -1, output = 2 }", "cannot be used for price"),
        ("context_windwo = 5", "Did you mean “context_window”?"),
        ('description = "\\u001b[31m"', ""),
    ],
)
def test_a_wrong_property_is_named_with_its_line_and_not_used(
    tmp_path: Path, line: str, said: str
) -> None:
    text = f'# models\n[models."MiniMax-M3"]\nmax_output_tokens = 9\n{line}\n'
    [model], problems = read(tmp_path, text)
    assert model.max_output_tokens == 9, "the others are used"
    if not said:
        assert "\x1b" not in model.description
        return
    [problem] = problems
    assert problem.line == 4
    assert said in problem.reason
    assert model.context_window == find_model("MiniMax-M3").context_window


def test_what_the_endpoint_lists_stands_below_the_users_own_word() -> None:
    listed = [
        ModelInfo(id="MiniMax-M3", known=False),
        ModelInfo(id="MiniMax-M4", description="Said by the endpoint", known=False),
        ModelInfo(id="MiniMax-M5", known=False),
    ]
    own = [ModelInfo(id="minimax-m4", context_window=7, known=False), ModelInfo(id="mine")]
    assert all_known(listed, own) == [
        ModelInfo(
            id="MiniMax-M4", description="Said by the endpoint", context_window=7, known=False
        ),
        ModelInfo(id="MiniMax-M5", known=False),
        ModelInfo(id="mine"),
    ]
