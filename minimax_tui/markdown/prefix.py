"""What is drawn before the lines of a block: quote bars, bullets, numbers, hanging indents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.markdown.lines import Span
from minimax_tui.markdown.segment import Container

BAR = "▎ "
_MARKER_STYLE = {"bullet": "list.marker", "ordered": "list.marker", "footnote": "footnote"}


class Prefix(NamedTuple):
    """The spans before the first line and those before the others; `cells` wide both."""

    first: tuple[Span, ...]
    rest: tuple[Span, ...]
    cells: int


NONE = Prefix((), (), 0)


def prefix(
    containers: Sequence[Container], fresh: int, width: int, task: tuple[str, str] | None = None
) -> Prefix:
    """The prefix in these containers, of which those from `fresh` on begin here.

    In a narrow window the outer containers are left out, so that half of `width` is left for text.
    `task` is the box (and its style) that replaces the last bullet or follows the last number.
    """
    if not containers:
        return NONE
    room = max(0, width // 2)
    first: list[Span] = []
    rest: list[Span] = []
    cells = 0
    for depth in range(len(containers) - 1, -1, -1):
        container = containers[depth]
        if container.kind == "quote":
            marker, style = BAR, "quote.bar"
            hanging = Span(BAR, style)
        else:
            marker, style = (
                visible(truncate(container.marker, 24)) + " ",
                _MARKER_STYLE[container.kind],
            )
            if task is not None and depth == len(containers) - 1:
                if container.kind == "bullet":
                    marker, style = task[0] + " ", task[1]
                else:
                    marker += task[0] + " "
            hanging = Span(" " * cell_width(marker), "text")
        size = cell_width(marker)
        if cells + size > room:
            break
        cells += size
        rest.append(hanging)
        shown = container.kind == "quote" or depth >= fresh
        first.append(Span(marker, style) if shown else hanging)
    return Prefix(tuple(reversed(first)), tuple(reversed(rest)), cells)
