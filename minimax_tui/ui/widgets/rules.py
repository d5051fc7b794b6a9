"""The lines that part the screen: titles above the panes, a rule below them."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from minimax_tui.domain.widths import cell_width, truncate


class PaneRule(Static):
    """One line across the screen: `── Conversation ────┬── Thinking ───`.

    The title of the pane with the focus is in the accent and bold.
    """

    DEFAULT_CSS = """
    PaneRule { height: 1; width: 1fr; color: $rule; pointer: pointer; }
    """

    class Clicked(Message):
        """A pane's title was clicked; `pane` is 0 for the left one, 1 for the right one."""

        def __init__(self, pane: int) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, markup=False)
        self._titles: tuple[str, ...] = ()
        self._split: int | None = None
        self._junction = ""
        self._active = -1

    def show(
        self, titles: tuple[str, ...], split: int | None, junction: str, active: int = -1
    ) -> None:
        """Draws the rule.

        Args:
            titles: Of the panes, from left to right; safe text.
            split: Column of the border between two panes, None for none.
            junction: The character drawn there.
            active: Which title has the focus, -1 for none.
        """
        shown = (titles, split, junction, active)
        if shown != (self._titles, self._split, self._junction, self._active):
            self._titles, self._split, self._junction, self._active = shown
            self.refresh()

    def render(self) -> Content:
        width = self.size.width
        starts = (0,) if self._split is None else (0, self._split + 1)
        ends = (width,) if self._split is None else (self._split, width)
        parts: list[tuple[str, str]] = []
        for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
            if number:
                parts.append((self._junction, "$rule"))
            title = self._titles[number] if number < len(self._titles) else ""
            title = truncate(title, max(0, end - start - 5))
            used = 0
            if title:
                style = "bold $accent" if number == self._active else "$text-muted"
                # The title stands above the pane's text.
                parts += [("── ", "$rule"), (title, style), (" ", "$rule")]
                used = cell_width(title) + 4
            parts.append(("─" * max(0, end - start - used), "$rule"))
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Tells which pane's title was clicked."""
        right = self._split is not None and event.x > self._split
        self.post_message(self.Clicked(int(right)))
