"""What could not be used of the settings, as it stands at the top of the panel."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from minimax_tui.config.schema import Problem, SettingsStore
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import sentences, trn
from minimax_tui.ui import keymap
from minimax_tui.ui.presets import presets
from minimax_tui.ui.screens.settings.entries import place

_SHOWN = 2
_LINES_EACH = 2


def all_problems(settings: SettingsStore) -> tuple[Problem, ...]:
    """Those of values, of keys and of presets; it may read the file, so not with every key."""
    of_keys = keymap.problems_in(settings, keymap.current())
    of_presets = [problem for preset in presets(settings) for problem in preset.problems]
    return (*settings.problems, *of_keys, *of_presets)


def problem_lines(
    problems: Sequence[Problem], trouble: SettingsError | None, cells: int
) -> list[Content]:
    """The first of them, each on at most two lines, and how many more there are.

    Args:
        problems: What could not be used.
        trouble: Why the settings could not be saved; it goes before the others.
        cells: Width of a line.
    """
    told = [f"{place(problem)}: {problem.reason}" for problem in problems]
    if trouble is not None:
        told.insert(0, sentences(trouble.what, trouble.advice))
    lines: list[Content] = []
    for text in told[:_SHOWN]:
        lines += Content(f"▲ {one_line(text, 400)}").wrap(cells)[:_LINES_EACH]
    more = len(told) - _SHOWN
    if more > 0:
        words = trn(
            "and {count} more, at the end of the list", "and {count} more, at the end of the list",
            more,
        )  # fmt: skip
        lines.append(Content(f"  {words}"))
    return lines
