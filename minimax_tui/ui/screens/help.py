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
from minimax_tui.ui.commands import COMMANDS, key_words
from minimax_tui.ui.keymap import fixed_keys
from minimax_tui.ui.screens.pick import key_hints

_KEY_CELLS = 24
_OTHER_LINES = 8


def _line(key: str, slash: str, what: str, width: int) -> list[Content]:
    """One key or command: its name, and what it does, wrapped beside it."""
    name = "  ".join(filter(None, (key, slash)))
    rows = Content(what).wrap(max(16, width - _KEY_CELLS - 1))
    if len(name) > _KEY_CELLS:
        lines = [Content.styled(name, "bold $foreground")]
    else:
        lines = []
    for row in rows:
        label = "" if lines else name
        lines.append(
            Content.assemble(
                (f"{label:<{_KEY_CELLS}} ", "bold $foreground"), (row.plain, "$text-muted")
            )
        )
    return lines


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
                lines += _line(keys, f"/{row.slash}" if row.slash else "", row.help, width)
    return Content("\n").join(lines)


class HelpScreen(ModalScreen[None]):
    """Shows the help page; esc, f1 or q closes it."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        background: $background 40%;
        & > #dialog {
            width: 104;
            max-width: 96%;
            height: auto;
            max-height: 100%;
            padding: 1 2;
            background: $panel;
        }
        & VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
        & #page { height: auto; }
        & #title { color: $accent; text-style: bold; margin-bottom: 1; }
        & #keys { margin-top: 1; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q,enter,ctrl+c", "close", show=False, priority=True)
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(tr("Keys and commands"), id="title", markup=False)
            with VerticalScroll():
                yield Static("", id="page", markup=False)
            yield Static(key_hints(("↑ ↓", tr("scroll")), ("esc", tr("close"))), id="keys")

    def on_resize(self) -> None:
        """Writes the page for the width, and leaves it what the other lines do not need."""
        width = min(104, int(self.app.size.width * 0.96)) - 6
        self.query_one("#page", Static).update(help_page(width))
        scroll = self.query_one(VerticalScroll)
        scroll.styles.max_height = max(4, self.app.size.height - _OTHER_LINES)

    def action_close(self) -> None:
        """Closes the page."""
        self.dismiss(None)
