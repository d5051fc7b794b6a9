"""The help page: every key and command, made from the command table."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from minimax_tui.domain.i18n import tr
from minimax_tui.ui.commands import COMMANDS, Command, command, key_words
from minimax_tui.ui.keymap import fixed_keys
from minimax_tui.ui.screens.pick import dialog_cells, is_short, key_hints

_KEY_CELLS = 24
_DIALOG_CELLS = 104
_OTHER_LINES = 8
"""Lines of the dialog that are not the page: title, keys, margins."""
_OTHER_LINES_SHORT = 2


def _line(key: str, slash: str, what: str, width: int) -> list[Content]:
    """One key or command: its name, and what it does, wrapped beside or below it."""
    name = "  ".join(filter(None, (key, slash)))
    beside = width >= 2 * _KEY_CELLS
    indent = _KEY_CELLS + 1 if beside else 2
    rows = [row.plain for row in Content(what).wrap(max(16, width - indent))]
    lines: list[Content] = []
    if beside and len(name) <= _KEY_CELLS:
        first = f"{name:<{indent}}"
        lines.append(Content.assemble((first, "bold $foreground"), (rows.pop(0), "$text-muted")))
    else:
        lines.append(Content.styled(name, "bold $foreground"))
    return lines + [Content.assemble(" " * indent, (row, "$text-muted")) for row in rows]


def _typed(row: Command) -> str:
    """What is typed for a command, or is put on a key where it needs to be told more."""
    if row.needs_argument:
        return f"{row.id}:{row.argument}"
    return f"/{row.slash} {row.argument}".rstrip() if row.slash else ""


def help_page(width: int) -> Content:
    """The whole page, in lines of at most `width` cells."""
    lines = [Content.styled(tr("Writing and reading"), "bold $accent")]
    for key, what in fixed_keys():
        lines += _line(key, "", what, width)
    for group in dict.fromkeys(row.group for row in COMMANDS):
        lines += [Content(""), Content.styled(group, "bold $accent")]
        for row in COMMANDS:
            if row.group == group:
                keys = " ".join(key_words(key) for key in row.keys.split(",") if key)
                lines += _line(keys, _typed(row), row.help, width)
    return Content("\n").join(lines)


class HelpScreen(ModalScreen[None]):
    """Shows the help page; esc, f1 or q closes it."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center top;
        background: $background 40%;
        & > #dialog { height: auto; margin-top: 1; padding: 1 0; background: $panel; }
        & VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
        & #page { height: auto; padding: 0 2; }
        & #title { height: 1; padding: 0 2; color: $accent; text-style: bold; margin-bottom: 1; }
        & #keys { height: 1; padding: 0 2; margin-top: 1; color: $text-muted; }
        &.-short {
            & > #dialog { margin-top: 0; padding: 0; }
            & #title { margin-bottom: 0; }
            & #keys { margin-top: 0; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            f"escape,{command('help.open').keys},q,enter,ctrl+c,question_mark",
            "close",
            show=False,
            priority=True,
        )
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(tr("Keys and commands"), id="title", markup=False)
            with VerticalScroll():
                yield Static("", id="page", markup=False)
            hints = key_hints(("↑ ↓", tr("scroll")), ("esc", tr("close")))
            yield Static(hints, id="keys", markup=False)

    def on_resize(self) -> None:
        """Writes the page for the width, and leaves it what the other lines do not need."""
        width, height = self.app.size
        short = is_short(height)
        self.set_class(short, "-short")
        cells = dialog_cells(width, _DIALOG_CELLS)
        self.query_one("#dialog").styles.width = cells
        self.query_one("#page", Static).update(help_page(cells - 5))
        others = _OTHER_LINES_SHORT if short else _OTHER_LINES
        self.query_one(VerticalScroll).styles.max_height = max(3, height - others)

    def action_close(self) -> None:
        """Closes the page."""
        self.dismiss(None)
