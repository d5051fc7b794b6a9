"""The settings panel: every setting with its editor, checked as one types, explained below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from minimax_tui.config.schema import SETTINGS, Setting, SettingsStore, Value
from minimax_tui.domain.catalogue import ThinkingRule, find_model
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import truncate
from minimax_tui.ui.commands import command
from minimax_tui.ui.keymap import NEWLINE_KEYS
from minimax_tui.ui.screens.pick import dialog_cells, is_short, key_hints

_CHOSEN = frozenset(("model", "thinking", "switch", "choice", "theme"))
"""Types whose value is one of a few words."""
_OTHER_LINES = 11
"""Lines of the panel that are not fields: title, what is said, keys, margins."""
_OTHER_LINES_SHORT = 4
_LABEL_CELLS = 30
_LABEL_CELLS_NARROW = 20


class Label(Static):
    """A setting's title behind the gutter; a click goes to its editor.

    The gutter tells the field with the focus and a wrong value without colour.
    """

    class Clicked(Message):
        """Asks for the setting's editor."""

        def __init__(self, setting: Setting) -> None:
            super().__init__()
            self.setting = setting

    def __init__(self, setting: Setting) -> None:
        super().__init__(classes="label", markup=False)
        self._setting = setting
        self._mark = " "

    def show(self, mark: str) -> None:
        """Draws one of `▸`, `✗` and blank in the gutter."""
        if mark != self._mark:
            self._mark = mark
            self.refresh()

    def render(self) -> Content:
        title = truncate(tr(self._setting.title), max(4, self.size.width - 4))
        return Content(f"{self._mark} {title}")

    def on_click(self) -> None:
        """Asks for the editor."""
        self.post_message(self.Clicked(self._setting))


class Edited(Message):
    """A setting's editor holds something new; `raw` is what was typed or chosen."""

    def __init__(self, setting: Setting, raw: object) -> None:
        super().__init__()
        self.setting = setting
        self.raw = raw


class ChoiceEditor(Static, can_focus=True):
    """One of a few words: left, right, space or a click goes to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space,enter", "turn(1)", show=False),
        Binding("left", "turn(-1)", show=False),
    ]

    def __init__(self, setting: Setting, value: str, words: Sequence[str]) -> None:
        super().__init__(markup=False)
        self._setting = setting
        self._words = list(words) if value in words else [value, *words]
        self._at = self._words.index(value)

    def render(self) -> Content:
        arrow = "bold $accent" if self.has_focus else "$text-disabled"
        word = visible(self._words[self._at])
        return Content.assemble(("‹ ", arrow), word, (" ›", arrow))

    def action_turn(self, step: int) -> None:
        """Goes to another word."""
        self._at = (self._at + step) % len(self._words)
        self.refresh()
        self.post_message(Edited(self._setting, self._words[self._at]))

    def on_click(self) -> None:
        """Goes to the next word."""
        self.action_turn(1)

    def show(self, value: str) -> None:
        """Shows a value that was set from elsewhere."""
        if value not in self._words:
            self._words.append(value)
        self._at = self._words.index(value)
        self.refresh()


def _said(setting: Setting, value: Value) -> str:
    """A value as a user writes it: `120`, not `120.0`."""
    if isinstance(value, float):
        return f"{value:.12g}"
    return setting.said(value)


class LineEditor(Input):
    """A number or an address."""

    def __init__(self, setting: Setting, value: str, placeholder: str) -> None:
        super().__init__(value=value, placeholder=placeholder, compact=True)
        self.cursor_blink = False
        self._setting = setting

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(Edited(self._setting, event.value))


class TextEditor(TextArea):
    """Text of several lines; tab leaves it."""

    def __init__(self, setting: Setting, value: str, placeholder: str) -> None:
        super().__init__(
            value, soft_wrap=True, tab_behavior="focus", compact=True, placeholder=placeholder
        )
        self.cursor_blink = False
        self._setting = setting

    async def _on_key(self, event: events.Key) -> None:
        if event.key in NEWLINE_KEYS:
            event.stop()
            event.prevent_default()
            self._replace_via_keyboard("\n", *self.selection)
        else:
            await super()._on_key(event)

    def action_cursor_up(self, select: bool = False) -> None:
        """Goes up a line; from the first one to the field above."""
        if not select and self.get_cursor_up_location() in (self.cursor_location, (0, 0)):
            self.screen.focus_previous()
        else:
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Goes down a line; from the last one to the field below."""
        if not select and self.cursor_location[0] == self.document.line_count - 1:
            here = self.wrapped_document.location_to_offset(self.cursor_location).y
            if here == self.wrapped_document.height - 1:
                self.screen.focus_next()
                return
        super().action_cursor_down(select)

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(Edited(self._setting, self.text))


