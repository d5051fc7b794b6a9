"""The quotes, list items and footnotes around a line: which go on in it, which begin in it."""

from __future__ import annotations

from typing import NamedTuple

from minimax_tui.markdown import grammar
from minimax_tui.markdown.segment import Container

_BULLETS = "•◦▪"


class Cursor(NamedTuple):
    """A place in a line, behind the marks of the containers read so far.

    `line[at]` stands in `column`, and `pad` columns before it are left of a half-used tab. The
    next character that is no blank is `line[here]`, behind `indent` blank columns.
    """

    at: int
    column: int
    pad: int
    here: int
    indent: int


def cursor(line: str, at: int, column: int, pad: int) -> Cursor:
    """The cursor at `line[at]`."""
    return Cursor(at, column, pad, *grammar.indentation(line, at, column, pad))


def descend(line: str, stack: tuple[Container, ...], hollow: int) -> tuple[int, Cursor]:
    """How many of the open containers go on in `line`, and the cursor behind their marks.

    `hollow` is the serial of an item that has nothing yet: a blank line ends it.
    """
    place = cursor(line, 0, 0, 0)
    size = len(line)
    for count, container in enumerate(stack):
        if container.kind == "quote":
            if place.indent > 3 or place.here >= size or line[place.here] != ">":
                return count, place
            place = behind_quote_mark(line, place)
        elif place.here >= size:
            if container.serial == hollow:
                return count, place
            column = place.column + place.indent - place.pad
            place = Cursor(place.here, column, 0, place.here, 0)
        elif place.indent >= container.indent:
            place = cursor(line, *grammar.skip(line, *place[:3], container.indent))
        else:
            return count, place
    return len(stack), place


def behind_quote_mark(line: str, place: Cursor) -> Cursor:
    """The cursor behind the ">" at `place.here` and the blank after it."""
    at = place.here + 1
    column = place.column + place.indent - place.pad + 1
    if at < len(line):
        if line[at] == " ":
            return cursor(line, at + 1, column + 1, 0)
        if line[at] == "\t":
            step = 4 - column % 4
            return cursor(line, at + 1, column + step, step - 1)
    return cursor(line, at, column, 0)


def footnote(
    line: str, place: Cursor, before: Container | None, serial: int
) -> tuple[Container, Cursor] | None:
    """The footnote that begins at the cursor, and the cursor behind its label.

    `before` is the container that ends here, `serial` the new one's number.
    """
    match = grammar.FOOTNOTE.match(line, place.here)
    if match is None:
        return None
    follows = before is not None and before.kind == "footnote"
    family = before.family if before is not None and follows else serial
    at = match.end()
    column = place.column - place.pad + place.indent + at - place.here
    blanks = grammar.indentation(line, at, column, 0)[1]
    inner = cursor(line, *grammar.skip(line, at, column, 0, min(blanks, 3)))
    return Container("footnote", serial, family, 4, f"[{match[1]}]"), inner


def list_item(
    line: str,
    place: Cursor,
    around: tuple[Container, ...],
    before: Container | None,
    serial: int,
    *,
    in_paragraph: bool,
) -> tuple[Container, Cursor] | None:
    """The list item that begins at the cursor, and the cursor behind its mark.

    `around` are the containers it stands in, `before` the one that ends here. Within a paragraph
    only an item with content begins, and if it is numbered, with 1.
    """
    match = grammar.ITEM.match(line, place.here)
    if match is None:
        return None
    at = match.end()
    column = place.column - place.pad + place.indent + at - place.here
    after, blanks = grammar.indentation(line, at, column, 0)
    empty = after >= len(line)
    number = int(match[2]) if match[2] else -1
    if in_paragraph and (empty or number not in (-1, 1)):
        return None
    inner = 1 if empty or blanks > 4 else blanks
    delimiter = match[1] or match[3]
    family, shown = serial, number
    if before is not None and before.delimiter == delimiter:
        family = before.family
        if number >= 0 and number == before.literal:
            shown = before.number + 1  # "1." throughout, as many write it
    if number < 0:
        nested = sum(1 for container in around if container.kind == "bullet")
        marker = _BULLETS[min(nested, 2)]
    else:
        marker = f"{shown}{delimiter}"
    container = Container(
        "bullet" if number < 0 else "ordered",
        serial,
        family,
        place.indent + at - place.here + inner,
        marker,
        delimiter,
        shown,
        number,
    )
    return container, cursor(line, *grammar.skip(line, at, column, 0, inner))
