"""The models that the endpoint listed last, kept in the cache folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from minimax_tui.domain.catalogue import ModelInfo
from minimax_tui.domain.foreign import one_line

FILE = "models.json"
_MAX_BYTES = 1_000_000
_MAX_MODELS = 500
_MAX_ID = 200


class Listed(NamedTuple):
    """What an endpoint answered to `GET /v1/models`."""

    base_url: str
    at: float
    """Unix time in seconds."""
    models: tuple[ModelInfo, ...]
    """All that it listed, of which nothing but the name is known."""


def as_models(wire: Iterable[Mapping[str, Any]]) -> tuple[ModelInfo, ...]:
    """The entries of the endpoint's answer as models; what cannot be an id is left out."""
    found: dict[str, ModelInfo] = {}
    for entry in wire:
        model_id = entry.get("id")
        if not isinstance(model_id, str) or len(model_id) > _MAX_ID or len(found) >= _MAX_MODELS:
            continue
        if not model_id.strip() or not model_id.isprintable():
            continue
        name = entry.get("display_name")
        told = one_line(name, 120) if isinstance(name, str) and name != model_id else ""
        found.setdefault(model_id, ModelInfo(id=model_id, description=told, known=False))
    return tuple(found.values())


def read_listed(cache: Path) -> Listed | None:
    """What was kept last; None if nothing was, or it cannot be read."""
    try:
        with (cache / FILE).open("rb") as file:
            kept = json.loads(file.read(_MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return None  # a cache: the next refresh makes it again
    if not isinstance(kept, dict):
        return None
    wire, at, base_url = kept.get("models"), kept.get("at"), kept.get("base_url")
    if not isinstance(wire, list) or not isinstance(at, int | float):
        return None
    entries = (entry for entry in wire if isinstance(entry, dict))
    return Listed(base_url if isinstance(base_url, str) else "", float(at), as_models(entries))


def keep_listed(cache: Path, base_url: str, at: float, models: Iterable[Mapping[str, Any]]) -> None:
    """Keeps the endpoint's answer for the next start.

    Raises:
        OSError: if it cannot be written.
    """
    from minimax_tui.config.paths import ensure
    from minimax_tui.config.toml_file import write_atomically

    kept = {"base_url": base_url, "at": at, "models": list(models)[:_MAX_MODELS]}
    write_atomically(ensure(cache) / FILE, json.dumps(kept, indent=1) + "\n")
