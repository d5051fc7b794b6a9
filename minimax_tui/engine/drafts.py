"""The draft of each session: the prompts that wait in it, then what stands in its composer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from minimax_tui.domain.blocks import joined_text
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.ports import ConversationStore
from minimax_tui.engine.waiting import QueuedPrompt


class SessionDrafts:
    """Keeps waiting prompts on the disk, as the beginning of their session's draft.

    So they stand in the composer at the next start, however the program ended. Its methods may be
    called from any thread.

    Args:
        store: Where drafts are kept.
        waiting: Gives the prompts that wait in a session; called with this object's lock held.
    """

    def __init__(
        self, store: ConversationStore, waiting: Callable[[str], Sequence[QueuedPrompt]]
    ) -> None:
        self._store = store
        self._waiting = waiting
        self._lock = threading.Lock()
        # Of the sessions whose stored draft may hold prompts that wait here.
        self._written: dict[str, str] = {}
        # What each session's draft was when it was last read (without a write) or written here.
        self._saved: dict[str, tuple[str, Future[None] | None]] = {}

    def written(self, session_id: str) -> str:
        """What stands in the composer of a session, without the prompts that wait here.

        Raises:
            StorageError: if it cannot be read.
        """
        with self._lock:
            if session_id in self._written:
                return self._written[session_id]
            saved, write = self._saved.get(session_id, ("", None))
            if write is not None and (not write.done() or _failed(write)):
                return saved  # the disk does not have it
            # Where it cannot be read, an empty composer is no reason to empty what is stored.
            unread = self._saved[session_id] = "", None
        draft = self._store.draft(session_id)
        with self._lock:
            if self._saved[session_id] is unread:
                self._saved[session_id] = draft, None
        return draft

    def write(self, session_id: str, text: str) -> None:
        """Keeps what stands in the composer now, behind the prompts that wait now."""
        with self._lock:
            if session_id not in self._written and not self._waiting(session_id):
                self._save_draft(session_id, text)
                return
            self._written[session_id] = text
            self._save(session_id)

    def waiting_changed(self, session_id: str) -> None:
        """Keeps the prompts that wait now, if those kept may be others."""
        with self._lock:
            if session_id in self._written:
                self._save(session_id)

    def keep(self, session_id: str) -> None:
        """Keeps the prompts that wait at the end of the program."""
        with self._lock:
            if session_id not in self._written:
                try:
                    self._written[session_id] = self._store.draft(session_id)
                except ChatError:
                    self._written[session_id] = ""
            self._save(session_id)

    def _save(self, session_id: str) -> None:
        """The lock is held, so that the drafts reach the store in their order."""
        prompts = (joined_text(prompt.blocks) for prompt in self._waiting(session_id))
        draft = "\n\n".join(filter(None, [*prompts, self._written[session_id]]))
        self._save_draft(session_id, draft)

    def _save_draft(self, session_id: str, draft: str) -> None:
        saved, write = self._saved.get(session_id, (None, None))
        # The same is not written twice: another window may have written its own meanwhile.
        if saved != draft or (write is not None and _failed(write)):
            self._saved[session_id] = draft, self._store.save_draft(session_id, draft)


def _failed(write: Future[None]) -> bool:
    return write.done() and (write.cancelled() or write.exception() is not None)
