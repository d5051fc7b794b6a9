"""The line above the composer that says which earlier prompt is being edited."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import cell_width, truncate


class EditingLine(Static):
    """One line, not there while nothing earlier is edited; a click leaves the prompt as it is."""

    DEFAULT_CSS = """
    EditingLine {
        height: 1;
        padding: 0 2 0 3;
        color: $text-muted;
        display: none;
        pointer: pointer;
        &:hover { color: $foreground; }
    }
    """

    class Clicked(Message):
        """The line was clicked."""

    def __init__(self) -> None:
        super().__init__("", id="editing", markup=False)
        self._said: str | None = None

    def show(self, said: str | None) -> None:
        """Says what is edited, in safe text; None for nothing."""
        self._said = said
        self.display = said is not None
        if said is not None:
            hint = tr("leaves it as it is")
            room = max(4, self.app.size.width - 5 - cell_width(f" · esc {hint}"))
            self.update(
                Content.assemble(
                    (truncate(f"↳ {said}", room), "$accent"),
                    " · ",
                    ("esc", "bold $foreground"),
                    f" {hint}",
                )
            )

    def on_resize(self) -> None:
        """Fits the text to the new width."""
        self.show(self._said)

    def on_click(self) -> None:
        """Asks to leave the prompt as it is."""
        self.post_message(self.Clicked())
