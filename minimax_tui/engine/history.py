"""What a request carries of a conversation: the store's messages, and those it could not store."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field

from minimax_tui.domain.errors import ChatError, SessionNotFound
from minimax_tui.domain.messages import Message
from minimax_tui.domain.ports import ConversationStore


@dataclass(slots=True)
class _Unsaved:
    """Messages of one session that are not on the disk as they should be, and its newest one."""

    leaf_id: str
    messages: dict[str, Message] = field(default_factory=dict)


class History:
    """The messages of all sessions. Its methods may be called from any thread.

    The store itself keeps trying to write what it could not, so nothing is given to it again here:
    such messages are only held, until the store is seen to have them.
    """

    def __init__(self, store: ConversationStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._unsaved: dict[str, _Unsaved] = {}
        self._moves: dict[str, tuple[str, Future[None]]] = {}

    def hold(self, session_id: str, leaf_id: str, messages: Iterable[Message]) -> None:
        """Notes the end of a turn.

        Args:
            session_id: The session.
            leaf_id: Its newest message.
            messages: Those of the turn's messages that the store does not have.
        """
        held = {message.id: message for message in messages}
        with self._lock:
            self._moves.pop(session_id, None)
            unsaved = self._unsaved.get(session_id)
            if unsaved is not None:
                unsaved.leaf_id = leaf_id
                unsaved.messages.update(held)
            elif held:
                self._unsaved[session_id] = _Unsaved(leaf_id, held)

    def move(self, session_id: str, leaf_id: str, change: Future[None]) -> None:
        """Notes that the session's current path ends with another message once a change is done.

        The next prompt may come before: it follows that message even so.
        """
        with self._lock:
            self._moves[session_id] = leaf_id, change
            unsaved = self._unsaved.get(session_id)
            if unsaved is not None:
                unsaved.leaf_id = leaf_id

    def leaf(self, session_id: str) -> str | None:
        """Id of the message that the next prompt follows; None in a session without any.

        Raises:
            SessionNotFound: if there is no such session.
            StorageError: if the session cannot be read.
        """
        return (
            self._moving_to(session_id)
            or self._held_leaf(session_id)
            or self._store.session(session_id).leaf_id
        )

    def last_prompt(self, session_id: str) -> str | None:
        """Id of the last prompt on the session's current path, None where there is none.

        Raises:
            StorageError: if the session cannot be read.
        """
        try:
            at = self.leaf(session_id)
        except SessionNotFound:
            return None
        while at is not None:
            message = self._message(session_id, at)
            if message.role == "user":
                return message.id
            at = message.parent_id
        return None

    def last(self, session_id: str) -> Message | None:
        """The message at the end of the session's current path, None where there is none.

        Raises:
            StorageError: if the session cannot be read.
        """
        try:
            leaf_id = self.leaf(session_id)
        except SessionNotFound:
            return None
        return self._message(session_id, leaf_id) if leaf_id is not None else None

    def path_to(self, session_id: str, message_id: str | None) -> list[Message]:
        """The messages from the root to this one; [] for None. It may take long: not for a loop.

        Raises:
            SessionNotFound: if one of them is not there.
            StorageError: if the session cannot be read.
        """
        held = self._held(session_id)
        tail: list[Message] = []
        while message_id is not None and message_id in held:
            tail.append(held[message_id])
            message_id = tail[-1].parent_id
        tail.reverse()
        stored = self._stored_path_to(session_id, message_id)
        return [*(held.get(message.id, message) for message in stored), *tail]

    def _stored_path_to(self, session_id: str, message_id: str | None) -> list[Message]:
        if message_id is None:
            return []
        path = self._store.path(session_id)
        for position, message in enumerate(path):
            if message.id == message_id:
                return path[: position + 1]
        # It is on another branch than the one shown.
        found: list[Message] = []
        at: str | None = message_id
        while at is not None:
            found.append(self._store.message(at))
            at = found[-1].parent_id
        found.reverse()
        return found

    def _message(self, session_id: str, message_id: str) -> Message:
        return self._held(session_id).get(message_id) or self._store.message(message_id)

    def _held(self, session_id: str) -> dict[str, Message]:
        with self._lock:
            unsaved = self._unsaved.get(session_id)
            return dict(unsaved.messages) if unsaved is not None else {}

    def _moving_to(self, session_id: str) -> str | None:
        """The end of the path as it will be, None where no change of it is on its way."""
        with self._lock:
            leaf_id, change = self._moves.get(session_id, (None, None))
            if change is not None and change.done():
                del self._moves[session_id]
                return None
            return leaf_id

    def _held_leaf(self, session_id: str) -> str | None:
        """The newest message of a session of which something is held; lets go what is stored."""
        stored = {
            message.id for message in self._held(session_id).values() if self._is_stored(message)
        }
        with self._lock:
            unsaved = self._unsaved.get(session_id)
            if unsaved is None:
                return None
            for message_id in stored:
                unsaved.messages.pop(message_id, None)
            if not unsaved.messages:
                del self._unsaved[session_id]
                return None
            return unsaved.leaf_id

    def _is_stored(self, message: Message) -> bool:
        try:
            return self._store.message(message.id) == message
        except ChatError:
            return False
