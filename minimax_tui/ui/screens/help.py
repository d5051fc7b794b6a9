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


def _line(key: str, slash: str, what: str) -> Content:
    name = key if not slash else f"{key}  {slash}" if key else slash
    return Content.assemble((f"{name:<{_KEY_CELLS}} ", "bold $foreground"), (what, "$text-muted"))


def help_lines() -> list[Content]:
    """The page, a line each."""
    lines = [Content.styled(tr("Writing and reading"), "bold $accent")]
    lines += [_line(key, "", what) for key, what in fixed_keys()]
    for group in dict.fromkeys(row.group for row in COMMANDS):
        lines += [Content(""), Content.styled(group, "bold $accent")]
        for row in COMMANDS:
            if row.group == group:
                keys = " ".join(key_words(key) for key in row.keys.split(",") if key)
                lines.append(_line(keys, f"/{row.slash}" if row.slash else "", row.help))
    return lines


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
            max-height: 90%;
            padding: 1 2;
            background: $panel;
        }
        & VerticalScroll { height: auto; max-height: 76vh; scrollbar-size-vertical: 1; }
        & .line { height: auto; }
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
                for line in help_lines():
                    yield Static(line, classes="line", markup=False)
            yield Static(key_hints(("↑ ↓", tr("scroll")), ("esc", tr("close"))), id="keys")

    def action_close(self) -> None:
        """Closes the page."""
        self.dismiss(None)
