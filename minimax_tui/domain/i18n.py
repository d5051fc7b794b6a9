"""The one function through which every text that the program says passes, for translation."""

from __future__ import annotations

import gettext

_translations: gettext.NullTranslations = gettext.NullTranslations()


def install(translations: gettext.NullTranslations) -> None:
    """Use `translations` for every text from now on."""
    global _translations
    _translations = translations


def tr(text: str, /, **values: object) -> str:
    """`text` in the language in force, its ``{names}`` filled from `values`."""
    said = _translations.gettext(text)
    return said.format(**values) if values else said


def trn(singular: str, plural: str, count: int, /, **values: object) -> str:
    """`singular` or `plural` as `count` asks; ``{count}`` is filled with the number."""
    return _translations.ngettext(singular, plural, count).format(count=f"{count:,}", **values)
