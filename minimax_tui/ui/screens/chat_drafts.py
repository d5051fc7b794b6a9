"""What is written in the composer, kept: the draft of each session, and the prompts sent before."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.timer import Timer

from minimax_tui.domain.errors import ChatError
from minimax_tui.ui.commands import parse_slash
from minimax_tui.ui.services import Services

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen

NEW_SESSION_DRAFT = ""
"""Where the draft of a session that has no prompt yet is kept."""
DRAFT_AFTER_S = 0.3


class Drafts:
    """Stores the composer's text as it is typed, and remembers prompts for recall."""

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        self._chat = chat
        self._store = services.store
        self._kept = services.runner.drafts
        self._timer: Timer | None = None
        self._prompts_here: list[str] = []

    # --- drafts ---

    def key(self) -> str:
        """Where the draft of the session shown is kept."""
        sessions = self._chat.sessions
        is_new = sessions.shown is None and not sessions.is_unsaved
        return NEW_SESSION_DRAFT if is_new else sessions.id

    def load(self) -> None:
        """Shows the draft of the session shown; one that another window has is left to that."""
        if self._chat.sessions.read_only:
            self._chat.composer.restore("")
            return
        try:
            draft = self._kept.written(self.key())
        except ChatError:
            draft = ""
        self._chat.composer.restore(draft)

    def typed(self) -> None:
        """The composer's text has changed: it is stored soon."""
        if self._timer is None and self._chat.ready:
            self._timer = self._chat.set_timer(DRAFT_AFTER_S, self.keep)

    def keep(self) -> None:
        """Stores the draft now."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.store()

    def store(self) -> None:
        """Stores what stands in the composer, once there is one; on any thread."""
        if self._chat.ready and not self._chat.sessions.read_only:
            draft = self._chat.composer.draft
            self._kept.write(self.key(), "" if _is_aside(draft) else draft)

    def sent(self) -> None:
        """What stood in the composer has been sent."""
        self._chat.composer.take()
        self._kept.write(self.key(), "")

    # --- prompt history ---

    def remember(self, text: str) -> None:
        """Keeps a prompt for recall; at once, also where the disk is slow or full."""
        self._prompts_here.append(text)
        if self._chat.sessions.is_unsaved or _is_aside(text):
            return
        self._store.add_prompt_history(text, time.time())

    def prompts(self) -> list[str]:
        """Earlier prompts of all sessions, the newest first."""
        try:
            stored = self._store.prompt_history()
        except ChatError:
            stored = []
        return list(dict.fromkeys([*reversed(self._prompts_here), *stored]))


def _is_aside(text: str) -> bool:
    """Whether it is a question aside: nothing of those goes to the disk."""
    found = parse_slash(text)
    return found is not None and found[0].id == "aside.ask"
