"""Puts beside the catalogue what the settings say of models, and what the endpoint has listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimax_tui.domain.catalogue import use_models

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from minimax_tui.config.schema import Problem, SettingsStore
    from minimax_tui.domain.catalogue import ModelInfo


def use_own_models(
    settings: SettingsStore, cache: Path | None, listed: Sequence[ModelInfo] = ()
) -> list[Problem]:
    """Makes the models known; returns what of the settings' table could not be used.

    Args:
        settings: Their table `[models]` counts before everything else.
        cache: The folder that keeps the endpoint's last list; None to do without one.
        listed: What the endpoint has listed just now, in place of what is kept.
    """
    own: list[ModelInfo] = []
    problems: list[Problem] = []
    # Most users have neither: the modules that read them are no part of their start.
    if settings.table("models"):
        from minimax_tui.config.models_table import models_from_settings

        own, problems = models_from_settings(settings)
    if not listed and cache is not None and (cache / "models.json").exists():
        from minimax_tui.config.listed_models import read_listed

        kept = read_listed(cache)
        listed = kept.models if kept is not None else ()
    if own or listed:
        from minimax_tui.config.models_table import all_known

        use_models(all_known(listed, own))
    else:
        use_models()
    return problems
