"""A list of rows in a dialog."""

from __future__ import annotations

from textual.widgets import OptionList
from textual.widgets.option_list import Option


class RowOptions(OptionList):
    """Without a frame, in the dialog's colours, as high as its rows; their text is no markup."""

    DEFAULT_CSS = """
    RowOptions {
        border: none; height: auto; padding: 0; background: $panel; scrollbar-size-vertical: 1;
        &:focus { border: none; background-tint: transparent 0%; }
        & > .option-list--option-hover { background: $surface; }
        & > .option-list--option-highlighted {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: bold;
        }
    }
    """

    def __init__(self, *rows: Option) -> None:
        """
        Args:
            rows: What it shows at first.
        """
        super().__init__(*rows, markup=False, compact=True)
