"""The help page: every key and command as they are now, filtered as one types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import cell_width
from minimax_tui.ui import keymap
from minimax_tui.ui.commands import COMMANDS, Command
from minimax_tui.ui.screens.dialog import Dialog
from minimax_tui.ui.screens.key_line import KeyLine, key_hints
from minimax_tui.ui.screens.pick import dialog_cells, is_short, matches
from minimax_tui.ui.widgets.line_input import LineInput

_KEY_CELLS = 24
_DIALOG_CELLS = 104
_OTHER_LINES = 10
"""Lines of the dialog that are not the page: title, filter, keys, margins."""
_OTHER_LINES_SHORT = 3


class HelpLine(NamedTuple):
    """One key or command."""

    group: str
    name: str
    """What is pressed or typed; "" where there is nothing but the palette."""
    what: str
    also: str = ""
    """Words by which it is found besides those that are shown."""


def _typed(row: Command) -> str:
    """What is typed for a command, or is put on a key where it needs to be told more."""
    if row.needs_argument:
        return f"{row.id}:{row.argument}"
    return f"/{row.slash} {row.argument}".rstrip() if row.slash else ""


def help_lines() -> Iterator[HelpLine]:
    """Everything that the page tells, as it is now, in order."""
    keys = keymap.current()
    first = tr("Writing and reading")
    yield HelpLine(first, keys.words("composer.send"),
                   tr("Send; while an answer streams, send it after that"))  # fmt: skip
    yield HelpLine(first, keys.words("composer.newline"), tr("New line"))
    for key, what in keymap.fixed_keys():
        yield HelpLine(first, key, what)
    typed = {row.id: _typed(row) for row in COMMANDS}
    told = {row.id: row.help for row in COMMANDS}
    rows = list(keys.rows)
    groups = dict.fromkeys([*(row.group for row in COMMANDS), *(row.group for row in rows)])
    for group in groups:
        for row in rows:
            if row.group != group or row.id in ("composer.send", "composer.newline"):
                continue
            words, slash = keys.words(row.id), typed.get(row.id, "")
            if not words and not slash and row.context != "everywhere":
                continue
            what = told.get(row.id) or row.help or row.title
            if row.id not in told and row.context == "everywhere":
                what = f"{one_line(row.title, 80)}. {row.help}"
            yield HelpLine(group, "  ".join(filter(None, (words, slash))), what,
                           f"{row.title} {row.id}")  # fmt: skip
        for command in COMMANDS:
            if command.group == group and command.needs_argument:
                yield HelpLine(group, typed[command.id], command.help, command.title)
    if keys.vim:
        vim = tr("Vim in the composer")
        yield HelpLine(vim, "esc", tr("Normal mode; there as everywhere"))
        yield HelpLine(vim, "i a I A o O", tr("Insert mode"))
        yield HelpLine(vim, "h j k l  w b e  W B E", tr("Move; j and k at the edges: prompts"))
        yield HelpLine(vim, "0 ^ $  gg G  f F t T ; ,", tr("Move in the line and in the text"))
        yield HelpLine(
            vim, "d c y", tr("Delete, change, copy: with a motion, doubled, or with iw aw")
        )
        yield HelpLine(vim, "x X s S D C Y r ~ J", tr("Edit as in Vim; counts go before"))
        yield HelpLine(vim, "p P  u ctrl+r", tr("Put; undo and redo"))
        yield HelpLine(vim, "v V", tr("Select; then d c y p ~, o goes to the other end"))


def _drawn(line: HelpLine, width: int) -> list[Content]:
    """One line of help: its name, and what it does, wrapped beside or below it."""
    beside = width >= 2 * _KEY_CELLS
    indent = _KEY_CELLS + 1 if beside else 2
    rows = [row.plain for row in Content(line.what).wrap(max(16, width - indent))]
    drawn: list[Content] = []
    if beside and cell_width(line.name) <= _KEY_CELLS:
        name = line.name + " " * (indent - cell_width(line.name))
        drawn.append(Content.assemble((name, "bold $foreground"), (rows.pop(0), "$text-muted")))
    else:
        drawn += [
            Content.styled(row.plain, "bold $foreground")
            for row in Content(line.name).wrap(max(16, width))
        ]
    return drawn + [Content.assemble(" " * indent, (row, "$text-muted")) for row in rows]


def help_page(width: int, typed: str = "") -> Content:
    """The page, in lines of at most `width` cells; only what has every word typed."""
    lines: list[Content] = []
    group = ""
    for line in help_lines():
        if not matches(typed, line.name, line.what, line.also, line.group):
            continue
        if line.group != group:
            group = line.group
            lines += [Content("")] * bool(lines) + [Content.styled(group, "bold $accent")]
        lines += _drawn(line, width)
    if not lines:
        return Content(tr("Nothing here has these words."))
    return Content("\n").join(lines)


class HelpScreen(Dialog[None]):
    """Shows the help page; esc or the key that opened it closes it."""

    DEFAULT_CSS = """
    HelpScreen {
        & VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
        & #page { height: auto; padding: 0 2; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "close", show=False, priority=True),
        Binding("down", "scroll_page(1)", show=False, priority=True),
        Binding("up", "scroll_page(-1)", show=False, priority=True),
        Binding("pagedown", "scroll_page(0, 1)", show=False, priority=True),
        Binding("pageup", "scroll_page(0, -1)", show=False, priority=True),
    ]
    OPENED_BY = "help.open"

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(tr("Keys and commands"), id="title", markup=False)
            yield LineInput(placeholder=tr("Type to find a key or a command"))
            with VerticalScroll() as page:
                page.can_focus = False  # what is typed goes to the input
                yield Static("", id="page", markup=False)
            yield KeyLine()

    def on_resize(self) -> None:
        """Writes the page for the width, and leaves it what the other lines do not need."""
        width, height = self.app.size
        short = is_short(height)
        self.set_class(short, "-short")
        self.query_one("#dialog").styles.width = dialog_cells(width, _DIALOG_CELLS)
        others = _OTHER_LINES_SHORT if short else _OTHER_LINES
        # One height whatever is typed, so that nothing moves.
        self.query_one(VerticalScroll).styles.height = max(3, height - others)
        change = keymap.key_hint("keys.open")
        hints = [("↑ ↓", tr("scroll")), ("esc", tr("close")), (change, tr("changes keys"))]
        self.query_one(KeyLine).update(key_hints(*hints[: 2 if width < 50 else 3]))
        self._write()

    def _write(self) -> None:
        cells = dialog_cells(self.app.size.width, _DIALOG_CELLS)
        typed = self.query_one(Input).value
        if typed.strip() == "?":
            typed = ""
        self.query_one("#page", Static).update(help_page(cells - 5, typed))

    @on(Input.Changed)
    def _typed(self) -> None:
        self._write()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_scroll_page(self, lines: int, pages: int = 0) -> None:
        """Scrolls by lines, or by pages less two lines."""
        page = self.query_one(VerticalScroll)
        page.scroll_relative(y=lines + pages * max(1, page.size.height - 2), animate=False)
