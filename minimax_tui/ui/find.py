"""Find in a session: every place where a text occurs, in prompts, answers, thinking and tools."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from minimax_tui.domain.messages import Message
from minimax_tui.ui.message_cells import message_cells, thinking_cells

MOST_MATCHES = 50_000
"""More are counted as `50,000+`: nobody steps through them."""


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


def search(sources: Iterable[Source], wanted: str, near: int = 0) -> list[Match]:
    """Where `wanted` occurs, in order; capitals matter only if it has some.

    Args:
        sources: What is searched, in order.
        wanted: The text.
        near: Position of a message: of more than `MOST_MATCHES` those around it are kept.
    """
    if not wanted:
        return []
    flags = 0 if wanted != wanted.lower() else re.IGNORECASE
    pattern = re.compile(re.escape(wanted), flags)
    every = list(sources)
    middle = bisect_right(every, near, key=lambda source: source.position)
    above = [match for part in reversed(_found(pattern, every[:middle][::-1])) for match in part]
    below = [match for part in _found(pattern, every[middle:]) for match in part]
    above = above[-max(MOST_MATCHES // 2, MOST_MATCHES - len(below)) :]
    return above + below[: MOST_MATCHES - len(above)]


def _found(pattern: re.Pattern[str], sources: Iterable[Source]) -> list[list[Match]]:
    """The matches in each source, up to the one with which they are `MOST_MATCHES` or more."""
    found: list[list[Match]] = []
    count = 0
    for source in sources:
        hits = islice(pattern.finditer(source.text), MOST_MATCHES)
        found.append([Match(source, hit.start(), hit.end()) for hit in hits])
        count += len(found[-1])
        if count >= MOST_MATCHES:
            break
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
