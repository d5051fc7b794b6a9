"""Asks whether a project's settings file is used: shows all that it would set."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from minimax_tui.config.schema import ProjectQuestion
from minimax_tui.domain.errors import SettingsError
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.ui.choice_words import choice_words
from minimax_tui.ui.screens.dialog import DialogFrame
from minimax_tui.ui.screens.key_line import KeyLine, key_hints
from minimax_tui.ui.screens.pick import dialog_cells, is_short
from minimax_tui.ui.widgets.row_options import RowOptions

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen

_OTHER_LINES = 14
_OTHER_LINES_SHORT = 6


class ProjectTrust(DialogFrame[bool | None]):
    """Gives the answer; None where it was put off.

    What is highlighted first decides nothing: a key typed ahead for the composer answers nothing.
    """

    DEFAULT_CSS = """
    ProjectTrust {
        & #file { height: auto; padding: 0 2; color: $text-muted; }
        & #values {
            height: auto; margin: 1 2; padding: 0 1; background: $surface;
            scrollbar-size-vertical: 1;
        }
        & #values > Static { height: auto; }
        & OptionList { height: 3; }
        &.-short #values { margin: 0 2; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "close", show=False, priority=True),
        Binding("pagedown", "scroll(1)", show=False, priority=True),
        Binding("pageup", "scroll(-1)", show=False, priority=True),
    ]
    AUTO_FOCUS = "OptionList"

    def __init__(self, question: ProjectQuestion) -> None:
        super().__init__()
        self._question = question
        self._answers: tuple[bool | None, ...] = (None, True, False)

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(tr("Use this project's settings?"), id="title", markup=False)
            yield Static(one_line(self._question.path, 300), id="file", markup=False)
            values = VerticalScroll(Static(self._values()), id="values")
            values.can_focus = False
            yield values
            yield RowOptions(*map(Option, self._words()))
            yield KeyLine(
                key_hints(
                    ("enter", tr("answer")),
                    ("↑ ↓", tr("move")),
                    ("page up/down", tr("scroll")),
                    ("esc", tr("not now")),
                )
            )

    def _values(self) -> Content:
        lines: list[Content] = []
        for setting, value in self._question.values:
            said = visible(choice_words(setting, setting.said(value))).strip() or tr("not set")
            # Indented, so that no line of a text can pass for another setting.
            said = said.replace("\n", "\n    ")
            lines.append(Content.assemble((tr(setting.title), "bold"), "  ", said))
        for problem in self._question.problems:
            lines.append(Content.assemble(("✗ ", "$text-error"), str(problem)))
        return Content("\n").join(lines)

    @staticmethod
    def _words() -> tuple[str, ...]:
        return (
            "  " + tr("Not now: ask again at the next start"),
            "  " + tr("Use them, until the file changes"),
            "  " + tr("Do not use them, and do not ask again until the file changes"),
        )

    def on_mount(self) -> None:
        """Highlights the answer that decides nothing."""
        self.query_one(OptionList).highlighted = 0

    def on_resize(self) -> None:
        """Leaves the values what the other lines do not need."""
        width, height = self.app.size
        short = is_short(height)
        self.set_class(short, "-short")
        self.query_one("#dialog").styles.width = dialog_cells(width)
        others = _OTHER_LINES_SHORT if short else _OTHER_LINES
        self.query_one("#values").styles.max_height = max(2, height - others)

    @on(OptionList.OptionHighlighted)
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        options = self.query_one(OptionList)
        for number, words in enumerate(self._words()):
            mark = "▸" if number == event.option_index else " "
            row = Content.assemble((mark, "$accent"), words[1:])
            options.replace_option_prompt_at_index(number, row)

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._answers[event.option_index])

    def action_scroll(self, pages: int) -> None:
        """Scrolls what the file would set."""
        values = self.query_one("#values", VerticalScroll)
        values.scroll_relative(y=pages * max(1, values.size.height - 1), animate=False)

    def action_close(self) -> None:
        """Puts the answer off."""
        self.dismiss(None)


def ask_about_project(chat: ChatScreen) -> None:
    """Asks about the project's file, if there is one that was not asked about yet."""
    question = chat.settings.project_question()
    if question is None:
        return

    def answered(trusted: bool | None) -> None:
        if trusted is None:
            return
        try:
            chat.settings.answer_project(trusted=trusted)
        except SettingsError as error:
            chat.app.notify(sentences(error.what, error.advice), severity="warning", markup=False)
        if trusted:
            for setting, _ in question.values:
                chat.setting_changed(setting.key)

    chat.app.push_screen(ProjectTrust(question), answered)
