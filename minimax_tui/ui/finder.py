"""Runs find in the session that is shown: reads it, marks the places, goes from one to the next."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Message
from minimax_tui.domain.ports import ConversationStore
from minimax_tui.ui.find import MOST_MATCHES, Match, Source, marks, nearest, search, sources_of
from minimax_tui.ui.message_cells import message_cells, thinking_cells
from minimax_tui.ui.presenter import Presenter
from minimax_tui.ui.transcript.view import TranscriptView

if TYPE_CHECKING:
    from minimax_tui.domain.search import Passage

Marks: TypeAlias = dict[str, list[tuple[int, int]]]
"""Ranges of the source of cells, by cell id."""


class Finder:
    """Find in one session.

    Args:
        store: Where the whole session is read from, also what is not shown.
        presenter: Shows a message that a match is in.
        conversation: The pane of prompts and answers.
        thinking: The pane of thinking.
        show_count: Told what to say of the places found.
        show_thinking: Brings the pane of thinking into view where it is hidden or folded.
    """

    def __init__(
        self,
        store: ConversationStore,
        presenter: Presenter,
        conversation: TranscriptView,
        thinking: TranscriptView,
        show_count: Callable[[str], None],
        show_thinking: Callable[[], None],
    ) -> None:
        self._store = store
        self._presenter = presenter
        self._conversation = conversation
        self._thinking = thinking
        self._show_count = show_count
        self._show_thinking = show_thinking
        self._sources: list[Source] | None = None
        self._reading: asyncio.Task[list[Source]] | None = None
        self._matches: list[Match] = []
        self._marks: tuple[Marks, Marks] = ({}, {})
        self._at = 0
        self._wanted = ""
        self._near: int | None = None

    def forget(self) -> None:
        """The session has changed: it is read again for the next search."""
        self._sources = self._reading = None

    async def look_for(self, wanted: str, session_id: str) -> None:
        """Marks all places of a text, and goes to the nearest one above the end of the view.

        The view is that in which the first letter was typed, or the place gone to since.
        """
        self._wanted = wanted
        if not wanted:
            self._take([])
            self._near = None
            self._mark()
            self._show_count("")
            return
        if self._near is None:
            self._near = self._position_in_view()
        near = self._near
        sources = await self._all_sources(wanted, session_id)
        matches = await asyncio.to_thread(search, sources, wanted, near)
        if self._wanted != wanted:
            return  # something else has been typed meanwhile, or another session is shown
        self._take(matches, nearest(matches, near) if matches else 0)
        self._go()

    def _take(self, matches: list[Match], at: int = 0) -> None:
        self._matches, self._at = matches, at
        self._marks = marks(matches, thinking=False), marks(matches, thinking=True)

    async def _all_sources(self, wanted: str, session_id: str) -> list[Source]:
        """The session's texts, which every letter that is typed meanwhile waits for together."""
        while self._sources is None:
            reading = self._reading
            if reading is None:
                read = asyncio.to_thread(self._read, session_id, self._presenter.messages)
                reading = self._reading = asyncio.ensure_future(read)
            sources = await asyncio.shield(reading)
            if self._reading is reading:
                self._sources, self._reading = sources, None
            elif self._wanted != wanted:
                return []  # it is closed, or another session is shown
        return self._sources

    def _read(self, session_id: str, shown: list[Message]) -> list[Source]:
        try:
            messages = self._store.path(session_id)
        except ChatError:
            messages = []
        return list(sources_of(messages or shown))

    def _position_in_view(self) -> int:
        """Position of the last message in view, of the last of all where that is not stored."""
        shown = {cell.message_id for cell in self._conversation.visible_cells()}
        positions = [self._presenter.position(one) for one in shown if one]
        known = [position for position in positions if position is not None]
        return max(known, default=sys.maxsize)

    def step(self, by: int) -> None:
        """Goes to another place, round the ends."""
        if self._matches:
            self._at = (self._at + by) % len(self._matches)
            self._near = self._matches[self._at].source.position
            self._go()

    @property
    def marks_a_passage(self) -> bool:
        """Whether a passage of the search in all sessions is marked."""
        return bool(self._matches) and not self._wanted

    def show_passage(self, passage: Passage) -> None:
        """Goes to a passage of the session shown, and marks it."""
        from minimax_tui.ui.screens.sessions.preview import place_of

        if passage.position is None:
            return
        self._presenter.load_position(passage.position)
        message = self._presenter.message(passage.message_id)
        thinking = passage.kind == "thinking"
        if message is None:
            return
        cells = thinking_cells(message, "") if thinking else message_cells(message)
        place = place_of(passage, [cell for cell in cells if cell.message_id])
        if place is None:
            return
        source = Source(message.id, passage.position, place.cell_id, thinking, passage.found)
        self._wanted = ""
        self._take([Match(source, start, end) for start, end in place.marks])
        self._go()

    def close(self) -> None:
        """Takes all marks away."""
        self._wanted = ""
        self._take([])
        self._near = None
        self._presenter.show_thinking_of(None)
        self._mark()

    def _go(self) -> None:
        if not self._matches:
            self._mark()
            self._show_count(tr("nothing found"))
            return
        many = "+" if len(self._matches) >= MOST_MATCHES else ""
        self._show_count(
            tr("{n} of {all}", n=f"{self._at + 1:,}", all=f"{len(self._matches):,}{many}")
        )
        match = self._matches[self._at]
        self._presenter.load_position(match.source.position)
        thinking_of = match.source.message_id if match.source.thinking else None
        self._presenter.show_thinking_of(thinking_of)
        if thinking_of is not None:
            self._show_thinking()
        view = self._thinking if match.source.thinking else self._conversation
        if match.source.cell_id in view:
            self._unfold(view, match.source.cell_id)
            view.scroll_to_cell(match.source.cell_id, match.start)
        self._mark()

    @staticmethod
    def _unfold(view: TranscriptView, cell_id: str) -> None:
        if getattr(view.cell(cell_id), "folded", False):
            view.toggle(cell_id)

    def _mark(self) -> None:
        current = self._matches[self._at] if self._matches else None
        for view, thinking in ((self._conversation, False), (self._thinking, True)):
            here = None
            if current is not None and current.source.thinking == thinking:
                here = (current.source.cell_id, current.start)
            view.set_matches(self._marks[thinking], here)
