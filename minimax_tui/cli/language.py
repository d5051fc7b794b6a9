"""The language that the program speaks: which one is wanted, and its catalogue.

It is put in force before anything else is done, so that the command line's own help and whatever
goes wrong with the settings are said in it too.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from minimax_tui.domain import i18n

if TYPE_CHECKING:
    from gettext import NullTranslations

DOMAIN = "minimax_tui"
FOLDER = Path(__file__).resolve().parents[1] / "locale"
KEY = "language"
"""The setting's key."""

ARGPARSE_TEXTS = (
    "usage: ",
    "options",
    "positional arguments",
    "show this help message and exit",
    "%(prog)s: error: %(message)s\n",
    "argument %(argument_name)s: %(message)s",
    "unrecognized arguments: %s",
    "ambiguous option: %(option)s could match %(matches)s",
    "the following arguments are required: %s",
    "expected one argument",
    "expected at least one argument",
    "not allowed with argument %s",
    "ignored explicit argument %r",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "invalid %(type)s value: %(value)r",
)
"""What the standard library's `argparse` says of a command line (Python 3.11 to 3.13)."""


def install_first(arguments: Sequence[str], environ: Mapping[str, str]) -> None:
    """Puts the language in force that this command line, environment and settings file ask for.

    What cannot be used is passed over without a word: that is for who reads the settings.

    Args:
        arguments: The command line, without the program's name.
        environ: The environment.
    """
    words = (*reversed(_given(arguments)), environ.get("MINIMAX_CHAT_LANGUAGE", ""))
    word = next((word for word in map(_known, words) if word), "")
    use_language(word or _kept(arguments, environ), environ)


def use_language(word: str, environ: Mapping[str, str]) -> bool:
    """Puts a language in force; returns whether it is another one than before.

    Args:
        word: `en`, `zh`, or `auto` for the environment's. Where standard output is in an
            encoding without Chinese characters it is English all the same.
        environ: The environment.
    """
    language = locale_language(environ) if word not in ("en", "zh") else word
    wanted = language != "en" and _can_be_written()
    translations = _catalogue(language) if wanted else None
    before = i18n.installed()
    i18n.install(translations)
    if translations is not None or before is not None:
        _translate_argparse(translations)
    return before is not translations


def locale_language(environ: Mapping[str, str]) -> str:
    """The language that the environment asks for: `zh`, or `en` for all others.

    As gettext has it (its manual, "Locale Environment Variables"): `LC_ALL`, `LC_MESSAGES` or
    `LANG` name the locale, and `LANGUAGE` is a list that goes before it unless that is `C`.
    Traditional Chinese is another script, so it does not count as Chinese here.
    """
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environ[name] for name in names if environ.get(name)), "")
    if locale.partition(".")[0] in ("C", "POSIX"):
        return "en"
    for tag in (environ.get("LANGUAGE") or locale).split(":"):
        parts = tag.partition(".")[0].partition("@")[0].lower().replace("-", "_").split("_")
        if parts[0] == "en":
            return "en"
        if parts[0] == "zh" and not {"tw", "hk", "mo", "hant"} & set(parts[1:]):
            return "zh"
    return "en"


def _given(arguments: Sequence[str]) -> list[str]:
    """What `--set language=…` gives, in order."""
    found = []
    for before, argument in zip(("", *arguments), arguments, strict=False):
        said = argument.removeprefix("--set=") if argument.startswith("--set=") else argument
        key, equals, value = said.partition("=")
        if equals and key.strip() == KEY and (before == "--set" or said is not argument):
            found.append(value)
    return found


def _known(word: object) -> str:
    """A word of the setting, "" for anything else."""
    said = word.strip().lower() if isinstance(word, str) else ""
    return said if said in ("auto", "en", "zh") else ""


def _kept(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """What stands in the user's settings file, "" if nothing that can be used."""
    from minimax_tui.config.paths import find_paths
    from minimax_tui.config.toml_file import read_toml

    file = find_paths(environ).settings_file
    if "--demo" in arguments:
        from minimax_tui.cli.given_settings import DEMO_SETTINGS

        file = file.with_name(DEMO_SETTINGS)
    return _known(read_toml(file).values.get(KEY))


def _can_be_written() -> bool:
    try:
        "中".encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


@cache
def _catalogue(language: str) -> NullTranslations | None:
    """The catalogue of a language; None where it is missing: then the program speaks English."""
    from gettext import GNUTranslations

    try:
        with open(FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo", "rb") as file:
            return GNUTranslations(file)
    except OSError:
        return None


def _translate_argparse(translations: NullTranslations | None) -> None:
    """Has `argparse` speak the language too.

    It asks `gettext` for its texts (Python 3.11 to 3.13), whose language follows the environment
    alone, in a module where only the name that it calls can be exchanged.
    """
    import argparse
    import gettext

    source = gettext if translations is None else translations
    vars(argparse).update(_=source.gettext, ngettext=source.ngettext)
