"""What a transcript is made of: the cell, and the two kinds that hold Markdown.

A cell is a list of segments with a way to draw each. Every kind but `MarkdownCell` is a value: to
change one, give the view another cell with the same id (`TranscriptView.update_cell`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from minimax_tui.markdown.lines import Line, Span

if TYPE_CHECKING:
    from minimax_tui.markdown.document import Document, Segment
    from minimax_tui.ui.transcript.protocols import SegmentLike


class Cell:
    """One thing in a transcript.

    Attributes:
        id: Its name, unique in a view.
        message_id: The message that it belongs to, "" for none; alt+up/down and copying go by it.
        kind: What it is.
        stop: Whether the cursor stops at it.
        chrome: It is about the conversation rather than of it: a selection over several cells
            leaves it out.
        fill: Style of the background over the view's full width, "" for none.
        base: Style that takes the place of `text`.
    """

    kind = "cell"
    stop = False
    chrome = False
    fill = ""
    base = "text"

    def __init__(self, id: str, *, message_id: str = "") -> None:  # noqa: A002
        self.id = id
        self.message_id = message_id

    @property
    def source(self) -> str:
        """The text that source offsets count in."""
        return ""

    @property
    def mark(self) -> tuple[str, str]:
        """What stands in the gutter of the first line (at most 2 cells), and its style."""
        return "", ""

    def segments(self, width: int) -> Sequence[SegmentLike]:
        """Its segments; a kind whose segments depend on the width makes them for `width` cells."""
        raise NotImplementedError

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """The lines of one of its segments, each of at most `width` cells."""
        raise NotImplementedError

    def release(self) -> bool:
        """Gives up what can be made again from its text; False where that has to stay."""
        return True

    def estimate(self, width: int) -> int:
        """About how many lines the cell takes, found without reading it closely."""
        return sum(segment.estimate_height(width) + segment.gap for segment in self.segments(width))

    def part_at(self, segment: SegmentLike, line: int) -> str:
        """What a click on a line activates; "" for nothing."""
        del segment, line
        return ""

    def part_at_column(self, segment: SegmentLike, line: int, column: int) -> str:
        """What a click on a cell of a line activates; the same all over it unless said."""
        del column
        return self.part_at(segment, line)

    @property
    def part(self) -> str:
        """What enter activates; "" for nothing."""
        return ""

    def copy_text(self) -> str:
        """What copying the whole cell gives."""
        return self.source

    def toggled(self) -> Cell | None:
        """The cell folded if it is unfolded, and the other way round; None if it cannot fold."""
        return None


class MarkdownCell(Cell):
    """An answer's text. It grows by `append`; a finished one is not parsed before it is seen."""

    kind = "text"
    stop = True

    def __init__(
        self,
        id: str,  # noqa: A002
        text: str | Callable[[], str] = "",
        *,
        message_id: str = "",
        streaming: bool = False,
        size_hint: int = 0,
    ) -> None:
        """Makes a cell.

        Args:
            id: Its name.
            text: The Markdown, or a function that reads it when the cell comes into view.
            message_id: The message it belongs to.
            streaming: More may be appended, until `close`.
            size_hint: About how many characters it has, where `text` is a function.
        """
        super().__init__(id, message_id=message_id)
        self._text = text
        self._document: Document | None = None
        self._streaming = streaming
        self._size: tuple[int, int] | None = None if isinstance(text, str) else (size_hint, 0)

    def _parsed(self) -> Document:
        if self._document is None:
            from minimax_tui.markdown.document import Document

            text = self._text if isinstance(self._text, str) else self._text()
            self._document = Document(text, final=not self._streaming)
            self._text = ""
        return self._document

    @property
    def source(self) -> str:
        """The Markdown."""
        if self._document is None and isinstance(self._text, str):
            return self._text
        return self._parsed().source

    @property
    def streaming(self) -> bool:
        """Whether more may be appended."""
        return self._streaming

    def append(self, text: str) -> int:
        """Adds text at the end; returns the index of the first segment that may have changed.

        Raises:
            ValueError: the cell is closed.
        """
        return self._parsed().append(text)

    def close(self) -> int:
        """Says that the text is complete; returns what `append` returns."""
        self._streaming = False
        if self._document is None:
            return 0
        return self._document.close()

    def release(self) -> bool:
        """Keeps the text only; False while it streams."""
        if self._streaming:
            return False
        if self._document is not None:
            self._text, self._document = self._document.source, None
        return True

    def segments(self, width: int) -> Sequence[Segment]:
        """The Markdown's segments."""
        del width
        return self._parsed().segments

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """The segment's lines."""
        from minimax_tui.markdown.render import render

        return render(segment, width)  # type: ignore[arg-type]

    def estimate(self, width: int) -> int:
        """Rows by the number of characters and line ends; nothing is parsed."""
        if self._document is not None and len(self._document.segments) < 50:
            return super().estimate(width)
        if self._size is None or self._document is not None:
            text = self.source
            size = len(text)
            if not text.isascii():
                size += (len(text.encode("utf-8", "surrogatepass")) - size) // 2
            self._size = size, text.count("\n")
            if self._streaming:
                found, self._size = self._size, None
                return self._rows(found, width)
        return self._rows(self._size, width)

    @staticmethod
    def _rows(size: tuple[int, int], width: int) -> int:
        cells, line_ends = size
        return (1 if cells else 0) + line_ends + round(0.8 * cells / max(2, width))


class ThinkingCell(MarkdownCell):
    """Thinking, for the pane that shows it: the same Markdown, dimmer."""

    kind = "thinking"
    base = "thinking"


class GapCell(Cell):
    """Stands for cells that are not loaded; the view posts `GapReached` when it is seen."""

    kind = "gap"

    def __init__(self, id: str, lines: int) -> None:  # noqa: A002
        super().__init__(id)
        self.lines = max(1, lines)

    def segments(self, width: int) -> Sequence[SegmentLike]:
        """One segment, of blank lines."""
        del width
        return (_Blank(self.lines),)

    def render(self, segment: SegmentLike, width: int) -> list[Line]:
        """Blank lines, but for a mark on the first."""
        del segment, width
        return [Line((Span("…", "faint"),)), *[Line(())] * (self.lines - 1)]


class _Blank:
    __slots__ = ("lines",)
    kind = "blank"
    start = end = revision = 0
    gap = open = joined = False

    def __init__(self, lines: int) -> None:
        self.lines = lines

    def estimate_height(self, width: int) -> int:
        del width
        return self.lines
