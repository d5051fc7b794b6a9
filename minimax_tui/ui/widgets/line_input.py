"""A field of one line, as dialogs have it: no frame, no blinking, the cursor in sight."""

from __future__ import annotations

from textual import on
from textual.geometry import Region
from textual.widgets import Input

from minimax_tui.domain.widths import cell_width


class LineInput(Input):
    """A field whose cursor can be seen, whatever is pasted into it."""

    DEFAULT_CSS = """
    LineInput {
        border: none; height: 1; padding: 0 1; background: $surface; color: $foreground;
        &:focus { border: none; background-tint: transparent 0%; }
    }
    """

    def __init__(
        self, value: str = "", *, placeholder: str = "", password: bool = False, id_: str = ""
    ) -> None:
        """
        Args:
            value: What stands in it at first.
            placeholder: What it says while it is empty.
            password: Whether dots are shown for what is typed.
            id_: The widget's id.
        """
        super().__init__(value, placeholder=placeholder, password=password, id=id_ or None)
        self.cursor_blink = False

    def show_cursor(self) -> None:
        """Scrolls to the cursor."""
        before = cell_width(self.value[: self.cursor_position])
        if self.password:
            before = self.cursor_position
        self.scroll_to_region(Region(before, 0, width=1, height=1), force=True, animate=False)

    @on(Input.Changed)
    def _keep_cursor_in_sight(self) -> None:
        # Textual 8.2.8 does not scroll to the cursor when the first value comes.
        self.show_cursor()
