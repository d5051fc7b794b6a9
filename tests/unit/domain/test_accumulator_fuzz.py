"""The accumulator and hostile events: a few cases of `tests/fuzz/accumulator_fuzz.py`, and what
the command found.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minimax_tui.domain.accumulator import Accumulator
from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.events import BlockDelta, BlockStarted, BlockStopped, MessageDelta
from minimax_tui.domain.nesting import MAX_LEVELS
from minimax_tui.domain.usage import cost_usd, usage_from_wire
from tests.fuzz import accumulator_fuzz

CASES = settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
)
RANDOMS = st.randoms(use_true_random=False)


@CASES
@given(RANDOMS)
def test_any_events_in_any_order(random: Random) -> None:
    accumulator_fuzz.check_any_order(random)


@CASES
@given(RANDOMS)
def test_what_the_engine_makes_of_any_events(random: Random) -> None:
    accumulator_fuzz.check_ordered(random)


# --- found by the command ---


def test_a_citation_takes_the_place_of_text_under_its_key() -> None:
    accumulator = Accumulator()
    accumulator.apply(BlockStarted(0, {"type": "text", "text": ""}))
    deltas: list[dict[str, Any]] = [
        {"type": "odd", "citations": "a"},
        {"type": "odd", "citations": "b"},
        {"type": "citations_delta", "citation": 1},
        {"type": "citations_delta", "citation": 2},
    ]
    for delta in deltas:
        accumulator.apply(BlockDelta(0, delta))
    assert accumulator.blocks()[0]["citations"] == [1, 2]


def test_a_tools_input_takes_the_place_of_text_under_its_key() -> None:
    accumulator = Accumulator()
    accumulator.apply(BlockStarted(0, {"type": "tool_use", "input": "a"}))
    accumulator.apply(BlockDelta(0, {"type": "odd", "input": "b"}))
    accumulator.apply(BlockDelta(0, {"type": "input_json_delta", "partial_json": '{"c":1}'}))
    accumulator.apply(BlockStopped(0))
    assert accumulator.blocks()[0]["input"] == {"c": 1}


@pytest.mark.parametrize("levels", [MAX_LEVELS, 900, 5_000])
def test_a_tools_input_that_is_nested_too_deeply_is_unfinished(levels: int) -> None:
    written = '{"a":' + "[" * levels + "]" * levels + "}"
    accumulator = Accumulator()
    accumulator.apply(BlockStarted(0, {"type": "tool_use", "input": {}}))
    accumulator.apply(BlockDelta(0, {"type": "input_json_delta", "partial_json": written}))
    accumulator.apply(BlockStopped(0))
    assert accumulator.blocks()[0]["input"] == {}
    assert accumulator.unfinished() == {0}


@pytest.mark.parametrize("count", [10**13, 10**400, 10**4299])
def test_a_number_that_no_count_can_be_is_none(count: int) -> None:
    accumulator = Accumulator()
    accumulator.apply(MessageDelta({}, {"input_tokens": count, "output_tokens": 5}))
    assert accumulator.usage == usage_from_wire({"output_tokens": 5})
    price = cost_usd(find_model("MiniMax-M3"), accumulator.usage)
    assert price is not None
    assert price < 1
