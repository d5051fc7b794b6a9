"""Token usage and what it costs."""

from __future__ import annotations

from typing import Any, NamedTuple

from minimax_tui.domain.catalogue import ModelInfo

MAX_COUNT = 10**12
"""A larger number of tokens is no count; reckoning with it may overflow."""


class Usage(NamedTuple):
    """Tokens of one answer, as its last `message_delta` reports them.

    The whole prompt is `input_tokens` + `cache_creation_tokens` + `cache_read_tokens`
    (MiniMax, prompt-cache page, 2026-11).
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cache_creation_tokens: int = 0
    cache_read_tokens: int = 0

    @property
    def prompt_tokens(self) -> int:
        """All tokens of the prompt, cached ones included."""
        return self.input_tokens + self.cache_creation_tokens + self.cache_read_tokens

    @property
    def total_tokens(self) -> int:
        """Tokens of the context window that prompt and answer take together."""
        return self.prompt_tokens + self.output_tokens


def usage_from_wire(wire: object) -> Usage:
    """The wire's usage object as a value; absent or odd fields count as 0."""
    fields: dict[str, Any] = wire if isinstance(wire, dict) else {}

    def count(key: str) -> int:
        value = fields.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            return 0
        return value if 0 < value <= MAX_COUNT else 0

    return Usage(
        input_tokens=count("input_tokens"),
        output_tokens=count("output_tokens"),
        cache_creation_tokens=count("cache_creation_input_tokens"),
        cache_read_tokens=count("cache_read_input_tokens"),
    )


def cost_usd(model: ModelInfo, usage: Usage) -> float | None:
    """What the request cost in US dollars at pay-as-you-go prices, None where unknown."""
    price = model.price_at(usage.prompt_tokens)
    if price is None:
        return None
    cache_write = price.cache_write if price.cache_write is not None else price.input
    return (
        usage.input_tokens * price.input
        + usage.output_tokens * price.output
        + usage.cache_read_tokens * price.cache_read
        + usage.cache_creation_tokens * cache_write
    ) / 1_000_000
