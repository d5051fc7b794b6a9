"""Adds lines to blocks that may grow without end, and cuts these into parts.

Each cut depends only on the text before it, so it is the same however the text came.
"""

from __future__ import annotations

import re

from minimax_tui.domain.widths import cell_width
from minimax_tui.markdown import grammar, inline
from minimax_tui.markdown.builder import Builder
from minimax_tui.markdown.cutting import ParagraphCuts
from minimax_tui.markdown.segment import Segment, Table

MAX_CODE_LINES = 100
MAX_CODE_CHARACTERS = 8_000
MAX_TABLE_ROWS = 50
# A word that a column of a table should hold; longer ones (addresses) are broken anyway.
_MARKS = r"\s`*~\[\]()<>|"
_WORD = re.compile(rf"(?<![^{_MARKS}])[^{_MARKS}\x80-\U0010ffff]{{1,18}}(?![^{_MARKS}])")

_MAY_SHRINK = re.compile(r"[*_`~\[\]()<>$&!\\\\^|]|www|https?:")


class LongBlocks:
    """Puts lines into the segments of a builder; a full segment is followed by a part."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._cuts = ParagraphCuts()

    def add_code(
        self, segment: Segment, text: str, offset: int, line_start: int, *, joined: bool = False
    ) -> Segment:
        """Add a line (or with `joined` the rest of one) of code, HTML or mathematics.

        Returns:
            The segment that took it.
        """
        builder = self._builder
        full = len(segment.lines) >= MAX_CODE_LINES and not joined
        if full or (
            segment.lines
            # The first test is cheap and true early: it counts container marks too.
            and len(text) + segment.end - segment.offsets[0] > MAX_CODE_CHARACTERS
            and sum(map(len, segment.lines)) + len(text) > MAX_CODE_CHARACTERS
        ):
            segment = builder.part(segment, offset if joined else min(offset, line_start))
            segment.joined = joined
            joined = False
            if segment.code is not None:
                parts = segment.code.parts
                del parts[segment.part :]  # of a preview that was taken back
                parts.append(segment)
        if joined and segment.lines:
            segment.lines[-1] += text
            builder.extend(segment, offset + len(text))
        else:
            builder.add(segment, text, offset)
        return segment

    def add_row(self, segment: Segment, text: str, offset: int, line_start: int) -> Segment:
        """Add a row to a table; returns the segment that took it."""
        # The header counts as a line of the first part.
        if len(segment.lines) - (segment.part == 0) >= MAX_TABLE_ROWS:
            self._builder.note_mentions(segment)
            segment = self._builder.part(segment, line_start)
        self._builder.add(segment, text, offset)
        columns = len(segment.table.natural) if segment.table is not None else 0
        self.measure(segment, grammar.row_cells(text, offset, columns))
        return segment

    def measure(self, segment: Segment, cells: list[tuple[str, int]]) -> None:
        """Widen the columns of a table for these cells; its segments then look different."""
        table = segment.table
        if table is None:
            return
        if self._builder.previewing:
            self._measure_early(segment, table, cells)
            return
        grown = False
        natural = table.natural
        for column, (text, _) in enumerate(cells[: len(natural)]):
            width = inline.natural_width(text, segment.scope)
            if width > natural[column]:
                natural[column] = width
                grown = True
            word = max(map(len, _WORD.findall(text)), default=0)
            if word > table.words[column]:
                table.words[column] = word
                grown = True
        if grown:
            for index in range(table.first, segment.index + 1):
                self._builder.touch(self._builder.segments[index])

    def _measure_early(self, segment: Segment, table: Table, cells: list[tuple[str, int]]) -> None:
        """Widen the columns for a row that is still coming, so that its cells do not wrap first.

        Only for cells that can but grow: no markup in them can swallow what is there already.
        """
        if not segment.lines[-1].startswith("|"):
            return  # it may yet be no row
        grown = False
        for column, (text, _) in enumerate(cells[: len(table.natural)]):
            if text.isprintable() and not _MAY_SHRINK.search(text):
                width = cell_width(text)
                if width > table.natural[column]:
                    table.natural[column] = width
                    grown = True
        if grown:
            for index in range(table.first, segment.index + 1):
                self._builder.touch_for_good(self._builder.segments[index])

    def cut_paragraph(self, segment: Segment) -> Segment:
        """Cut an open paragraph while it is too long; returns its last part."""
        while True:
            cut = self._cuts.cut(segment)
            if not cut:
                return segment
            segment = self._cut(segment, cut)

    def _cut(self, segment: Segment, cut: int) -> Segment:
        """Cut a paragraph behind the first `cut` characters of its text."""
        number = 0
        while cut > len(segment.lines[number]):
            cut -= len(segment.lines[number]) + 1
            number += 1
        lines, offsets = segment.lines, segment.offsets
        head, tail = lines[number][:cut], lines[number][cut:]
        segment.lines, segment.offsets = lines[:number], offsets[:number]
        if head:
            segment.lines.append(head)
            segment.offsets.append(offsets[number])
        segment.end = segment.offsets[-1] + len(segment.lines[-1])
        self._builder.touch(segment)
        self._builder.note_mentions(segment)
        more, places = lines[number + 1 :], offsets[number + 1 :]
        more.insert(0, tail)
        places.insert(0, offsets[number] + cut)
        part = self._builder.part(segment, places[0])
        part.lines, part.offsets = more, places
        part.end = places[-1] + len(more[-1])
        return part
