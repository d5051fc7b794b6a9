"""What completes the argument of a command: the lists, and which of their entries match."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from minimax_tui.domain.catalogue import ModelInfo, all_models
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.theme_files import AUTO
from minimax_tui.ui.widgets.status_bar import short_count


class Completion(NamedTuple):
    """One thing that an argument can be."""

    value: str
    """As it is put into the composer; may be foreign text."""
    note: str = ""
    """What it is, in a few words."""


Completer: TypeAlias = Callable[[], Sequence[Completion]]
"""Gives everything that can be completed to."""


def _models() -> list[Completion]:
    return [Completion(model.id, _model_note(model)) for model in all_models()]


def _model_note(model: ModelInfo) -> str:
    parts = []
    if model.context_window is not None:
        parts.append(tr("{n} tokens of context", n=short_count(model.context_window)))
    if model.price is not None:
        parts.append(f"${model.price.input:.2f}/${model.price.output:.2f}")
    return " · ".join(parts) or tr("not in the catalogue")


def _switch() -> list[Completion]:
    return [Completion("on", tr("adaptive thinking")), Completion("off", tr("no thinking"))]


def _formats() -> list[Completion]:
    return [
        Completion("markdown", tr("with front matter, thinking folded")),
        Completion("html", tr("one page, readable offline")),
        Completion("json", tr("loses nothing")),
        Completion("python", tr("a script that sends the request again")),
    ]


def theme_completions(names: Sequence[str]) -> list[Completion]:
    """What may follow `/theme`."""
    by_terminal = Completion(AUTO, tr("dark or light, as the terminal is"))
    return [by_terminal, *(Completion(name) for name in names)]


def _again() -> list[Completion]:
    thinking = [
        Completion("thinking on", tr("with adaptive thinking")),
        Completion("thinking off", tr("without thinking")),
    ]
    return [*_models(), *thinking]


COMPLETERS: Mapping[str, Completer] = {
    "models": _models,
    "switch": _switch,
    "again": _again,
    "formats": _formats,
}
"""The lists that need nothing but the catalogue, by the names that commands use."""


SAVED_PROMPTS = "prompts"
"""Name of the list of saved prompts, which are also offered beside the commands."""


def matching(typed: str, offered: Sequence[Completion]) -> list[Completion]:
    """Those that match what is typed, the likeliest first.

    That is the same, else one that begins so, else one of whose parts begins so (`m2` in
    `MiniMax-M2`), else one that holds it.
    """
    word = typed.strip().lower()
    if not word:
        return list(offered)
    ranked = [(_rank(word, one.value.lower()), one) for one in offered]
    return [one for rank, one in sorted(ranked, key=lambda pair: pair[0]) if rank < _NONE]


_NONE = 5


def _rank(word: str, value: str) -> int:
    _, _, last = value.partition("-")
    if value == word:
        return 0
    if last == word:
        return 1
    if value.startswith(word):
        return 2
    if last.startswith(word):
        return 3
    return 4 if word in value else _NONE
