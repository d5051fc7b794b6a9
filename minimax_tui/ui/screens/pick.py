"""A dialog to pick one row of a list: filters as one types, by keyboard and by mouse."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Generic, NamedTuple, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

Value = TypeVar("Value")

_OTHER_LINES = 15
"""Lines of a dialog that are not its list: title, input, head, what is said, keys, margins."""


class Row(NamedTuple, Generic[Value]):
    """One row: what is drawn, and what it stands for."""

    content: Content
    value: Value


class PickScreen(ModalScreen[Value | None], Generic[Value]):
    """Shows rows below an input. Enter or a click picks, esc closes with None."""

    DEFAULT_CSS = """
    PickScreen {
        align: center top;
        background: $background 40%;
        & > #dialog {
            width: 92;
            max-width: 96%;
            height: auto;
            max-height: 100%;
            margin-top: 1;
            padding: 1 0 0 0;
            background: $panel;
        }
        & #title { height: 1; padding: 0 2; color: $accent; text-style: bold; }
        & Input {
            border: none;
            height: 1;
            margin: 1 2 0 2;
            padding: 0 1;
            background: $surface;
            color: $foreground;
            &:focus { border: none; background-tint: transparent 0%; }
        }
        & #head { height: auto; padding: 1 2 0 2; color: $text-muted; }
        & OptionList {
            border: none;
            height: auto;
            max-height: 100%;
            padding: 0 1;
            background: $panel;
            scrollbar-size-vertical: 1;
            &:focus { border: none; background-tint: transparent 0%; }
            & > .option-list--option { padding: 0 1; }
            & > .option-list--option-highlighted {
                background: $block-cursor-background;
                color: $block-cursor-foreground;
                text-style: bold;
            }
        }
        & #list { height: auto; }
        & #about { height: auto; padding: 1 2 0 2; color: $text-muted; }
        & #keys { height: auto; padding: 1 2; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False, priority=True),
        Binding("down,ctrl+n", "move(1)", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(8)", show=False, priority=True),
        Binding("pageup", "move(-8)", show=False, priority=True),
        Binding("ctrl+c", "close", show=False, priority=True),
    ]
    AUTO_FOCUS = "Input"

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Row[Value]] = []

    # --- what a dialog gives ---

    @abstractmethod
    def title_text(self) -> str:
        """The dialog's title."""

    @abstractmethod
    def placeholder(self) -> str:
        """What the empty input says."""

    @abstractmethod
    def rows(self, typed: str) -> list[Row[Value]]:
        """The rows for what is typed, best first."""

    def head(self) -> Content | None:
        """A line above the rows."""
        return None

    def about(self, value: Value | None) -> Content | None:
        """What is said below the rows of the highlighted one."""
        del value
        return None

    @abstractmethod
    def keys(self) -> Content:
        """The keys, below all."""

    def start_at(self, rows: list[Row[Value]]) -> int:
        """Which row is highlighted at first."""
        del rows
        return 0

    # --- the dialog ---

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(self.title_text(), id="title", markup=False)
            yield Input(placeholder=self.placeholder())
            head = self.head()
            if head is not None:
                yield Static(head, id="head", markup=False)
            with Vertical(id="list"):
                options = OptionList(markup=False, compact=True)
                options.can_focus = False  # the input keeps the focus; up and down reach the list
                yield options
            yield Static("", id="about", markup=False)
            yield Static(self.keys(), id="keys", markup=False)

    def on_mount(self) -> None:
        """Fills the list and goes to the row that is in force."""
        self.query_one(Input).cursor_blink = False
        self.refill("")
        options = self.query_one(OptionList)
        if self._rows:
            options.highlighted = self.start_at(self._rows)

    def on_resize(self) -> None:
        """Leaves the list what the dialog's other lines do not need."""
        self.query_one("#list").styles.max_height = max(3, self.app.size.height - _OTHER_LINES)

    def refill(self, typed: str) -> None:
        """Shows the rows for what is typed."""
        self._rows = self.rows(typed)
        options = self.query_one(OptionList)
        options.set_options([Option(row.content) for row in self._rows])
        options.highlighted = 0 if self._rows else None
        if not self._rows:
            self._show_about(None)

    @property
    def highlighted(self) -> Value | None:
        """The value of the highlighted row."""
        at = self.query_one(OptionList).highlighted
        return self._rows[at].value if at is not None and at < len(self._rows) else None

    def _show_about(self, value: Value | None) -> None:
        said = self.about(value)
        about = self.query_one("#about", Static)
        about.display = said is not None
        if said is not None:
            about.update(said)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.refill(event.value)

    @on(Input.Submitted)
    def _entered(self) -> None:
        value = self.highlighted
        if value is not None:
            self.dismiss(value)

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self._show_about(self.highlighted)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._rows[event.option_index].value)

    def action_move(self, rows: int) -> None:
        """Moves the highlight; a page stops at the ends, a step goes round."""
        if not self._rows:
            return
        options = self.query_one(OptionList)
        at = options.highlighted or 0
        last = len(self._rows) - 1
        options.highlighted = (
            (at + rows) % (last + 1) if abs(rows) == 1 else max(0, min(last, at + rows))
        )

    def action_close(self) -> None:
        """Closes without a choice."""
        self.dismiss(None)


def matches(typed: str, *texts: str) -> bool:
    """Whether every word typed occurs in one of the texts, in any letter case."""
    joined = " ".join(texts).lower()
    return all(word in joined for word in typed.lower().split())


def key_hints(*hints: tuple[str, str]) -> Content:
    """`enter choose · esc close`, the key first."""
    parts: list[tuple[str, str]] = []
    for number, (key, what) in enumerate(hints):
        if number:
            parts.append(("   ", ""))
        parts += [(key, "bold $foreground"), (f" {what}", "$text-muted")]
    return Content.assemble(*parts)
