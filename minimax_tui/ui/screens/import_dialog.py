"""The import dialog: which file, how far it is, and what came over."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from threading import Event
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from minimax_tui.domain.daemon import call_in_daemon
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.importing import (
    HistoryImporter,
    ImportProgress,
    ImportReport,
    ImportStopped,
)
from minimax_tui.ui.closing import is_closing
from minimax_tui.ui.screens.dialog import DialogFrame
from minimax_tui.ui.screens.key_line import KeyLine, key_hints
from minimax_tui.ui.screens.pick import dialog_cells, is_short
from minimax_tui.ui.typed_path import PathCompletion, completed, typed_path
from minimax_tui.ui.widgets.line_input import LineInput
from minimax_tui.ui.workers import run_in_worker

_WIDEST_CELLS = 84
_DRAW_EVERY_S = 0.1
_BAR_CELLS = 24
_NAMES_SHOWN = 40


class ImportScreen(DialogFrame[bool]):
    """Asks for a file and takes over what is in it; gives whether that is to be opened.

    Attributes:
        report: What became of it; None as long as nothing was taken over.
    """

    DEFAULT_CSS = """
    ImportScreen {
        & #title { margin-bottom: 1; }
        & #file { height: 1; padding: 0 2; }
        & #file-label { width: auto; }
        & LineInput { width: 1fr; }
        & #said { height: auto; max-height: 60vh; margin-top: 1; padding: 0 2; }
        & #words { height: auto; color: $text-muted; }
        &.-fault #words { color: $text-error; }
        &.-done #words { color: $foreground; }
        &.-short {
            & #title { margin-bottom: 0; }
            & #said { margin-top: 0; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "close", show=False, priority=True),
        Binding("enter", "go", show=False, priority=True),
        Binding("tab", "complete", show=False, priority=True),
        Binding("shift+tab", "nothing", show=False, priority=True),
    ]
    AUTO_FOCUS = "LineInput"

    def __init__(
        self,
        importer: HistoryImporter,
        folder: Path,
        file: str = "",
        *,
        unsaved: bool = False,
    ) -> None:
        """
        Args:
            importer: Takes files over.
            folder: What relative paths are relative to.
            file: The path to begin with at once, as it was typed; "" to ask for one.
            unsaved: Whether nothing of this run is kept on the disk.
        """
        super().__init__()
        self.report: ImportReport | None = None
        self._importer = importer
        self._folder = folder
        self._file = file
        self._unsaved = unsaved
        self._progress: ImportProgress | None = None
        self._stop = Event()
        self._importing = False
        self._drawing: Timer | None = None
        self._completing = asyncio.Lock()

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(tr("Import conversations"), id="title", markup=False)
            with Horizontal(id="file"):
                yield Static(f"{tr('File')}  ", id="file-label", markup=False)
                yield LineInput(self._file)
            with VerticalScroll(id="said", can_focus=False):
                yield Static("", id="words", markup=False)
            yield KeyLine()

    def on_mount(self) -> None:
        """Asks for a file, or begins with the one that was given."""
        self._ask()
        if self._file:
            self.action_go()

    def on_unmount(self) -> None:
        """Ends what runs."""
        self._stop.set()

    def on_resize(self) -> None:
        """Fits the window."""
        width, height = self.app.size
        self.set_class(is_short(height), "-short")
        self.query_one("#dialog").styles.width = dialog_cells(width, _WIDEST_CELLS)

    # --- what is shown ---

    def _show(self, words: str | Content, *hints: tuple[str, str], state: str = "") -> None:
        for name in ("-fault", "-done"):
            self.set_class(name == state, name)
        self.query_one("#words", Static).update(Content(words) if isinstance(words, str) else words)
        self.query_one(KeyLine).update(key_hints(*hints))

    def _ask(self, words: str = "", *, state: str = "") -> None:
        about = tr(
            "An export of minimax-chat, the data export of ChatGPT or Claude (zip), a session of "
            "Claude Code, messages as Anthropic's API takes them, or the database of elia, oterm "
            "or llm. The file itself is never changed."
        )
        hints = (("enter", tr("import")), ("tab", tr("complete")), ("esc", tr("close")))
        self._show(words or about, *hints, state=state)
        field = self.query_one(LineInput)
        field.disabled = False
        field.focus()

    def _draw_progress(self) -> None:
        said = tr("Reading …")
        at = self._progress
        if at is not None and at.sessions:
            count = trn("{count} session", "{count} sessions", at.sessions)
            said = tr("Reading: {sessions}", sessions=count)
            share = at.share
            if at.storing:
                said = tr("Storing: {n} of {sessions}", n=f"{at.sessions:,}", sessions=f"{at.of:,}")
                share = min(1.0, at.sessions / max(1, at.of))
            if share:
                full = round(share * _BAR_CELLS)
                bar = "█" * full + "░" * (_BAR_CELLS - full)
                said = f"{said}\n▕{bar}▏ {share:.0%}"
        self._show(said, ("esc", tr("stop")))

    def _show_report(self, report: ImportReport) -> None:
        lines = report.found_lines()
        if report.stopped:
            lines.append(tr("It was stopped. What was stored by then stays."))
        lines.append(report.stored_line())
        if self._unsaved:
            lines.append(tr("This run saves nothing: they are gone when the program ends."))
        lines += report.left_lines()
        hints: list[tuple[str, str]] = []
        if len(report.stored) == 1:
            hints.append(("enter", tr("open the session")))
        elif report.stored:
            hints.append(("enter", tr("show the sessions")))
        scroll = self.query_one("#said", VerticalScroll)
        self._show("\n".join(lines), *hints, ("esc", tr("close")), state="-done")
        scroll.can_focus = True
        scroll.focus()
        self.query_one("#file").display = False

    # --- what is done ---

    def action_nothing(self) -> None:
        """The focus stays where it is."""

    def action_complete(self) -> None:
        """Goes on with the path as far as there is only one way."""
        if not self._importing and self.report is None:
            run_in_worker(self, self._complete, group="complete")

    async def _complete(self) -> None:
        async with self._completing:  # each tab goes on with what the one before has made
            if is_closing(self):
                return
            field = self.query_one(LineInput)
            typed = field.value
            found = await call_in_daemon(lambda: completed(typed, self._folder), "minimax-path")
            if not is_closing(self) and field.value == typed and not self._importing:
                self._show_completion(field, found)

    def _show_completion(self, field: LineInput, found: PathCompletion) -> None:
        typed = field.value
        field.value = found.text
        field.cursor_position = len(found.text)
        if found.names:
            more = len(found.names) - _NAMES_SHOWN
            names = [one_line(name, 60) for name in found.names[:_NAMES_SHOWN]]
            self._ask("   ".join([*names, *(["…"] if more > 0 else [])]))
        elif found.text == typed:
            self._ask(tr("Nothing here begins so.") if typed else "")

    @on(Input.Changed)
    def _typed(self) -> None:
        if self.has_class("-fault"):
            self._ask()

    def action_go(self) -> None:
        """Takes the file over; opens what came, once it is there."""
        if self._importing:
            return
        if self.report is not None:
            if self.report.stored:
                self.dismiss(True)
            return
        typed = self.query_one(LineInput).value
        if typed.strip():
            self._importing = True
            self._stop.clear()
            self._progress = None
            self.query_one(LineInput).disabled = True
            self._draw_progress()
            self._drawing = self.set_interval(_DRAW_EVERY_S, self._draw_progress)
            path = typed_path(typed, self._folder)
            run_in_worker(self, partial(self._take_over, path), group="import", exclusive=True)

    async def _take_over(self, path: Path) -> None:
        try:
            report = await call_in_daemon(
                lambda: self._importer.take_over(path, self._told), "minimax-import"
            )
        except ChatError as error:
            fault: ChatError | None = error
        else:
            fault, self.report = None, report
        finally:
            self._importing = False
            if self._drawing is not None:
                self._drawing.stop()
        if is_closing(self):
            return
        if fault is not None:
            words = "\n".join(filter(None, (fault.what, fault.advice, str(fault.detail))))
            self._ask(f"✗ {visible(words)}", state="-fault")
        elif self.report is not None:
            if self.report.stopped and not self.report.stored:
                self.report = None
                self._ask(tr("It was stopped. Nothing of the file was stored."))
            else:
                self._show_report(self.report)

    def _told(self, progress: ImportProgress) -> None:
        """Called on the thread that imports."""
        self._progress = progress
        if self._stop.is_set():
            raise ImportStopped

    def action_close(self) -> None:
        """Stops what runs, else closes."""
        if self._importing:
            self._stop.set()
        else:
            self.dismiss(False)
