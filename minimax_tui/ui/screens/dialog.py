"""What dialogs have in common: a title, the keys below, most a line to write in; esc closes."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from minimax_tui.ui import keymap

Result = TypeVar("Result")


class DialogFrame(ModalScreen[Result], Generic[Result]):
    """A dialog over the chat: `#dialog`, in it `#title` above all and a `KeyLine` below all."""

    DEFAULT_CSS = """
    DialogFrame {
        align: center top;
        background: $background 40%;
        & > #dialog { height: auto; margin-top: 1; padding: 1 0; background: $panel; }
        & #title { height: 1; padding: 0 2; color: $accent; text-style: bold; }
        &.-short > #dialog { margin-top: 0; padding: 0; }
    }
    """


class Dialog(DialogFrame[Result | None], Generic[Result]):
    """One with a `LineInput` to write in; closes with None."""

    DEFAULT_CSS = """
    Dialog {
        & Input { margin: 1 2; }
        &.-short Input { margin: 0 2; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "close", show=False, priority=True)
    ]
    AUTO_FOCUS = "Input"
    OPENED_BY: ClassVar[str] = ""
    """Id of the command that opens it: its key closes it too."""

    def __init__(self) -> None:
        super().__init__()
        keymap.close_by(self, self.OPENED_BY)

    def action_close(self) -> None:
        """Closes without a result."""
        self.dismiss(None)
