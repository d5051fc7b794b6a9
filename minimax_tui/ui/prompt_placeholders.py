"""Asks for what a saved prompt leaves open: one field for each of its placeholders."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from minimax_tui.domain.foreign import one_line, visible
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.saved_prompts import SavedPrompt
from minimax_tui.domain.widths import truncate
from minimax_tui.ui.screens.key_line import KeyLine, key_hints
from minimax_tui.ui.screens.pick import dialog_cells, is_short

_CELLS = 84
_PREVIEW_LINES = 4


class _Field(TextArea):
    """One value; enter goes on, ctrl+j and a paste make more lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+j,shift+enter,alt+enter", "newline", show=False, priority=True),
    ]

    def __init__(self, value: str, name: str) -> None:
        super().__init__(
            value, soft_wrap=True, tab_behavior="focus", compact=True, highlight_cursor_line=False
        )
        self.cursor_blink = False
        self.asked = name

    def action_newline(self) -> None:
        """Breaks the line."""
        self.insert("\n")


class PlaceholderDialog(ModalScreen[dict[str, str] | None]):
    """Gives the value of each placeholder by its name, None where the prompt is not used.

    Args:
        prompt: The prompt; it has placeholders.
        given: What was typed behind the prompt's name: for the first field without a default, else
            for the first one.
    """

    DEFAULT_CSS = """
    PlaceholderDialog {
        align: center top;
        background: $background 40%;
        & > #dialog {
            height: auto; max-height: 100%; margin-top: 1; padding: 1 0; background: $panel;
        }
        & #title { height: 1; padding: 0 2; color: $accent; text-style: bold; }
        & #about { height: auto; margin-top: 1; padding: 0 2; color: $text-muted; }
        & #fields { height: auto; max-height: 60vh; margin-top: 1; scrollbar-size-vertical: 1; }
        & .label { height: 1; padding: 0 2; }
        & TextArea {
            height: auto; max-height: 6; border: none; margin: 0 2 1 2; padding: 0 1;
            background: $surface; color: $foreground;
            &:focus { border: none; background-tint: transparent 0%; }
        }
        & #keys { margin-top: 0; }
        &.-short {
            & > #dialog { margin-top: 0; padding: 0; }
            & #about { display: none; }
            & #fields { margin-top: 0; }
            & TextArea { margin: 0 2; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "close", show=False, priority=True),
        Binding("enter", "next", show=False, priority=True),
    ]
    AUTO_FOCUS = "TextArea"

    def __init__(self, prompt: SavedPrompt, given: str = "") -> None:
        super().__init__()
        self._prompt = prompt
        asked = prompt.placeholders
        if given:
            at = next((n for n, one in enumerate(asked) if not one.default), 0)
            asked[at] = asked[at]._replace(default=given)
        self._asked = asked

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(one_line(self._prompt.name, 60), id="title", markup=False)
            yield Static("", id="about", markup=False)
            with VerticalScroll(id="fields", can_focus=False):
                for name, value in self._asked:
                    yield Static(one_line(name), classes="label", markup=False)
                    yield _Field(visible(value), name)
            yield KeyLine(self._keys())

    def _keys(self) -> Content:
        last = len(self._asked) == 1
        return key_hints(
            ("enter", tr("use it") if last else tr("next, then use")),
            *(() if last else (("tab", tr("other field")),)),
            ("ctrl+j", tr("new line")),
            ("esc", tr("leave it")),
        )

    def on_mount(self) -> None:
        """Puts each cursor behind its default."""
        for field in self.query(_Field):
            field.move_cursor(field.document.end)

    def on_resize(self) -> None:
        """Fits the window."""
        width, height = self.app.size
        self.set_class(is_short(height), "-short")
        cells = dialog_cells(width, _CELLS)
        self.query_one("#dialog").styles.width = cells
        lines = visible(self._prompt.text[:2_000]).expandtabs(4).split("\n")
        shown = [truncate(line, cells - 4) for line in lines[:_PREVIEW_LINES]]
        if len(lines) > _PREVIEW_LINES:
            shown[-1] = "…"
        self.query_one("#about", Static).update("\n".join(shown))

    def action_next(self) -> None:
        """Goes to the next field; behind the last one the prompt is used."""
        fields = list(self.query(_Field))
        focused = self.focused
        at = fields.index(focused) if isinstance(focused, _Field) else -1
        if at + 1 < len(fields):
            fields[at + 1].focus()
        else:
            self.dismiss({field.asked: field.text for field in fields})

    def action_close(self) -> None:
        """Leaves the prompt unused."""
        self.dismiss(None)
