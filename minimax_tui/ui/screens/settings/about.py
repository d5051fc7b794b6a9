"""What is said of the highlighted row: what it is for, what holds, and where a change goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from minimax_tui.config.schema import Setting, SettingsStore, Source
from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import cell_width
from minimax_tui.ui.choice_words import allowed_words, choice_words
from minimax_tui.ui.screens.settings.changes import has_session_value
from minimax_tui.ui.screens.settings.entries import Entry
from minimax_tui.ui.screens.settings.facts import (
    counts_words,
    model_facts,
    said,
    source_words,
    unset_words,
    value_words,
)

_LABEL_CELLS = 9
_NOTHING = Content("")


class Part(NamedTuple):
    """One thing said; where there is no room, those of the highest rank are left out."""

    content: Content
    rank: int
    lead: Content = _NOTHING
    """What stands before it, and is blank where it wraps."""

    def lines(self, cells: int) -> list[Content]:
        """The part, wrapped to a width in cells."""
        indent = self.lead.cell_length
        wrapped = self.content.wrap(max(4, cells - indent)) or [self.content]
        blank = Content(" " * indent)
        return [(blank if n else self.lead) + line for n, line in enumerate(wrapped)]


def setting_parts(
    setting: Setting,
    settings: SettingsStore,
    *,
    session_only: bool,
    cells: int,
    can_save: bool = True,
) -> list[Part]:
    """What is said of a setting, in the order of the page.

    Args:
        setting: The setting.
        settings: What holds.
        session_only: Whether a change is to hold for the session shown alone.
        cells: Width of a line.
        can_save: False where the settings file could not be written.
    """
    model = find_model(settings.text("model"))
    source = settings.source(setting.key)
    value = settings.get(setting.key)
    parts = [
        Part(
            Content.assemble(
                (tr(setting.title), "bold $accent"), (f"  {setting.key}", "$text-muted")
            ),
            0,
        ),
        Part(Content(tr(setting.help)), 1),
    ]
    facts = model_facts(setting, value, model)
    for number, fact in enumerate(facts):
        mark, style = ("▲ ", "$text-warning") if fact.warning else ("• ", "$text-muted")
        shown = Content.styled(fact.text, style if fact.warning else "")
        rank = 2 if fact.warning else 6 + number
        parts.append(Part(shown, rank, Content.styled(mark, style)))
    parts.append(Part(Content(""), 20))
    room = max(10, cells - _LABEL_CELLS - 1)
    parts.append(_labelled(tr("value"), value_words(setting, value, model), 8))
    default = choice_words(setting, said(setting, setting.default)) or unset_words(setting, model)
    parts.append(_labelled(tr("default"), default, 6))
    parts.append(_labelled(tr("from"), source_words(source, room), 4))
    parts.append(_labelled(tr("allowed"), allowed_words(setting), 5))
    own = session_only and has_session_value(setting)
    where = _where(setting, session_only, can_save)
    when = counts_words("turn" if own else setting.scope, setting)
    change = tr("{where}; counts {when}", where=where, when=when)
    parts.append(_labelled(tr("change"), change, 3))
    parts += _warnings(setting, settings, source, session_only)
    return parts


def _where(setting: Setting, session_only: bool, can_save: bool) -> str:
    if session_only and has_session_value(setting):
        return tr("holds for this session only")
    if not can_save:
        return tr("holds for this run: the settings file cannot be saved")
    if session_only:
        return tr("goes into the settings file: it has no value per session")
    return tr("goes into the settings file")


def _warnings(
    setting: Setting, settings: SettingsStore, source: Source, session_only: bool
) -> list[Part]:
    warned = []
    if source.origin == "session" and not session_only:
        model = find_model(settings.text("model"))
        kept = value_words(setting, settings.kept(setting.key), model)
        warned.append(tr("Beyond this session it is: {value}.", value=kept))
    before_file = settings.before_file(setting.key)
    if before_file is not None and not session_only:
        place = visible(str(before_file))
        warned.append(
            tr("The command line goes before the file where it says this again.")
            if before_file.origin == "command line"
            else tr("At the next start {place} goes before the file.", place=place)
        )
    mark = Content.styled("▲ ", "$text-warning")
    return [Part(Content(said), 2, mark) for said in warned]


def _labelled(label: str, words: str, rank: int) -> Part:
    gap = " " * max(1, _LABEL_CELLS - cell_width(label))
    return Part(Content(words), rank, Content.styled(label + gap, "$text-muted"))


def entry_parts(entry: Entry, *, said: str = "") -> list[Part]:
    """What is said of a row that is no setting.

    Args:
        entry: The row.
        said: Something of its own, such as a path; safe to draw.
    """
    style = "bold $text-warning" if entry.kind == "problem" else "bold $accent"
    mark = "▲ " if entry.kind == "problem" else ""
    parts = [
        Part(Content.styled(mark + visible(entry.title), style), 0),
        Part(Content(visible(entry.help)), 1),
    ]
    if said:
        parts += [Part(Content(""), 20), Part(Content(said), 2)]
    return parts


def nothing_found() -> list[Part]:
    """What is said where no row is found."""
    return [Part(Content(tr("No setting is found by that.")), 0)]


def fitting(parts: Sequence[Part], cells: int, lines: int) -> Content:
    """Those parts that there is room for when they wrap, the most important kept."""
    kept: dict[int, list[Content]] = {}
    for number in sorted(range(len(parts)), key=lambda n: parts[n].rank):
        wrapped = parts[number].lines(cells)
        if len(wrapped) <= lines:
            lines -= len(wrapped)
            kept[number] = wrapped
    return Content("\n").join(line for number in sorted(kept) for line in kept[number])
