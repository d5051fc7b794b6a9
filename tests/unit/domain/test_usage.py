"""Tokens as the wire reports them, and what they cost."""

from __future__ import annotations

import pytest

from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.usage import Usage, cost_usd, usage_from_wire

M = 1_000_000


def test_the_whole_prompt_is_the_sum_of_three_fields() -> None:
    usage = usage_from_wire(
        {
            "input_tokens": 1251,
            "output_tokens": 264,
            "cache_creation_input_tokens": 10,
            "cache_read_input_tokens": 114,
            "server_tool_use": {"web_search_requests": 1},
        }
    )
    assert usage == Usage(1251, 264, 10, 114)
    assert usage.prompt_tokens == 1375
    assert usage.total_tokens == 1639


@pytest.mark.parametrize("wire", [None, [], {}, "x", {"input_tokens": None}, {"input_tokens": -1}])
def test_odd_usage_counts_as_nothing(wire: object) -> None:
    assert usage_from_wire(wire) == Usage()


def test_a_truth_value_or_fraction_is_no_count() -> None:
    assert usage_from_wire({"input_tokens": True, "output_tokens": 1.5}) == Usage()


# MiniMax, "Pay as you go", 2026-11: dollars per million of input, output, cache read, cache write.
PRICES = {
    "MiniMax-M3": (0.30, 1.20, 0.06, None),
    "MiniMax-M2.7": (0.30, 1.20, 0.06, 0.375),
    "MiniMax-M2.7-highspeed": (0.60, 2.40, 0.06, 0.375),
    "MiniMax-M2.5": (0.30, 1.20, 0.03, 0.375),
    "MiniMax-M2.5-highspeed": (0.60, 2.40, 0.03, 0.375),
    "MiniMax-M2.1": (0.30, 1.20, 0.03, 0.375),
    "MiniMax-M2.1-highspeed": (0.60, 2.40, 0.03, 0.375),
    "MiniMax-M2": (0.30, 1.20, 0.03, 0.375),
}


@pytest.mark.parametrize("model_id", PRICES)
def test_each_kind_of_token_has_its_price(model_id: str) -> None:
    model = find_model(model_id)
    per_input, per_output, per_read, per_write = PRICES[model_id]
    tenth = M // 10
    assert cost_usd(model, Usage(input_tokens=tenth)) == pytest.approx(per_input / 10)
    assert cost_usd(model, Usage(output_tokens=tenth)) == pytest.approx(per_output / 10)
    assert cost_usd(model, Usage(cache_read_tokens=tenth)) == pytest.approx(per_read / 10)
    written = per_write if per_write is not None else per_input
    assert cost_usd(model, Usage(cache_creation_tokens=tenth)) == pytest.approx(written / 10)


def test_kinds_add_up() -> None:
    usage = Usage(1_204, 931, 0, 1_100)
    expected = (1_204 * 0.30 + 931 * 1.20 + 1_100 * 0.06) / M
    assert cost_usd(find_model("MiniMax-M3"), usage) == pytest.approx(expected)


def test_a_long_prompt_on_m3_costs_double_and_its_answer_too() -> None:
    m3 = find_model("MiniMax-M3")
    at_the_limit = Usage(input_tokens=500_000, cache_read_tokens=12_000, output_tokens=1_000)
    above = Usage(input_tokens=500_000, cache_read_tokens=12_001, output_tokens=1_000)
    assert cost_usd(m3, at_the_limit) == pytest.approx(
        (500_000 * 0.30 + 12_000 * 0.06 + 1_000 * 1.20) / M
    )
    assert cost_usd(m3, above) == pytest.approx((500_000 * 0.60 + 12_001 * 0.12 + 1_000 * 2.40) / M)


def test_m2_has_one_price_at_any_length() -> None:
    assert cost_usd(find_model("MiniMax-M2"), Usage(input_tokens=600_000)) == pytest.approx(0.18)


def test_the_cost_of_an_unknown_model_is_unknown() -> None:
    assert cost_usd(find_model("somebody-else"), Usage(1, 1)) is None
