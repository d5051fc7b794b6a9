"""What the dialog that takes a key is made of: the regions, the key's field, words to press."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from minimax_tui.domain.accounts import REGIONS, Region
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import cell_width
from minimax_tui.ui.widgets.line_input import LineInput

NARROW_UNDER = 64
"""Cells below which a line says less."""


class RegionList(Static, can_focus=True):
    """The regions, and any other address, one line each; up and down choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False),
        Binding("up", "step(-1)", show=False),
        Binding("enter", "app.focus_next", show=False),
    ]

    class Changed(Message):
        """Another one was chosen."""

    def __init__(self, chosen: Region | None) -> None:
        super().__init__(id="regions", markup=False)
        self._at = len(REGIONS) if chosen is None else REGIONS.index(chosen)

    @property
    def chosen(self) -> Region | None:
        """The region chosen, None for another address."""
        return REGIONS[self._at] if self._at < len(REGIONS) else None

    def choose(self, region: Region) -> None:
        """Chooses a region."""
        self._go(REGIONS.index(region))

    def render(self) -> Content:
        lines = []
        wide = self.size.width >= NARROW_UNDER
        names = [region.title for region in REGIONS]
        cells = max(map(cell_width, names)) + 2
        for number, region in enumerate(REGIONS):
            name = names[number] + " " * (cells - cell_width(names[number]))
            about = f"{region.host:<18}" if wide else region.host
            if wide:
                about += tr("keys from {platform}", platform=region.platform)
            lines.append(self._line(number, name, about))
        lines.append(self._line(len(REGIONS), tr("Another address"), ""))
        return Content("\n").join(lines)

    def _line(self, number: int, name: str, about: str) -> Content:
        chosen = number == self._at
        here = chosen and self.has_focus
        return Content.assemble(
            ("▸ " if here else "  ", "$accent"),
            ("● " if chosen else "○ ", "$accent" if chosen else "$text-muted"),
            (name, "bold $accent" if here else "bold $foreground" if chosen else "$foreground"),
            (about, "$text-muted"),
        )

    def action_step(self, step: int) -> None:
        """Chooses the next one; beyond the ends lies another field."""
        if 0 <= self._at + step <= len(REGIONS):
            self._go(self._at + step)
        elif step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def _go(self, number: int) -> None:
        if number != self._at:
            self._at = number
            self.refresh()
            self.post_message(self.Changed())

    def on_click(self, event: events.Click) -> None:
        """Chooses the line that was clicked."""
        if 0 <= event.y <= len(REGIONS):
            self._go(event.y)

    def on_paste(self, event: events.Paste) -> None:
        """A key that is pasted here belongs into its field."""
        event.stop()
        self.screen.query_one(KeyInput).take(event.text)


class KeyInput(LineInput):
    """Takes a key, shows dots, and gives it to nobody's clipboard."""

    def __init__(self) -> None:
        super().__init__(
            placeholder=tr("paste your key; it is not shown"), password=True, id_="key"
        )

    def take(self, text: str) -> None:
        """Takes a pasted key; one that a terminal broke into lines is put together again."""
        self.replace("".join(text.split()), *self.selection)
        self.focus()

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.take(event.text)

    def action_copy(self) -> None:
        """Copies nothing."""

    def action_cut(self) -> None:
        """Cuts nothing."""


class Button(Static, can_focus=True):
    """A word to press: by enter, space or a click."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "press", show=False),
        Binding("right", "app.focus_next", show=False),
        Binding("left", "app.focus_previous", show=False),
    ]

    class Pressed(Message):
        """`what` is the button's name."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def __init__(self, what: str, words: str) -> None:
        super().__init__(id=f"do-{what}", markup=False)
        self._what = what
        self._words = words

    def render(self) -> Content:
        mark = "▸" if self.has_focus else " "
        return Content(f"{mark}{self._words} ")

    def action_press(self) -> None:
        """Does it."""
        self.post_message(self.Pressed(self._what))

    def on_click(self) -> None:
        """Does it."""
        self.action_press()
