"""What the settings panel lists: every setting, what could not be used, and ways further."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeAlias

from minimax_tui.config.schema import SETTINGS, Problem, Setting
from minimax_tui.domain.catalogue import all_models
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.choice_words import choice_words
from minimax_tui.ui.commands import COMMANDS

Kind: TypeAlias = Literal["setting", "command", "folder", "reset", "problem"]


class Entry(NamedTuple):
    """One row of the panel."""

    kind: Kind
    name: str
    """The setting's key, the command's id, or what else it stands for; unique with `kind`."""
    title: str
    help: str
    group: str
    setting: Setting | None = None
    words: tuple[str, ...] = ()
    """Further words that it is found by."""


# What people look for under another name; the endpoint's parameters that it ignores lead to those
# that it takes (MiniMax's page, "Supported Parameters", 2026-11).
_ALSO = {
    "model": ("llm", "minimax"),
    "thinking": ("reasoning", "think"),
    "system": ("instructions", "persona", "role"),
    "temperature": ("sampling", "creativity", "randomness"),
    "top_p": ("sampling", "nucleus", "top_k", "stop_sequences"),
    "max_tokens": ("length", "limit", "output"),
    "theme": ("colors", "colours", "dark", "light"),
    "theme_dark": ("colors", "colours"),
    "theme_light": ("colors", "colours"),
    "thinking_pane": ("layout", "reasoning"),
    "mouse": ("selection", "click"),
    "copy_on_select": ("clipboard", "selection"),
    "announce": ("bell", "notification", "sound"),
    "language": ("语言", "中文", "english", "chinese", "locale"),
    "linear": ("accessibility", "screen reader"),
    "base_url": ("endpoint", "host", "region", "address"),
    "retry_attempts": ("retry",),
}

_LINKED = ("preset.choose", "keys.open", "account.choose")
"""Commands that the panel leads to; one that the command table does not have is left out."""


def entries(problems: Iterable[Problem] = ()) -> tuple[Entry, ...]:
    """Every row in the order of the panel.

    Args:
        problems: What could not be used of the settings.
    """
    said = [
        Entry(
            "problem",
            str(number),
            one_line(place(problem)),
            problem.reason,
            tr("Problems"),
            words=(tr("problem"), one_line(problem.key or "")),
        )
        for number, problem in enumerate(problems)
    ]
    rows = [
        Entry(
            "setting",
            setting.key,
            tr(setting.title),
            tr(setting.help),
            tr(setting.group),
            setting,
            (
                setting.title,
                setting.env,
                *_offered(setting),
                *_ALSO.get(setting.key, ()),
            ),
        )
        for setting in SETTINGS
    ]
    return (*rows, *_ways_further(), *said)


def _offered(setting: Setting) -> tuple[str, ...]:
    """The words that a setting can be, as they are written and as they are shown."""
    if setting.type == "model":
        return tuple(model.id for model in all_models())
    return (*setting.choices, *(choice_words(setting, word) for word in setting.choices))


def place(problem: Problem) -> str:
    """Where a problem is, in few cells: the file's name and the line; foreign text."""
    source = problem.source.rpartition("/")[2] or problem.source
    if problem.line is None:
        return source
    return tr("{file}, line {line}", file=source, line=problem.line)


def _ways_further() -> list[Entry]:
    more = tr("More")
    commands = {row.id: row for row in COMMANDS}
    linked = [
        Entry("command", row.id, row.title, row.help, more, words=(row.slash,))
        for row in (commands[command_id] for command_id in _LINKED if command_id in commands)
    ]
    folder = Entry(
        "folder",
        "themes",
        tr("Themes folder"),
        tr("Where your own themes go, one TOML file each; one in force is drawn anew when saved."),
        more,
        words=("theme", "colors", "colours"),
    )
    reset = Entry(
        "reset",
        "all",
        tr("Reset all"),
        tr("Takes every setting back to its default; asks first, and can be undone."),
        more,
        words=(tr("default"),),
    )
    return [*linked, folder, reset]
