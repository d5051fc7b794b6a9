"""The line above the composer that says which prompts wait."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.keymap import key_hint

_ALL_HINTS_FROM = 60
"""Cells from which all keys are named."""
_AGAIN_FROM = 45
"""Cells from which the key that asks again is named."""
_PROMPT_FROM = 4
"""Cells in which the beginning of a prompt still says something."""
_LONG_FROM = 100
"""Cells from which it is said in full for what a queue that stands waits."""


class QueueLine(Static):
    """One line, not there where nothing waits."""

    DEFAULT_CSS = """
    QueueLine {
        height: 1;
        padding: 0 2 0 3;
        color: $text-muted;
        display: none;
        &:hover { color: $foreground; }
    }
    """

    class Clicked(Message):
        """The line was clicked."""

    def __init__(self) -> None:
        super().__init__("", id="queue", markup=False)
        self._waiting: list[str] = []
        self._stands = False

    def show(self, waiting: list[str], *, stands: bool) -> None:
        """Says what waits.

        Args:
            waiting: The texts of the prompts, the next one first; foreign text.
            stands: Whether no turn runs, so that none of them is sent by itself.
        """
        self._waiting = waiting
        self._stands = stands
        self.display = bool(waiting)
        if waiting:
            self.update(self._content(self.app.size.width - 5))

    def _content(self, cells: int) -> Content:
        said = self._said(cells)
        again = [(key_hint("turn.again"), tr("tries again"))] if self._stands else []
        hints = [("↑", tr("edits"))]
        if cells >= _ALL_HINTS_FROM:
            hints += [*again, ("esc", tr("takes back"))]
        elif cells >= _AGAIN_FROM and again:
            hints = again
        keys = Content.assemble(
            *(part for key, what in hints for part in ((f"  {key}", "bold"), f" {what}"))
        )
        head = f"↳ {said} "
        room = cells - cell_width(head) - cell_width(keys.plain)
        prompt = truncate(one_line(self._waiting[0]), room) if room >= _PROMPT_FROM else ""
        return Content.assemble(head, prompt, keys)

    def _said(self, cells: int) -> str:
        count = len(self._waiting)
        if not self._stands:
            return trn("{count} prompt waits:", "{count} prompts wait:", count)
        if cells < _LONG_FROM:
            return trn("{count} prompt is on hold:", "{count} prompts are on hold:", count)
        return trn(
            "{count} prompt waits for an answer that succeeds:",
            "{count} prompts wait for an answer that succeeds:",
            count,
        )

    def on_resize(self) -> None:
        """Fits the text to the new width."""
        self.show(self._waiting, stands=self._stands)

    def on_click(self) -> None:
        """Asks for the list."""
        self.post_message(self.Clicked())
