"""The values of settings that are words, as they are shown: in the language in force.

What is written, in the settings file and on the command line, stays English.
"""

from __future__ import annotations

from minimax_tui.config.schema import Setting
from minimax_tui.domain.i18n import once_per_language, tr

_WORDS = frozenset(("switch", "choice", "thinking"))
"""Types whose values are such words; of themes only those that are no theme's name."""


@once_per_language
def _shown() -> dict[str, str]:
    return {
        "on": tr("on"),
        "off": tr("off"),
        "adaptive": tr("adaptive"),
        "disabled": tr("disabled"),
        "auto": tr("auto"),
        "en": tr("en"),
        "zh": tr("zh"),
        "beside": tr("beside"),
        "full": tr("full"),
        "hidden": tr("hidden"),
        "default": tr("default"),
        "title": tr("title"),
        "bell": tr("bell"),
        "notification": tr("notification"),
        "first prompt": tr("first prompt"),
        "model": tr("model"),
    }


def choice_words(setting: Setting, word: str) -> str:
    """How a value of a setting, as it is written, is shown; what is no such word stays itself."""
    if setting.type in _WORDS or (setting.type == "theme" and word in setting.choices):
        return _shown().get(word, word)
    return word


def allowed_words(setting: Setting) -> str:
    """What a setting may be, in words for the screen."""
    written = ("on", "off") if setting.type == "switch" else setting.choices
    shown = [choice_words(setting, word) for word in written]
    if setting.type not in _WORDS or shown == list(written):
        return setting.allowed()
    return tr(", ").join(shown)
