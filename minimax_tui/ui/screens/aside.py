"""The dialog of a question beside the conversation, and the one that asks for the question."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static

from minimax_tui.domain.blocks import block_type, joined_text, joined_thinking
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Message, MessageState
from minimax_tui.engine.aside import Aside
from minimax_tui.engine.runner import TurnRunner
from minimax_tui.ui import keymap
from minimax_tui.ui.keymap import key_hint
from minimax_tui.ui.presenter import TICK_S, Presenter
from minimax_tui.ui.screens.click_hints import click_hints, draw_plainly
from minimax_tui.ui.screens.pick import dialog_cells, is_short, key_hints
from minimax_tui.ui.transcript.simple_cells import NoticeCell
from minimax_tui.ui.transcript.view import TranscriptView

if TYPE_CHECKING:
    from minimax_tui.ui.app import ChatApp

_CELLS = 104
_MARGIN_LINES = 4
_WIDE_CELLS = 100
"""Window width from which the line of keys has room for all words."""


class AsideScreen(ModalScreen[str | None]):
    """Streams the answer; gives the question where it is to be asked again, else None.

    Args:
        aside: The question.
        runner: Runs it.
        take_over: Makes it a part of the conversation; gives why it cannot be, else "".
        demo: Whether answers come from the simulator.
    """

    DEFAULT_CSS = """
    AsideScreen {
        align: center top;
        background: $background 40%;
        & > #dialog { margin-top: 1; padding: 1 0; background: $panel; }
        & #title { height: 1; padding: 0 2; }
        & TranscriptView {
            height: 1fr; margin-top: 1; background: $panel; scrollbar-background: $panel;
        }
        & #aside-thinking { display: none; }
        &.-thinking #aside-thinking { display: block; }
        &.-thinking #aside-answer { display: none; }
        & #keys { height: 1; margin-top: 1; padding: 0 2; color: $text-muted; }
        &.-short {
            & > #dialog { margin-top: 0; padding: 0; }
            & TranscriptView { margin-top: 0; }
            & #keys { margin-top: 0; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop_or_close", show=False, priority=True),
        Binding("ctrl+c", "copy_or_close", show=False, priority=True),
        Binding("ctrl+k", "take_over", show=False, priority=True),
    ]
    AUTO_FOCUS = "#aside-answer"

    def __init__(
        self, aside: Aside, runner: TurnRunner, *, take_over: Callable[[], str], demo: bool
    ) -> None:
        super().__init__()
        self._aside = aside
        self._runner = runner
        self._take_over = take_over
        self._demo = demo
        self._ticker: Timer | None = None
        self._presenter: Presenter | None = None
        for command_id, action in (
            ("message.copy", "copy"),
            ("turn.again", "again"),
            ("thinking.pane", "thinking"),
        ):
            for key in keymap.current().of(command_id):
                self._bindings.bind(key, action, show=False, priority=True)

    # --- parts ---

    @property
    def _chat_app(self) -> ChatApp:
        from minimax_tui.ui.app import ChatApp

        app = self.app
        assert isinstance(app, ChatApp)
        return app

    @property
    def _answer(self) -> TranscriptView:
        return self.query_one("#aside-answer", TranscriptView)

    @property
    def _thinking(self) -> TranscriptView:
        return self.query_one("#aside-thinking", TranscriptView)

    def compose(self) -> ComposeResult:
        palette = self._chat_app.palette
        with Vertical(id="dialog"):
            yield Static("", id="title", markup=False)
            yield TranscriptView(palette, id="aside-answer")
            yield TranscriptView(palette, id="aside-thinking")
            yield Static("", id="keys", markup=False)

    def on_mount(self) -> None:
        """Shows what has come, and all that follows."""
        draw_plainly(self.query_one("#keys"))
        self._place()
        presenter = self._presenter = Presenter(
            self._answer,
            self._thinking,
            read=lambda *_: [],
            places=lambda *_: {},
            siblings=lambda _: [],
            on_status=self._draw_lines,
            on_thinking=lambda _: None,
            on_end=self._ended,
            on_fault=self._say_fault,
            demo=self._demo,
        )
        presenter.show([])
        presenter.attach(self._aside.turn)
        self._ticker = self.set_interval(TICK_S, presenter.tick)
        self._draw_lines()

    def on_unmount(self) -> None:
        """Nobody waits for the rest."""
        if self._presenter is not None:
            self._presenter.detach()
        if self._aside.answer is None:
            self._runner.stop_aside(self._aside)

    def on_resize(self) -> None:
        """Fits the window."""
        self._place()
        self._draw_lines()

    def _place(self) -> None:
        width, height = self.app.size
        short = is_short(height)
        self.set_class(short, "-short")
        dialog = self.query_one("#dialog")
        dialog.styles.width = dialog_cells(width, _CELLS)
        dialog.styles.height = height if short else height - _MARGIN_LINES

    def _draw_lines(self) -> None:
        """Draws what stands above and below the answer."""
        if not self.is_mounted:
            return
        name = tr("Aside · thinking") if self.has_class("-thinking") else tr("Aside")
        note = tr("not part of the conversation")
        title = Content.assemble((name, "bold $accent"), (f"  {note}", "$text-muted"))
        self.query_one("#title", Static).update(title)
        self.query_one("#keys", Static).update(self._keys())

    def _keys(self) -> Content:
        answer = self._aside.answer
        if answer is None:
            return click_hints(("esc", tr("stop"), "stop_or_close"))
        wide = self.app.size.width >= _WIDE_CELLS
        hints: list[tuple[str, str, str]] = []
        if answer.blocks:
            keep = tr("keep in the conversation") if wide else tr("keep")
            hints.append(("ctrl+k", keep, "take_over"))
            hints.append((key_hint("message.copy") or "c", tr("copy"), "copy"))
        if wide or not answer.blocks:
            hints.append((key_hint("turn.again"), tr("ask again"), "again"))
        if any(block_type(block) == "thinking" for block in answer.blocks):
            words = tr("answer") if self.has_class("-thinking") else tr("thinking")
            hints.append((key_hint("thinking.pane"), words, "thinking"))
        hints.append(("esc", tr("close"), "stop_or_close"))
        return click_hints(*(hint for hint in hints if hint[0]))

    # --- the end ---

    def _ended(self, answer: Message) -> None:
        if self._ticker is not None:
            self._ticker.stop()
            self._ticker = None
        notice = _notice(answer)
        if notice.id in self._answer:
            # What the conversation would offer here, such as going on, is not for an aside.
            self._answer.update_cell(notice)
        self._draw_lines()

    def _say_fault(self, what: str, advice: str) -> None:
        del advice  # it is of stored answers
        self.app.notify(what, severity="error", markup=False)

    # --- keys ---

    def action_stop_or_close(self) -> None:
        """esc: clears a selection, stops the answer, closes."""
        if self._answer.clear_selection() or self._thinking.clear_selection():
            return
        if self._aside.answer is None:
            self._runner.stop_aside(self._aside)
        else:
            self.dismiss(None)

    def action_copy_or_close(self) -> None:
        """ctrl+c: copies a selection, else does what esc does."""
        for view in (self._answer, self._thinking):
            if view.copy_selection():
                view.clear_selection()
                return
        self.action_stop_or_close()

    def action_copy(self) -> None:
        """Copies the selection, else the answer."""
        view = self._thinking if self.has_class("-thinking") else self._answer
        if not view.copy_selection():
            self._copy("" if self._aside.answer is None else joined_text(self._aside.answer.blocks))

    def action_thinking(self) -> None:
        """Shows the thinking in the place of the answer, or the answer again."""
        self.toggle_class("-thinking")
        (self._thinking if self.has_class("-thinking") else self._answer).focus()
        self._draw_lines()

    def action_again(self) -> None:
        """Asks once more, or ends the wait before that."""
        if self._presenter is not None and self._presenter.waits_to_retry:
            self._runner.retry_aside_now(self._aside)
        elif self._aside.answer is not None:
            self.dismiss(joined_text(self._aside.question.blocks))

    def action_take_over(self) -> None:
        """Makes question and answer a part of the conversation, and closes."""
        if self._aside.answer is None:
            reason = tr("The answer is still coming: take it over when it has ended.")
        else:
            reason = self._take_over()
        if reason:
            self.app.notify(reason, severity="warning", markup=False)
        else:
            self.dismiss(None)

    def _copy(self, text: str) -> None:
        if text:
            self._chat_app.copy_text(text)
        else:
            self.app.notify(tr("There is nothing to copy yet."), markup=False)

    # --- the panes' messages ---

    @on(TranscriptView.CopyRequested)
    def _copy_requested(self, event: TranscriptView.CopyRequested) -> None:
        self._copy(event.text)

    @on(TranscriptView.Asked)
    def _asked(self, event: TranscriptView.Asked) -> None:
        from minimax_tui.ui import message_parts

        message = self._presenter.newest_answer() if self._presenter is not None else None
        if message is None:
            return
        if event.what == "thinking":
            self._copy(joined_thinking(message.blocks))
        elif event.what == "code":
            message_parts.copy_code(self._chat_app, message)
        elif event.what == "link":
            message_parts.open_link(self._chat_app, message)

    @on(TranscriptView.CellActivated)
    def _activated(self, event: TranscriptView.CellActivated) -> None:
        if event.part == "thinking":
            self.action_thinking()
        elif event.part:
            event.view.toggle(event.cell_id)


def _notice(answer: Message) -> NoticeCell:
    """Why an answer broke off, with the keys that this dialog has."""
    again = [("turn.again", tr("ask again"))]
    name = f"{answer.id}:notice"
    if answer.error is not None:
        error = answer.error
        return NoticeCell(
            name,
            error.message,
            level="error",
            advice=error.advice,
            keys=again,
            detail=error.detail,
            message_id=answer.id,
        )
    if answer.state is MessageState.INTERRUPTED:
        said = tr("Interrupted.") if answer.blocks else tr("Interrupted before an answer came.")
    else:
        said = tr("The answer reached its longest length (max_tokens).")
    return NoticeCell(name, said, level="warning", keys=again, message_id=answer.id)


class AsideQuestion(ModalScreen[str | None]):
    """Gives the question to ask, None where none is."""

    DEFAULT_CSS = """
    AsideQuestion {
        align: center top;
        background: $background 40%;
        & > #dialog { height: auto; margin-top: 1; padding: 1 0; background: $panel; }
        & #title { height: 1; padding: 0 2; color: $accent; text-style: bold; }
        & Input {
            border: none; height: 1; margin: 1 2; padding: 0 1;
            background: $surface; color: $foreground;
            &:focus { border: none; background-tint: transparent 0%; }
        }
        & #about { height: auto; padding: 0 2; color: $text-muted; }
        & #keys { height: 1; margin-top: 1; padding: 0 2; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "close", show=False, priority=True)
    ]
    AUTO_FOCUS = "Input"

    def __init__(self) -> None:
        super().__init__()
        keymap.close_by(self, "aside.ask")

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(tr("Ask aside"), id="title", markup=False)
            yield Input(placeholder=tr("A question about this conversation"))
            told = tr("The model sees the conversation; question and answer stay out of it.")
            yield Static(told, id="about", markup=False)
            hints = key_hints(("enter", tr("ask")), ("esc", tr("close")))
            yield Static(hints, id="keys", markup=False)

    def on_mount(self) -> None:
        """Stands still: a cursor that blinks writes for ever."""
        self.query_one(Input).cursor_blink = False

    def on_resize(self) -> None:
        """Fits the window."""
        self.query_one("#dialog").styles.width = dialog_cells(self.app.size.width, _CELLS)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        question = event.value.strip()
        if question:
            self.dismiss(question)

    def action_close(self) -> None:
        """Asks nothing."""
        self.dismiss(None)
