"""Text that is no Markdown as lines: prompts, tool output, details; wrapped, with offsets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from minimax_tui.domain.foreign import visible
from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown.lines import Line, Span

Breaks: TypeAlias = Callable[[str, int], list[tuple[int, int, bool]]]
TAB_CELLS = 4
CHUNK_CHARACTERS = 4_000
"""Most characters of one segment, but for the rest of a word."""
CHUNK_LINES = 100


def wrap(text: str, width: int, style: str, start: int = 0) -> Iterator[Line]:
    """`text` as lines of at most `width` cells, broken at blanks or between wide characters.

    Args:
        text: Foreign text.
        width: Cells a line; at least 2 are assumed.
        style: Style names of every span.
        start: Offset of `text` in the source.
    """
    # Imported by the first text shown, not by the start of the program.
    from minimax_tui.markdown.wrap import breaks

    width = max(2, width)
    for row in text.split("\n"):
        shown = visible(row.removesuffix("\r"))
        yield from _wrap_row(shown, width, style, start, breaks)
        start += len(row) + 1


def _wrap_row(row: str, width: int, style: str, start: int, breaks: Breaks) -> Iterator[Line]:
    if "\t" in row:
        yield from _wrap_tabs(row, width, style, start, breaks)
    elif not row:
        yield Line(())
    else:
        for first, end, soft in breaks(row, width):
            span = Span(row[first:end], style, start + first, start + end)
            yield Line((span,) if end > first else (), soft)


def _wrap_tabs(row: str, width: int, style: str, start: int, breaks: Breaks) -> Iterator[Line]:
    shown: list[str] = []
    places: list[int] = []  # of each shown character in `row`, -1 - place for a tab's cells
    column = 0
    for place, part in _tab_parts(row):
        if part == "\t":
            cells = TAB_CELLS - column % TAB_CELLS
            shown.append(" " * cells)
            places += [-1 - place] * cells
            column += cells
        else:
            shown.append(part)
            places += range(place, place + len(part))
            column += cell_width(part)
    text = "".join(shown)
    for first, end, soft in breaks(text, width):
        spans: list[Span] = []
        at = first
        while at < end:
            place = places[at]
            until = at + 1
            step = 0 if place < 0 else 1
            while until < end and places[until] == place + step * (until - at):
                until += 1
            if place < 0:
                begin, stop = -1 - place, -place
            else:
                begin, stop = place, place + until - at
            spans.append(Span(text[at:until], style, start + begin, start + stop))
            at = until
        yield Line(tuple(spans), soft)


def _tab_parts(row: str) -> Iterator[tuple[int, str]]:
    at = 0
    for index, part in enumerate(row.split("\t")):
        if index:
            yield at, "\t"
            at += 1
        if part:
            yield at, part
            at += len(part)


class PlainSegment:
    """A stretch of plain text: a segment as the layout knows it. Frozen."""

    __slots__ = ("cells", "end", "gap", "joined", "kind", "rows", "start", "style", "text")

    open = False
    revision = 0

    def __init__(
        self,
        text: str,
        start: int = 0,
        *,
        style: str = "text",
        kind: str = "plain",
        gap: bool = False,
        joined: bool = False,
    ) -> None:
        self.text = text
        self.start = start
        self.end = start + len(text)
        self.style = style
        self.kind = kind
        self.gap = gap
        self.joined = joined
        """It goes on in the middle of a source line."""
        self.rows = text.count("\n") + 1

    def estimate_height(self, width: int) -> int:
        """About how many lines it takes at `width` cells."""
        size = len(self.text)
        if not self.text.isascii():
            size += (len(self.text.encode("utf-8", "surrogatepass")) - size) // 2
        return self.rows + max(0, size // max(2, width) - self.rows // 2)

    def render(self, width: int) -> list[Line]:
        """Its lines."""
        return list(wrap(self.text, width, self.style, self.start))


def chunks(text: str, *, style: str, kind: str = "plain") -> list[PlainSegment]:
    """`text` cut at line ends (within an endless line: anywhere) into segments of bounded size."""
    found: list[PlainSegment] = []
    at = 0
    size = len(text)
    joined = False
    while at < size:
        end = min(size, at + CHUNK_CHARACTERS)
        line_end = at
        for _ in range(CHUNK_LINES):
            following = text.find("\n", line_end, end)
            if following < 0:
                line_end = size if end == size else line_end
                break
            line_end = following + 1
        if line_end > at:
            whole = text[at:line_end]
            ends = whole.endswith("\n")
            found.append(
                PlainSegment(
                    whole[:-1] if ends else whole, at, style=style, kind=kind, joined=joined
                )
            )
            joined = False
            at = line_end
            if ends and at == size:
                found.append(PlainSegment("", at, style=style, kind=kind))
        else:
            found.append(PlainSegment(text[at:end], at, style=style, kind=kind, joined=joined))
            joined = True
            at = end
    return found or [PlainSegment("", 0, style=style, kind=kind)]
