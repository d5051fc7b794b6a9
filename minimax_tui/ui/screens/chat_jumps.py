"""Going from place to place: back to where one was, to a prompt, to another session."""

from __future__ import annotations

import time
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import MessageState
from minimax_tui.ui.services import Services
from minimax_tui.ui.workers import run_in_worker

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen

PLACES_KEPT = 100
"""How many places one can go back to."""


class Place(NamedTuple):
    """What was on the screen."""

    session_id: str
    leaf_id: str | None
    message_id: str
    """The first message in view, "" where the view followed its end."""
    cell_id: str
    row: int
    """The row of the view that the cell began in; may be negative."""


class Jumps:
    """Remembers places and sessions, and goes to them.

    Attributes:
        ended: How the last answer ended, by session: of those that ended unseen.
        visited: Ids of the sessions shown in this program, the newest first.
    """

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._services = services
        self._store = services.store
        self._places: deque[Place] = deque(maxlen=PLACES_KEPT)
        self._going_back = False
        self.ended: dict[str, MessageState] = {}
        self.visited: list[str] = []

    # --- back ---

    def note(self) -> None:
        """Remembers the place shown, before another one is gone to."""
        place = self._place()
        if place is None or self._going_back:
            return
        if not self._places or self._places[-1] != place:
            self._places.append(place)

    def _place(self) -> Place | None:
        sessions, view = self._chat.sessions, self._chat.conversation
        if sessions.shown is None:
            return None
        leaf_id = self._leaf(sessions.id)
        cells = [cell for cell in view.visible_cells() if cell.message_id]
        if view.following or not cells:
            return Place(sessions.id, leaf_id, "", "", 0)
        first = cells[0]
        return Place(sessions.id, leaf_id, first.message_id, first.id, view.cell_row(first.id))

    def _leaf(self, session_id: str) -> str | None:
        try:
            return self._store.session(session_id).leaf_id
        except ChatError:
            return None  # not stored: it has one path

    def back(self) -> None:
        """Goes back to the place before."""
        here = self._place()
        while self._places and self._places[-1] == here:
            self._places.pop()
        if not self._places:
            self._chat.app.notify(tr("There is no place to go back to."), markup=False)
            return
        run_in_worker(self._chat, partial(self._go_back, self._places.pop()), group="branches")

    async def _go_back(self, place: Place) -> None:
        chat = self._chat
        self._going_back = True
        try:
            if place.session_id != chat.session_id:
                chat.sessions.open(place.session_id)
            if place.session_id != chat.session_id:
                return  # another window has it: the user is asked
            if place.leaf_id is not None and self._leaf(place.session_id) != place.leaf_id:
                await chat.branches.lead_back(place.leaf_id)
            if place.session_id == chat.session_id:
                self._show(place)
        except ChatError as error:
            chat.say_error(error)
        finally:
            self._going_back = False

    def _show(self, place: Place) -> None:
        chat = self._chat
        if not place.message_id:
            chat.conversation.follow()
            return
        chat.branches.load(place.message_id)
        if place.cell_id in chat.conversation:
            chat.conversation.place_cell(place.cell_id, place.row)

    # --- a prompt of the session ---

    def open_prompts(self) -> None:
        """Lists the prompts of the path shown."""
        from minimax_tui.ui.screens.jump import JumpList

        chat = self._chat
        if chat.sessions.shown is None:
            chat.app.notify(tr("There is no message yet."), markup=False)
            return
        cells = [cell for cell in chat.conversation.visible_cells() if cell.message_id]

        def chosen(message_id: str | None) -> None:
            if message_id is not None:
                chat.branches.go_to(message_id)

        chat.app.push_screen(
            JumpList(
                self._store,
                chat.session_id,
                cells[-1].message_id if cells else None,
                time.time,
            ),
            chosen,
        )

    # --- sessions ---

    def opened(self, session_id: str) -> None:
        """A stored session is shown now."""
        self.ended.pop(session_id, None)
        self.visited = [session_id, *(one for one in self.visited if one != session_id)]

    def turn_ended(self, session_id: str) -> None:
        """No turn runs any more in a session that is not shown."""
        leaf_id = self._leaf(session_id)
        if leaf_id is None:
            return
        try:
            self.ended[session_id] = self._store.message(leaf_id).state
        except ChatError:
            return
        self.refresh_list()

    def refresh_list(self) -> None:
        """Shows in the open list of sessions what runs and what has ended."""
        refresh = getattr(self._chat.app.screen, "sessions_changed", None)
        if refresh is not None:
            refresh()

    def open_switch(self) -> None:
        """Lists the sessions used last, to go on in another one."""
        from minimax_tui.ui.screens.switch import SessionSwitch

        chat = self._chat

        def chosen(session_id: str | None) -> None:
            if session_id is not None and session_id != chat.session_id:
                chat.sessions.open(session_id)

        chat.app.push_screen(
            SessionSwitch(
                self._store,
                chat.session_id if chat.sessions.shown is not None else "",
                self.visited,
                self._services.runner.running,
                self.ended,
                time.time,
            ),
            chosen,
        )
