"""Whether the model is asked to think, in the user's words and in the wire's."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from minimax_tui.domain.catalogue import ModelInfo, ThinkingRule


class Thinking(StrEnum):
    """The thinking switch; the value is the wire's word and what is stored."""

    ADAPTIVE = "adaptive"
    DISABLED = "disabled"

    @property
    def toggled(self) -> Thinking:
        """The other state."""
        return Thinking.DISABLED if self is Thinking.ADAPTIVE else Thinking.ADAPTIVE


_WORDS = {
    "adaptive": Thinking.ADAPTIVE,
    "on": Thinking.ADAPTIVE,
    "off": Thinking.DISABLED,
    "disabled": Thinking.DISABLED,
}


def parse_thinking(word: str) -> Thinking:
    """The state that `word` names (adaptive, on, off, disabled; any letter case).

    Raises:
        ValueError: for any other word.
    """
    try:
        return _WORDS[word.strip().lower()]
    except KeyError:
        raise ValueError(word) from None


def thinking_parameter(model: ModelInfo, thinking: Thinking) -> dict[str, Any] | None:
    """The request's `thinking` field, or None where nothing is sent.

    M3 thinks only when asked, so both states are said; M2.x models always think, so nothing is
    (MiniMax's page, "Thinking Control", 2026-11). A model unknown to us gets what is asked.
    """
    if model.thinking is ThinkingRule.ALWAYS:
        return None
    return {"type": thinking.value}


def thinks(model: ModelInfo, thinking: Thinking) -> bool:
    """Whether thinking is to be expected from `model` in this state."""
    return model.thinking is ThinkingRule.ALWAYS or thinking is Thinking.ADAPTIVE


def switch_in_force(model: ModelInfo, word: str, *, own: bool) -> Thinking:
    """The switch for `model`.

    Args:
        model: Its own beginning (`default_thinking`) goes before what is said for every model.
        word: What the setting says.
        own: Whether that was said for this session, and not for every model.
    """
    if model.default_thinking is not None and not own:
        return parse_thinking(model.default_thinking)
    return parse_thinking(word)
