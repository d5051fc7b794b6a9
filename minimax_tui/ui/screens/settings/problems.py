"""What could not be used of the settings, as it stands at the top of the panel."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from textual.content import Content

from minimax_tui.config.schema import Problem, SettingsStore
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import sentences, trn
from minimax_tui.domain.widths import cell_width, truncate, truncate_middle
from minimax_tui.ui.presets import presets
from minimax_tui.ui.screens.settings.entries import place
from minimax_tui.ui.start_notices import key_problems

_SHOWN = 2
_LINES_EACH = 2
_CHARACTERS = 400
_GUTTER_CELLS = 2
# A folder's name may have spaces; the settings file's path does not end at one.
_PATH = re.compile(r"/(?:.*\.toml|[^\s。，]*[^\s。，.:;,])")
_SHORTEST_PATH_CELLS = 12


def all_problems(settings: SettingsStore, theme_trouble: str = "") -> tuple[Problem, ...]:
    """Those of the theme, of values, of keys and of presets.

    It may read the file, so not with every key.

    Args:
        settings: Values, keys and presets.
        theme_trouble: Why the theme that is wanted is not in force; "" where it is.
    """
    of_theme = [Problem(settings.text("theme"), None, "theme", theme_trouble)]
    of_presets = [problem for preset in presets(settings) for problem in preset.problems]
    return (
        *of_theme[: bool(theme_trouble)],
        *settings.problems,
        *key_problems(settings),
        *of_presets,
    )


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
        fitted = _fitted(one_line(text, _CHARACTERS), cells - _GUTTER_CELLS)
        lines += [Content(f"{' ' if n else '▲'} ") + line for n, line in enumerate(fitted)]
    more = len(told) - _SHOWN
    if more > 0:
        words = trn(
            "and {count} more, at the end of the list", "and {count} more, at the end of the list",
            more,
        )  # fmt: skip
        lines.append(Content(f"  {words}"))
    return lines


def _fitted(text: str, cells: int) -> list[Content]:
    """`text` on few lines; a path in it is shortened first, then the end is left out."""
    path = _PATH.search(text)
    wrapped = list(Content(text).wrap(cells))
    if path is not None and len(wrapped) > _LINES_EACH:

        def wrapped_with(room: int) -> list[Content]:
            short = truncate_middle(path[0], room)
            return list(Content(text[: path.start()] + short + text[path.end() :]).wrap(cells))

        rooms = range(_SHORTEST_PATH_CELLS, cell_width(path[0]))
        too_long = bisect_right(rooms, _LINES_EACH, key=lambda room: len(wrapped_with(room)))
        wrapped = wrapped_with(rooms[max(0, too_long - 1)]) if rooms else wrapped
    if len(wrapped) > _LINES_EACH:
        last = wrapped[_LINES_EACH - 1].plain.rstrip() + " …"
        wrapped[_LINES_EACH - 1 :] = [Content(truncate(last, cells))]
    return wrapped
