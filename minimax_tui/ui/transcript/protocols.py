"""What the transcript asks of others. For type checkers only: importing it at run time costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.style import Style


class SegmentLike(Protocol):
    """What the layout asks of a segment; Markdown's segments and plain ones have it."""

    @property
    def kind(self) -> str:
        """What it is: paragraph, code …"""
        ...

    @property
    def start(self) -> int:
        """First character in the cell's source."""
        ...

    @property
    def end(self) -> int:
        """One past its last character."""
        ...

    @property
    def gap(self) -> bool:
        """Whether a blank line goes above it."""
        ...

    @property
    def open(self) -> bool:
        """Whether text may still be added."""
        ...

    @property
    def joined(self) -> bool:
        """Whether it goes on in the middle of the line before."""
        ...

    @property
    def revision(self) -> int:
        """Grows whenever it would be drawn differently."""
        ...

    def estimate_height(self, width: int) -> int:
        """About how many lines it takes, found without drawing."""
        ...


class Palette(Protocol):
    """Where styles come from: `ui.theme_styles` has one for each theme."""

    def style(self, names: str) -> Style:
        """The style of names separated by single spaces, the later ones on top."""
        ...
