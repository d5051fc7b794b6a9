"""The list of sessions: the one used last first, filtered by title as one types."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Session
from minimax_tui.domain.ports import ConversationStore
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.commands import command
from minimax_tui.ui.screens.pick import PickScreen, Row, key_hints

_SHOWN = 300
_OPEN = "●"
_STREAMS = "⠹"


def age(seconds: float) -> str:
    """How long ago something was, in a few cells: `now`, `5 min`, `3 h`, `2 d`, `4 w`."""
    if seconds < 60:
        return tr("now")
    if seconds < 3_600:
        return tr("{n} min", n=int(seconds // 60))
    if seconds < 86_400:
        return tr("{n} h", n=int(seconds // 3_600))
    if seconds < 14 * 86_400:
        return tr("{n} d", n=int(seconds // 86_400))
    return tr("{n} w", n=int(seconds // (7 * 86_400)))


class SessionList(PickScreen[str]):
    """Gives the id of the session to open.

    Args:
        store: Where sessions are.
        current: Id of the session that is open.
        running: Ids of sessions in which an answer streams.
        now: Unix time in seconds.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(command("session.list").keys, "close", show=False, priority=True)
    ]

    def __init__(
        self,
        store: ConversationStore,
        current: str,
        running: Collection[str],
        now: Callable[[], float],
    ) -> None:
        super().__init__()
        self._store, self._current, self._busy, self._now = store, current, running, now
        self._found: dict[str, Session] = {}
        self._trouble = ""

    def title_text(self) -> str:
        return tr("Sessions")

    def placeholder(self) -> str:
        return tr("Type to filter by title")

    def rows(self, typed: str) -> list[Row[str]]:
        try:
            found = self._store.sessions(limit=_SHOWN, title_like=typed)
        except ChatError as error:
            self._trouble, found = error.what, []
        self._found = {session.id: session for session in found}
        return [Row(self._row(session), session.id) for session in found]

    def _row(self, session: Session) -> Content:
        width = self.row_cells
        mark = ""
        if session.id in self._busy:
            mark = f" {_STREAMS}"
        elif session.id == self._current:
            mark = f" {_OPEN}"
        right = f"{age(self._now() - session.updated_at):>7}"
        if width >= 44:
            turns = trn("{count} turn", "{count} turns", session.turns)
            right = f"{turns:>10}{right}"
        room = width - cell_width(right) - cell_width(mark)
        title = truncate(one_line(session.title) or tr("untitled"), room)
        gap = " " * (room - cell_width(title))
        return Content.assemble(title, (mark, "$accent"), gap, (right, ""))

    def about(self, value: str | None) -> Content | None:
        if value is None:
            return Content(self._trouble or tr("No session is called that."))
        session = self._found[value]
        state = ""
        if value in self._busy:
            state = tr("an answer streams")
        elif value == self._current:
            state = tr("open now")
        model = one_line(session.model or "", 40)
        return Content("  ·  ".join(filter(None, (model, state, value))))

    def start_at(self, rows: list[Row[str]]) -> int:
        return next((at for at, row in enumerate(rows) if row.value == self._current), 0)

    def keys(self) -> Content:
        return key_hints(("enter", tr("open")), ("↑ ↓", tr("move")), ("esc", tr("close")))
