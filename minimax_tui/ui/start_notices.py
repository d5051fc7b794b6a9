"""What is told at the start: what was not used of settings and keys, not more than can be read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import trn
from minimax_tui.ui import keymap
from minimax_tui.ui.themed_app import marked

if TYPE_CHECKING:
    from textual.app import App

    from minimax_tui.config.schema import Problem, SettingsStore

_TOLD = 2
"""Problems of the settings that are told one by one; more are counted."""


def start_notices(settings: SettingsStore, others: Sequence[str]) -> list[str]:
    """What is told at the start: `others`, then what is wrong with the settings.

    Args:
        settings: Values and keys.
        others: What went wrong before the first screen; what of it is of the settings counts as
            theirs.
    """
    of_settings = settings_notices(settings)
    return [*(said for said in others if said not in of_settings), *_shortened(of_settings)]


def settings_notices(settings: SettingsStore) -> list[str]:
    """What of values and keys does not hold, each with file and line."""
    return [*map(str, settings.problems), *map(str, key_problems(settings))]


def key_problems(settings: SettingsStore) -> list[Problem]:
    """What of the keys does not hold; each reason names the entry, which the line does not."""
    now = keymap.current()
    found = zip(keymap.problems_in(settings, now), now.problems, strict=True)
    return [
        problem._replace(reason=f"{one_line(said.entry, 60)}: {said.reason}")
        for problem, said in found
    ]


def _shortened(notices: Sequence[str]) -> list[str]:
    more = len(notices) - _TOLD
    if more <= 0:
        return list(notices)
    keys = keymap.key_hint("settings.open")
    words = trn(
        "{count} more: {keys} shows them.", "{count} more: {keys} shows them.", more, keys=keys
    )
    return [*notices[:_TOLD], words]


def take_over(app: App[None], settings: SettingsStore, also: Collection[str] = ()) -> None:
    """Takes away the notices of what a dialog says itself, and would lie above it.

    Args:
        app: Where they are shown.
        settings: Values and keys.
        also: Further notices that the dialog says.
    """
    told = settings_notices(settings)
    said = {marked(visible(words), "warning") for words in (*told, *_shortened(told), *also)}
    for notice in list(app._notifications):  # Textual 8.2.8 can only remove all of them
        if notice.message in said:
            app._unnotify(notice)
