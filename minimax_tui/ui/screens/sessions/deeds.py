"""Pins, archives, deletes, renames and copies sessions, and undoes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from typing import NamedTuple

from textual.widget import Widget

from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Session, Shelf
from minimax_tui.domain.ports import ConversationStore
from minimax_tui.engine.ids import new_id
from minimax_tui.ui.screens.confirm import Answer, ConfirmScreen
from minimax_tui.ui.screens.sessions.menu import deed_key
from minimax_tui.ui.screens.sessions.name import name_dialog

Writes = Sequence[Future[None]]
"""What the store has been told to write."""


class _Undo(NamedTuple):
    words: str
    run: Callable[[], Writes]
    session_id: str


def sessions_words(sessions: Sequence[Session]) -> str:
    """The sessions in words: the title of one, else how many."""
    if len(sessions) == 1:
        return tr("“{title}”", title=one_line(sessions[0].title, 40) or tr("untitled"))
    return trn("{count} session", "{count} sessions", len(sessions))


class SessionDeeds:
    """Does things with sessions for one screen.

    Args:
        screen: Shows the dialogs.
        store: Where sessions are.
        running: Gives the ids of the sessions in which an answer streams.
        now: Unix time in seconds.
        begun: Called when something is being done with the sessions that were meant.
        finish: Waits for what is being written, and says in words what was done.

    Attributes:
        acted_on: Id of the session, or the first of those, that something was done with last; ""
            where the last thing could not be done.
    """

    def __init__(
        self,
        screen: Widget,
        store: ConversationStore,
        running: Callable[[], Collection[str]],
        now: Callable[[], float],
        begun: Callable[[], None],
        finish: Callable[[Writes, str], object],
    ) -> None:
        self._screen = screen
        self._store = store
        self._running = running
        self._now = now
        self._begun = begun
        self._finish = finish
        self.acted_on = ""
        self._undos: list[_Undo] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is something to undo."""
        return bool(self._undos)

    def pin(self, meant: Sequence[Session]) -> None:
        """Pins sessions; if all are pinned, unpins them."""
        pinned = not all(session.pinned for session in meant)
        ids = [session.id for session in meant]
        said = tr("Pinned: {what}") if pinned else tr("Not pinned any more: {what}")
        before = [session.id for session in meant if session.pinned != pinned]
        self._do(
            meant,
            said,
            lambda: [self._store.arrange_sessions(ids, pinned=pinned)],
            lambda: [self._store.arrange_sessions(before, pinned=not pinned)],
        )

    def archive(self, meant: Sequence[Session], shelf: Shelf) -> None:
        """Archives sessions, or takes them out of the archive or the trash."""
        ids = [session.id for session in meant]
        if shelf == "trash":
            self._restore(meant, ids)
            return
        archived = shelf == "active"
        said = tr("Archived: {what}") if archived else tr("Out of the archive: {what}")
        self._do(
            meant,
            said,
            lambda: [self._store.arrange_sessions(ids, archived=archived)],
            lambda: [self._store.arrange_sessions(ids, archived=not archived)],
        )

    def _restore(self, meant: Sequence[Session], ids: Sequence[str]) -> None:
        times = {session.id: session.trashed_at for session in meant}
        self._do(
            meant,
            tr("Put back: {what}"),
            lambda: [self._store.trash_sessions(ids, None)],
            lambda: [self._store.trash_sessions([one], at) for one, at in times.items()],
        )

    def delete(self, meant: Sequence[Session], shelf: Shelf) -> None:
        """Puts sessions into the trash; there, removes them for good, which is asked about."""
        if shelf == "trash":
            self._ask_to_remove(meant)
            return
        ids = [session.id for session in meant]
        at = self._now()
        self._do(
            meant,
            tr("In the trash for 30 days: {what}"),
            lambda: [self._store.trash_sessions(ids, at)],
            lambda: [self._store.trash_sessions(ids, None)],
        )

    def _ask_to_remove(self, meant: Sequence[Session]) -> None:
        if not meant:
            return
        running = self._running()
        busy = [session for session in meant if session.id in running]
        if busy:
            said = tr("An answer streams in {what}: stop it first.", what=sessions_words(busy))
            self.acted_on = ""
            self._finish((), said)
            return

        def answered(answer: str | None) -> None:
            if answer == "remove":
                self._do(
                    meant,
                    tr("Deleted for good: {what}"),
                    lambda: [self._store.delete_session(session.id) for session in meant],
                    None,
                )

        question = ConfirmScreen(
            tr("Delete for good?"),
            tr("{what}: this cannot be undone.", what=sessions_words(meant)),
            (Answer("keep", tr("Keep")), Answer("remove", tr("Delete for good"))),
        )
        self._screen.app.push_screen(question, answered)

    def rename(self, session: Session) -> None:
        """Asks for the name of a session."""

        def named(name: str | None) -> None:
            if name is None:
                return
            self._do(
                [session],
                tr("Renamed: {what}"),
                lambda: [self._store.update_session(session.id, title=name, named_by_user=True)],
                lambda: [
                    self._store.update_session(
                        session.id, title=session.title, named_by_user=session.named_by_user
                    )
                ],
            )

        self._screen.app.push_screen(name_dialog(session.title), named)

    def duplicate(self, meant: Sequence[Session]) -> None:
        """Copies sessions."""
        copies = {session.id: new_id() for session in meant}

        def copy() -> Writes:
            return [
                self._store.copy_session(
                    session.id,
                    copies[session.id],
                    title=tr("{title} (copy)", title=session.title),
                    at=self._now(),
                )
                for session in meant
            ]

        self._do(
            meant,
            tr("Copied: {what}"),
            copy,
            lambda: [self._store.delete_session(one) for one in copies.values()],
        )

    def undo(self) -> None:
        """Undoes what was done last."""
        if not self._undos:
            self.acted_on = ""
            self._finish((), tr("There is nothing to undo."))
            return
        undo = self._undos.pop()
        self.acted_on = undo.session_id
        self._finish(undo.run(), tr("Undone: {what}", what=undo.words))

    def _do(
        self,
        meant: Sequence[Session],
        said: str,
        run: Callable[[], Writes],
        undo: Callable[[], Writes] | None,
    ) -> None:
        """Does something with sessions, and remembers how to undo it."""
        if not meant:
            return
        words = said.format(what=sessions_words(meant))
        if undo is not None:
            self._undos.append(_Undo(words, undo, meant[0].id))
            key = deed_key("undo")
            words += "  ·  " + tr("{key} undoes it", key=key) if key else ""
        self._begun()
        self.acted_on = meant[0].id
        self._finish(run(), words)
