"""The presets: to use one, to keep what is in force as one, and what else can be done with one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, NamedTuple, TypeAlias

from textual.binding import Binding, BindingType
from textual.content import Content

from minimax_tui.config.schema import SettingsStore
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.keymap import current
from minimax_tui.ui.presets import (
    MAX_NAME_CHARACTERS,
    Preset,
    changes_words,
    command_of,
    differences,
    presets,
    summary,
)
from minimax_tui.ui.screens.key_line import key_hints
from minimax_tui.ui.screens.pick import PickScreen, Row, matches
from minimax_tui.ui.screens.settings.entries import place

Act: TypeAlias = Literal["use", "keep", "save", "rename", "key", "delete", "back"]
"""What is to be done; `keep` is to use a preset for every session."""

_NAME_CELLS = 24


class Wish(NamedTuple):
    """What the user chose, and for which preset."""

    act: Act
    name: str = ""


class PresetPicker(PickScreen[Wish]):
    """Gives what is wanted: a preset used, one saved, or what else there is to do with one.

    Args:
        settings: Where presets and the values in force are.
        start: Name of the preset that is highlighted at first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "more", show=False, priority=True),
    ]
    OPENED_BY = "preset.choose"
    ABOUT_LINES = 4
    WIDEST_CELLS = 100

    def __init__(self, settings: SettingsStore, start: str = "") -> None:
        super().__init__()
        self._settings = settings
        self._start = start
        self._found = {preset.name: preset for preset in presets(settings)}

    def title_text(self) -> str:
        return tr("Presets")

    def placeholder(self) -> str:
        return tr("Type to filter, or a new name to save what is in force now")

    def rows(self, typed: str) -> list[Row[Wish]]:
        found = [
            Row(self._row(preset), Wish("use", preset.name))
            for preset in self._found.values()
            if matches(typed, preset.name, summary(preset))
        ]
        name = " ".join(typed.split())[:MAX_NAME_CHARACTERS]
        if name and name not in self._found:
            said = tr("save what is in force now as “{name}”", name=one_line(name))
            found.append(Row(Content(truncate(said, self.row_cells)), Wish("save", name)))
        return found

    def _row(self, preset: Preset) -> Content:
        width = self.row_cells
        name = truncate(one_line(preset.name), min(_NAME_CELLS, width // 2) - 2)
        gap = " " * (min(_NAME_CELLS, width // 2) - cell_width(name))
        mark = "▲ " if preset.problems else ""
        key = current().words(command_of(preset.name))
        room = width - cell_width(name + gap + mark) - (cell_width(key) + 2 if key else 0)
        told = truncate(summary(preset), max(4, room))
        between = " " * max(1, room - cell_width(told) + 2)
        return Content.assemble(
            (name, "bold"), gap, (mark, "$text-warning"), told, (f"{between}{key}" if key else "")
        )

    def start_at(self, rows: list[Row[Wish]]) -> int:
        return next((n for n, row in enumerate(rows) if row.value.name == self._start), 0)

    def about(self, value: Wish | None) -> Content | None:
        if value is None:
            return Content(
                tr("There is no preset yet. Type a name to save what is in force now as one.")
                if not self._found
                else tr("No preset is called that.")
            )
        if value.act == "save":
            return Content(
                tr("Model, thinking, sampling, longest answer and system prompt as they are now.")
            )
        preset = self._found[value.name]
        changed = changes_words(differences(self._settings, preset))
        lines = [
            Content(
                tr("Would change {changes}.", changes=changed)
                if changed
                else tr("All of it is in force.")
            )
        ]
        lines += [
            Content.styled(f"▲ {place(problem)}: {problem.reason}", "$text-warning")
            for problem in preset.problems[:2]
        ]
        return Content("\n").join(lines)

    def keys(self) -> Content:
        return key_hints(
            ("enter", tr("use in this session")), ("tab", tr("more")), ("esc", tr("close"))
        )

    def action_more(self) -> None:
        """Shows what else can be done with the highlighted preset."""
        wish = self.highlighted
        if wish is None or wish.act == "save":
            return
        preset = self._found[wish.name]

        def chosen(act: Act | None) -> None:
            if act is not None and act != "back":
                self.dismiss(Wish(act, preset.name))

        self.app.push_screen(PresetMenu(preset, current().words(command_of(preset.name))), chosen)


class PresetMenu(PickScreen[Act]):
    """Gives what is to be done with one preset."""

    WIDEST_CELLS = 76

    def __init__(self, preset: Preset, key: str) -> None:
        super().__init__()
        self._preset = preset
        on_key = tr("put on another key (it is on {key})", key=key) if key else tr("put on a key")
        self._acts: Sequence[tuple[Act, str, str]] = (
            ("use", tr("use in this session"), tr("Until another session is shown.")),
            ("keep", tr("use for every session"), tr("Goes into the settings file.")),
            (
                "save",
                tr("replace by what is in force now"),
                tr("Model, thinking, sampling, longest answer and system prompt."),
            ),
            ("rename", tr("rename"), tr("A key that it is on goes with it.")),
            ("key", on_key, tr("One key then uses it, in any session.")),
            ("delete", tr("remove"), tr("Asks first.")),
        )

    def title_text(self) -> str:
        return tr("Preset {name}", name=one_line(self._preset.name))

    def placeholder(self) -> str:
        return tr("Type to filter")

    def rows(self, typed: str) -> list[Row[Act]]:
        return [
            Row(Content(truncate(words, self.row_cells)), act)
            for act, words, _ in self._acts
            if matches(typed, words)
        ]

    def about(self, value: Act | None) -> Content | None:
        return next((Content(told) for act, _, told in self._acts if act == value), None)

    def keys(self) -> Content:
        return key_hints(("enter", tr("do it")), ("↑ ↓", tr("move")), ("esc", tr("back")))


class PresetName(PickScreen[str]):
    """Gives a new name for a preset."""

    WIDEST_CELLS = 76

    def __init__(self, name: str, taken: Sequence[str]) -> None:
        super().__init__()
        self._called = name
        self._taken = frozenset(taken)

    def title_text(self) -> str:
        return tr("Rename {name}", name=one_line(self._called))

    def placeholder(self) -> str:
        return tr("The new name")

    def rows(self, typed: str) -> list[Row[str]]:
        name = " ".join(typed.split())
        if not name or name in self._taken or len(name) > MAX_NAME_CHARACTERS:
            return []
        said = tr("call it “{name}”", name=one_line(name))
        return [Row(Content(truncate(said, self.row_cells)), name)]

    def about(self, value: str | None) -> Content | None:
        if value is not None:
            return None
        return Content(
            tr("A name that no other preset has, of at most {n} characters.", n=MAX_NAME_CHARACTERS)
        )

    def keys(self) -> Content:
        return key_hints(("enter", tr("rename")), ("esc", tr("leave it")))
