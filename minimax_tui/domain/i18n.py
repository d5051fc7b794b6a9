"""The one function through which every text that the program says passes, for translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

_translations: NullTranslations | None = None


def install(translations: NullTranslations | None) -> None:
    """Use `translations` for every text from now on; None for the program's own English."""
    global _translations
    _translations = translations


def tr(text: str, /, **values: object) -> str:
    """`text` in the language in force, its ``{names}`` filled from `values`."""
    said = text if _translations is None else _translations.gettext(text)
    return said.format(**values) if values else said


def trn(singular: str, plural: str, count: int, /, **values: object) -> str:
    """`singular` or `plural` as `count` asks; ``{count}`` is filled with the number."""
    if _translations is None:
        said = singular if count == 1 else plural
    else:
        said = _translations.ngettext(singular, plural, count)
    return said.format(count=f"{count:,}", **values)
