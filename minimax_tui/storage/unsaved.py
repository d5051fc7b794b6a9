"""Sessions that leave nothing on the disk, beside the others that are stored."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from minimax_tui.domain.blocks import Block
from minimax_tui.domain.messages import Message, Session, SessionOrder, SessionTotals, Shelf
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.encoding import folded
from minimax_tui.storage.unsaved_branches import BranchesByStore


def _trash_key(session: Session) -> tuple[Any, ...]:
    return (-(session.trashed_at or 0.0),)


_KEYS: dict[SessionOrder, Callable[[Session], tuple[Any, ...]]] = {
    "used": lambda one: (not one.pinned, -one.updated_at),
    "created": lambda one: (not one.pinned, -one.created_at),
    "title": lambda one: (not one.pinned, folded(one.title)),
    "turns": lambda one: (not one.pinned, -one.turns, -one.updated_at),
}


def _both(one: Future[None], other: Future[None]) -> Future[None]:
    """Done when both are; fails where one of them does."""
    both: Future[None] = Future()
    both.set_running_or_notify_cancel()  # as with every write: who waits cannot cancel it

    def end(_: Future[None]) -> None:
        error = one.exception() or other.exception()
        if error is None:
            both.set_result(None)
        else:
            both.set_exception(error)

    one.add_done_callback(lambda _: other.add_done_callback(end))
    return both


class PartlyUnsavedStore(BranchesByStore):
    """A store that keeps the sessions it is told of in memory only.

    Everything of such a session goes into a database in memory, which is made with the first one
    and is gone with the program. The prompt history knows no sessions: who has a prompt of such a
    session must not give it to `add_prompt_history`.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        """Takes what `SqliteConversationStore` takes, and raises what it raises."""
        self._memory: SqliteConversationStore | None = None
        self._unsaved_sessions: set[str] = set()
        self._unsaved_messages: set[str] = set()
        self._choosing = threading.Lock()
        super().__init__(*args, **options)

    # --- which ---

    def keep_in_memory(self, session_id: str) -> None:
        """From now on, nothing of this session is stored; to be called before it has anything."""
        with self._choosing:
            if self._memory is None:
                self._memory = SqliteConversationStore(":memory:")
            self._unsaved_sessions.add(session_id)

    def is_in_memory(self, session_id: str) -> bool:
        """Whether nothing of this session is stored."""
        with self._choosing:
            return session_id in self._unsaved_sessions

    def _of_session(self, session_id: str) -> SqliteConversationStore | None:
        """The store in memory, if the session is in it."""
        return self._memory if self.is_in_memory(session_id) else None

    def _of_message(self, message_id: str) -> SqliteConversationStore | None:
        with self._choosing:
            memory = self._memory
            if memory is None or message_id in self._unsaved_messages:
                return memory
        # A copy's messages have got their ids from the store itself.
        return memory if memory.has_message(message_id) else None

    def _for_message(self, message: Message) -> SqliteConversationStore | None:
        memory = self._of_session(message.session_id)
        if memory is not None:
            with self._choosing:
                self._unsaved_messages.add(message.id)
        return memory

    def parts(self) -> list[SqliteConversationStore]:
        """The sessions that are not stored, if there are some, and those that are."""
        return [self] if self._memory is None else [self._memory, self]

    # --- writing ---

    def add_session(self, session: Session) -> Future[None]:
        memory = self._of_session(session.id)
        return memory.add_session(session) if memory else super().add_session(session)

    def update_session(self, session_id: str, **changes: Any) -> Future[None]:
        memory = self._of_session(session_id)
        if memory:
            return memory.update_session(session_id, **changes)
        return super().update_session(session_id, **changes)

    def add_message(self, message: Message) -> Future[None]:
        memory = self._for_message(message)
        return memory.add_message(message) if memory else super().add_message(message)

    def append_stream(
        self, message_id: str, block_index: int, events: Sequence[dict[str, Any]]
    ) -> Future[None]:
        memory = self._of_message(message_id)
        if memory:
            return memory.append_stream(message_id, block_index, events)
        return super().append_stream(message_id, block_index, events)

    def finish_block(self, message_id: str, block_index: int, block: Block) -> Future[None]:
        memory = self._of_message(message_id)
        if memory:
            return memory.finish_block(message_id, block_index, block)
        return super().finish_block(message_id, block_index, block)

    def close_message(self, message: Message) -> Future[None]:
        memory = self._for_message(message)
        return memory.close_message(message) if memory else super().close_message(message)

    def set_leaf(self, session_id: str, message_id: str) -> Future[None]:
        memory = self._of_session(session_id)
        if memory:
            return memory.set_leaf(session_id, message_id)
        return super().set_leaf(session_id, message_id)

    def copy_session(self, session_id: str, copy_id: str, *, title: str, at: float) -> Future[None]:
        """Copies a session; the copy of one that is not stored is not stored either."""
        memory = self._of_session(session_id)
        if memory:
            self.keep_in_memory(copy_id)
            return memory.copy_session(session_id, copy_id, title=title, at=at)
        return super().copy_session(session_id, copy_id, title=title, at=at)

    def suggest_title(self, session_id: str, title: str) -> Future[None]:
        memory = self._of_session(session_id)
        if memory:
            return memory.suggest_title(session_id, title)
        return super().suggest_title(session_id, title)

    def arrange_sessions(
        self,
        session_ids: Sequence[str],
        *,
        pinned: bool | None = None,
        archived: bool | None = None,
    ) -> Future[None]:
        return super().arrange_sessions(session_ids, pinned=pinned, archived=archived)

    def trash_sessions(self, session_ids: Sequence[str], at: float | None) -> Future[None]:
        return super().trash_sessions(session_ids, at)

    def save_view(self, session_id: str, text: str) -> Future[None]:
        return super().save_view(session_id, text)

    def _change_sessions(self, session_ids: Sequence[str], changes: dict[str, Any]) -> Future[None]:
        unsaved = [one for one in session_ids if self.is_in_memory(one)]
        if self._memory is None or not unsaved:
            return super()._change_sessions(session_ids, changes)
        changed = self._memory._change_sessions(unsaved, changes)
        stored = [one for one in session_ids if one not in unsaved]
        return _both(changed, super()._change_sessions(stored, changes)) if stored else changed

    def delete_session(self, session_id: str) -> Future[None]:
        memory = self._of_session(session_id)
        return memory.delete_session(session_id) if memory else super().delete_session(session_id)

    def save_draft(self, session_id: str, text: str) -> Future[None]:
        memory = self._of_session(session_id)
        if memory:
            return memory.save_draft(session_id, text)
        return super().save_draft(session_id, text)

    # --- reading ---

    def session(self, session_id: str) -> Session:
        memory = self._of_session(session_id)
        return memory.session(session_id) if memory else super().session(session_id)

    def sessions(
        self,
        *,
        limit: int = 200,
        offset: int = 0,
        title_like: str = "",
        shelf: Shelf = "active",
        order: SessionOrder = "used",
    ) -> list[Session]:
        """The sessions of both kinds, in order."""
        if self._memory is None:
            return super().sessions(
                limit=limit, offset=offset, title_like=title_like, shelf=shelf, order=order
            )
        chosen: dict[str, Any] = {"title_like": title_like, "shelf": shelf, "order": order}
        stored = super().sessions(limit=limit + offset, **chosen)
        unsaved = self._memory.sessions(limit=limit + offset, **chosen)
        key = _trash_key if shelf == "trash" else _KEYS[order]
        return sorted((*stored, *unsaved), key=key)[offset : offset + limit]

    def count_sessions(self, *, title_like: str = "", shelf: Shelf = "active") -> int:
        stored = super().count_sessions(title_like=title_like, shelf=shelf)
        if self._memory is None:
            return stored
        return stored + self._memory.count_sessions(title_like=title_like, shelf=shelf)

    def session_totals(self, session_ids: Sequence[str]) -> dict[str, SessionTotals]:
        found = super().session_totals(session_ids)
        if self._memory is not None:
            found.update(self._memory.session_totals(session_ids))
        return found

    def view(self, session_id: str) -> str:
        memory = self._of_session(session_id)
        return memory.view(session_id) if memory else super().view(session_id)

    def message(self, message_id: str) -> Message:
        memory = self._of_message(message_id)
        return memory.message(message_id) if memory else super().message(message_id)

    def tree(self, session_id: str) -> SessionTree:
        memory = self._of_session(session_id)
        return memory.tree(session_id) if memory else super().tree(session_id)

    def path_length(self, session_id: str) -> int:
        memory = self._of_session(session_id)
        return memory.path_length(session_id) if memory else super().path_length(session_id)

    def path(self, session_id: str, start: int = 0, stop: int | None = None) -> list[Message]:
        memory = self._of_session(session_id)
        if memory:
            return memory.path(session_id, start, stop)
        return super().path(session_id, start, stop)

    def path_sizes(self, session_id: str) -> list[int]:
        memory = self._of_session(session_id)
        return memory.path_sizes(session_id) if memory else super().path_sizes(session_id)

    def siblings(self, message_id: str) -> list[str]:
        memory = self._of_message(message_id)
        return memory.siblings(message_id) if memory else super().siblings(message_id)

    def newest_leaf_below(self, message_id: str) -> str:
        memory = self._of_message(message_id)
        if memory:
            return memory.newest_leaf_below(message_id)
        return super().newest_leaf_below(message_id)

    def draft(self, session_id: str) -> str:
        memory = self._of_session(session_id)
        return memory.draft(session_id) if memory else super().draft(session_id)

    def media_on_path(self, session_id: str) -> list[Block]:
        memory = self._of_session(session_id)
        return memory.media_on_path(session_id) if memory else super().media_on_path(session_id)

    def thinking_by_model(self, session_id: str) -> dict[str, str]:
        memory = self._of_session(session_id)
        if memory:
            return memory.thinking_by_model(session_id)
        return super().thinking_by_model(session_id)

    # --- the same session open elsewhere ---

    def claim_session(self, session_id: str) -> bool:
        """Marks a session as open here; nobody else can have one in memory open."""
        return self.is_in_memory(session_id) or super().claim_session(session_id)

    def release_session(self, session_id: str) -> None:
        if not self.is_in_memory(session_id):
            super().release_session(session_id)

    def close(self) -> None:
        """Closes both databases."""
        super().close()
        if self._memory is not None:
            self._memory.close()
