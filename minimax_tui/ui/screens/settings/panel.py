"""The settings panel: found by typing, changed by keys or mouse, seen at once, taken back by a key.

Two states: going through the list, where the filter has the focus, and editing one value, where
its editor has it. What is explained stands beside the list, in narrow windows below it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, OptionList, Static

from minimax_tui.config.schema import Problem, Setting, SettingsStore
from minimax_tui.domain.catalogue import all_models, find_model
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.ui import keymap
from minimax_tui.ui.screens.dialog import DialogFrame
from minimax_tui.ui.screens.key_line import KeyLine
from minimax_tui.ui.screens.settings.changes import Changes, has_session_value
from minimax_tui.ui.screens.settings.entries import Entry, entries
from minimax_tui.ui.screens.settings.facts import said
from minimax_tui.ui.screens.settings.hints import editing_hints, list_hints
from minimax_tui.ui.screens.settings.placing import Placing, placing
from minimax_tui.ui.screens.settings.problems import all_problems, problem_lines
from minimax_tui.ui.screens.settings.resetting import ask_to_reset_all
from minimax_tui.ui.screens.settings.row_words import RowWords
from minimax_tui.ui.screens.settings.rows import Line, SettingsList
from minimax_tui.ui.screens.settings.scope_switch import ScopeSwitch
from minimax_tui.ui.screens.settings.search import found
from minimax_tui.ui.screens.settings.side import Side
from minimax_tui.ui.screens.settings.stepping import CHOSEN, choices, stepped
from minimax_tui.ui.start_notices import take_over
from minimax_tui.ui.widgets.line_input import LineInput
from minimax_tui.ui.workers import run_in_worker

_SAVE_AFTER_S = 0.5
"""Rest after the last step of a value, in seconds, before it is saved."""


class SettingsPanel(DialogFrame[None]):
    """Shows, explains and changes every setting.

    Args:
        settings: Where values are kept.
        theme_names: Themes to choose from.
        on_change: Called with a setting's key after its value changed.
        run_command: Does a command that the panel leads to; called once the panel has closed.
        themes_folder: Where the user's own themes are; foreign text.
        theme_trouble: Why the theme that is wanted is not in force; "" where it is.
    """

    DEFAULT_CSS = """
    SettingsPanel {
        & #top { height: 1; padding: 0 2; }
        & #title { width: 1fr; padding: 0; }
        & #problems { height: auto; padding: 0 2; color: $text-warning; }
        & #filter { margin: 1 2; }
        & #side { padding: 0 2; }
        &.-wide #body { layout: horizontal; }
        &.-wide #list { width: 1fr; height: 100%; }
        &.-wide #side { height: 100%; border-left: solid $rule; padding: 0 2 0 1; }
        &.-wide #side { width: 52; }
        &.-narrow #list { height: 1fr; }
        &.-narrow #side { border-top: solid $rule; }
        &.-editing.-narrow #list, &.-looking #list { display: none; }
        &.-editing.-narrow #side { height: 1fr; border-top: none; }
        &.-editing #filter { display: none; }
        &.-editing #body { margin-top: 1; }
        &.-looking { align: right top; background: transparent; }
        &.-looking #side { width: 1fr; border-left: none; padding: 0 2; }
        &.-looking #scope { display: none; }
        &.-looking.-below { align: center bottom; }
        &.-low {
            & > #dialog { margin-top: 0; padding: 0; }
            & #filter { margin: 0 2 1 2; }
            & #keys { margin-top: 0; }
            & #told { margin-top: 0; }
        }
        &.-short {
            & #filter { margin: 0 2; }
            & #editor { margin-top: 0; }
            & #problems { display: none; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "back", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(8)", show=False, priority=True),
        Binding("pageup", "move(-8)", show=False, priority=True),
        Binding("right", "turn(1)", show=False, priority=True),
        Binding("left", "turn(-1)", show=False, priority=True),
        Binding("tab,shift+tab", "scope", show=False, priority=True),
        Binding("ctrl+z", "undo", show=False, priority=True),
        Binding("ctrl+r", "reset", show=False, priority=True),
    ]
    AUTO_FOCUS = "#filter"
    _WHILE_LISTING = frozenset(("move", "turn", "scope", "undo"))

    def __init__(
        self,
        settings: SettingsStore,
        theme_names: Sequence[str],
        on_change: Callable[[str], None],
        *,
        run_command: Callable[[str], None] | None = None,
        themes_folder: str = "",
        theme_trouble: str = "",
    ) -> None:
        super().__init__()
        self._settings = settings
        self._theme_names = tuple(theme_names)
        self._run_command = run_command
        self._themes_folder = themes_folder
        self._theme_trouble = theme_trouble
        self._changes = Changes(settings, self._changed)
        self._words_of_rows = RowWords(settings, self._changes, themes_folder)
        self._on_change = on_change
        self._session_only = False
        self._saving: Timer | None = None
        self._entries: tuple[Entry, ...] = ()
        self._problems: tuple[Problem, ...] = ()
        self._problem_said: list[Content] = []
        for command_id, action in (("settings.open", "back"), ("draft.editor", "write")):
            for key in keymap.current().of(command_id):
                self._bindings.bind(key, action, show=False, priority=True)

    # --- parts ---

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            with Horizontal(id="top"):
                yield Static(tr("Settings"), id="title", markup=False)
                scope = ScopeSwitch()
                scope.id = "scope"
                yield scope
            yield Static("", id="problems", markup=False)
            yield LineInput(placeholder=tr("Type to find a setting"), id_="filter")
            with Vertical(id="body"):
                with Vertical(id="list"):
                    yield SettingsList()
                yield Side()
            yield KeyLine()

    @property
    def _list(self) -> SettingsList:
        return self.query_one(SettingsList)

    @property
    def _side(self) -> Side:
        return self.query_one(Side)

    @property
    def _edited(self) -> Setting | None:
        """The setting that is edited; None while one goes through the list."""
        return self._side.edited if self.is_mounted else None

    @property
    def _placing(self) -> Placing:
        return placing(*self.app.size, self._edited, len(self._problem_said))

    def on_mount(self) -> None:
        """Lists everything."""
        self._problems = all_problems(self._settings, self._theme_trouble)
        take_over(self.app, self._settings, (self._theme_trouble,))
        self._place()
        self._refill()

    def on_resize(self) -> None:
        """Fits the window."""
        self._place()
        self._refill()

    def _place(self) -> None:
        """Gives the dialog a size that stays, whatever is typed, highlighted or edited."""
        self._show_problems()
        placed = self._placing
        for name, on_now in placed.classes.items():
            self.set_class(on_now, name)
        self.query_one("#dialog").styles.width = placed.dialog_cells
        self.query_one("#body").styles.height = placed.body_lines
        self.query_one("#problems").display = placed.shows_problems
        self._side.place(placed)

    def _show_problems(self) -> bool:
        """Says what could not be used; returns whether it takes another number of lines now."""
        cells = max(10, self._placing.dialog_cells - 4)
        lines = problem_lines(self._problems, self._changes.trouble, cells)
        before, self._problem_said = self._problem_said, lines
        if [line.plain for line in lines] != [line.plain for line in before]:
            self.query_one("#problems", Static).update(Content("\n").join(lines))
        return len(lines) != len(before)

    def _save(self) -> None:
        """Saves what was changed for good."""
        if self._changes.save():
            self._problems = all_problems(self._settings, self._theme_trouble)

    def _changed(self, key: str) -> None:
        """Shows on the chat, and in the panel's own words, what a setting has changed."""
        self._on_change(key)
        if key == "language":
            self.query_one("#title", Static).update(tr("Settings"))
            self.query_one("#filter", Input).placeholder = tr("Type to find a setting")
            self.query_one(ScopeSwitch).refresh(layout=True)
            self._refill()

    # --- the list ---

    def _refill(self) -> None:
        typed = self.query_one("#filter", Input).value
        self._entries = tuple(found(typed, entries(self._problems)))
        lines = [self._line(entry) for entry in self._entries]
        placed = self._placing
        self._list.fill(
            lines, placed.list_cells, grouped=not typed.strip(), spaced=not placed.is_low
        )
        self._explain()

    def _line(self, entry: Entry) -> Line:
        return self._words_of_rows.line(entry, session_only=self._session_only)

    def _redraw(self) -> None:
        """Draws what a change has changed."""
        self._list.redraw([self._line(entry) for entry in self._entries])
        if self._show_problems():
            self._place()
        self._explain()

    @on(Input.Changed, "#filter")
    def _filtered(self, event: Input.Changed) -> None:
        event.stop()
        self._save()
        self._refill()
        first = self._entries[0] if self._entries else None
        if event.value and first is not None:
            self._list.go_to(first)
        self._list.point()
        self._explain()

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._save()
        self._list.point()
        self._redraw()

    @on(Input.Submitted, "#filter")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._act()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._act()

    # --- what is said ---

    def _explain(self) -> None:
        entry, placed = self._list.entry, self._placing
        parts = self._words_of_rows.parts(
            entry, session_only=self._session_only, cells=placed.about_cells
        )
        self._side.explain(parts, placed)
        if self._edited is not None:
            hints = editing_hints(self._edited)
        else:
            hints = list_hints(entry, can_undo=self._changes.can_undo)
        self.query_one(KeyLine).show(hints, placed.dialog_cells - 4)

    # --- keys while going through the list ---

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leaves the keys of the list to the editor while a value is edited."""
        del parameters
        return not (self._edited is not None and action in self._WHILE_LISTING)

    def action_move(self, step: int) -> None:
        """Goes to another row."""
        self._list.move(step)

    def action_turn(self, step: int) -> None:
        """Goes to the next choice or number, which counts at once."""
        entry = self._list.entry
        setting = entry.setting if entry is not None else None
        if setting is None:
            return
        value = self._changes.value(setting, session_only=self._session_only)
        if setting.type in CHOSEN:
            words = self._words(setting)
            at = words.index(said(setting, value)) if said(setting, value) in words else -step
            self._set(setting, words[(at + step) % len(words)])
            self._save_soon()
            return
        model = find_model(self._settings.text("model"))
        number = stepped(setting, value, step, model)
        if number is not None:
            self._set(setting, number)
            self._save_soon()

    def _save_soon(self) -> None:
        """Saves once the steps have come to rest, not with each of them."""
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(_SAVE_AFTER_S, self._save_steps)

    def _save_steps(self) -> None:
        self._save()
        if self._edited is None:
            self._redraw()

    def _words(self, setting: Setting) -> tuple[str, ...]:
        models = [model.id for model in all_models()]
        return choices(setting, self._theme_names, models)

    def action_scope(self) -> None:
        """Has changes go to the other place."""
        self._session_only = not self._session_only
        self.query_one(ScopeSwitch).show(session_only=self._session_only)
        self._redraw()

    @on(ScopeSwitch.Clicked)
    def _scope_clicked(self) -> None:
        if self._edited is None:
            self.action_scope()

    def action_undo(self) -> None:
        """Takes the last change back."""
        undone = self._changes.undo()
        if undone:
            entry = next((one for one in self._entries if one.setting == undone[0]), None)
            if entry is not None and len(undone) == 1:
                self._list.go_to(entry)
            self._redraw()

    def action_reset(self) -> None:
        """Puts the default in force, or in a session what holds beyond it."""
        entry = self._list.entry
        setting = entry.setting if entry is not None else None
        if setting is None:
            return
        if self._edited is not None:
            self._end_editing()
        self._changes.reset(setting, session_only=self._session_only)
        self._save()
        self._redraw()

    def _set(self, setting: Setting, raw: object) -> None:
        try:
            self._changes.set(setting, raw, session_only=self._session_only)
        except SettingsError as error:
            self._side.tell(error)
            return
        self._redraw()

    # --- enter ---

    def action_act(self) -> None:
        """Does what enter does."""
        self._act()

    def action_keep(self) -> None:
        """Keeps what the editor holds."""
        self._side.keep()

    def _act(self) -> None:
        """Changes the highlighted setting, or goes where the row leads."""
        entry = self._list.entry
        if entry is None:
            return
        if entry.setting is not None:
            if entry.setting.type == "switch":
                self.action_turn(1)
                self._save()
                self._redraw()
            else:
                self._begin_editing(entry.setting)
        elif entry.kind == "command":
            self._leave(entry.name)
        elif entry.kind == "folder":
            self.app.copy_to_clipboard(self._themes_folder)
            self.app.notify(tr("The folder's path is copied."), timeout=3, markup=False)
        elif entry.kind == "reset":
            ask_to_reset_all(
                self.app, self._changes, self._was_reset, session_only=self._session_only
            )

    def _was_reset(self) -> None:
        self._save()
        self._redraw()

    # --- editing one value ---

    def _begin_editing(self, setting: Setting) -> None:
        value = self._changes.value(setting, session_only=self._session_only)
        offered = self._words(setting) if setting.type in CHOSEN else ()
        self._side.edit(setting, value, offered, find_model(self._settings.text("model")))
        self._place()
        self._explain()

    def _end_editing(self) -> None:
        self._changes.end_preview()
        self._side.stop()
        self.set_focus(self.query_one("#filter"))
        self._place()
        self._redraw()

    @on(Side.Looked)
    def _looked_at(self, event: Side.Looked) -> None:
        event.stop()
        if self._edited is event.setting and not has_session_value(event.setting):
            self._changes.preview(event.setting, event.word)

    @on(Side.Chosen)
    def _chosen(self, event: Side.Chosen) -> None:
        event.stop()
        if self._edited is event.setting:
            self._end_editing()
            self._set(event.setting, event.raw)
            self._save()
            self._redraw()

    def action_write(self) -> None:
        """Opens a text in `$EDITOR`."""
        entry = self._list.entry
        if entry is None or entry.setting is None or entry.setting.type != "text":
            return
        if self._edited is None:
            self._begin_editing(entry.setting)
        run_in_worker(self, self._side.write, group="editor", exclusive=True)

    # --- the end ---

    def action_back(self) -> None:
        """Leaves the value as it was; else closes the panel."""
        if self._edited is not None:
            self._end_editing()
        else:
            self._leave()

    def _leave(self, command_id: str = "") -> None:
        self._save()
        trouble = self._changes.trouble
        if trouble is not None:
            self.app.notify(
                sentences(trouble.what, trouble.advice), severity="error", markup=False, timeout=12
            )
        self.dismiss(None)
        if command_id and self._run_command is not None:
            self._run_command(command_id)
