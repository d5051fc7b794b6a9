"""Shows a pasted text that the composer holds as a chip, to read and to change."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr
from minimax_tui.ui.screens.key_line import KeyLine, key_hints
from minimax_tui.ui.screens.pick import is_short


class PastedText(ModalScreen[str | None]):
    """Gives the text as it is when closed, or None where it was only read."""

    DEFAULT_CSS = """
    PastedText {
        align: center middle;
        background: $background 40%;
        & > #dialog { width: 92%; height: 86%; padding: 1 2; background: $panel; }
        &.-short > #dialog { width: 100%; height: 100%; padding: 0; }
        & #title { height: 1; padding: 0 1; color: $accent; text-style: bold; margin-bottom: 1; }
        & TextArea {
            height: 1fr; border: none; padding: 0 1; background: $surface;
            &:focus { border: none; background-tint: transparent 0%; }
        }
        & #keys { padding: 0 1; }
        &.-short #title { margin-bottom: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False, priority=True),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._shown = visible(text)

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(
                tr("Pasted text · {n} characters", n=f"{len(self._text):,}"),
                id="title",
                markup=False,
            )
            area = TextArea(self._shown, soft_wrap=True, compact=True)
            area.cursor_blink = False
            yield area
            hints = key_hints(("esc", tr("keep changes and close")))
            yield KeyLine(hints)

    def on_resize(self) -> None:
        """Takes the whole of a low window."""
        self.set_class(is_short(self.app.size.height), "-short")

    def action_close(self) -> None:
        """Closes; an unchanged text stays exactly as it was pasted."""
        text = self.query_one(TextArea).text
        self.dismiss(None if text == self._shown else text)
