"""Where vim's motions lead. Pure: lines and a place in, a place out.

The rules are those of vim's own manual (`:help motion.txt`, Vim 9.1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, TypeAlias

Place: TypeAlias = tuple[int, int]
"""Row and column, both from 0; the column counts characters."""
Lines: TypeAlias = Sequence[str]


class Target(NamedTuple):
    """Where a motion leads, and what an operator takes on the way."""

    place: Place
    kind: Literal["exclusive", "inclusive", "lines"] = "exclusive"


_SCRIPTS = (
    (0x3400, 0x9FFF, 3), (0xF900, 0xFAFF, 3), (0x20000, 0x3FFFF, 3),
    (0x3041, 0x309F, 4), (0x30A1, 0x30FF, 5), (0xAC00, 0xD7A3, 6),
)  # fmt: skip
"""Scripts without blanks between words: each is a kind of character of its own."""


def kind_of(char: str, *, big: bool = False) -> int:
    """What a character is for words: 0 a blank, 1 punctuation, 2 and more parts of words."""
    if char.isspace():
        return 0
    if big:
        return 1
    code = ord(char)
    if code > 0x3040:
        for first, last, kind in _SCRIPTS:
            if first <= code <= last:
                return kind
    return 2 if char == "_" or char.isalnum() else 1


def first_text(line: str) -> int:
    """Column of the first character that is no blank, else of the last character."""
    blanks = len(line) - len(line.lstrip())
    return blanks if blanks < len(line) else max(0, len(line) - 1)


def word_forward(lines: Lines, place: Place, *, big: bool, in_line: bool = False) -> Place:
    """`w`: the beginning of the next word; an empty line is one. At the end, behind the text.

    Args:
        lines: The text.
        place: Where it begins.
        big: Whether only blanks part words, as for `W`.
        in_line: Whether it stops behind a word that ends its line, as an operator wants it.
    """
    row, column = place
    line = lines[row]
    if in_line and not line and row + 1 < len(lines):
        return row + 1, 0
    if column < len(line):
        kind = kind_of(line[column], big=big)
        while kind and column < len(line) and kind_of(line[column], big=big) == kind:
            column += 1
        if in_line and column == len(line):
            return row, column
    while True:
        while column < len(line) and line[column].isspace():
            column += 1
        if column < len(line) or row + 1 == len(lines):
            return row, column
        row, column = row + 1, 0
        line = lines[row]
        if not line:
            return row, 0


def word_back(lines: Lines, place: Place, *, big: bool) -> Place:
    """`b`: the beginning of the word, or of the one before."""
    row, column = place
    while True:
        if column == 0:
            if row == 0:
                return 0, 0
            row -= 1
            column = len(lines[row])
            if column == 0:
                return row, 0
            continue
        column -= 1
        if not lines[row][column].isspace():
            break
    line = lines[row]
    kind = kind_of(line[column], big=big)
    while column and kind_of(line[column - 1], big=big) == kind:
        column -= 1
    return row, column


def word_end(lines: Lines, place: Place, *, big: bool) -> Place:
    """`e`: the last character of the word, or of the next one."""
    row, column = place
    column += 1
    while column >= len(lines[row]) or lines[row][column].isspace():
        column += 1
        if column >= len(lines[row]):
            if row + 1 == len(lines):
                return row, max(0, len(lines[row]) - 1)
            row, column = row + 1, 0
    line = lines[row]
    kind = kind_of(line[column], big=big)
    while column + 1 < len(line) and kind_of(line[column + 1], big=big) == kind:
        column += 1
    return row, column


def find_char(line: str, column: int, command: str, char: str, count: int) -> int | None:
    """`f`, `F`, `t`, `T`: the column of the count-th such character, or the one beside it."""
    at = column
    for _ in range(count):
        at = line.find(char, at + 1) if command in "ft" else line.rfind(char, 0, max(0, at))
        if at < 0:
            return None
    return at + {"t": -1, "T": 1}.get(command, 0)


def word_around(line: str, column: int, *, blanks: bool) -> tuple[int, int]:
    """`iw`, and with `blanks` `aw`: start and end of the word at a column."""
    if not line:
        return 0, 0

    def run(start: int, end: int) -> tuple[int, int]:
        kind = kind_of(line[start])
        while start and kind_of(line[start - 1]) == kind:
            start -= 1
        while end < len(line) and kind_of(line[end]) == kind:
            end += 1
        return start, end

    start, end = run(column, column + 1)
    if blanks:
        if line[column].isspace():
            end = run(end, end + 1)[1] if end < len(line) else end
        elif end < len(line) and line[end].isspace():
            end = run(end, end + 1)[1]
        elif (
            line[start - 1 : start].isspace() and line[:start].strip()
        ):  # not the blanks that a line begins with
            start = run(start - 1, start)[0]
    return start, end


def repeated(
    step: Callable[..., Place], lines: Lines, place: Place, count: int, *, big: bool
) -> Place:
    """A motion done several times; it stops where it leads no further."""
    for _ in range(count):
        after = step(lines, place, big=big)
        if after == place:
            break
        place = after
    return place


def motion(
    key: str, lines: Lines, place: Place, count: int | None, wanted_column: int
) -> Target | None:
    """Where a motion of one key leads; `gg` is called `gg`.

    Args:
        key: The motion.
        lines: The text, at least one line.
        place: Where it begins.
        count: How often, None where no number was typed.
        wanted_column: The column that `j` and `k` go for.

    Returns:
        None if there is no such motion, or it leads nowhere.
    """
    row, column = place
    line, times, last = lines[row], count or 1, len(lines) - 1
    match key:
        case "h":
            return Target((row, max(0, column - times))) if column else None
        case "l":
            return Target((row, min(len(line), column + times))) if column < len(line) else None
        case "j" | "k":
            to = row + times if key == "j" else row - times
            if not 0 <= to <= last:
                # As far as it goes, except where it goes no line.
                to = min(max(to, 0), last)
                if to == row:
                    return None
            return Target((to, min(wanted_column, max(0, len(lines[to]) - 1))), "lines")
        case "0":
            return Target((row, 0))
        case "^":
            return Target((row, first_text(line)))
        case "$":
            if row == last and times > 1:
                return None
            to = min(last, row + times - 1)
            return Target((to, max(0, len(lines[to]) - 1)), "inclusive")
        case "G" | "gg":
            to = last if key == "G" else 0
            to = to if count is None else min(last, count - 1)
            return Target((to, first_text(lines[to])), "lines")
        case "w" | "W":
            return Target(repeated(word_forward, lines, place, times, big=key == "W"))
        case "b" | "B":
            to_place = repeated(word_back, lines, place, times, big=key == "B")
            return Target(to_place) if to_place != place else None
        case "e" | "E":
            to_place = repeated(word_end, lines, place, times, big=key == "E")
            return Target(to_place, "inclusive")
    return None
