"""What the user's settings say of models: `[models."NAME"]`, in place of the catalogue's.

Every property that is not given stays as the catalogue has it; of a model that the catalogue does
not know it stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from minimax_tui.config.schema import Problem, SettingsStore
from minimax_tui.domain.catalogue import MODELS, ModelInfo, Price, ThinkingRule
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.thinking import parse_thinking

_MOST_TOKENS = 1_000_000_000
_DEAREST_USD = 100_000.0
_KINDS = ("text", "image", "video")
_PRICES = ("input", "output", "cache_read", "cache_write")
_THINKING_RULES = {"optional": ThinkingRule.OPTIONAL, "always": ThinkingRule.ALWAYS}
_MAX_DESCRIPTION = 500


class Field(NamedTuple):
    """One property that can be given."""

    key: str
    allowed: Callable[[], str]
    """What may be given, in words that follow "Give"."""
    read: Callable[[object], Any]
    """Raises ValueError."""


def _tokens(raw: object) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or not 1 <= raw <= _MOST_TOKENS:
        raise ValueError(raw)
    return raw


def _number(raw: object, most: float) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw <= most:
        raise ValueError(raw)
    return float(raw)


def _share(raw: object) -> float:
    return _number(raw, 1.0)


def _words(raw: object) -> str:
    if not isinstance(raw, str) or len(raw) > _MAX_DESCRIPTION:
        raise ValueError(raw)
    return one_line(raw, _MAX_DESCRIPTION)


def _inputs(raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or any(kind not in _KINDS for kind in raw):
        raise ValueError(raw)
    return tuple(kind for kind in _KINDS if kind in raw or kind == "text")


def _rule(raw: object) -> ThinkingRule:
    if not isinstance(raw, str) or raw.lower() not in _THINKING_RULES:
        raise ValueError(raw)
    return _THINKING_RULES[raw.lower()]


def _switch(raw: object) -> str:
    if isinstance(raw, bool):
        raw = "on" if raw else "off"
    if not isinstance(raw, str):
        raise ValueError(raw)
    return parse_thinking(raw).value


def _price(raw: object) -> Price:
    if not isinstance(raw, dict) or not {"input", "output"} <= set(raw) <= set(_PRICES):
        raise ValueError(raw)
    values = {key: _number(value, _DEAREST_USD) for key, value in raw.items()}
    return Price(
        values["input"],
        values["output"],
        # Without a price of its own, what comes from the cache costs what other input costs.
        values.get("cache_read", values["input"]),
        values.get("cache_write"),
    )


def _count_words() -> str:
    return tr("a whole number of tokens, at least 1")


def _price_words() -> str:
    return tr(
        "a table of input and output, cache_read and cache_write too, in US$ per million tokens"
    )


FIELDS: tuple[Field, ...] = (
    Field("context_window", _count_words, _tokens),
    Field("max_output_tokens", _count_words, _tokens),
    Field("recommended_max_tokens", _count_words, _tokens),
    Field(
        "described_tokens_per_s",
        lambda: tr("a whole number of tokens per second, at least 1"),
        _tokens,
    ),
    Field("description", lambda: tr("text of at most 500 characters"), _words),
    Field("inputs", lambda: tr("a list of text, image and video"), _inputs),
    Field("thinking", lambda: tr("optional or always"), _rule),
    Field("default_thinking", lambda: tr("adaptive (or on), or disabled (or off)"), _switch),
    Field("default_top_p", lambda: tr("a number from 0 to 1"), _share),
    Field("price", _price_words, _price),
    Field("long_price", _price_words, _price),
    Field("long_price_above", _count_words, _tokens),
)
"""Every property that `[models."NAME"]` may hold."""
_BY_KEY = {field.key: field for field in FIELDS}


def models_from_settings(settings: SettingsStore) -> tuple[list[ModelInfo], list[Problem]]:
    """The models that the settings speak of, and what of that could not be used."""
    models: list[ModelInfo] = []
    problems: list[Problem] = []
    for name, entry in settings.table("models").items():
        if not name.strip() or not name.isprintable() or not isinstance(entry, dict):
            reason = tr("“{name}” is no model's id.", name=one_line(name, 60))
            problems.append(settings.table_problem("models", name, reason))
            continue
        changes, wrong = _changes(entry)
        models.append(_changed(_catalogued(name), changes))
        problems += [
            settings.table_problem("models", name, reason, field) for field, reason in wrong
        ]
    return models, problems


def _catalogued(name: str) -> ModelInfo:
    word = name.strip()
    own = next((model for model in MODELS if model.id.lower() == word.lower()), None)
    return own or ModelInfo(id=word, known=False)


def _changes(entry: Mapping[str, object]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The properties given, and field and reason of each that cannot be used."""
    changes: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for key, raw in entry.items():
        field = _BY_KEY.get(key)
        if field is None:
            wrong.append((key, _no_such_property(key)))
            continue
        try:
            changes[key] = field.read(raw)
        except ValueError:
            wrong.append(
                (
                    key,
                    tr(
                        "“{value}” cannot be used for {key}. Give {allowed}.",
                        value=one_line(str(raw)[:200], 60),
                        key=key,
                        allowed=field.allowed(),
                    ),
                )
            )
    return changes, wrong


def _no_such_property(key: str) -> str:
    import difflib

    said = tr("A model has no property “{key}”.", key=one_line(key, 60))
    near = difflib.get_close_matches(key[:60].lower(), _BY_KEY, n=1, cutoff=0.6)
    return said + (" " + tr("Did you mean “{near}”?", near=near[0]) if near else "")


def _changed(model: ModelInfo, changes: Mapping[str, Any]) -> ModelInfo:
    """The model with some properties replaced."""
    return replace(model, **changes, known=model.known or "inputs" in changes)


def all_known(listed: Iterable[ModelInfo], own: Iterable[ModelInfo]) -> list[ModelInfo]:
    """What to put beside the catalogue: what the endpoint has listed, under the user's own word.

    Args:
        listed: Models that an endpoint has told of; one that the catalogue has adds nothing.
        own: Models that the settings speak of.
    """
    catalogued = {model.id.lower() for model in MODELS}
    found = {one.id.lower(): one for one in listed if one.id.lower() not in catalogued}
    for model in own:
        told = found.get(model.id.lower())
        if told is not None and not model.description:
            model = replace(model, id=told.id, description=told.description)
        found[model.id.lower()] = model
    return list(found.values())
