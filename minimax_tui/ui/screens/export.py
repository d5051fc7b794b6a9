"""The export dialog: how much of the session, in which format, and where to."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Session
from minimax_tui.domain.widths import cell_width
from minimax_tui.exports.files import default_name
from minimax_tui.exports.formats import Format, Part
from minimax_tui.exports.rendering import Wanted
from minimax_tui.ui.closing import is_closing
from minimax_tui.ui.screens.choice_row import Choice, ChoiceRow
from minimax_tui.ui.screens.dialog import DialogFrame
from minimax_tui.ui.screens.key_line import KeyLine, key_hints
from minimax_tui.ui.screens.pick import dialog_cells, is_short
from minimax_tui.ui.widgets.line_input import LineInput

FILE, CLIPBOARD = "file", "clipboard"
_FOLDED, _LEFT_OUT = "folded", "out"
_WIDEST_CELLS = 76


class ExportChoice(NamedTuple):
    """What was chosen."""

    wanted: Wanted
    path: Path | None
    """The file to write; None for the clipboard."""


class ExportScreen(DialogFrame[None]):
    """Stays until what was chosen is exported, or it is closed."""

    DEFAULT_CSS = """
    ExportScreen {
        & #title { margin-bottom: 1; }
        & #path { height: 1; padding: 0 2; }
        & #path-label { width: auto; }
        & Input { width: 1fr; }
        & #about { height: 2; margin-top: 1; padding: 0 2; color: $text-muted; }
        &.-fault #about { height: auto; min-height: 2; max-height: 4; color: $text-error; }
        &.-short {
            & #title { margin-bottom: 0; }
            & #about { display: none; margin-top: 0; }
            &.-fault #about { display: block; max-height: 2; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "close", show=False, priority=True),
        Binding("enter", "export", show=False, priority=True),
        Binding("down,tab", "app.focus_next", show=False, priority=True),
        Binding("up,shift+tab", "app.focus_previous", show=False, priority=True),
    ]
    AUTO_FOCUS = "#choose-form"

    def __init__(
        self,
        session: Session,
        turn: int | None,
        form: Format,
        folder: Path,
        export: Callable[[ExportChoice], None],
    ) -> None:
        """
        Args:
            session: What is exported.
            turn: The number of the turn under the cursor; None where there is none.
            form: The format to begin with.
            folder: Where files are put.
            export: Takes what was chosen; `exported` or `failed` tells the dialog what came of it.
        """
        super().__init__()
        self._session = session
        self._turn = turn
        self._form = form
        self._folder = folder
        self._export = export
        self._exporting = False

    def compose(self) -> ComposeResult:
        labels = [tr("What"), tr("Format"), tr("Thinking"), tr("To"), tr("File")]
        cells = max(map(cell_width, labels)) + 2
        parts = [Choice(Part.SESSION, tr("session")), Choice(Part.BRANCH, tr("branch"))]
        if self._turn is not None:
            parts.append(Choice(Part.TURN, tr("turn {n}", n=self._turn)))
        formats = [
            Choice(Format.MARKDOWN, "Markdown"),
            Choice(Format.HTML, "HTML"),
            Choice(Format.JSON, "JSON"),
            Choice(Format.PYTHON, "Python"),
        ]
        thinking = [Choice(_FOLDED, tr("folded")), Choice(_LEFT_OUT, tr("left out"))]
        places = [Choice(FILE, tr("file")), Choice(CLIPBOARD, tr("clipboard"))]
        with Vertical(id="dialog"):
            yield Static(tr("Export"), id="title", markup=False)
            for label, choices, value, id_ in (
                (labels[1], formats, self._form, "choose-form"),
                (labels[0], parts, Part.SESSION, "choose-part"),
                (labels[2], thinking, _FOLDED, "choose-thinking"),
                (labels[3], places, FILE, "choose-place"),
            ):
                yield ChoiceRow(label, choices, value, label_cells=cells, id_=id_)
            with Horizontal(id="path"):
                label = labels[4] + " " * (cells - cell_width(labels[4]))
                yield Static(f"  {label}", id="path-label", markup=False)
                yield LineInput(self._usual_name())
            yield Static("", id="about", markup=False)
            hints = key_hints(
                ("enter", tr("export")),
                ("esc", tr("close")),
                ("↑ ↓", tr("field")),
                ("← →", tr("change")),
            )
            yield KeyLine(hints)

    def on_mount(self) -> None:
        """Shows what the choices mean."""
        self._show()

    def on_resize(self) -> None:
        """Fits the window."""
        width, height = self.app.size
        self.set_class(is_short(height), "-short")
        self.query_one("#dialog").styles.width = dialog_cells(width, _WIDEST_CELLS)

    def _usual_name(self) -> str:
        return default_name(self._session, self._form)

    def _value(self, row: str) -> str:
        return self.query_one(f"#{row}", ChoiceRow).value

    @on(ChoiceRow.Changed)
    def _changed(self) -> None:
        name = self.query_one(Input)
        before = self._usual_name()
        self._form = Format(self._value("choose-form"))
        if name.value == before:
            name.value = self._usual_name()
        elif name.value.endswith(Path(before).suffix):
            name.value = name.value.removesuffix(Path(before).suffix) + self._form.suffix
        self._show()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._show()

    def _show(self) -> None:
        """Shows the fields that count, and says what comes of the choices."""
        self.set_class(False, "-fault")
        readable = self._form in (Format.MARKDOWN, Format.HTML)
        self.query_one("#choose-thinking").display = readable
        self.query_one("#choose-part").display = (
            self._form is not Format.PYTHON or self._turn is not None
        )
        to_file = self._value("choose-place") == FILE
        self.query_one("#path").display = to_file
        said = {
            Format.MARKDOWN: tr("Markdown with front matter: title, models, dates, id."),
            Format.HTML: tr("One page that needs no network and runs nothing, light and dark."),
            Format.JSON: tr("Loses nothing: minimax-chat import takes it back."),
            Format.PYTHON: tr("A script that sends the request once more; it holds no key."),
        }[self._form]
        where = tr("Into {path}", path=visible(str(self._path()))) if to_file else ""
        self.query_one("#about", Static).update(Content("\n".join(filter(None, (said, where)))))

    def _path(self) -> Path:
        typed = self.query_one(Input).value.strip() or self._usual_name()
        path = self._folder / os.path.expanduser(typed)
        return path / self._usual_name() if path.is_dir() else path

    def action_export(self) -> None:
        """Exports what was chosen, once at a time."""
        if self._exporting:
            return
        self._exporting = True
        part = Part(self._value("choose-part"))
        wanted = Wanted(
            self._form,
            part,
            self._turn if part is Part.TURN else None,
            self._value("choose-thinking") == _FOLDED,
        )
        to_file = self._value("choose-place") == FILE
        self._export(ExportChoice(wanted, self._path() if to_file else None))

    def exported(self) -> None:
        """Closes: it is done."""
        if self.is_current:  # it may have been closed meanwhile
            self.dismiss(None)

    def failed(self, said: str = "") -> bool:
        """Stays as it is, so that another place can be given.

        Args:
            said: What went wrong; "" where the user has kept the file that is there.

        Returns:
            Whether the dialog is still there to say it.
        """
        self._exporting = False
        there = not is_closing(self)
        if said and there:
            self.set_class(True, "-fault")
            self.query_one("#about", Static).update(Content(f"✗ {said}"))
        return there

    def action_close(self) -> None:
        """Closes without an export."""
        self.dismiss(None)
