"""The dialog of questions beside the conversation, and the one that asks for the first of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from minimax_tui.domain.blocks import block_type, joined_text, joined_thinking
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Message, MessageState
from minimax_tui.engine.aside import Aside
from minimax_tui.engine.runner import TurnRunner
from minimax_tui.ui import keymap
from minimax_tui.ui.keymap import key_hint
from minimax_tui.ui.live_turn import TICK_S
from minimax_tui.ui.presenter import Presenter
from minimax_tui.ui.screens.dialog import DialogFrame
from minimax_tui.ui.screens.key_line import KeyLine, key_hints
from minimax_tui.ui.screens.line_dialog import LineDialog
from minimax_tui.ui.screens.pick import dialog_cells, is_short
from minimax_tui.ui.transcript.simple_cells import NoticeCell
from minimax_tui.ui.transcript.view import TranscriptView
from minimax_tui.ui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from minimax_tui.ui.app import ChatApp

_CELLS = 104
_MARGIN_LINES = 4
_WIDE_CELLS = 100
"""Window width from which the line of keys has room for all words."""


class AsideScreen(DialogFrame[None]):
    """Streams the answer, and takes further questions that go on with it.

    Args:
        aside: The first question.
        runner: Runs it.
        ask: Asks a question that goes on with another one; None where it cannot be asked.
        take_over: Makes questions and answers a part of the conversation, given the last one; gives
            why it cannot be, else "".
        demo: Whether answers come from the simulator.
    """

    DEFAULT_CSS = """
    AsideScreen {
        & #title { text-style: none; }
        & TranscriptView {
            height: 1fr; margin-top: 1; background: $panel; scrollbar-background: $panel;
        }
        & #aside-thinking { display: none; }
        &.-thinking #aside-thinking { display: block; }
        &.-thinking #aside-answer { display: none; }
        & Input { margin: 1 2 0 2; }
        &.-short {
            & TranscriptView { margin-top: 0; }
            & Input { margin-top: 0; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop_or_close", show=False, priority=True),
        Binding("ctrl+c", "copy_or_close", show=False, priority=True),
        Binding("ctrl+k", "take_over", show=False, priority=True),
        # What a line of text has no use for moves the answer.
        Binding("up", "pane('cursor_up')", show=False),
        Binding("down", "pane('cursor_down')", show=False),
        Binding("pageup", "pane('page_up')", show=False),
        Binding("pagedown", "pane('page_down')", show=False),
        Binding("ctrl+home", "pane('start')", show=False),
        Binding("ctrl+end", "pane('follow')", show=False),
    ]
    AUTO_FOCUS = "Input"

    def __init__(
        self,
        aside: Aside,
        runner: TurnRunner,
        *,
        ask: Callable[[str, Aside | None], Aside | None],
        take_over: Callable[[Aside], str],
        demo: bool,
    ) -> None:
        super().__init__()
        self._aside = aside
        self._runner = runner
        self._ask = ask
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

    @property
    def _shown(self) -> TranscriptView:
        return self._thinking if self.has_class("-thinking") else self._answer

    def compose(self) -> ComposeResult:
        palette = self._chat_app.palette
        with Vertical(id="dialog"):
            yield Static("", id="title", markup=False)
            yield TranscriptView(palette, id="aside-answer")
            yield TranscriptView(palette, id="aside-thinking")
            yield LineInput(placeholder=tr("Ask further: that stays out of the conversation too"))
            yield KeyLine()

    def on_mount(self) -> None:
        """Shows what has come, and all that follows."""
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
        self._show(self._aside)

    def _show(self, aside: Aside) -> None:
        """Shows a question, which has just been asked, and what comes of its answer."""
        self._aside = aside
        assert self._presenter is not None
        self._presenter.attach(aside.turn)
        if self._ticker is None:
            self._ticker = self.set_interval(TICK_S, self._presenter.tick)
        self._answer.follow()
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
            return key_hints(("esc", tr("stop")))
        wide = self.app.size.width >= _WIDE_CELLS
        hints: list[tuple[str, str]] = []
        if self._aside.thread():
            keep = tr("keep in the conversation") if wide else tr("keep")
            hints.append(("ctrl+k", keep))
        if answer.blocks:
            hints.append((_key("message.copy"), tr("copy")))
        if wide or not answer.blocks:
            hints.append((_key("turn.again"), tr("ask again")))
        if any(block_type(block) == "thinking" for block in answer.blocks):
            words = tr("answer") if self.has_class("-thinking") else tr("thinking")
            hints.append((_key("thinking.pane"), words))
        hints.append(("esc", tr("close")))
        return key_hints(*(hint for hint in hints if hint[0]))

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
        """ctrl+c: copies a selection, else clears what is written, else does what esc does."""
        for view in (self._answer, self._thinking):
            if view.copy_selection():
                view.clear_selection()
                return
        field = self.query_one(Input)
        if field.value and self._aside.answer is not None:
            field.clear()
        else:
            self.action_stop_or_close()

    async def action_pane(self, what: str) -> None:
        """Moves in the pane shown."""
        await self.app.run_action(what, self._shown)

    def action_copy(self) -> None:
        """Copies the selection, else the answer."""
        if not self._shown.copy_selection():
            self._copy("" if self._aside.answer is None else joined_text(self._aside.answer.blocks))

    def action_thinking(self) -> None:
        """Shows the thinking in the place of the answer, or the answer again."""
        self.toggle_class("-thinking")
        self._shown.focus()
        self._draw_lines()

    def action_again(self) -> None:
        """Asks once more, or ends the wait before that."""
        if self._presenter is not None and self._presenter.waits_to_retry:
            self._runner.retry_aside_now(self._aside)
        elif self._aside.answer is not None:
            asked = self._ask(joined_text(self._aside.question.blocks), self._aside.after)
            if asked is not None:
                self._show(asked)

    @on(Input.Submitted)
    def _asked_further(self, event: Input.Submitted) -> None:
        question = event.value.strip()
        if not question:
            return
        if self._aside.answer is None:
            said = tr("The answer is still coming: ask on when it has ended.")
            self.app.notify(said, severity="warning", markup=False)
            return
        asked = self._ask(question, self._aside)
        if asked is not None:
            event.input.clear()
            if self.has_class("-thinking"):
                self.remove_class("-thinking")
            self._show(asked)

    def action_take_over(self) -> None:
        """Makes questions and answers a part of the conversation, and closes."""
        if self._aside.answer is None:
            reason = tr("The answer is still coming: take it over when it has ended.")
        else:
            reason = self._take_over(self._aside)
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

    @on(TranscriptView.TypedElsewhere)
    def _typed_elsewhere(self, event: TranscriptView.TypedElsewhere) -> None:
        field = self.query_one(Input)
        field.focus()
        field.insert_text_at_cursor(" ".join(visible(event.text).split("\n")))

    @on(TranscriptView.CellActivated)
    def _activated(self, event: TranscriptView.CellActivated) -> None:
        if event.part == "thinking":
            self.action_thinking()
        elif event.part:
            event.view.toggle(event.cell_id)


def _key(command_id: str) -> str:
    """The key of a command, "" where it has none: what is typed for it is not for here."""
    return "" if not keymap.current().of(command_id) else key_hint(command_id)


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


def question_dialog() -> LineDialog:
    """A dialog that gives the question to ask, None where none is."""
    return LineDialog(
        tr("Ask aside"),
        enter=tr("ask"),
        esc=tr("close"),
        placeholder=tr("A question about this conversation"),
        about=tr("The model sees the conversation; question and answer stay out of it."),
        opened_by="aside.ask",
    )
