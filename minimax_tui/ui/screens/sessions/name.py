"""Asks for the name of a session."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.screens.pick import dialog_cells, key_hints

LONGEST = 200
"""Characters of a name."""


class NameDialog(ModalScreen[str | None]):
    """Gives the new name, None if it stays as it is."""

    DEFAULT_CSS = """
    NameDialog {
        align: center top;
        background: $background 40%;
        & > #dialog { height: auto; margin-top: 1; padding: 1 0; background: $panel; }
        & #title { height: 1; padding: 0 2; color: $accent; text-style: bold; }
        & Input {
            border: none; height: 1; margin: 1 2; padding: 0 1;
            background: $surface; color: $foreground;
            &:focus { border: none; background-tint: transparent 0%; }
        }
        & #keys { height: 1; padding: 0 2; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "close", show=False, priority=True)
    ]
    AUTO_FOCUS = "Input"

    def __init__(self, title: str) -> None:
        """
        Args:
            title: The name so far; foreign text.
        """
        super().__init__()
        self._before = one_line(title, LONGEST)

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(tr("Rename the session"), id="title", markup=False)
            yield Input(self._before, max_length=LONGEST, select_on_focus=False)
            hints = key_hints(("enter", tr("keep this name")), ("esc", tr("leave it")))
            yield Static(hints, id="keys", markup=False)

    def on_mount(self) -> None:
        """Puts the cursor behind the name."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.cursor_position = len(field.value)

    def on_resize(self) -> None:
        """Fits the window."""
        self.query_one("#dialog").styles.width = dialog_cells(self.app.size.width, 76)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        name = one_line(event.value, LONGEST).strip()
        self.dismiss(name if name and name != self._before else None)

    def action_close(self) -> None:
        """Leaves the name as it is."""
        self.dismiss(None)
