"""Where a change goes: into the settings file, or into this session alone."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from minimax_tui.domain.i18n import tr

WHOLE_FROM_CELLS = 76
"""Windows from which on the switch says in words what it is for."""
BOTH_FROM_CELLS = 54
"""Windows from which on the place that is not in use is shown too."""


class ScopeSwitch(Static):
    """Shows both places, the one in use marked; a click changes it."""

    DEFAULT_CSS = """
    ScopeSwitch { width: auto; height: 1; pointer: pointer; }
    """

    class Clicked(Message):
        """Asks for the other place."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.session_only = False

    def show(self, *, session_only: bool) -> None:
        """Marks where changes go."""
        self.session_only = session_only
        self.refresh(layout=True)

    def render(self) -> Content:
        places = ((tr("every session"), False), (tr("this session"), True))
        room = self.app.size.width
        parts: list[tuple[str, str]] = []
        if room >= WHOLE_FROM_CELLS:
            parts.append((tr("changes hold for"), "$text-muted"))
        for words, session_only in places:
            chosen = session_only is self.session_only
            if not chosen and room < BOTH_FROM_CELLS:
                continue
            mark = "●" if chosen else "○"
            parts.append((f"  {mark} {words}", "bold $accent" if chosen else "$text-muted"))
        return Content.assemble(*parts, ("  tab", "bold $foreground"))

    def on_click(self, event: events.Click) -> None:
        """Asks for the other place."""
        event.stop()
        self.post_message(self.Clicked())
