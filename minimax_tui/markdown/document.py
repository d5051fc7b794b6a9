"""A Markdown text that grows at its end, cut into segments as it grows."""

from __future__ import annotations

import re

from minimax_tui.markdown.segment import Segment
from minimax_tui.markdown.splitter import PIECE, TEXT_PIECE, Splitter

# As CommonMark has it; a carriage return at the very end may be the first half of CR LF.
_LINE_END = re.compile(r"\r\n|\n|\r(?=.)", re.DOTALL)

__all__ = ["Document", "Segment"]


class Document:
    """An append-only Markdown text.

    Complete lines go into the splitter once and for good. The unfinished last line is put in only
    when somebody looks at `segments`, and taken out again when text comes: so a character costs
    the same whatever came before it, and the outcome does not depend on how the text was cut.
    """

    def __init__(self, text: str = "", *, final: bool = True, mathematics: bool = True) -> None:
        """Take `text`; with `final` it is the whole text (unless empty), else more may come.

        Without `mathematics` dollar signs and backslashed brackets mean what CommonMark says.
        """
        self._parts: list[str] = []
        self._length = 0
        self._splitter = Splitter(mathematics)
        self._tail = ""
        self._tail_start = 0
        self._within_line = False  # the tail goes on with a line whose beginning is in already
        self._text_line = False  # its line is part of a paragraph, whatever follows
        self._next_look = TEXT_PIECE  # how long the tail must be to see whether it is
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
            tail = self._tail.rstrip("\r")
            self._splitter.preview(tail, self._tail_start, rest=self._within_line)
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
        text = self._tail + text
        if "\n" in text or "\r" in text:
            start = 0
            for match in _LINE_END.finditer(text):
                self._end_line(text[start : match.start()])
                self._tail_start += match.end() - match.start()
                start = match.end()
            text = text[start:]
        self._tail = self._pieces(text)
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
            splitter.feed(self._tail.rstrip("\r"), self._tail_start, rest=self._within_line)
            self._tail = ""
        self._stale = False
        splitter.finish()
        return splitter.first_changed()

    def _end_line(self, line: str) -> None:
        """Put in a line, or the rest of one, to its end."""
        while len(line) > PIECE:
            line = self._piece(line, PIECE)
        self._splitter.feed(line, self._tail_start, rest=self._within_line)
        self._splitter.end_line()
        self._tail_start += len(line)
        self._within_line = False
        self._text_line = False
        self._next_look = TEXT_PIECE

    def _pieces(self, tail: str) -> str:
        """Put in what is sure of an unfinished line; returns what is left."""
        if len(tail) > self._next_look and not self._within_line:
            self._text_line = self._splitter.is_text(tail[:PIECE], self._tail_start)
            self._next_look = 2 * len(tail)
        while len(tail) > PIECE:
            tail = self._piece(tail, PIECE)
            self._text_line = self._splitter.rest_is_text()
        if self._text_line and len(tail) > TEXT_PIECE:
            tail = self._piece(tail, len(tail) - tail.endswith("\r"))
        return tail

    def _piece(self, line: str, size: int) -> str:
        self._splitter.feed(line[:size], self._tail_start, rest=self._within_line)
        self._within_line = True
        self._tail_start += size
        return line[size:]
