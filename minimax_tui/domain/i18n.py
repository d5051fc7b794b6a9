"""The one function through which every text that the program says passes, for translation."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from gettext import NullTranslations

_Made = TypeVar("_Made")

_translations: NullTranslations | None = None


def install(translations: NullTranslations | None) -> None:
    """Use `translations` for every text from now on; None for the program's own English."""
    global _translations
    _translations = translations


def installed() -> NullTranslations | None:
    """What is in use; None for the program's own English."""
    return _translations


def once_per_language(make: Callable[[], _Made]) -> Callable[[], _Made]:
    """Keeps what `make` returns, and has it made anew in another language."""
    kept: list[tuple[NullTranslations | None, _Made]] = []

    @wraps(make)
    def made() -> _Made:
        if not kept or kept[0][0] is not _translations:
            kept[:] = [(_translations, make())]
        return kept[0][1]

    return made


def sentences(*said: str) -> str:
    """Sentences one after the other, empty ones left out; Chinese has no space between them."""
    text = ""
    for sentence in filter(None, said):
        text += f" {sentence}" if text and text[-1] not in "。！？" else sentence
    return text


def tr(text: str, /, **values: object) -> str:
    """`text` in the language in force, its ``{names}`` filled from `values`."""
    # A catalogue says of itself what it is under the empty text.
    said = text if _translations is None or not text else _translations.gettext(text)
    return said.format(**values) if values else said


def trn(singular: str, plural: str, count: int, /, **values: object) -> str:
    """`singular` or `plural` as `count` asks; ``{count}`` is filled with the number."""
    if _translations is None:
        said = singular if count == 1 else plural
    else:
        said = _translations.ngettext(singular, plural, count)
    return said.format(count=f"{count:,}", **values)
