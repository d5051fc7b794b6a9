"""What the engine and the screens need of a session's branches, as a protocol."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Protocol

from minimax_tui.domain.outline import AnswerUsage, DeletedBranch, OutlineNode


class BranchStore(Protocol):
    """Branches of stored sessions. All methods may be called from any thread.

    A branch is a message with everything below it. One that was deleted is hidden from every
    read but those of a whole path, and its usage still counts.
    """

    # --- writing ---

    def copy_path(
        self, session_id: str, message_id: str, copy_id: str, *, title: str, at: float
    ) -> Future[None]:
        """Makes a session of the messages from the root to one of them."""
        ...

    def delete_branch(self, session_id: str, message_id: str, at: float) -> Future[None]:
        """Hides a branch; where it was on the current path, another one is current then.

        Fails with a `StorageError` where an answer in it streams or nothing would be left.
        """
        ...

    def restore_branch(self, session_id: str, message_id: str) -> Future[None]:
        """Takes `delete_branch` back: the path is as it was, if it led through the branch.

        Else the newest leaf below it is current.
        """
        ...

    # --- reading ---

    def outline(self, session_id: str) -> list[OutlineNode]:
        """All messages of all branches, in the order they came."""
        ...

    def children(self, session_id: str, parent_id: str | None) -> list[str]:
        """Ids of the messages below one (None: of the first ones), oldest first."""
        ...

    def branch_places(
        self, session_id: str, start: int = 0, stop: int | None = None
    ) -> dict[str, tuple[int, int]]:
        """Which of how many siblings messages of the current path are, counted from 1.

        Only those at positions start..stop that have siblings are in it.
        """
        ...

    def path_position(self, session_id: str, message_id: str) -> int | None:
        """Where a message is on the current path, from 0; None where it is not on it."""
        ...

    def deleted_branches(self, session_id: str) -> list[DeletedBranch]:
        """Deleted branches that can still be had back, the one deleted last first."""
        ...

    def usages(self, session_id: str) -> dict[str, AnswerUsage]:
        """What each answer of every branch took, deleted ones too, by message id."""
        ...
