"""A Markdown text that grows at its end, cut into segments as it grows."""

from __future__ import annotations

from minimax_tui.markdown.segment import Segment
from minimax_tui.markdown.splitter import PIECE, Splitter

__all__ = ["Document", "Segment"]


class Document:
    """An append-only Markdown text.

    Complete lines go into the splitter once and for good. The unfinished last line is put in only
    when somebody looks at `segments`, and taken out again when text comes: so a character costs
    the same whatever came before it, and the outcome does not depend on how the text was cut.
    """

    def __init__(self, text: str = "", *, final: bool = True) -> None:
        """Take `text`; with `final` it is the whole text (unless empty), else more may come."""
        self._parts: list[str] = []
        self._length = 0
        self._splitter = Splitter()
        self._tail = ""
        self._tail_start = 0
        self._within_line = False  # the tail goes on with a line whose beginning is in already
        self._stale = False  # the tail has text that the splitter was not shown
        self._closed = False
        if text:
            self.append(text)
        if final and text:
            self.close()

    @property
    def source(self) -> str:
        """The whole text so far."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    @property
    def closed(self) -> bool:
        """Whether the end of the text has been told."""
        return self._closed

    @property
    def segments(self) -> list[Segment]:
        """The segments in order; the same list each time, to be read only."""
        if self._stale:
            self._stale = False
            self._splitter.preview(self._tail, self._tail_start, rest=self._within_line)
        return self._splitter.segments

    def __len__(self) -> int:
        return self._length

    def append(self, text: str) -> int:
        """Add `text` at the end.

        Returns:
            The index of the first segment that is new or may be drawn differently.

        Raises:
            ValueError: the document is closed.
        """
        if self._closed:
            raise ValueError("the document is closed")
        splitter = self._splitter
        splitter.retract()
        if not text:
            self._stale = bool(self._tail)
            return splitter.first_changed()
        self._parts.append(text)
        self._length += len(text)
        if "\n" in text:
            *lines, self._tail = (self._tail + text).split("\n")
            for line in lines:
                rest = self._pieces(line)
                splitter.feed(rest.removesuffix("\r"), self._tail_start, rest=self._within_line)
                splitter.end_line()
                self._tail_start += len(rest) + 1
                self._within_line = False
        else:
            self._tail += text
        self._tail = self._pieces(self._tail)
        self._stale = bool(self._tail)
        return splitter.first_changed()

    def close(self) -> int:
        """The text is complete; returns what `append` returns. Closing again does nothing."""
        if self._closed:
            return len(self._splitter.segments)
        self._closed = True
        splitter = self._splitter
        splitter.retract()
        if self._tail:
            tail = self._tail.removesuffix("\r")
            splitter.feed(tail, self._tail_start, rest=self._within_line)
            self._tail = ""
        self._stale = False
        splitter.finish()
        return splitter.first_changed()

    def _pieces(self, line: str) -> str:
        """Put in all but the last `PIECE` characters of an overlong line; returns what is left."""
        while len(line) > PIECE:
            self._splitter.feed(line[:PIECE], self._tail_start, rest=self._within_line)
            self._within_line = True
            self._tail_start += PIECE
            line = line[PIECE:]
        return line
