"""Models beside the catalogue's: added, overridden, named shortly, and asked to think."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from minimax_tui.domain.catalogue import (
    MODELS,
    ModelInfo,
    all_models,
    find_model,
    resolve_model_id,
    use_models,
)
from minimax_tui.domain.thinking import Thinking, switch_in_force


@pytest.fixture(autouse=True)
def catalogue() -> Iterator[None]:
    """The catalogue as it was, afterwards."""
    yield
    use_models()


def test_an_added_model_is_found_and_listed_last() -> None:
    use_models([ModelInfo(id="MiniMax-M4", known=False)])
    assert all_models() == (*MODELS, ModelInfo(id="MiniMax-M4", known=False))
    assert find_model("minimax-m4").id == "MiniMax-M4"


def test_an_overridden_model_keeps_its_place() -> None:
    m3 = replace(find_model("MiniMax-M3"), context_window=512_000)
    use_models([m3])
    assert all_models()[0] == m3
    assert find_model("minimax-m3").context_window == 512_000
    assert len(all_models()) == len(MODELS)


def test_each_call_begins_from_the_catalogue() -> None:
    use_models([ModelInfo(id="a")])
    use_models([ModelInfo(id="b")])
    assert [model.id for model in all_models()[len(MODELS) :]] == ["b"]
    use_models()
    assert all_models() == MODELS
    assert not find_model("b").known


@pytest.mark.parametrize(
    ("name", "model_id"),
    [
        ("MiniMax-M2.1", "MiniMax-M2.1"),
        (" m2.1 ", "MiniMax-M2.1"),
        ("M3", "MiniMax-M3"),
        ("minimax-m2", "MiniMax-M2"),
        ("m2.7-HIGHSPEED", "MiniMax-M2.7-highspeed"),
        ("other/Model", "other/Model"),
    ],
)
def test_a_name_is_resolved(name: str, model_id: str) -> None:
    assert resolve_model_id(name) == model_id


def test_a_models_own_beginning_goes_before_what_is_said_for_all() -> None:
    m3 = find_model("MiniMax-M3")
    slow = replace(m3, default_thinking="disabled")
    assert switch_in_force(m3, "adaptive", own=False) is Thinking.ADAPTIVE
    assert switch_in_force(slow, "adaptive", own=False) is Thinking.DISABLED
    assert switch_in_force(slow, "adaptive", own=True) is Thinking.ADAPTIVE
