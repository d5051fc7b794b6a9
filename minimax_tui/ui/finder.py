"""Runs find in the session that is shown: reads it, marks the places, goes from one to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.ports import ConversationStore
from minimax_tui.ui.find import MOST_MATCHES, Match, Source, marks, nearest, search, sources_of
from minimax_tui.ui.message_cells import message_cells, thinking_cells
from minimax_tui.ui.presenter import Presenter
from minimax_tui.ui.transcript.view import TranscriptView

if TYPE_CHECKING:
    from minimax_tui.domain.search import Passage


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
        self._matches: list[Match] = []
        self._at = 0
        self._wanted = ""

    def forget(self) -> None:
        """The session has changed: it is read again for the next search."""
        self._sources = None

    async def look_for(self, wanted: str, session_id: str) -> None:
        """Marks all places of a text, and goes to the nearest one above the end of the view."""
        self._wanted = wanted
        if not wanted:
            self._matches = []
            self._mark()
            self._show_count("")
            return
        if self._sources is None:
            self._sources = await asyncio.to_thread(self._read, session_id)
        matches = await asyncio.to_thread(search, self._sources, wanted)
        if self._wanted != wanted:
            return  # something else has been typed meanwhile
        self._matches = matches
        self._at = nearest(matches, self._position_in_view()) if matches else 0
        self._go()

    def _read(self, session_id: str) -> list[Source]:
        try:
            messages = self._store.path(session_id)
        except ChatError:
            messages = self._presenter.messages
        return list(sources_of(messages or self._presenter.messages))

    def _position_in_view(self) -> int:
        ids = {cell.message_id for cell in self._conversation.visible_cells()}
        positions = [s.position for s in self._sources or () if s.message_id in ids]
        return max(positions, default=0)

    def step(self, by: int) -> None:
        """Goes to another place, round the ends."""
        if self._matches:
            self._at = (self._at + by) % len(self._matches)
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
        self._matches, self._at = [Match(source, start, end) for start, end in place.marks], 0
        self._go()

    def close(self) -> None:
        """Takes all marks away."""
        self._wanted = ""
        self._matches = []
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
            view.set_matches(marks(self._matches, thinking=thinking), here)
