"""Places in a transcript's source: what is under a cell of the screen, words, lines, selections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from minimax_tui.domain.widths import cell_width, char_width, measured_clusters
from minimax_tui.markdown.lines import Line, Span


class Place(NamedTuple):
    """What is under a cell of the screen: characters start..end of a cell's source.

    `start` equals `end` where there is no character (right of a line, on a border).
    """

    cell_id: str
    start: int
    end: int


class Selection(NamedTuple):
    """Selected source, from a place in one cell to a place in the same or a later one.

    With `seen` it is copied as it is seen, even where it is a whole block.
    """

    first_id: str
    start: int
    last_id: str
    end: int
    seen: bool = False


def line_range(line: Line) -> tuple[int, int] | None:
    """The source from the line's first character to its last, None if it shows none."""
    starts = [span.start for span in line.spans if span.start >= 0]
    return (
        (min(starts), max(span.end for span in line.spans if span.start >= 0)) if starts else None
    )


def is_exact(span: Span) -> bool:
    """Whether each character of the span is one character of the source."""
    return span.start >= 0 and span.end - span.start == len(span.text)


def characters_at(line: Line, column: int) -> tuple[int, int] | None:
    """The source characters under a column of a line (in cells from the text's left edge).

    An empty range left or right of all text; None if the line shows no source.
    """
    used = 0
    last: int | None = None
    for span in line.spans:
        cells = cell_width(span.text)
        if span.start >= 0:
            if column < used:
                return span.start, span.start
            if column < used + cells:
                if not is_exact(span):
                    return span.start, span.end
                at = span.start
                for cluster, width in measured_clusters(span.text):
                    used += width
                    if column < used:
                        return at, at + len(cluster)
                    at += len(cluster)
            last = span.end
        used += cells
    return None if last is None else (last, last)


def columns_of(line: Line, start: int, end: int) -> list[tuple[int, int]]:
    """The columns (from..to, in cells) of a line that show source start..end."""
    found: list[tuple[int, int]] = []
    used = 0
    for span in line.spans:
        cells = cell_width(span.text)
        if span.start >= 0 and span.start < end and span.end > start:
            left, right = 0, cells
            if is_exact(span):
                if start > span.start:
                    left = cell_width(span.text[: start - span.start])
                if end < span.end:
                    right = cell_width(span.text[: end - span.start])
            if found and found[-1][1] == used + left:
                found[-1] = (found[-1][0], used + right)
            else:
                found.append((used + left, used + right))
        used += cells
    return found


def _text_between(line: Line, start: int, end: int) -> str:
    """What a line shows of source start..end; what stood between two spans becomes a space."""
    parts: list[str] = []
    added = False
    for span in line.spans:
        if span.start < 0:
            added = bool(parts)
            continue
        if span.start >= end or span.end <= start:
            continue
        text = span.text
        if is_exact(span):
            text = text[max(0, start - span.start) : end - span.start]
        if added and parts and not parts[-1].endswith(" ") and not text.startswith(" "):
            parts.append(" ")
        added = False
        parts.append(text)
    return "".join(parts)


def seen_text(lines: Sequence[Line], source: str, start: int, end: int) -> str:
    """Source start..end as it is seen: soft wraps joined, without borders and padding.

    Args:
        lines: The lines of a segment.
        source: The source of its cell, to see whether a wrap took the place of a blank.
        start: First character.
        end: One past the last character.
    """
    parts: list[str] = []
    soft = False
    blank = 0  # empty lines since the last text
    previous_end = -1
    for line in lines:
        span = line_range(line)
        if span is None:
            blank += not line.spans
            continue
        if span[0] >= end:
            break
        if span[1] > start:
            if parts and soft:
                if any(char.isspace() for char in source[previous_end : span[0]]):
                    parts.append(" ")
            elif parts:
                parts.append("\n" * (1 + blank))
            parts.append(_text_between(line, start, end))
            blank = 0
            soft = line.soft
            previous_end = span[1]
    return "".join(parts)


