"""What is said of a model in a table's cell."""

from __future__ import annotations

from minimax_tui.domain.catalogue import Price, ThinkingRule
from minimax_tui.domain.i18n import tr


def thinking_word(rule: ThinkingRule, unknown: str) -> str:
    """How a model treats the thinking switch; `unknown` where that is not known."""
    match rule:
        case ThinkingRule.OPTIONAL:
            return tr("switch")
        case ThinkingRule.ALWAYS:
            return tr("always")
        case _:
            return unknown


def price_word(price: Price | None, unknown: str) -> str:
    """US$ per million tokens of input and of output; `unknown` for None."""
    return f"${price.input:.2f}/${price.output:.2f}" if price is not None else unknown
