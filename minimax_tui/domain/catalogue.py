"""The eight models of MiniMax's Anthropic-compatible API, what each can do, and any others.

Sources, read in November 2026: PAGE is MiniMax's page "Anthropic SDK"; OPENAPI its "Messages
API" reference; PRICES its page "Pay as you go". Prices may move: they are data with a date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

PRICES_AS_OF = "2026-11"
"""Year and month in which the prices below were read (PRICES)."""


class ThinkingRule(StrEnum):
    """How a model treats the `thinking` parameter (PAGE, "Thinking Control")."""

    OPTIONAL = "optional"
    """Off unless `adaptive` is asked for."""
    ALWAYS = "always"
    """Cannot be disabled."""
    UNKNOWN = "unknown"
    """The model is not in the catalogue."""


class Price(NamedTuple):
    """US dollars per million tokens, pay as you go (PRICES)."""

    input: float
    output: float
    cache_read: float
    cache_write: float | None = None
    """None where the page lists none."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What is known of one model; None means unknown."""

    id: str
    context_window: int | None = None
    """Tokens of prompt and answer together (PAGE)."""
    max_output_tokens: int | None = None
    """Largest `max_tokens` taken (OPENAPI)."""
    recommended_max_tokens: int | None = None
    """What MiniMax recommends for `max_tokens` (OPENAPI)."""
    described_tokens_per_s: int | None = None
    """Output speed as described (PAGE); none is stated for M3 and M2."""
    description: str = ""
    inputs: tuple[str, ...] = ("text",)
    """Kinds of content taken in a prompt: text, image, video (PAGE)."""
    thinking: ThinkingRule = ThinkingRule.UNKNOWN
    default_top_p: float | None = None
    """What holds when `top_p` is not sent (PAGE)."""
    price: Price | None = None
    long_price: Price | None = None
    """Price of the whole request when its prompt is over `long_price_above` tokens."""
    long_price_above: int | None = None
    default_thinking: str | None = None
    """The thinking switch that this model begins with, in the wire's word; None: the setting's."""
    known: bool = True
    """Whether `inputs` is what it takes; False where nobody has said so."""

    def price_at(self, prompt_tokens: int) -> Price | None:
        """The price that a request with this many prompt tokens is charged at."""
        if self.long_price_above is not None and prompt_tokens > self.long_price_above:
            return self.long_price
        return self.price


_M2_WINDOW = 204_800  # PAGE
_M2_CAP = 204_800  # OPENAPI
_M2_RECOMMENDED = 65_536  # OPENAPI


def _m2(model_id: str, speed: int | None, description: str, price: Price) -> ModelInfo:
    return ModelInfo(
        id=model_id,
        context_window=_M2_WINDOW,
        max_output_tokens=_M2_CAP,
        recommended_max_tokens=_M2_RECOMMENDED,
        described_tokens_per_s=speed,
        description=description,
        thinking=ThinkingRule.ALWAYS,
        default_top_p=0.9,
        price=price,
    )


MODELS: tuple[ModelInfo, ...] = (
    ModelInfo(
        id="MiniMax-M3",
        context_window=1_000_000,
        max_output_tokens=524_288,
        recommended_max_tokens=131_072,
        description="Latest model: agents, tools, code, long context, pictures, video",
        inputs=("text", "image", "video"),
        thinking=ThinkingRule.OPTIONAL,
        default_top_p=0.95,
        price=Price(0.30, 1.20, 0.06),
        long_price=Price(0.60, 2.40, 0.12),
        long_price_above=512_000,  # PRICES: "prompt > 512K"
    ),
    _m2("MiniMax-M2.7", 60, "Text and tools, always thinking", Price(0.30, 1.20, 0.06, 0.375)),
    _m2("MiniMax-M2.7-highspeed", 100, "M2.7, the same but faster", Price(0.60, 2.40, 0.06, 0.375)),
    _m2("MiniMax-M2.5", 60, "Earlier model for complex work", Price(0.30, 1.20, 0.03, 0.375)),
    _m2("MiniMax-M2.5-highspeed", 100, "M2.5, the same but faster", Price(0.60, 2.40, 0.03, 0.375)),
    _m2(
        "MiniMax-M2.1",
        60,
        "Earlier model, strong in many languages of programming",
        Price(0.30, 1.20, 0.03, 0.375),
    ),
    _m2("MiniMax-M2.1-highspeed", 100, "M2.1, the same but faster", Price(0.60, 2.40, 0.03, 0.375)),
    _m2(
        "MiniMax-M2",
        None,
        "The first of the line: agents and reasoning",
        Price(0.30, 1.20, 0.03, 0.375),
    ),
)

DEFAULT_MODEL = "MiniMax-M3"


def _by_id(models: Iterable[ModelInfo]) -> dict[str, ModelInfo]:
    return {model.id.lower(): model for model in models}


_all: tuple[ModelInfo, ...] = MODELS
_found: dict[str, ModelInfo] = _by_id(MODELS)


def all_models() -> tuple[ModelInfo, ...]:
    """Every model that can be chosen from: the catalogue's, then what `use_models` added."""
    return _all


def use_models(models: Iterable[ModelInfo] = ()) -> None:
    """Puts models beside the catalogue's, or in the place of those with the same id.

    Called where the program is put together: what the user's settings say of models, and what the
    endpoint has listed. Each call begins from the catalogue alone; without models it is all there
    is.
    """
    global _all, _found
    found = _by_id(MODELS)
    found.update((model.id.lower(), model) for model in models)
    _all, _found = tuple(found.values()), found


def find_model(model_id: str) -> ModelInfo:
    """The model with this id (any letter case), or one that says that nothing is known."""
    found = _found.get(model_id.strip().lower())
    return found if found is not None else ModelInfo(id=model_id.strip(), known=False)


def resolve_model_id(name: str) -> str:
    """The id that a name means: `m2.1` is `MiniMax-M2.1`; one that is in no list is itself."""
    word = name.strip()
    for candidate in (word, f"MiniMax-{word}"):
        found = _found.get(candidate.lower())
        if found is not None:
            return found.id
    return word
