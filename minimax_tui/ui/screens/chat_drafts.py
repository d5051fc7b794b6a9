"""What is written in the composer, kept: the draft of each session, and the prompts sent before."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.timer import Timer

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import sentences
from minimax_tui.ui.commands import parse_slash
from minimax_tui.ui.services import Services
from minimax_tui.ui.workers import run_in_worker

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

    def leave(self) -> None:
        """Stores the draft of a session that is shown no more.

        A question aside goes to no disk: it can be recalled.
        """
        self.keep()
        text = self._chat.composer.whole_text
        if _is_aside(text):
            self.remember(text)

    def store(self) -> None:
        """Stores what stands in the composer, once there is one; on any thread."""
        if self._chat.ready and not self._chat.sessions.read_only:
            draft = self._chat.composer.draft
            self._kept.write(self.key(), "" if _is_aside(draft) else draft)

    def sent(self) -> None:
        """What stood in the composer has been sent."""
        self._chat.composer.take()
        self._kept.write(self.key(), "")

    def open_editor(self) -> None:
        """Opens the draft in the user's editor."""
        if not self._chat.sessions.refuses():
            run_in_worker(self._chat, self._edit, group="editor", exclusive=True)

    async def _edit(self) -> None:
        from minimax_tui.ui.editor import EditorFailed, edit_in_editor

        chat = self._chat
        try:
            text = await edit_in_editor(
                chat.app,
                chat.composer.whole_text,
                off_disk=chat.sessions.is_unsaved,
                keep=self._keep_saved,
            )
        except EditorFailed as error:
            if error.saved:
                self.remember(error.saved)
            chat.app.notify(sentences(error.what, error.advice), severity="error", markup=False)
        else:
            if text is not None:
                chat.composer.show_text(text)
        chat.announcer.terminal_back()

    def _keep_saved(self, text: str) -> None:
        """The program ends while the editor is open: what was saved there is the draft."""
        if self._chat.ready:
            self._chat.composer.show_text(text)
        self._kept.write(self.key(), "" if _is_aside(text) else text)

    # --- prompt history ---

    def open_history(self) -> None:
        """Searches earlier prompts; what stands in the composer is kept among them."""
        if self._chat.sessions.refuses():
            return
        from minimax_tui.ui.screens.history_picker import HistoryPicker

        composer = self._chat.composer

        def chosen(prompt: str | None) -> None:
            if prompt is not None:
                if composer.text.strip():
                    self.remember(composer.whole_text)
                composer.show_text(prompt)

        self._chat.app.push_screen(HistoryPicker(self.prompts()), chosen)

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
