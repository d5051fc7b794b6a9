"""Find in a session: every place where a text occurs, in prompts, answers, thinking and tools."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from minimax_tui.domain.messages import Message
from minimax_tui.ui.message_cells import message_cells, thinking_cells

MOST_MATCHES = 10_000
"""More are counted as `10,000+`: nobody steps through them."""


class Source(NamedTuple):
    """A text that is searched: the source of one cell."""

    message_id: str
    position: int
    """Position of the message on the session's path."""
    cell_id: str
    thinking: bool
    """Whether the cell is in the thinking pane."""
    text: str


class Match(NamedTuple):
    """One place: offsets into the source of its cell."""

    source: Source
    start: int
    end: int


def sources_of(messages: Iterable[Message], first: int = 0) -> Iterator[Source]:
    """The texts of messages in the order they are shown, thinking before its answer's text.

    Args:
        messages: Messages of the session's path, in order.
        first: Position of the first of them.
    """
    for position, message in enumerate(messages, first):
        for cell in thinking_cells(message, ""):
            yield Source(message.id, position, cell.id, True, cell.source)
        for cell in message_cells(message):
            if cell.kind in ("prompt", "text", "tool"):
                yield Source(message.id, position, cell.id, False, cell.source)


def search(sources: Iterable[Source], wanted: str) -> list[Match]:
    """Where `wanted` occurs; capitals matter only if it has some. At most `MOST_MATCHES`."""
    if not wanted:
        return []
    flags = 0 if wanted != wanted.lower() else re.IGNORECASE
    pattern = re.compile(re.escape(wanted), flags)
    found: list[Match] = []
    for source in sources:
        for hit in pattern.finditer(source.text):
            found.append(Match(source, hit.start(), hit.end()))
            if len(found) >= MOST_MATCHES:
                return found
    return found


def marks(matches: Iterable[Match], *, thinking: bool) -> dict[str, list[tuple[int, int]]]:
    """The matches of one pane as a view takes them."""
    found: dict[str, list[tuple[int, int]]] = {}
    for match in matches:
        if match.source.thinking == thinking:
            found.setdefault(match.source.cell_id, []).append((match.start, match.end))
    return found


def nearest(matches: list[Match], position: int) -> int:
    """Index of the last match at or before a message's position, else of the first one."""
    at = 0
    for index, match in enumerate(matches):
        if match.source.position > position:
            break
        at = index
    return at
