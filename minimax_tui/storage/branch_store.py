"""The part of the store that has to do with branches."""

from __future__ import annotations

from concurrent.futures import Future

from minimax_tui.domain.outline import AnswerUsage, DeletedBranch, OutlineNode
from minimax_tui.storage import branches
from minimax_tui.storage.database import Database
from minimax_tui.storage.encoding import plain
from minimax_tui.storage.writer import Writer


class SqliteBranchStore:
    """A `domain.branching.BranchStore`; the class that it is a part of opens the database."""

    database: Database
    writer: Writer

    # --- writing ---

    def copy_path(
        self, session_id: str, message_id: str, copy_id: str, *, title: str, at: float
    ) -> Future[None]:
        """Makes a session of a path; fails with `SessionNotFound` if there is no such message."""
        title = plain(title)
        return self.writer.submit(
            lambda connection: branches.copy_path(
                connection, session_id, message_id, copy_id, title, at
            ),
            durable=True,
            about=(session_id, copy_id),
        )

    def delete_branch(self, session_id: str, message_id: str, at: float) -> Future[None]:
        """Hides a branch; it is not tried again where it fails."""
        return self.writer.submit(
            lambda connection: branches.delete_branch(connection, session_id, message_id, at),
            keep=False,
            about=(session_id,),
        )

    def restore_branch(self, session_id: str, message_id: str) -> Future[None]:
        """Takes `delete_branch` back, and makes the branch current."""
        return self.writer.submit(
            lambda connection: branches.restore_branch(connection, session_id, message_id),
            keep=False,
            about=(session_id,),
        )

    # --- reading ---

    def outline(self, session_id: str) -> list[OutlineNode]:
        """All messages of all branches, in the order they came."""
        with self.database.reading() as connection:
            return branches.outline(connection, session_id)

    def has_message(self, message_id: str) -> bool:
        """Whether a message is stored here."""
        with self.database.reading() as connection:
            row = connection.execute("SELECT 1 FROM messages WHERE id = ?", (message_id,))
            return row.fetchone() is not None

    def children(self, session_id: str, parent_id: str | None) -> list[str]:
        """Ids of the messages below one (None: of the first ones), oldest first."""
        with self.database.reading() as connection:
            return branches.children(connection, session_id, parent_id)

    def branch_places(
        self, session_id: str, start: int = 0, stop: int | None = None
    ) -> dict[str, tuple[int, int]]:
        """Which of how many siblings messages of the current path are, counted from 1."""
        with self.database.reading() as connection:
            return branches.branch_places(connection, session_id, start, stop)

    def path_position(self, session_id: str, message_id: str) -> int | None:
        """Where a message is on the current path, from 0; None where it is not on it."""
        with self.database.reading() as connection:
            return branches.path_position(connection, session_id, message_id)

    def deleted_branches(self, session_id: str) -> list[DeletedBranch]:
        """Deleted branches that can still be had back, the one deleted last first."""
        with self.database.reading() as connection:
            return branches.deleted_branches(connection, session_id)

    def usages(self, session_id: str) -> dict[str, AnswerUsage]:
        """What each answer of every branch took, deleted ones too, by message id."""
        with self.database.reading() as connection:
            return branches.usages(connection, session_id)
