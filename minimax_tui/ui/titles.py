"""The title of the session shown: given by hand, or asked of the model."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from minimax_tui.domain.errors import ChatError, SessionNotFound
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.messages import Message, MessageState, Session
from minimax_tui.ui.workers import run_in_worker

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen
    from minimax_tui.ui.services import Services

log = logging.getLogger(__name__)

SETTING = "title"
BY_MODEL = "model"
LONGEST = 200
"""Characters of a name given by hand."""


class Titles:
    """Names sessions on one chat screen."""

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._services = services
        self._asked: set[str] = set()

    def rename(self, name: str) -> None:
        """Gives the session shown a name; asks for it where none is given."""
        session = self._stored()
        if session is None:
            return
        if name.strip():
            self._keep(session.id, one_line(name, LONGEST).strip())
            return
        from minimax_tui.ui.screens.sessions.name import name_dialog

        def named(given: str | None) -> None:
            if given is not None:
                self._keep(session.id, given)

        self._chat.app.push_screen(name_dialog(session.title), named)

    def ask(self) -> None:
        """Asks the model for a title of the session shown."""
        session = self._stored()
        if session is None:
            return
        if self._services.demo:
            self._say(tr("The demo has no model that could give a title. /rename gives one."))
        elif session.title_by == "user":
            self._say(tr("You have named this session yourself. /rename changes the name."))
        else:
            self._start(session, told=True)

    def turn_ended(self, session_id: str) -> None:
        """Asks for a title after the first answer of a session, if the setting says so."""
        if self._services.settings.text(SETTING) != BY_MODEL or self._services.demo:
            return
        if session_id in self._asked:
            return
        try:
            session = self._services.store.session(session_id)
            leaf = session.leaf_id
            answer = self._services.store.message(leaf) if leaf is not None else None
        except ChatError:
            return
        if session.title_by == "prompt" and session.turns == 1 and _is_whole(answer):
            self._start(session, told=False)

    def _start(self, session: Session, *, told: bool) -> None:
        self._asked.add(session.id)
        run_in_worker(self._chat, partial(self._ask, session, told=told), group="title")

    async def _ask(self, session: Session, *, told: bool) -> None:
        from minimax_tui.engine.titles import ask_for_title

        store = self._services.store
        try:
            self._services.credentials.check()
            messages = store.path(session.id, 0, 2)
            model = next((m.model for m in messages if m.model), None) or session.model
            asked = self._services.runner.beside(
                lambda endpoint: ask_for_title(
                    endpoint, messages, model or self._chat.settings.text("model")
                )
            )
            title = await asyncio.wrap_future(asked)
            if title:
                await asyncio.wrap_future(store.suggest_title(session.id, title))
        except ChatError as error:
            if told:
                self._say_error(error, session.id)
            else:
                log.info("no title from the model: %s", error.kind)
            return
        if self._chat.session_id == session.id:
            self._show()
            if told:
                said = tr("Title: {title}", title=title) if title else tr("The model gave none.")
                self._say(said)

    def _stored(self) -> Session | None:
        """The session shown; None, which is said, where it has no message or cannot be read."""
        try:
            return self._services.store.session(self._chat.session_id)
        except SessionNotFound:
            self._say(tr("This session has no message yet."))
        except ChatError as error:
            self._chat.say_error(error)
        return None

    def _keep(self, session_id: str, name: str) -> None:
        async def keep() -> None:
            done = self._services.store.update_session(session_id, title=name, named_by_user=True)
            try:
                await asyncio.wrap_future(done)
            except ChatError as error:
                self._say_error(error, session_id)
            else:
                self._show()

        run_in_worker(self._chat, keep, group="title")

    def _show(self) -> None:
        self._chat.sessions.read()
        self._chat.status.refresh()

    def _say_error(self, error: ChatError, session_id: str) -> None:
        """Says an error in its session, or, where another one is shown, beside it."""
        if session_id == self._chat.session_id:
            self._chat.say_error(error)
        else:
            words = sentences(error.what, error.advice)
            self._chat.app.notify(words, severity="error", markup=False, timeout=10)

    def _say(self, words: str) -> None:
        self._chat.app.notify(words, markup=False)


def _is_whole(answer: Message | None) -> bool:
    return (
        answer is not None
        and answer.role == "assistant"
        and (answer.state is MessageState.COMPLETE)
    )
