"""The line of keys at the foot of a dialog: a click on a key's words presses it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple, TypeAlias

from textual import events
from textual.content import Content
from textual.style import Style
from textual.visual import VisualType
from textual.widgets import Static

from minimax_tui.domain.widths import cell_width
from minimax_tui.ui.key_names import parse_key

_PRESS = "press"
_GAP = "   "


class Hint(NamedTuple):
    """One key, and what it does."""

    key: str
    what: str
    press: str = ""
    """The key that a click presses, where `key` names several; "" for `key`, if it is one."""


AnyHint: TypeAlias = "Hint | tuple[str, str]"
"""A hint, or its key and what that does."""


def key_hints(*hints: AnyHint) -> Content:
    """`enter choose   esc close`, the key first; on a `KeyLine` each can be clicked."""
    return Content(_GAP).join(_words(Hint(*hint)) for hint in hints)


def fitting_hints(hints: Sequence[AnyHint], cells: int, at_least: int = 1) -> Content:
    """As many of `hints` as there is room for, the first ones and always the last one.

    Args:
        hints: The most useful first, but for the last one, which closes.
        cells: Width of the line.
        at_least: So many are shown even where they are cut.
    """
    fitting = list(hints)
    while len(fitting) > at_least and cell_width(key_hints(*fitting).plain) > cells:
        fitting.pop(-2)
    return key_hints(*fitting)


def _words(hint: Hint) -> Content:
    words = Content.assemble((hint.key, "bold $foreground"), (f" {hint.what}", "$text-muted"))
    key = pressed_key(hint)
    return words.stylize(Style.from_meta({_PRESS: key})) if key else words


def pressed_key(hint: Hint) -> str:
    """The key that a click on a hint presses, in Textual's words; "" for none."""
    written = hint.press or hint.key
    if not written.isascii():
        return ""  # arrows: the mouse has its own way
    try:
        return parse_key(written)
    except ValueError:
        return ""  # several, such as `page up/down`


class KeyLine(Static):
    """Shows what `key_hints` gives, so that the mouse reaches all that the keys do."""

    DEFAULT_CSS = """
    KeyLine {
        height: 1; margin-top: 1; padding: 0 2; color: $text-muted; pointer: pointer;
    }
    .-short KeyLine { margin-top: 0; }
    """
    SCOPED_CSS: ClassVar[bool] = False  # a short window is told by the screen's class

    def __init__(self, hints: VisualType = "") -> None:
        super().__init__(hints, id="keys", markup=False)

    def show(self, hints: Sequence[AnyHint], cells: int) -> None:
        """Shows as many hints as fit into so many cells, the last one always."""
        self.update(fitting_hints(hints, cells), layout=False)

    def on_click(self, event: events.Click) -> None:
        """Presses the key whose words are below the mouse."""
        event.stop()
        key = event.style.meta.get(_PRESS)
        if isinstance(key, str):
            self.app.simulate_key(key)
