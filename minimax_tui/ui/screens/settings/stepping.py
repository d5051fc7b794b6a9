"""The next larger or smaller value of a setting, for keys that step."""

from __future__ import annotations

from collections.abc import Sequence

from minimax_tui.config.schema import Setting, Value
from minimax_tui.domain.catalogue import ModelInfo
from minimax_tui.domain.requests import UNKNOWN_MODEL_MAX_TOKENS
from minimax_tui.ui.screens.settings.facts import RECOMMENDED_TEMPERATURE

CHOSEN = frozenset(("model", "thinking", "switch", "choice", "theme"))
"""Types whose value is one of a few words."""
_MODEL_MAX_TOKENS_STEP = 1_024


def choices(setting: Setting, themes: Sequence[str], models: Sequence[str]) -> tuple[str, ...]:
    """The words that a setting can be, in the order in which they are offered.

    Args:
        setting: One of a type in `CHOSEN`.
        themes: Names of the themes that are installed.
        models: Ids of the models that are known.
    """
    match setting.type:
        case "switch":
            return ("on", "off")
        case "theme":
            return (*setting.choices, *themes)
        case "model":
            return tuple(models)
        case _:
            return setting.choices


def stepped(setting: Setting, value: Value, step: int, model: ModelInfo) -> float | int | None:
    """The next number above (1) or below (-1) `value`, within the bounds; None for no number.

    From an unset value the steps begin at what holds in its place.
    """
    if setting.bounds is None:
        return None
    low, high = setting.bounds
    size = _size(setting, high)
    now = value if isinstance(value, int | float) else _start(setting, model)
    number = round((now + step * size) / size) * size
    number = min(high, max(low, number))
    return int(number) if setting.type == "integer" else round(number, 6)


def _size(setting: Setting, high: float) -> float:
    if setting.type == "integer":
        return _MODEL_MAX_TOKENS_STEP if high == float("inf") else 1
    return 0.05 if high <= 1 else 0.1 if high <= 2 else 10


def _start(setting: Setting, model: ModelInfo) -> float:
    match setting.key:
        case "temperature":
            return RECOMMENDED_TEMPERATURE
        case "top_p":
            return model.default_top_p if model.default_top_p is not None else 1
        case "max_tokens":
            return model.recommended_max_tokens or UNKNOWN_MODEL_MAX_TOKENS
        case _:
            return 0
