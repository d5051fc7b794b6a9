"""The sessions used last, with what runs and what has ended in them, to go on in another one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from textual.content import Content

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import MessageState, Session
from minimax_tui.domain.ports import ConversationStore
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui import keymap
from minimax_tui.ui.screens.key_line import key_hints
from minimax_tui.ui.screens.pick import PickScreen, Row, matches
from minimax_tui.ui.screens.sessions.drawing import activity, age

RECENT = 40
"""How many sessions are listed."""


class SessionSwitch(PickScreen[str]):
    """Gives the id of the session to show.

    The session shown comes first and the one before it is highlighted, so that the key and enter
    go there and back. The key again goes on to the next one.

    Args:
        store: Where sessions are.
        current: Id of the session shown, "" for a new one.
        visited: Ids of the sessions shown in this program, the newest first.
        running: Gives the ids of the sessions in which an answer streams.
        ended: How answers ended that nobody has seen, by session; may change meanwhile.
        now: Unix time in seconds.
    """

    def __init__(
        self,
        store: ConversationStore,
        current: str,
        visited: Sequence[str],
        running: Callable[[], Collection[str]],
        ended: Mapping[str, MessageState],
        now: Callable[[], float],
    ) -> None:
        super().__init__()
        self._store, self._current, self._visited = store, current, tuple(visited)
        self._streaming, self._ended, self._now = running, ended, now
        self._busy: Collection[str] = ()
        self._trouble = ""
        for key in keymap.current().of("session.switch"):
            self._bindings.bind(key, "move(1)", show=False, priority=True)

    def title_text(self) -> str:
        return tr("Switch session")

    def placeholder(self) -> str:
        return tr("Type to filter by title")

    def _sessions(self) -> list[Session]:
        """The session shown, what was shown before it, what runs or has ended, then the rest."""
        first = [self._current, *self._visited, *self._busy, *self._ended]
        found: dict[str, Session] = {}
        try:
            recent = {one.id: one for one in self._store.sessions(limit=RECENT)}
            for session_id in filter(None, dict.fromkeys(first)):
                session = recent.get(session_id) or self._known(session_id)
                if session is not None:
                    found[session_id] = session
        except ChatError as error:
            self._trouble = error.what
            return []
        return list({**found, **recent}.values())[: max(RECENT, len(found))]

    def _known(self, session_id: str) -> Session | None:
        try:
            session = self._store.session(session_id)
        except ChatError:
            return None  # it was deleted, or is not stored yet
        return session if session.trashed_at is None else None

    def rows(self, typed: str) -> list[Row[str]]:
        self._busy = set(self._streaming())
        return [
            Row(self._row(session), session.id)
            for session in self._sessions()
            if matches(typed, session.title)
        ]

    def _row(self, session: Session) -> Content:
        mark, style, state = activity(session.id, self._busy, self._ended, self._current)
        width = self.row_cells
        right = f"{state}{age(self._now() - session.updated_at):>8}"
        if width >= 60:
            turns = trn("{count} turn", "{count} turns", session.turns)
            right = f"{state}{turns:>11}{age(self._now() - session.updated_at):>8}"
        room = width - cell_width(right) - 3
        title = truncate(one_line(session.title) or tr("untitled"), room)
        gap = " " * (room - cell_width(title) + 1)
        return Content.assemble((f"{mark or ' '} ", style), title, gap, (right, ""))

    def about(self, value: str | None) -> Content | None:
        if value is None:
            return Content(self._trouble or tr("No session is called that."))
        return Content(tr("What runs goes on, whichever session is shown."))

    def start_at(self, rows: list[Row[str]]) -> int:
        return int(len(rows) > 1 and rows[0].value == self._current)

    def keys(self) -> Content:
        return key_hints(
            ("enter", tr("show")),
            (f"{keymap.key_hint('session.switch')} ↑ ↓", tr("move")),
            ("esc", tr("close")),
        )

    def sessions_changed(self) -> None:
        """An answer has begun or ended somewhere."""
        self.refill_here()
