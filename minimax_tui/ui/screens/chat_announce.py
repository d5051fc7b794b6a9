"""Tells the user of an answer that ended where they did not see it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Message, MessageState
from minimax_tui.ui.announcing import BELL, mark_title, notification, restore_title
from minimax_tui.ui.services import Services

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen

NAME = "minimax-chat"
_TITLE_CHARS = 60


class Announcer:
    """Announces ends of answers in other sessions, and in an unfocused window, as set.

    A terminal that does not report its focus counts as focused.
    """

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._services = services
        self._told: dict[str, str] = {}
        self._marked: dict[str, str] = {}
        self._later: list[str] = []

    # --- what happens ---

    def turns_ended(self, session_id: str) -> None:
        """No turn runs in this session any more."""
        chat = self._chat
        is_shown = session_id == chat.session_id
        if is_shown and chat.app.app_focus and not chat.chat_app.handed_over():
            return
        store = self._services.store
        try:
            title = one_line(store.session(session_id).title, _TITLE_CHARS) or tr("untitled")
            leaf_id = store.session(session_id).leaf_id
            answer = store.message(leaf_id) if leaf_id is not None else None
        except ChatError:
            return
        if answer is None or self._told.get(session_id) == answer.id:
            return
        self._told[session_id] = answer.id
        words = _words(title, answer)
        if words:
            self._tell(session_id, title, words)

    def looked(self) -> None:
        """The window has the focus, or another session is shown: what was marked is seen."""
        if self._marked:
            self._marked.clear()
            self._write(restore_title(NAME))

    def session_opened(self, session_id: str) -> None:
        """A session is shown: it is marked no more."""
        if self._marked.pop(session_id, None) is not None:
            self._write(restore_title(NAME) if not self._marked else self._title(first=False))

    def terminal_back(self) -> None:
        """Another program had the terminal: what could not be said is said now."""
        later, self._later = self._later, []
        for words in later:
            self._notify(words)

    # --- saying it ---

    def _tell(self, session_id: str, title: str, words: str) -> None:
        if self._chat.chat_app.handed_over():
            self._later.append(words)
            return
        self._notify(words)
        way = self._chat.settings.text("announce")
        if way == "off":
            return
        first = not self._marked
        self._marked[session_id] = title
        said = self._title(first=first)
        if way == "bell":
            said += BELL
        elif way == "notification":
            said += notification(os.environ, NAME, words) or BELL
        self._write(said)

    def _notify(self, words: str) -> None:
        self._chat.app.notify(words, markup=False, timeout=8)

    def _title(self, *, first: bool) -> str:
        count = len(self._marked)
        said = trn("{count} answer", "{count} answers", count)
        if count == 1:
            said = next(iter(self._marked.values()))
        return mark_title(f"● {said} · {NAME}", first=first)

    def _write(self, sequence: str) -> None:
        driver = self._chat.app._driver
        if driver is not None and not self._chat.app.is_headless:
            driver.write(sequence)
            driver.flush()


def _words(title: str, answer: Message) -> str:
    """What is said of an answer; "" of one that the user stopped."""
    match answer.state:
        case MessageState.COMPLETE:
            return tr("The answer in “{title}” is there.", title=title)
        case MessageState.FAILED:
            return tr("The answer in “{title}” broke off.", title=title)
        case _:
            return ""