class SettingsPanel(ModalScreen[None]):
    """Shows and changes every setting, and saves them when it closes.

    A choice is in force at once, what is typed when its field is left; a wrong value never is.

    Args:
        settings: Where values are kept.
        theme_names: Themes to choose from.
        on_change: Called with a setting's key after its value changed.
    """

    DEFAULT_CSS = """
    SettingsPanel {
        align: center top;
        background: $background 40%;
        & > #dialog { height: auto; margin-top: 1; padding: 1 0; background: $panel; }
        & #title { height: 1; padding: 0 2; color: $accent; text-style: bold; }
        & #fields {
            height: auto; overflow-y: auto; scrollbar-size-vertical: 1; padding-right: 1;
        }
        & .group { height: 1; margin-top: 1; padding: 0 2; color: $text-muted; text-style: bold; }
        & .row { height: auto; }
        & .row > .label { height: 1; color: $foreground; }
        & .row.-focused > .label { color: $accent; text-style: bold; }
        & .row.-wrong > .label { color: $text-error; }
        & .row > ChoiceEditor { width: 1fr; height: 1; }
        & .row > Input, & .row > TextArea {
            width: 1fr; border: none; padding: 0 1; background: $surface; color: $foreground;
            &:focus { border: none; background-tint: transparent 0%; }
        }
        & .row > Input { height: 1; }
        & .row > TextArea { height: auto; min-height: 1; max-height: 6; }
        & #about { height: 4; margin-top: 1; padding: 0 2; color: $text-muted; }
        & #keys { height: 1; padding: 0 2; color: $text-muted; }
        &.-short {
            & > #dialog { margin-top: 0; padding: 0; }
            & .group { display: none; }
            & #about { height: 2; margin-top: 0; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(f"escape,{command('settings.open').keys}", "close", show=False, priority=True),
        Binding("down", "field(1)", show=False),
        Binding("up", "field(-1)", show=False),
        Binding("ctrl+r", "reset", show=False, priority=True),
    ]

    def __init__(
        self,
        settings: SettingsStore,
        theme_names: Iterable[str],
        on_change: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._settings = settings
        self._theme_names = tuple(theme_names)
        self._on_change = on_change
        self._editors: dict[str, Widget] = {}
        self._wrong: dict[str, SettingsError] = {}
        self._typed: dict[str, object] = {}

    # --- drawing ---

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(tr("Settings"), id="title", markup=False)
            with Vertical(id="fields"):  # a VerticalScroll would take the arrow keys
                group = ""
                for setting in SETTINGS:
                    if setting.group != group:
                        group = setting.group
                        yield Static(tr(group), classes="group", markup=False)
                    editor = self._editor(setting)
                    self._editors[setting.key] = editor
                    with Horizontal(classes="row", id=f"row-{setting.key}"):
                        yield Label(setting)
                        yield editor
            yield Static("", id="about", markup=False)
            yield Static(self._keys(self.app.size.width), id="keys", markup=False)

    def _editor(self, setting: Setting) -> Widget:
        value = self._settings.get(setting.key)
        if setting.type in _CHOSEN:
            return ChoiceEditor(setting, _said(setting, value), self._words(setting))
        if setting.type == "text":
            return TextEditor(setting, _said(setting, value), self._placeholder(setting))
        return LineEditor(setting, _said(setting, value), self._placeholder(setting))

    def _words(self, setting: Setting) -> tuple[str, ...]:
        if setting.type == "switch":
            return ("on", "off")
        if setting.type == "theme":
            return (*setting.choices, *self._theme_names)
        return setting.choices

    def _placeholder(self, setting: Setting) -> str:
        model = find_model(self._settings.text("model"))
        held: object = None
        if setting.key == "top_p":
            held = model.default_top_p
        elif setting.key == "max_tokens":
            held = model.recommended_max_tokens and f"{model.recommended_max_tokens:,}"
        elif setting.key == "temperature":
            held = 1  # recommended (MiniMax's page, 2026-11)
        return tr("not set ({value})", value=held) if held is not None else tr("not set")

    def on_mount(self) -> None:
        """Goes to the first field."""
        self._editors[SETTINGS[0].key].focus()

    def on_resize(self) -> None:
        """Leaves the fields what the other lines do not need."""
        width, height = self.app.size
        short = is_short(height)
        self.set_class(short, "-short")
        self.query_one("#dialog").styles.width = dialog_cells(width)
        others = _OTHER_LINES_SHORT if short else _OTHER_LINES
        self.query_one("#fields").styles.max_height = max(3, height - others)
        for label in self.query(Label):
            label.styles.width = _LABEL_CELLS_NARROW if width < 64 else _LABEL_CELLS + 2
        self.query_one("#keys", Static).update(self._keys(width))

    @staticmethod
    def _keys(width: int) -> Content:
        hints = [("↑ ↓", tr("field")), ("← →", tr("change")), ("ctrl+r", tr("default"))]
        if width < 64:
            hints = hints[1:2]
        return key_hints(*hints, ("esc", tr("save and close")))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Explains the field that has the focus."""
        del event
        self._mark_rows()
        self._explain()

    @on(Label.Clicked)
    def _label_clicked(self, event: Label.Clicked) -> None:
        event.stop()
        self._editors[event.setting.key].focus()

    def _mark_rows(self) -> None:
        focused = self._focused_setting()
        for setting in SETTINGS:
            row = self.query_one(f"#row-{setting.key}")
            wrong = setting.key in self._wrong
            row.set_class(focused is setting, "-focused")
            row.set_class(wrong, "-wrong")
            row.query_one(Label).show("✗" if wrong else "▸" if focused is setting else " ")

    def _focused_setting(self) -> Setting | None:
        return next((s for s in SETTINGS if self._editors.get(s.key) is self.focused), None)

    def _explain(self) -> None:
        setting = self._focused_setting()
        if setting is None:
            return
        about = self.query_one("#about", Static)
        wrong = self._wrong.get(setting.key)
        if wrong is not None:
            about.update(
                Content.assemble(
                    ("✗ ", "bold $text-error"), (wrong.what, "$text-error"), f"\n{wrong.advice}"
                )
            )
            return
        lines = [tr(setting.help)]
        note = self._note(setting)
        if note:
            lines.append(note)
        lines.append(
            tr(
                "Give {allowed}. It is from {origin}.",
                allowed=setting.allowed(),
                origin=self._origin_words(setting),
            )
        )
        about.update(Content("\n".join(lines)))

    def _origin_words(self, setting: Setting) -> str:
        match self._settings.origin(setting.key):
            case "session":
                return tr("this session")
            case "unsaved":
                return tr("this panel, saved when it closes")
            case "command line":
                return tr("the command line")
            case "environment":
                return setting.env
            case "project":
                return tr("the project's settings file")
            case "file":
                return tr("your settings file")
            case _:
                return tr("the default")

    def _note(self, setting: Setting) -> str:
        """What the current model makes of a setting."""
        model = find_model(self._settings.text("model"))
        name = visible(model.id)
        if setting.key == "thinking" and model.thinking is ThinkingRule.ALWAYS:
            return tr("{model} always thinks: this has no effect on it.", model=name)
        if setting.key == "thinking" and model.thinking is ThinkingRule.OPTIONAL:
            return tr("{model} thinks only when this is adaptive.", model=name)
        if setting.key == "max_tokens" and model.max_output_tokens is not None:
            return tr("{model} takes at most {n}.", model=name, n=f"{model.max_output_tokens:,}")
        if setting.key == "model" and not model.known:
            return tr("Nothing is known of {model}.", model=name)
        if setting.key == "model":
            return model.description + "."
        return ""

    # --- changing ---

    @on(Edited)
    def _edited(self, event: Edited) -> None:
        event.stop()
        setting = event.setting
        try:
            setting.parse(event.raw)
        except SettingsError as error:
            self._wrong[setting.key] = error
            self._typed.pop(setting.key, None)
        else:
            self._wrong.pop(setting.key, None)
            self._typed[setting.key] = event.raw
            if setting.type in _CHOSEN:
                self._use_typed()
        self._mark_rows()
        self._explain()

    def on_descendant_blur(self) -> None:
        """Puts what was typed in force: until then it may be half a value."""
        self._use_typed()

    def _use_typed(self) -> None:
        typed, self._typed = self._typed, {}
        for key, raw in typed.items():
            setting = self._setting(key)
            # What is as it was is not set: it may come from the command line, and stay there.
            if setting.parse(raw) != self._settings.get(key):
                self._changed(setting, self._settings.set(key, raw))

    def _changed(self, setting: Setting, value: Value) -> None:
        del value
        self._on_change(setting.key)
        if setting.key == "model":
            for key in ("top_p", "max_tokens"):
                editor = self._editors[key]
                if isinstance(editor, Input):
                    editor.placeholder = self._placeholder(self._setting(key))

    @staticmethod
    def _setting(key: str) -> Setting:
        return next(setting for setting in SETTINGS if setting.key == key)

    def action_reset(self) -> None:
        """Puts the field's default in force."""
        setting = self._focused_setting()
        if setting is None:
            return
        self._settings.reset(setting.key)
        self._wrong.pop(setting.key, None)
        self._typed.pop(setting.key, None)
        said = _said(setting, self._settings.get(setting.key))
        editor = self._editors[setting.key]
        with editor.prevent(Input.Changed, TextArea.Changed):  # a default is not set, but unset
            if isinstance(editor, ChoiceEditor):
                editor.show(said)
            elif isinstance(editor, Input):
                editor.value = said
            elif isinstance(editor, TextArea):
                editor.load_text(said)
        self._on_change(setting.key)
        self._mark_rows()
        self._explain()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    def action_field(self, step: int) -> None:
        """Goes to the next or the previous field."""
        if step > 0:
            self.focus_next()
        else:
            self.focus_previous()

    def action_close(self) -> None:
        """Saves and closes; a value that is wrong is not kept, and that is said."""
        self._use_typed()
        for error in self._wrong.values():
            self.app.notify(
                f"{error.what} {error.advice}", severity="warning", markup=False, timeout=8
            )
        try:
            self._settings.save()
        except SettingsError as error:
            self.app.notify(
                f"{error.what} {error.advice}", severity="error", markup=False, timeout=12
            )
        self.dismiss(None)
