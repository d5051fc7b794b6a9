"""Which session the chat shows: a new one, or a stored one with what runs in it."""

from __future__ import annotations

import asyncio
import json
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from minimax_tui.config.schema import find_setting
from minimax_tui.domain.conversation import title_from_prompt
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import Message, Session
from minimax_tui.engine.ids import new_id
from minimax_tui.ui.pages import PAGE
from minimax_tui.ui.services import Services
from minimax_tui.ui.workers import run_in_worker

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen

_IN_COLUMNS = ("model", "thinking", "system")
"""Settings that a session has fields of its own for."""
LOOK_AGAIN_S = 2.0
"""Pause between two looks whether the other window still has a session shown read-only."""


class Sessions:
    """Opens sessions on one chat screen.

    Attributes:
        id: Of the session shown.
        shown: The session, None as long as nothing was sent in it.
        read_only: Whether another window has the session shown, so that nothing is sent here.
    """

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._services = services
        self._store = services.store
        self.id = new_id()
        self.shown: Session | None = None
        self.read_only = False
        self._look_again: Timer | None = None
        self._own: dict[str, Any] = {}

    @property
    def own_settings(self) -> dict[str, Any]:
        """What the session shown keeps as its own (`Session.settings`); a copy."""
        return dict(self._own)

    @property
    def is_unsaved(self) -> bool:
        """Whether nothing of the session shown is stored."""
        unsaved = self._services.unsaved_sessions
        return unsaved is not None and unsaved.is_in_memory(self.id)

    # --- opening ---

    def start_new(self) -> None:
        """Starts an empty session; a turn that runs in the one shown goes on."""
        self._leave()
        self.show_new()

    def start_unsaved(self) -> None:
        """Starts an empty session of which nothing is stored."""
        unsaved = self._services.unsaved_sessions
        if unsaved is None or not self._services.saved:
            self._chat.app.notify(tr("Nothing is saved anyway."), markup=False)
            self.start_new()
            return
        self._leave()
        session_id = new_id()
        unsaved.keep_in_memory(session_id)
        self.show_new(session_id)

    def show_new(self, session_id: str | None = None) -> None:
        """Shows an empty session, with an id of its own if none is given."""
        chat = self._chat
        chat.settings.end_session()
        self._own = {}
        chat.presenter.use_toggled(())
        chat.presenter.show([])
        self.shown, self.id = None, session_id or new_id()
        self._set_read_only(on_now=False)
        chat.status.sum_up([])
        chat.welcome.reset()
        chat.drafts.load()
        chat.composer.focus()
        chat.queue.show()
        chat.refresh_all()

    def open(self, session_id: str) -> None:
        """Shows a stored session and the turn that runs in it.

        What was written for the session before is kept as its draft. Where another window has the
        session open, the user is asked first.
        """
        if self._store.claim_session(session_id):
            self._show(session_id)
        else:
            self._ask_about(session_id)

    def _show(self, session_id: str, *, read_only: bool = False) -> None:
        chat, store = self._chat, self._store
        # Asked first: a turn that ends meanwhile is then shown whole, by its last event.
        turn = self._services.runner.turn(session_id)
        try:
            session = store.session(session_id)
            length = store.path_length(session_id)
            first = max(0, length - PAGE)
            messages = store.path(session_id, first)
        except ChatError as error:
            if session_id != self.id and not read_only:
                self.release(session_id)
            chat.say_error(error)
            return
        # What is being written here is newer than the draft that is stored.
        goes_on = session_id == self.id and not (read_only or self.read_only)
        if session_id != self.id:
            self._leave()
        self.shown, self.id = session, session_id
        self._set_read_only(on_now=read_only)
        chat.announcer.session_opened(session_id)
        chat.jumps.opened(session_id)
        self._use_settings_of(session)
        turn_before = sum(message.role == "user" for message in messages)
        chat.finder.forget()
        chat.presenter.use_toggled(self._kept_folding(session_id))
        chat.presenter.show(messages, max(1, session.turns - turn_before + 1), earlier=first)
        chat.status.sum_up(messages)
        if not goes_on:
            chat.drafts.load()
        chat.branches.session_shown()
        if turn is not None:
            chat.turns.attach(turn)
        if read_only:
            chat.presenter.notice(
                "elsewhere",
                tr("Read-only: this session is open in another window."),
                tr("You can write here as soon as it is closed there."),
                level="warning",
            )
        chat.conversation.follow()
        (chat.conversation if read_only else chat.composer).focus()
        chat.queue.show()
        chat.refresh_all()

    def _leave(self) -> None:
        self._chat.jumps.note()
        self._chat.drafts.leave()
        self._chat.branches.session_left()
        self._chat.drop_find()
        if not self.read_only:
            self.release(self.id)

    def release(self, session_id: str) -> None:
        """Lets other windows have a session, unless a turn runs in it."""
        if self._services.runner.turn(session_id) is None:
            self._store.release_session(session_id)

    # --- a session that another window has ---

    def _ask_about(self, session_id: str) -> None:
        from minimax_tui.ui.screens.elsewhere import OpenElsewhere

        try:
            title = self._store.session(session_id).title
        except ChatError as error:
            self._chat.say_error(error)
            return

        def chosen(what: str | None) -> None:
            if what == "copy":
                work = partial(self._open_copy, session_id, title)
                run_in_worker(self._chat, work, group="session-copy", exclusive=True)
            elif what == "read":
                self._show(session_id, read_only=True)
            elif what == "new":
                self.start_new()

        # At the start of the program the chat has first to be there.
        self._chat.call_after_refresh(self._chat.app.push_screen, OpenElsewhere(title), chosen)

    async def _open_copy(self, session_id: str, title: str) -> None:
        copy_id = new_id()
        name = tr("{title} (copy)", title=title)
        shown = self.id
        copied = self._store.copy_session(session_id, copy_id, title=name, at=time.time())
        try:
            await asyncio.wrap_future(copied)
        except ChatError as error:
            self._chat.say_error(error)
            return
        if shown == self.id:
            self.open(copy_id)
        else:
            said = tr("The copy is made: it is in the list of sessions.")
            self._chat.app.notify(said, markup=False)

    def _set_read_only(self, *, on_now: bool) -> None:
        self.read_only = on_now
        self._chat.composer.disabled = on_now
        if self._look_again is not None:
            self._look_again.stop()
            self._look_again = None
        if on_now:
            self._look_again = self._chat.set_interval(LOOK_AGAIN_S, self.look_again)

    def look_again(self) -> None:
        """Opens the session shown for writing, if the other window has let it go."""
        if self.read_only and self._store.claim_session(self.id):
            self._show(self.id)
            said = tr("The other window has closed this session: you can write here now.")
            self._chat.app.notify(said, markup=False)

    def refuses(self) -> bool:
        """Whether nothing can be sent in the session shown, which is then said."""
        if self.read_only:
            said = tr("Read-only: this session is open in another window.")
            self._chat.app.notify(said, severity="warning", markup=False)
        return self.read_only

    def _use_settings_of(self, session: Session) -> None:
        """Goes on with the settings that the session was left with."""
        self._own = dict(session.settings)
        self._chat.settings.begin_session(session.own_settings)

    # --- the session shown ---

    def begin(self, prompt: str) -> None:
        """The first prompt of the session shown is on its way."""
        self._store.claim_session(self.id)
        self._chat.jumps.opened(self.id)
        self._chat.conversation.set_cells([])
        now = time.time()
        self.shown = Session(
            id=self.id,
            title=title_from_prompt(prompt),
            created_at=now,
            updated_at=now,
            turns=1,
        )

    def read(self) -> None:
        """Reads the session shown again: its title, and how many turns it has."""
        try:
            self.shown = self._store.session(self.id)
        except ChatError:
            return  # not stored yet, or not at all: what is shown stays

    def read_path(self, start: int, stop: int) -> list[Message]:
        """The messages of the session shown at positions start..stop of its path."""
        try:
            return self._store.path(self.id, start, stop)
        except ChatError as error:
            self._chat.say_error(error)
            return []

    def read_places(self, start: int, stop: int) -> dict[str, tuple[int, int]]:
        """Which of how many siblings the messages at positions start..stop of the path are."""
        try:
            return self._store.branch_places(self.id, start, stop)
        except ChatError:
            return {}  # what cannot be read is told by who reads the messages

    def read_siblings(self, parent_id: str | None) -> list[str]:
        """Ids of the messages below one of the session shown, or (None) of the first ones."""
        try:
            return self._store.children(self.id, parent_id)
        except ChatError:
            return []

    def keep_folding(self, cell_id: str) -> None:
        """Keeps that a cell was folded or unfolded by hand."""
        presenter = self._chat.presenter
        presenter.note_toggled(cell_id)
        if self.shown is not None and not self.read_only:
            self._store.save_view(self.id, json.dumps({"toggled": sorted(presenter.toggled)}))

    def _kept_folding(self, session_id: str) -> list[str]:
        """Ids of the cells that were folded or unfolded by hand when the session was shown."""
        try:
            kept = json.loads(self._store.view(session_id) or "{}")
        except (ChatError, ValueError):
            return []  # it is a convenience: the session is shown without it
        ids = kept.get("toggled") if isinstance(kept, dict) else None
        return [one for one in ids if isinstance(one, str)] if isinstance(ids, list) else []

    def keep_setting(self, key: str) -> None:
        """Keeps a setting's value with the session shown, once it has been changed.

        One that is not sent yet is kept with it when its first prompt is.
        """
        if self.read_only or not find_setting(key).of_session:
            return
        settings = self._chat.settings
        value, before = settings.get(key), self.own_settings
        self._own.pop(key, None)
        # A field cannot tell "unset here" from "as in every session".
        if settings.origin(key) == "session" and (key not in _IN_COLUMNS or value is None):
            self._own[key] = value
        if self.shown is None:
            return
        changes: dict[str, Any] = {key: settings.text(key)} if key in _IN_COLUMNS else {}
        if self._own != before:
            changes["settings"] = self._own
        if changes:
            self._store.update_session(self.id, **changes)

    def catch_up(self) -> None:
        """Shows a turn that began and ended before this screen came to hear of it."""
        presenter, store = self._chat.presenter, self._store
        if presenter.live is not None or self._services.runner.turn(self.id) is not None:
            return
        try:
            leaf = store.session(self.id).leaf_id
            if leaf is None or presenter.message(leaf) is not None:
                return
            if not presenter.shows_end:
                self._show(self.id)
                return
            messages = store.path(self.id, max(0, store.path_length(self.id) - PAGE))
        except ChatError:
            return  # not stored: what the engine keeps in memory was shown live
        presenter.append([m for m in messages if presenter.message(m.id) is None])
        self.read()
        self._chat.status.sum_up(presenter.messages)
