"""The line in which one types what to find."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from minimax_tui.domain.i18n import tr

KEYS_FROM = 70
"""Cells from which the keys are named."""


class FindBar(Horizontal):
    """Asks for a text, shows how many places there are, and steps through them."""

    DEFAULT_CSS = """
    FindBar {
        height: 1; padding: 0 2; background: $panel; display: none;
        &.-open { display: block; }
        & > Static { width: auto; color: $text-muted; }
        & > Input {
            width: 1fr; height: 1; border: none; padding: 0 1; background: $panel;
            &:focus { border: none; background-tint: transparent 0%; }
        }
        & > #find-count { padding: 0 2; color: $foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down,ctrl+g", "step(1)", show=False, priority=True),
        Binding("up", "step(-1)", show=False, priority=True),
    ]

    class Typed(Message):
        """What is looked for has changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Stepped(Message):
        """Go to the next (1) or the previous (-1) place."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self) -> None:
        super().__init__(id="find")

    def compose(self) -> ComposeResult:
        yield Static(tr("Find") + " ", markup=False)
        text = Input(placeholder=tr("in this session, thinking included"), compact=True)
        text.cursor_blink = False
        yield text
        yield Static("", id="find-count", markup=False)
        yield Static(tr("enter next · ↑ previous · esc close"), id="find-keys", markup=False)

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.has_class("-open")

    def open(self) -> None:
        """Shows it with what was looked for before, ready to be typed over."""
        self.add_class("-open")
        text = self.query_one(Input)
        text.focus()
        text.select_all()

    def on_resize(self) -> None:
        """Leaves the keys out where they would leave no room to type."""
        self.query_one("#find-keys").display = self.size.width >= KEYS_FROM

    def close(self) -> None:
        """Hides it."""
        self.remove_class("-open")

    @property
    def text(self) -> str:
        """What is looked for."""
        return self.query_one(Input).value

    def show_count(self, said: str) -> None:
        """Says where one is: `3 of 17`."""
        self.query_one("#find-count", Static).update(said)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))

    def action_step(self, step: int) -> None:
        """Goes to another place."""
        self.post_message(self.Stepped(step))

    def on_click(self, event: events.Click) -> None:
        """A click goes to the input."""
        event.stop()
        self.query_one(Input).focus()
