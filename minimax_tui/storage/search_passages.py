"""From the numbers of blocks to what is shown of them: the words around what was found, marked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from minimax_tui.domain.search import Passage, Term, find_marks
from minimax_tui.domain.searched import searched_kind, searched_text
from minimax_tui.storage.encoding import from_json
from minimax_tui.storage.folding import UNREADABLE

EXCERPT_CHARACTERS = 240
_LEAD = 60
"""Characters of an excerpt before the first mark."""


def passages(
    connection: sqlite3.Connection, numbers: Sequence[int], terms: Sequence[Term]
) -> Iterable[Passage]:
    """What is shown of these blocks, in this order; those that are gone are left out.

    Raises:
        sqlite3.Error: if the database cannot be read.
    """
    marks = ", ".join("?" * len(numbers))
    rows = connection.execute(
        "SELECT b.number, s.id, s.title, s.archived, m.id, p.position, b.position, m.role, "
        "m.created_at, coalesce(m.model, s.model, ''), b.wire FROM blocks AS b "
        "JOIN messages AS m ON m.number = b.message JOIN sessions AS s ON s.id = m.session_id "
        f"LEFT JOIN path AS p ON p.message = m.number WHERE b.number IN ({marks})",
        tuple(numbers),
    )
    by_number = {row[0]: row[1:] for row in rows}
    for number in numbers:
        row = by_number.get(number)
        # Of very large branches that were deleted, not every block is left out beforehand.
        if row is not None and not (row[4] is None and _is_deleted(connection, row[3])):
            yield _passage(row, terms)


def _is_deleted(connection: sqlite3.Connection, message_id: str) -> bool:
    """Whether a message off the current path is in a branch that was deleted."""
    row = connection.execute(
        """
        WITH RECURSIVE above (number, parent) AS (
            SELECT number, parent_id FROM messages WHERE id = ?
            UNION ALL
            SELECT m.number, m.parent_id FROM above JOIN messages AS m ON m.id = above.parent)
        SELECT 1 FROM above JOIN deleted_branches AS d ON d.message = above.number LIMIT 1
        """,
        (message_id,),
    ).fetchone()
    return row is not None


def _passage(row: tuple[Any, ...], terms: Sequence[Term]) -> Passage:
    session_id, title, archived, message_id, position, block, role, at, model, wire = row
    try:
        content = from_json(wire)
        kind, text = searched_kind(content, role), searched_text(content)
    except UNREADABLE:
        kind, text = "", ""
    places = find_marks(text, terms)
    begin, excerpt, marks = _excerpt(text, places, terms)
    start, end = marks[0] if marks else (0, 0)
    return Passage(
        session_id=session_id,
        title=title,
        archived=bool(archived),
        message_id=message_id,
        position=position,
        block=block,
        kind=kind,
        at=at,
        model=model,
        excerpt=excerpt,
        marks=tuple(marks),
        start=begin + start,
        found=excerpt[start:end],
    )


def _excerpt(
    text: str, places: Sequence[tuple[int, int]], terms: Sequence[Term]
) -> tuple[int, str, list[tuple[int, int]]]:
    """Where it begins, the words around the densest places, and the marks in them."""
    first = 0
    if places:
        best, most = 0, 0
        end = 0
        for at, (start, _) in enumerate(places):
            end = max(end, at)
            while end < len(places) and places[end][1] <= start + EXCERPT_CHARACTERS - _LEAD:
                end += 1
            if end - at > most and (len(terms) > 1 or not most):
                best, most = at, end - at
        first = places[best][0]
    begin = max(0, first - _LEAD)
    if begin > 0:
        space = text.rfind(" ", begin, first)
        line = text.rfind("\n", begin, first)
        begin = max(line, text.find(" ", begin, space + 1) if space >= 0 else -1, begin - 1) + 1
    excerpt = text[begin : begin + EXCERPT_CHARACTERS]
    inside = [
        (start - begin, min(end - begin, len(excerpt)))
        for start, end in places
        if start >= begin and start - begin < len(excerpt)
    ]
    return begin, excerpt, inside
