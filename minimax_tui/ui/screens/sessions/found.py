"""What the list of sessions has in it: sessions read a page at a time, and passages below them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from textual.content import Content

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import (
    MessageState,
    Session,
    SessionOrder,
    SessionTotals,
    Shelf,
)
from minimax_tui.domain.ports import ConversationStore
from minimax_tui.domain.search import Passage
from minimax_tui.ui.screens.sessions.drawing import (
    Marks,
    activity,
    heading_row,
    more_row,
    passage_rows,
    session_row,
)

PAGE = 100
"""Sessions that are read at once."""
TITLES_WITH_PASSAGES = 6
"""Sessions found by their title that are shown above passages, until more are asked for."""


@dataclass(slots=True)
class Shown:
    """What the user has chosen to see."""

    typed: str = ""
    """Words that titles must have."""
    shelf: Shelf = "active"
    order: SessionOrder = "used"
    titles: bool = True
    """Whether sessions are shown: a filter on passages says nothing of them."""
    all_titles: bool = False
    searches: bool = False
    """Whether passages are looked for."""


@dataclass(slots=True)
class Found:
    """The passages so far; `count` is how many there are in all."""

    passages: list[Passage] = field(default_factory=list)
    count: int = 0
    more: bool = False
    ranked: bool = True
    indexed: float = 1.0
    pending: bool = False
    """Whether the search is still running."""
    trouble: str = ""


class MoreTitles:
    """The row that stands for the titles that are not shown."""


class SessionRows:
    """The rows of the list; `row_list.Rows` for what draws them.

    Attributes:
        chosen: Ids of the sessions chosen together.
        totals: Tokens and cost of the sessions that were looked up.
        trouble: Why sessions cannot be read, "" if they can.
    """

    def __init__(
        self,
        store: ConversationStore,
        current: str,
        running: Callable[[], Collection[str]],
        ended: Mapping[str, MessageState],
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._current = current
        self._read_running = running
        self._running = running()
        self._ended = ended
        self._now = now
        self._shown = Shown()
        self._count = 0
        self._pages: dict[int, list[Session]] = {}
        self._found = Found()
        self.chosen: dict[str, Session] = {}
        self.totals: dict[str, SessionTotals] = {}
        self.trouble = ""

    # --- what is in it ---

    def look_what_runs(self) -> None:
        """An answer has begun or ended somewhere: what it cost is read anew."""
        before, self._running = self._running, self._read_running()
        for session_id in set(before) - set(self._running):
            self.totals.pop(session_id, None)

    @property
    def sessions_in_all(self) -> int:
        """How many sessions match, shown or not."""
        return self._count

    def show(self, shown: Shown) -> None:
        """Reads the sessions anew; passages found before are gone."""
        self._shown = shown
        self._found = Found(pending=shown.searches)
        self.read_again()

    def read_again(self) -> None:
        """Something has changed in the store."""
        self._pages.clear()
        self.trouble = ""
        try:
            self._count = (
                self._store.count_sessions(title_like=self._shown.typed, shelf=self._shown.shelf)
                if self._shown.titles
                else 0
            )
        except ChatError as error:
            self._count, self.trouble = 0, error.what

    def show_found(self, found: Found) -> None:
        """Shows passages below the sessions."""
        self._found = found

    def _session(self, row: int) -> Session | None:
        page, at = divmod(row, PAGE)
        if page not in self._pages:
            shown = self._shown
            try:
                self._pages[page] = self._store.sessions(
                    limit=PAGE,
                    offset=page * PAGE,
                    title_like=shown.typed,
                    shelf=shown.shelf,
                    order=shown.order,
                )
            except ChatError as error:
                self._pages[page], self.trouble = [], error.what
        found = self._pages[page]
        return found[at] if at < len(found) else None

    def row_of(self, session_id: str, near: int = 0) -> int | None:
        """The row of a session on the first page, or those round the row `near`."""
        page = near // PAGE
        for first in dict.fromkeys((page * PAGE, 0, (page + 1) * PAGE, max(0, page - 1) * PAGE)):
            for row in range(first, min(self.uniform, first + PAGE)):
                session = self._session(row)
                if session is not None and session.id == session_id:
                    return row
        return None

    def value(self, row: int | None) -> Session | Passage | MoreTitles | None:
        """What a row stands for."""
        if row is None:
            return None
        if row < self.uniform:
            return self._session(row)
        tail = self._tail()
        at = row - self.uniform
        value = tail[at] if at < len(tail) else None
        return None if isinstance(value, str) else value

    # --- as a list draws it ---

    @property
    def uniform(self) -> int:
        """Sessions that are shown."""
        if self._shown.searches and not self._shown.all_titles:
            return min(self._count, TITLES_WITH_PASSAGES)
        return self._count

    def _tail(self) -> list[Passage | MoreTitles | str]:
        tail: list[Passage | MoreTitles | str] = []
        if self._count > self.uniform:
            tail.append(MoreTitles())
        if self._shown.searches:
            tail.append(self._heading())
            tail += self._found.passages
        return tail

    def _heading(self) -> str:
        found = self._found
        if found.trouble:
            return found.trouble
        if found.pending:
            return tr("Searching in everything said …")
        unfinished = ""
        if found.indexed < 1:
            unfinished = " · " + tr("still indexing, {n} % done", n=int(found.indexed * 100))
        if not found.passages:
            return tr("Nothing like that was said.") + unfinished
        if found.more:
            many = tr("Said in more than {n} places, newest first", n=f"{found.count:,}")
            return many + unfinished
        said = trn("Said in {count} place", "Said in {count} places", found.count)
        if found.count > 1:
            order = tr("best first") if found.ranked else tr("newest first")
            said = tr("{places}, {order}", places=said, order=order)
        return said + unfinished

    @property
    def heights(self) -> Sequence[int]:
        """Lines of the rows after the sessions."""
        return [1 if isinstance(value, MoreTitles) else 2 for value in self._tail()]

    def can_be_chosen(self, row: int) -> bool:
        """Whether a row is no heading."""
        return self.value(row) is not None

    def draw(self, row: int, width: int, *, highlighted: bool) -> list[Content]:
        """The lines of a row."""
        if row < self.uniform:
            session = self._session(row)
            if session is None:
                return [Content(" " * width)]
            marks = Marks(
                highlighted,
                session.id in self.chosen,
                activity(session.id, self._running, self._ended, self._current),
            )
            return [session_row(session, self.totals.get(session.id), self._now(), width, marks)]
        value = self._tail()[row - self.uniform]
        marks = Marks(highlighted)
        if isinstance(value, str):
            return heading_row(value, width)
        if isinstance(value, MoreTitles):
            more = self._count - self.uniform
            said = trn("… {count} more title", "… {count} more titles", more)
            return [more_row(said, width, marks)]
        return passage_rows(value, self._now(), width, marks)
