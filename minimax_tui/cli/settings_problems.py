"""Everything in the settings that cannot be used as it stands: values, tables, themes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from minimax_tui.config.schema import SETTINGS, Problem, SettingsStore
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import sentences

if TYPE_CHECKING:
    from pathlib import Path


def settings_problems(
    settings: SettingsStore, environ: Mapping[str, str], theme_folders: Sequence[Path]
) -> list[Problem]:
    """The problems, each with its place.

    Args:
        settings: The settings in force.
        environ: The environment; it tells which keys the terminal can send.
        theme_folders: Where theme files are found, the user's own first.
    """
    return [
        *settings.problems,
        *_of_themes(settings, theme_folders),
        *_of_keys(settings, environ),
        *_of_presets(settings),
    ]


def _of_themes(settings: SettingsStore, folders: Sequence[Path]) -> list[Problem]:
    from minimax_tui.ui.theme_files import AUTO, load_theme

    found = []
    for setting in SETTINGS:
        name = settings.text(setting.key) if setting.type == "theme" else AUTO
        if name in (AUTO, setting.default):
            continue
        try:
            load_theme(name, folders)
        except ChatError as error:
            source = settings.source(setting.key)
            reason = sentences(error.what, error.advice)
            found.append(Problem(source.place or str(source), source.line, setting.key, reason))
    return found


# The modules below are loaded only for who has such a table.


def _of_keys(settings: SettingsStore, environ: Mapping[str, str]) -> list[Problem]:
    if not settings.table("keys"):
        return []
    from minimax_tui.ui.keymap import problems_in, read_keymap

    return problems_in(settings, read_keymap(settings, environ))


def _of_presets(settings: SettingsStore) -> list[Problem]:
    if not settings.table("presets"):
        return []
    from minimax_tui.ui.presets import presets

    return [problem for preset in presets(settings) for problem in preset.problems]
