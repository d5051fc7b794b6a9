"""Branches of sessions that are stored, and of others that are in memory only."""

from __future__ import annotations

from concurrent.futures import Future

from minimax_tui.domain.outline import AnswerUsage, DeletedBranch, OutlineNode
from minimax_tui.storage.conversations import SqliteConversationStore


class BranchesByStore(SqliteConversationStore):
    """The part of `PartlyUnsavedStore` that has to do with branches."""

    def _of_session(self, session_id: str) -> SqliteConversationStore | None:
        """The store in memory, if the session is in it."""
        raise NotImplementedError

    def keep_in_memory(self, session_id: str) -> None:
        """From now on, nothing of this session is stored; to be called before it has anything."""
        raise NotImplementedError

    def copy_path(
        self, session_id: str, message_id: str, copy_id: str, *, title: str, at: float
    ) -> Future[None]:
        """Copies a path; the copy of one that is not stored is not stored either."""
        memory = self._of_session(session_id)
        if memory:
            self.keep_in_memory(copy_id)
            return memory.copy_path(session_id, message_id, copy_id, title=title, at=at)
        return super().copy_path(session_id, message_id, copy_id, title=title, at=at)

    def delete_branch(self, session_id: str, message_id: str, at: float) -> Future[None]:
        memory = self._of_session(session_id)
        if memory:
            return memory.delete_branch(session_id, message_id, at)
        return super().delete_branch(session_id, message_id, at)

    def restore_branch(self, session_id: str, message_id: str) -> Future[None]:
        memory = self._of_session(session_id)
        if memory:
            return memory.restore_branch(session_id, message_id)
        return super().restore_branch(session_id, message_id)

    def outline(self, session_id: str) -> list[OutlineNode]:
        memory = self._of_session(session_id)
        return memory.outline(session_id) if memory else super().outline(session_id)

    def children(self, session_id: str, parent_id: str | None) -> list[str]:
        memory = self._of_session(session_id)
        if memory:
            return memory.children(session_id, parent_id)
        return super().children(session_id, parent_id)

    def branch_places(
        self, session_id: str, start: int = 0, stop: int | None = None
    ) -> dict[str, tuple[int, int]]:
        memory = self._of_session(session_id)
        if memory:
            return memory.branch_places(session_id, start, stop)
        return super().branch_places(session_id, start, stop)

    def path_position(self, session_id: str, message_id: str) -> int | None:
        memory = self._of_session(session_id)
        if memory:
            return memory.path_position(session_id, message_id)
        return super().path_position(session_id, message_id)

    def deleted_branches(self, session_id: str) -> list[DeletedBranch]:
        memory = self._of_session(session_id)
        if memory:
            return memory.deleted_branches(session_id)
        return super().deleted_branches(session_id)

    def usages(self, session_id: str) -> dict[str, AnswerUsage]:
        memory = self._of_session(session_id)
        return memory.usages(session_id) if memory else super().usages(session_id)
