"""What stands beside the list: what is said of the highlighted row, and the editor of its value."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from minimax_tui.config.schema import Setting, Value
from minimax_tui.domain.catalogue import ModelInfo, find_model
from minimax_tui.domain.errors import ChatError, SettingsError
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.ui.choice_words import choice_words
from minimax_tui.ui.screens.settings.about import Part, fitting
from minimax_tui.ui.screens.settings.editors import (
    Choice,
    ChoiceList,
    Edited,
    Kept,
    LineEditor,
    Stepped,
    TextEditor,
)
from minimax_tui.ui.screens.settings.facts import said, unset_words
from minimax_tui.ui.screens.settings.placing import Placing
from minimax_tui.ui.screens.settings.stepping import CHOSEN, stepped

_OTHER = ""
"""Stands among the models for one that is named."""
_GAP_LINES = 1
_TOLD_LINES = 3
"""Of what is said of a value, below its field."""


def _model_note(model: ModelInfo) -> str:
    """What is said beside a model's name in a list."""
    if model.description or model.known:
        return tr(model.description)
    return tr("not in the catalogue")


class Side(Vertical):
    """Explains, and edits one value at a time; a value that is wrong is told beside its field."""

    DEFAULT_CSS = """
    Side {
        & > #about { height: auto; }
        & > #editor { height: auto; margin-top: 1; }
        & > #editor > * { display: none; }
        & > #told { height: auto; display: none; margin-top: 1; }
    }
    """

    class Chosen(Message):
        """The user wants this value, which the setting can have."""

        def __init__(self, setting: Setting, raw: str) -> None:
            super().__init__()
            self.setting = setting
            self.raw = raw

    class Looked(Message):
        """The user looks at a choice."""

        def __init__(self, setting: Setting, word: str) -> None:
            super().__init__()
            self.setting = setting
            self.word = word

    def __init__(self) -> None:
        super().__init__(id="side")
        self.edited: Setting | None = None
        self._model = find_model("")

    def compose(self) -> ComposeResult:
        yield Static("", id="about", markup=False)
        with Vertical(id="editor"):
            yield ChoiceList()
            yield LineEditor()
            yield TextEditor()
        yield Static("", id="told", markup=False)

    # --- what is said ---

    def place(self, placed: Placing) -> None:
        """Takes the size that it is given."""
        self.styles.height = placed.side_lines
        # A height that stays: then nothing is laid out anew while one goes through the list.
        about = self.query_one("#about")
        about.styles.height = "auto" if self.edited is not None else placed.about_lines
        room = placed.body_lines - placed.about_lines
        self.query_one(ChoiceList).styles.max_height = max(3, room - _GAP_LINES)
        self.query_one(TextEditor).styles.max_height = max(3, room - _GAP_LINES - _TOLD_LINES)

    def explain(self, parts: Sequence[Part], placed: Placing) -> None:
        """Says as much as there is room for."""
        shown = fitting(parts, placed.about_cells, placed.about_lines)
        self.query_one("#about", Static).update(shown, layout=self.edited is not None)

    def tell(self, error: SettingsError | None) -> None:
        """Says beside the field what is wrong with what stands in it, or what is allowed."""
        told = self.query_one("#told", Static)
        if error is not None:
            told.update(
                Content.assemble(
                    ("✗ ", "bold $text-error"), (error.what, "$text-error"), f"\n{error.advice}"
                )
            )
        elif self.edited is not None and not self.query_one(ChoiceList).display:
            give = tr("Give {allowed}.", allowed=self.edited.allowed())
            told.update(Content.styled(give, "$text-muted"))
        else:
            told.update("")

    # --- editing ---

    def edit(
        self, setting: Setting, value: Value, offered: Sequence[str], model: ModelInfo
    ) -> None:
        """Opens the editor of a setting.

        Args:
            setting: The setting.
            value: What it is now.
            offered: The words to choose from, for a type in `CHOSEN`.
            model: The model in use.
        """
        self.edited, self._model = setting, model
        words, unset = said(setting, value), unset_words(setting, model)
        if setting.type in CHOSEN:
            self._offer(setting, words, offered)
        elif setting.type == "text":
            self.query_one(TextEditor).begin(words, unset)
            self._show(TextEditor)
        else:
            self.query_one(LineEditor).begin(words, unset)
            self._show(LineEditor)
        self.tell(None)

    def _offer(self, setting: Setting, value: str, offered: Sequence[str]) -> None:
        words = [*offered] if value in offered else [value, *offered]
        notes: list[str] = []
        if setting.type == "model":
            notes = [_model_note(find_model(word)) for word in words]
            words.append(_OTHER)
            notes.append(tr("another one, by its name"))
        labels = [choice_words(setting, word) for word in words]
        self.query_one(ChoiceList).offer(words, value, notes, labels)
        self._show(ChoiceList)

    def _show(self, wanted: type[ChoiceList | LineEditor | TextEditor] | None) -> None:
        for editor in self.query_one("#editor").children:
            editor.display = wanted is not None and isinstance(editor, wanted)
        self.query_one("#told").display = wanted is not None
        if wanted is not None:
            self.screen.set_focus(self.query_one(wanted))

    def stop(self) -> None:
        """Closes the editor."""
        self.edited = None
        self._show(None)

    def keep(self) -> None:
        """Wants what the editor holds, as enter does."""
        choices, text = self.query_one(ChoiceList), self.query_one(TextEditor)
        if choices.display:
            choices.action_select()
        else:
            self._want(text.text if text.display else self.query_one(LineEditor).value)

    async def write(self) -> None:
        """Has the text written in `$EDITOR`."""
        from minimax_tui.ui.editor import edit_in_editor

        editor = self.query_one(TextEditor)
        try:
            text = await edit_in_editor(self.app, editor.text)
        except ChatError as error:
            words = sentences(error.what, error.advice)
            self.app.notify(words, severity="error", markup=False)
        else:
            if text is not None and self.edited is not None:
                editor.text = text

    def _check(self, raw: str) -> bool:
        if self.edited is None:
            return False
        try:
            self.edited.parse(raw)
        except SettingsError as error:
            self.tell(error)
            return False
        self.tell(None)
        return True

    def _want(self, raw: str) -> None:
        setting = self.edited
        if setting is not None and self._check(raw):
            self.post_message(self.Chosen(setting, raw))

    @on(Edited)
    def _typed(self, event: Edited) -> None:
        event.stop()
        self._check(event.raw)

    @on(Kept)
    def _kept(self, event: Kept) -> None:
        event.stop()
        if event.raw == _OTHER and self.query_one(ChoiceList).display:
            self.query_one(LineEditor).begin("", tr("a model's id"))
            self._show(LineEditor)
            self.tell(None)
        else:
            self._want(event.raw)

    @on(Choice)
    def _looked_at(self, event: Choice) -> None:
        event.stop()
        if self.edited is not None:
            self.post_message(self.Looked(self.edited, event.word))

    @on(Stepped)
    def _step_asked(self, event: Stepped) -> None:
        event.stop()
        setting, editor = self.edited, self.query_one(LineEditor)
        if setting is None:
            return
        try:
            value = setting.parse(editor.value)
        except SettingsError:
            return  # what is wrong is said already
        number = stepped(setting, value, event.step, self._model)
        if number is not None:
            editor.value = said(setting, number)
            editor.cursor_position = len(editor.value)
