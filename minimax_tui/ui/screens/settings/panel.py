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
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from minimax_tui.config.schema import Problem, Setting, SettingsStore
from minimax_tui.domain.catalogue import all_models, find_model
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import sentences, tr, trn
from minimax_tui.ui import keymap
from minimax_tui.ui.screens.settings.about import Part, entry_parts, setting_parts
from minimax_tui.ui.screens.settings.changes import Changes, has_session_value
from minimax_tui.ui.screens.settings.entries import Entry, entries
from minimax_tui.ui.screens.settings.facts import origin_tag, said, value_words
from minimax_tui.ui.screens.settings.hint_line import Hint, HintLine
from minimax_tui.ui.screens.settings.placing import Placing, placing
from minimax_tui.ui.screens.settings.problems import all_problems, problem_lines
from minimax_tui.ui.screens.settings.rows import Line, SettingsList
from minimax_tui.ui.screens.settings.scope_switch import ScopeSwitch
from minimax_tui.ui.screens.settings.search import found
from minimax_tui.ui.screens.settings.side import Side
from minimax_tui.ui.screens.settings.stepping import CHOSEN, choices, stepped


class SettingsPanel(ModalScreen[None]):
    """Shows, explains and changes every setting.

    Args:
        settings: Where values are kept.
        theme_names: Themes to choose from.
        on_change: Called with a setting's key after its value changed.
        run_command: Does a command that the panel leads to; called once the panel has closed.
        themes_folder: Where the user's own themes are; foreign text.
    """

    DEFAULT_CSS = """
    SettingsPanel {
        align: center top;
        background: $background 40%;
        & > #dialog { height: auto; margin-top: 1; padding: 1 0; background: $panel; }
        & #top { height: 1; padding: 0 2; }
        & #title { width: 1fr; color: $accent; text-style: bold; }
        & #problems { height: auto; padding: 0 2; color: $text-warning; }
        & #filter {
            border: none; height: 1; margin: 1 2; padding: 0 1;
            background: $surface; color: $foreground;
            &:focus { border: none; background-tint: transparent 0%; }
        }
        & #side { padding: 0 2; }
        & #keys { height: 1; margin-top: 1; padding: 0 2; color: $text-muted; }
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
    ) -> None:
        super().__init__()
        self._settings = settings
        self._theme_names = tuple(theme_names)
        self._run_command = run_command
        self._themes_folder = themes_folder
        self._changes = Changes(settings, self._changed)
        self._on_change = on_change
        self._session_only = False
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
            yield Input(placeholder=tr("Type to find a setting"), id="filter", compact=True)
            with Vertical(id="body"):
                with Vertical(id="list"):
                    yield SettingsList()
                yield Side()
            yield HintLine()

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
        self.query_one("#filter", Input).cursor_blink = False
        self._problems = all_problems(self._settings)
        self._take_over_notices()
        self._place()
        self._refill()

    def _take_over_notices(self) -> None:
        """Takes notices away that say what the panel itself says, and would lie above it."""
        said_here = {visible(str(problem)) for problem in self._problems}
        for notice in list(self.app._notifications):  # Textual 8.2.8 can only remove all of them
            if notice.message in said_here:
                self.app._unnotify(notice)

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
            self._problems = all_problems(self._settings)

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
        setting = entry.setting
        if setting is None:
            return Line(entry, self._entry_value(entry), "", self._session_only)
        model = find_model(self._settings.text("model"))
        words = value_words(setting, self._settings.get(setting.key), model)
        tag = origin_tag(self._settings.origin(setting.key))
        return Line(entry, words, tag, self._session_only and not has_session_value(setting))

    def _entry_value(self, entry: Entry) -> str:
        if entry.kind == "problem":
            return one_line(entry.help, 120)
        if entry.name == "preset.choose":
            count = len(self._settings.table("presets"))
            return trn("{count} kept", "{count} kept", count) if count else tr("none yet")
        if entry.kind == "folder":
            return one_line(self._themes_folder[-200:], 200)
        if entry.kind == "reset":
            count = len(self._changes.resettable(session_only=self._session_only))
            return trn("{count} changed", "{count} changed", count) if count else tr("none changed")
        return "→"

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
        entry = self._list.entry
        placed = self._placing
        parts: list[Part]
        if entry is None:
            parts = [Part(Content(tr("No setting is found by that.")), 0)]
        elif entry.setting is not None:
            cells = placed.about_cells
            parts = setting_parts(
                entry.setting, self._settings, session_only=self._session_only, cells=cells
            )
        else:
            parts = entry_parts(entry, said=self._said_of(entry))
        self._side.explain(parts, placed)
        self.query_one(HintLine).show(self._hints(entry), placed.dialog_cells - 4)

    def _said_of(self, entry: Entry) -> str:
        if entry.kind == "folder":
            return visible(self._themes_folder)
        if entry.kind == "reset":
            keys = [s.key for s in self._changes.resettable(session_only=self._session_only)]
            return ", ".join(keys) if keys else tr("Everything is at its default.")
        return ""

    def _hints(self, entry: Entry | None) -> list[Hint]:
        if self._edited is not None:
            hints = self._editing_keys(self._edited)
        else:
            hints = []
            if entry is not None and entry.kind != "problem":
                hints.append(Hint("enter", tr("change") if entry.setting else tr("open"), "act"))
            if entry is not None and entry.setting is not None:
                if entry.setting.type in CHOSEN or entry.setting.bounds is not None:
                    hints.append(Hint("← →", tr("turn"), "turn(1)"))
                hints.append(Hint("ctrl+r", tr("default"), "reset"))
            if self._changes.can_undo:
                hints.append(Hint("ctrl+z", tr("undo"), "undo"))
            hints.append(Hint("esc", tr("close"), "back"))
        return hints

    @staticmethod
    def _editing_keys(setting: Setting) -> list[Hint]:
        hints = [Hint("enter", tr("keep it"), "keep")]
        if setting.type in CHOSEN:
            hints.append(Hint("↑ ↓", tr("choose")))
        elif setting.type == "text":
            hints += [
                Hint("ctrl+j", tr("new line")),
                Hint(keymap.key_hint("draft.editor"), "$EDITOR", "write"),
            ]
        elif setting.bounds is not None:
            hints.append(Hint("↑ ↓", tr("step")))
        hints.append(Hint("ctrl+r", tr("default"), "reset"))
        hints.append(Hint("esc", tr("as it was"), "back"))
        return hints

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
            return
        model = find_model(self._settings.text("model"))
        number = stepped(setting, value, step, model)
        if number is not None:
            self._set(setting, number)

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
            self._ask_to_reset_all()

    def _ask_to_reset_all(self) -> None:
        from minimax_tui.ui.screens.confirm import Answer, ConfirmScreen

        wanted = self._changes.resettable(session_only=self._session_only)
        if not wanted:
            self.app.notify(tr("Everything is at its default."), timeout=3, markup=False)
            return
        titles = tr(", ").join(tr(setting.title) for setting in wanted)
        question = (
            tr("Take back what holds for this session only?")
            if self._session_only
            else tr("Reset all settings?")
        )

        def answered(answer: str | None) -> None:
            if answer == "reset":
                self._changes.reset_all(session_only=self._session_only)
                self._save()
                self._redraw()

        self.app.push_screen(
            ConfirmScreen(
                question,
                tr("{titles} will change; ctrl+z brings them back.", titles=titles),
                (Answer("keep", tr("Leave them")), Answer("reset", tr("Reset them"))),
            ),
            answered,
        )

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
        self.run_worker(self._side.write(), group="editor", exclusive=True)

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