def table_text(lines: Sequence[Line], source: str, start: int, end: int) -> str:
    """Source start..end of a table: its rows as source, or what is seen of one row.

    A cell that is wrapped is one text, and two cells have the bar of the source between them.

    Args:
        lines: The lines of a segment.
        source: The source of its cell.
        start: First character.
        end: One past the last character.
    """
    spans = sorted(
        span
        for line in lines
        for span in ((s.start, s.end, s.text, is_exact(s)) for s in line.spans)
        if -1 < span[0] < end and span[1] > start
    )
    if not spans:
        return ""
    first, last = max(start, spans[0][0]), min(end, spans[-1][1])
    if "\n" in source[first:last]:
        below = source.find("\n", last)
        return source[source.rfind("\n", 0, first) + 1 : below if below >= 0 else len(source)]
    parts: list[str] = []
    behind = first
    for begin, until, text, exact in spans:
        between = source[behind:begin]
        if parts and between:
            bar = "|" in between.replace("\\|", "")
            parts.append(" | " if bar else " " if any(map(str.isspace, between)) else "")
        parts.append(text[max(0, start - begin) : end - begin] if exact else text)
        behind = until
    return "".join(parts)


def exact_text(lines: Sequence[Line], source: str, start: int, end: int) -> str:
    """Source start..end of a code segment, character for character, without container marks.

    Empty lines at its end count where the source goes on up to `end` with nothing but line ends.
    """
    parts: list[str] = []
    soft = False
    blank = 0
    last = end
    for line in lines:
        span = line_range(line)
        if span is None:
            blank += 1
            continue
        if span[0] >= end:
            break
        if span[1] > start:
            if parts and not soft:
                parts.append("\n" * (1 + blank))
            parts.append(source[max(start, span[0]) : min(end, span[1])])
            blank = 0
            soft = line.soft
            last = span[1]
    behind = source[last:end]
    if blank and behind and not behind.strip():
        parts.append("\n" * min(blank, behind.count("\n")))
    return "".join(parts)


def logical_line(lines: Sequence[Line], index: int) -> tuple[int, int]:
    """The first and last line of the line that was wrapped into `lines[index]` and others."""
    first = last = index
    while first > 0 and lines[first - 1].soft:
        first -= 1
    while last + 1 < len(lines) and lines[last].soft:
        last += 1
    return first, last


def _char_class(char: str) -> str:
    if char.isspace():
        return "blank"
    if char == "_" or char.isalnum():
        return "wide" if char_width(char) == 2 else "word"
    return "word" if char_width(char) == 0 else char


def word_at(lines: Sequence[Line], index: int, place: tuple[int, int]) -> tuple[int, int]:
    """The source range of the word around `place` on `lines[index]`, over soft wraps too."""
    first, last = logical_line(lines, index)
    characters: list[tuple[str, int]] = []
    for line in lines[first : last + 1]:
        for span in line.spans:
            if is_exact(span):
                if characters and span.start > characters[-1][1] + 1:
                    characters.append((" ", -1))
                characters += [(char, span.start + offset) for offset, char in enumerate(span.text)]
            elif characters:
                characters.append((" ", -1))
    target = next((at for at, (_, offset) in enumerate(characters) if offset == place[0]), None)
    if target is None or place[0] == place[1]:
        return place
    wanted = _char_class(characters[target][0])
    start = end = target
    while (
        start > 0
        and characters[start - 1][1] >= 0
        and (_char_class(characters[start - 1][0]) == wanted)
    ):
        start -= 1
    while (
        end + 1 < len(characters)
        and characters[end + 1][1] >= 0
        and (_char_class(characters[end + 1][0]) == wanted)
    ):
        end += 1
    return characters[start][1], max(place[1], characters[end][1] + 1)


def line_at(lines: Sequence[Line], index: int) -> tuple[int, int] | None:
    """The source range of the logical line around `lines[index]`."""
    first, last = logical_line(lines, index)
    ranges = [found for line in lines[first : last + 1] if (found := line_range(line))]
    if not ranges:
        return None
    return min(start for start, _ in ranges), max(end for _, end in ranges)
