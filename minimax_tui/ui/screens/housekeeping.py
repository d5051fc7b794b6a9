"""The database's dialog: where it is, how large, what copies there are; check, copy, compact."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from minimax_tui.domain.daemon import call_in_daemon
from minimax_tui.domain.database_care import CareResult, DatabaseCare, DatabaseState, size_words
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import sentences, tr, trn
from minimax_tui.domain.widths import cell_width
from minimax_tui.ui import keymap
from minimax_tui.ui.closing import is_closing
from minimax_tui.ui.screens.dialog import DialogFrame
from minimax_tui.ui.screens.key_line import KeyLine, key_hints
from minimax_tui.ui.screens.pick import dialog_cells, is_short
from minimax_tui.ui.screens.sessions.drawing import age
from minimax_tui.ui.widgets.row_options import RowOptions
from minimax_tui.ui.workers import run_in_worker

_WIDEST_CELLS = 84
_COPIES_SHOWN = 5
_CHECK, _BACK_UP, _VACUUM = range(3)


class DatabaseScreen(DialogFrame[None]):
    """Shows the database; one of three things at a time is done with it."""

    DEFAULT_CSS = """
    DatabaseScreen {
        & #state { height: auto; margin: 1 0; padding: 0 2; }
        & #result { height: auto; min-height: 1; margin-top: 1; padding: 0 2; }
        &.-fault #result { color: $text-error; }
        &.-short {
            & #state { margin: 0; }
            & #result { margin-top: 0; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "close", show=False, priority=True),
        Binding("tab", "move(1)", show=False, priority=True),
        Binding("shift+tab", "move(-1)", show=False, priority=True),
    ]
    AUTO_FOCUS = "OptionList"

    def __init__(
        self,
        care: DatabaseCare,
        answers_stream: Callable[[], bool],
        late: Callable[[CareResult], None],
    ) -> None:
        """
        Args:
            care: What looks after the database.
            answers_stream: Whether an answer streams in any session.
            late: Told what came of something once this dialog is closed.
        """
        super().__init__()
        self._care = care
        self._answers_stream = answers_stream
        self._late = late
        self._working = False
        self._state: DatabaseState | None = None
        keymap.close_by(self, "database.open")

    def compose(self) -> ComposeResult:
        offered = (
            (tr("Check"), tr("looks whether it and its index are whole")),
            (tr("Back up now"), tr("makes a copy that stays until you remove it")),
            (tr("Vacuum"), tr("gives the room of what was deleted back to the disk")),
        )
        cells = max(cell_width(name) for name, _ in offered) + 3
        with Vertical(id="dialog"):
            yield Static(tr("Database"), id="title", markup=False)
            yield Static(tr("Reading …"), id="state", markup=False)
            options = [
                Option(f"  {name}{' ' * (cells - cell_width(name))}{what}")
                for name, what in offered
            ]
            yield RowOptions(*options)
            yield Static("", id="result", markup=False)
            yield KeyLine(
                key_hints(("enter", tr("do it")), ("↑ ↓", tr("move")), ("esc", tr("close")))
            )

    def on_mount(self) -> None:
        """Reads what there is to show."""
        self.query_one(OptionList).highlighted = 0
        run_in_worker(self, self._read, group="database-state", exclusive=True)

    def on_resize(self) -> None:
        """Fits the window."""
        width, height = self.app.size
        short = is_short(height)
        self.set_class(short, "-short")
        self.query_one("#dialog").styles.width = dialog_cells(width, _WIDEST_CELLS)
        if self._state is not None:
            self._show_state(self._state)

    # --- what is shown ---

    async def _read(self) -> None:
        try:
            state = await call_in_daemon(self._care.state, "minimax-database-state")
        except ChatError as error:
            if not is_closing(self):
                self._show_result(_failure(error))
            return
        if not is_closing(self):
            self._state = state
            self._show_state(state)

    def _show_state(self, state: DatabaseState) -> None:
        where = tr("in memory: nothing is on the disk") if state.path is None else str(state.path)
        rows = [(tr("File"), visible(where)), (tr("Holds"), state.counts())]
        if state.path is not None:
            rows.append((tr("Copies"), _copies_words(state)))
        cells = max(cell_width(name) for name, _ in rows) + 2
        lines = [
            Content.assemble((name + " " * (cells - cell_width(name)), "$text-muted"), words)
            for name, words in rows
        ]
        few = is_short(self.app.size.height)
        for copy in () if few else state.copies[:_COPIES_SHOWN]:
            old = age(max(0.0, time.time() - copy.at))
            words = f"{' ' * cells}{visible(copy.path.name)}  {size_words(copy.bytes)}, {old}"
            lines.append(Content.styled(words, "$text-muted"))
        self.query_one("#state", Static).update(Content("\n").join(lines))

    def _show_result(self, result: CareResult) -> None:
        self.set_class(not result.well, "-fault")
        words = f"{'✓' if result.well else '✗'} {visible(result.words)}"
        self.query_one("#result", Static).update(Content(words))

    # --- what is done ---

    def action_move(self, step: int) -> None:
        """Goes to the next of what can be done, or the one before."""
        options = self.query_one(OptionList)
        options.highlighted = ((options.highlighted or 0) + step) % options.option_count

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        if self._working:
            return
        if event.option_index == _VACUUM and self._answers_stream():
            words = tr("An answer streams. Vacuum once it is there: nothing is stored meanwhile.")
            self._show_result(CareResult(words, well=False))
            return
        doing, work = {
            _CHECK: (tr("Checking …"), self._care.check),
            _BACK_UP: (tr("Copying …"), self._care.back_up),
            _VACUUM: (tr("Compacting …"), self._care.vacuum),
        }[event.option_index]
        self._working = True
        self.set_class(False, "-fault")
        self.query_one("#result", Static).update(Content(doing))
        # On the app: it goes on when the dialog is closed.
        run_in_worker(self.app, partial(self._do, work), group="database")

    async def _do(self, work: Callable[[], CareResult]) -> None:
        try:
            result = await call_in_daemon(work, "minimax-database")
        except ChatError as error:
            result = _failure(error)
        self._working = False
        if is_closing(self) or not self.is_attached:
            self._late(result)
            return
        self._show_result(result)
        await self._read()

    def action_close(self) -> None:
        """Closes; what runs goes on."""
        self.dismiss(None)


def _copies_words(state: DatabaseState) -> str:
    if not state.copies:
        return tr("none yet")
    newest = age(max(0.0, time.time() - state.copies[0].at))
    return tr("{copies}, {size} in all; the newest: {age}",
        copies=trn("{count} copy", "{count} copies", len(state.copies)),
        size=size_words(sum(copy.bytes for copy in state.copies)),
        age=newest,
    )  # fmt: skip


def _failure(error: ChatError) -> CareResult:
    words = sentences(*filter(None, (error.what, error.advice, str(error.detail))))
    return CareResult(visible(words), well=False)
