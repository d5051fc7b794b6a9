"""All sessions: a list that filters as one types, what was said anywhere, and a preview."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static

from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.messages import (
    MessageState,
    Session,
    SessionOrder,
    SessionTotals,
    Shelf,
)
from minimax_tui.domain.ports import ConversationStore, SearchIndex
from minimax_tui.domain.search import Passage, SearchQuery, parse_query
from minimax_tui.domain.widths import truncate
from minimax_tui.ui import keymap
from minimax_tui.ui.closing import is_closing
from minimax_tui.ui.fuzzy import LONGEST_TYPED
from minimax_tui.ui.screens.key_line import KeyLine
from minimax_tui.ui.screens.pick import is_short
from minimax_tui.ui.screens.sessions.deeds import SessionDeeds, Writes, sessions_words
from minimax_tui.ui.screens.sessions.filter_suggester import FilterSuggester
from minimax_tui.ui.screens.sessions.found import Found, MoreTitles, SessionRows, Shown
from minimax_tui.ui.screens.sessions.frame import (
    SHELVES,
    Head,
    Top,
    about_line,
    key_line,
    top_line,
    why_empty,
)
from minimax_tui.ui.screens.sessions.menu import DeedMenu
from minimax_tui.ui.screens.sessions.preview import show_preview
from minimax_tui.ui.screens.sessions.row_list import MOVE_KEYS, RowList
from minimax_tui.ui.transcript.protocols import Palette
from minimax_tui.ui.transcript.view import TranscriptView

PREVIEW_FROM_CELLS = 110
"""Window width from which there is a preview beside the list."""
PASSAGES = 50
"""Passages that are read at once."""
_SEARCH_AFTER_S = 0.06
_PREVIEW_AFTER_S = 0.06
_ORDERS: tuple[SessionOrder, ...] = ("used", "created", "title", "turns")


class Opening(NamedTuple):
    """What to open: a session, at a passage if there is one."""

    session_id: str
    passage: Passage | None = None


class SessionsScreen(ModalScreen[Opening | None]):
    """Gives what to open, None if nothing."""

    DEFAULT_CSS = """
    SessionsScreen {
        background: $background;
        & > #dialog { height: 1fr; background: $panel; }
        & #top { height: 1; margin: 1 0 0 0; padding: 0 2 0 3; }
        & Input {
            border: none; height: 1; margin: 1 2; padding: 0 1;
            background: $surface; color: $foreground;
            &:focus { border: none; background-tint: transparent 0%; }
        }
        & #sides { height: 1fr; width: 100%; }
        & #left { width: 1fr; }
        & #head { height: 1; color: $text-muted; }
        & #empty { padding: 0 3; height: auto; color: $text-muted; display: none; }
        & #preview { width: 40%; margin-left: 1; background: $background; }
        & #about { height: 1; padding: 0 3; color: $text-muted; }
        & #keys { padding: 0 3; }
        &.-narrow #preview { display: none; }
        &.-short {
            & #top { margin: 0; }
            & Input { margin: 0 2; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "close", show=False, priority=True),
        *MOVE_KEYS,
    ]
    AUTO_FOCUS = "Input"

    def __init__(
        self,
        store: ConversationStore,
        search: SearchIndex | None,
        palette: Palette,
        current: str,
        running: Callable[[], Collection[str]],
        ended: Mapping[str, MessageState],
        now: Callable[[], float] = time.time,
        *,
        demo: bool = False,
        typed: str = "",
    ) -> None:
        """
        Args:
            store: Where sessions are.
            search: Finds what was said in them; None where that cannot be.
            palette: The styles of the preview.
            current: Id of the session that is open.
            running: Gives the ids of the sessions in which an answer streams.
            ended: How answers ended that nobody has seen, by session; may change meanwhile.
            now: Unix time in seconds.
            demo: Whether answers come from the simulator, and cost nothing.
            typed: What is looked for at once.
        """
        super().__init__()
        self._store = store
        self._search = search
        self._palette = palette
        self._current = current
        self._now = now
        self._demo = demo
        self._typed_before = typed
        self._rows = SessionRows(store, current, running, ended, now)
        self._deeds = SessionDeeds(self, store, running, now, self._begun, self._finish)
        self._shown = Shown()
        self._query = SearchQuery()
        self._found = Found()
        self._opens_what_is_found = False
        self._said = ""
        self._preview_timer: Timer | None = None
        self._previewed: object = None
        keymap.close_by(self, "session.list")
        for binding in keymap.bindings("sessions"):
            self._bindings.bind(binding.key, binding.action, show=False, priority=True)

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Top("", id="top", markup=False)
            yield Input(
                placeholder=tr("Type to find a title, or anything that was said"),
                suggester=FilterSuggester(),
            )
            with Horizontal(id="sides"):
                with Vertical(id="left"):
                    yield Head(id="head", markup=False)
                    yield Static("", id="empty", markup=False)
                    yield RowList(self._rows, can_mark=True)
                preview = TranscriptView(self._palette, id="preview")
                preview.can_focus = False
                yield preview
            yield Static("", id="about", markup=False)
            yield KeyLine()

    def _is_there(self) -> bool:
        """Whether the screen has not been closed while something was waited for."""
        return not is_closing(self)

    @property
    def _list(self) -> RowList:
        return self.query_one(RowList)

    def on_mount(self) -> None:
        """Shows the sessions, the highlight on the one that is open."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.insert_text_at_cursor(self._typed_before)
        self._place()
        self._rows.show(self._shown)
        self._redraw(self._rows.row_of(self._current))

    def on_resize(self) -> None:
        """Fits the window."""
        self._place()
        self._draw_frame()
        self._list.refresh()
        self._look_into()

    def _place(self) -> None:
        width, height = self.app.size
        self.set_class(width < PREVIEW_FROM_CELLS, "-narrow")
        self.set_class(is_short(height), "-short")

    def _today(self) -> date:
        return datetime.fromtimestamp(self._now()).astimezone().date()

    # --- what is shown ---

    def _redraw(self, highlighted: int | None) -> None:
        self._list.rows_changed(highlighted)
        self._draw_frame()

    def _draw_frame(self) -> None:
        width = self.app.size.width
        count = self._rows.sessions_in_all
        top = top_line(self._shown, count, len(self._rows.chosen), width - 5)
        self.query_one("#top", Static).update(top)
        head = self.query_one(Head)
        head.display = self._rows.uniform > 0
        head.order = self._shown.order
        head.refresh()
        empty = self.query_one("#empty", Static)
        empty.display = self._list.count == 0
        empty.update(self._rows.trouble or why_empty(self._shown))
        self._draw_about()
        keys = key_line(self._shown.shelf, can_undo=self._deeds.can_undo, width=width - 6)
        self.query_one(KeyLine).update(keys)

    def _draw_about(self) -> None:
        width = self.app.size.width - 6
        value = self._rows.value(self._list.highlighted)
        about = Content(truncate(self._said, width)) if self._said else about_line(value, width)
        self.query_one("#about", Static).update(about)

    def sessions_changed(self) -> None:
        """An answer has begun or ended somewhere."""
        self._rows.look_what_runs()
        self._list.refresh()
        self._previewed = None
        self._look_into()

    # --- typing ---

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        typed = event.value[:LONGEST_TYPED]
        self._said = ""
        self._opens_what_is_found = False
        self._query = parse_query(typed, self._today(), typing=True)
        query = self._query
        searches = self._search is not None and bool(query.terms or query.filtered)
        self._shown.typed = query.plain if query.filtered else typed
        self._shown.titles = not query.filtered
        self._shown.searches = searches and self._shown.shelf != "trash"
        self._shown.all_titles = False
        self._found = Found()
        self._rows.show(self._shown)
        self._redraw(0)
        if self._shown.searches:
            self._look_for(query, after_s=_SEARCH_AFTER_S)
        else:
            self.workers.cancel_group(self, "search")

    @work(group="search", exclusive=True)
    async def _look_for(
        self, query: SearchQuery, *, after_s: float = 0.0, again: bool = False
    ) -> None:
        """Reads more passages; or (`again`) anew those that are shown, after something was done."""
        await asyncio.sleep(after_s)
        before = [] if again else self._found.passages
        limit = max(PASSAGES, len(self._found.passages)) if again else PASSAGES
        if await self._read_passages(query, before, limit, whole=False):
            # Filters leave little of much: what was found quickly is shown meanwhile.
            await self._read_passages(query, before, limit, whole=True)

    async def _read_passages(
        self, query: SearchQuery, before: list[Passage], limit: int, *, whole: bool
    ) -> bool:
        """Shows a page behind what was found before; says whether more of it can be found."""
        assert self._search is not None
        goes_on = False
        try:
            page = await asyncio.to_thread(
                self._search.search, query, limit=limit, offset=len(before), whole=whole
            )
        except ChatError as error:
            found = Found(before, trouble=error.what)
        else:
            goes_on = page.more and len(page.passages) < limit and not whole
            found = Found(
                [*before, *page.passages], page.count, page.more, page.ranked, page.indexed
            )
            found.pending = goes_on and not found.passages
        if self._query is not query or not self._is_there():
            return False
        self._found = found
        self._rows.show_found(found)
        self._redraw(self._list.highlighted)
        if self._opens_what_is_found and not goes_on:
            self._opens_what_is_found = False
            self.call_after_refresh(self.action_open)
        return goes_on

    @on(RowList.EndReached)
    def _end_reached(self) -> None:
        """Reads more passages, if there are some."""
        found = self._found
        more = found.more or found.count > len(found.passages)
        whole = bool(found.passages) and len(found.passages) % PASSAGES == 0
        if self._shown.searches and whole and more and not found.trouble:
            self._look_for(self._query)

    # --- the highlight ---

    @on(RowList.Highlighted)
    def _highlighted(self, event: RowList.Highlighted) -> None:
        if event.moved:
            self._said = ""
        self._draw_about()
        if self._preview_timer is not None:
            self._preview_timer.stop()
        self._preview_timer = self.set_timer(_PREVIEW_AFTER_S, self._look_into)

    def _look_into(self) -> None:
        """Shows the highlighted session beside the list, and what those in view cost."""
        if not self._is_there():
            return
        self._read_totals()
        value = self._rows.value(self._list.highlighted)
        if self.app.size.width < PREVIEW_FROM_CELLS:
            return
        preview = self.query_one("#preview", TranscriptView)
        if isinstance(value, Session):
            key: object = (value.id, value.updated_at)
            if key != self._previewed:
                show_preview(preview, self._store, value.id, None, demo=self._demo)
        elif isinstance(value, Passage):
            key = value
            if key != self._previewed:
                show_preview(preview, self._store, value.session_id, value, demo=self._demo)
        else:
            key = None
            preview.set_cells([])
        self._previewed = key

    @work(group="totals", exclusive=True)
    async def _read_totals(self) -> None:
        if not self._is_there():
            return
        at = self._list.highlighted or 0
        near = range(max(0, at - 60), min(self._rows.uniform, at + 60))
        wanted = [
            session.id
            for session in map(self._rows.value, near)
            if isinstance(session, Session) and session.id not in self._rows.totals
        ]
        if not wanted:
            return
        try:
            found = await asyncio.to_thread(self._store.session_totals, wanted)
        except ChatError:
            return  # the list is of use without them
        if not self._is_there():
            return
        if self._demo:
            found = {one: SessionTotals(totals.tokens) for one, totals in found.items()}
        self._rows.totals.update(found)
        self._list.refresh()

    def action_move(self, rows: int) -> None:
        """Moves the highlight."""
        self._list.move(rows)

    def action_page(self, direction: int) -> None:
        """Moves the highlight by a page."""
        self._list.move_page(direction)

    def action_end(self, direction: int) -> None:
        """Moves the highlight to the first or the last row."""
        self._list.move_end(direction)

    # --- opening ---

    @on(Input.Submitted)
    @on(RowList.Chosen)
    def _entered(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Opens what is highlighted, or what is being looked for once it is found."""
        value = self._rows.value(self._list.highlighted)
        looking = any(worker.group == "search" and worker.is_running for worker in self.workers)
        self._opens_what_is_found = value is None and looking
        if isinstance(value, MoreTitles):
            self._shown.all_titles = True
            self._redraw(self._list.highlighted)
        elif isinstance(value, Session):
            if value.trashed_at is not None:
                self._store.trash_sessions([value.id], None)
            self.dismiss(Opening(value.id))
        elif isinstance(value, Passage):
            self.dismiss(Opening(value.session_id, value))

    def action_close(self) -> None:
        """Closes; where sessions are selected, that is ended first."""
        if self._rows.chosen:
            self._rows.chosen.clear()
            self._redraw(self._list.highlighted)
        else:
            self.dismiss(None)

    # --- deeds ---

    def _meant(self) -> list[Session]:
        """The sessions selected, else the highlighted one."""
        if self._rows.chosen:
            return list(self._rows.chosen.values())
        session = self._highlighted_session()
        return [] if session is None else [session]

    def _highlighted_session(self) -> Session | None:
        """The highlighted session, or that of the highlighted passage."""
        value = self._rows.value(self._list.highlighted)
        if not isinstance(value, Passage):
            return value if isinstance(value, Session) else None
        try:
            return self._store.session(value.session_id)
        except ChatError:
            return None  # it was deleted meanwhile

    def action_menu(self) -> None:
        """Lists everything that can be done here."""
        meant = self._meant()

        def chosen(deed: str | None) -> None:
            if deed is not None:
                self.call_later(getattr(self, f"action_{deed}"))

        about = sessions_words(meant) if meant else ""
        self.app.push_screen(DeedMenu(self._shown.shelf, about), chosen)

    def action_select(self) -> None:
        """Adds the highlighted session to those selected, or takes it out of them."""
        self._select(self._list.highlighted)
        if self._list.highlighted is not None and self._list.highlighted + 1 < self._list.count:
            self._list.move(1)

    @on(RowList.Marked)
    def _select_clicked(self, event: RowList.Marked) -> None:
        self._select(event.row)

    def _select(self, row: int | None) -> None:
        value = self._rows.value(row)
        if not isinstance(value, Session):
            return
        if self._rows.chosen.pop(value.id, None) is None:
            self._rows.chosen[value.id] = value
        self._list.refresh()
        self._draw_frame()

    def action_pin(self) -> None:
        """Pins the sessions meant; if all are pinned, unpins them."""
        self._deeds.pin(self._meant())

    def action_archive(self) -> None:
        """Archives the sessions meant, or takes them out of the archive or the trash."""
        self._deeds.archive(self._meant(), self._shown.shelf)

    def action_delete(self) -> None:
        """Puts the sessions meant into the trash; there, removes them for good."""
        self._deeds.delete(self._meant(), self._shown.shelf)

    def action_rename(self) -> None:
        """Asks for the name of the highlighted session."""
        session = self._highlighted_session()
        if session is not None:
            self._deeds.rename(session)

    def action_duplicate(self) -> None:
        """Copies the sessions meant."""
        self._deeds.duplicate(self._meant())

    def action_undo(self) -> None:
        """Undoes what was done last."""
        self._deeds.undo()

    def _begun(self) -> None:
        self._rows.chosen.clear()

    @work(group="deed")
    async def _finish(self, writes: Writes, said: str) -> None:
        """Waits for what is done, shows what has become of the sessions, and says it."""
        try:
            for write in [asyncio.wrap_future(write) for write in writes]:
                await write
        except ChatError as error:
            said = error.what
        if not self._is_there():
            return
        at = self._list.highlighted or 0
        on_session = isinstance(self._rows.value(at), Session)
        self._previewed = None
        self._rows.read_again()
        self._said = said
        # What was done may have moved the session; the next key is meant for the same one.
        acted_on = self._deeds.acted_on if on_session else ""
        row = self._rows.row_of(acted_on, at) if acted_on else None
        self._redraw(at if row is None else row)
        if self._shown.searches:
            self._look_for(self._query, again=True)

    # --- which sessions ---

    def action_sort(self) -> None:
        """Sorts in the next order."""
        at = _ORDERS.index(self._shown.order)
        self._sort_by(_ORDERS[(at + 1) % len(_ORDERS)])

    def action_sort_by(self, order: str) -> None:
        """Sorts by a column."""
        self._sort_by(next(one for one in _ORDERS if one == order))

    def _sort_by(self, order: SessionOrder) -> None:
        self._shown.order = order
        self._rows.read_again()
        self._redraw(0)

    def action_shelf(self) -> None:
        """Shows the archive, the trash, or the rest."""
        at = SHELVES.index(self._shown.shelf)
        self._show_shelf(SHELVES[(at + 1) % len(SHELVES)])

    def action_show_shelf(self, name: str) -> None:
        """Shows the shelf that was clicked."""
        self._show_shelf(next(one for one in SHELVES if one == name))

    def _show_shelf(self, shelf: Shelf) -> None:
        self._said = ""
        self._shown.shelf = shelf
        self._rows.chosen.clear()
        field = self.query_one(Input)
        if field.value:
            field.value = ""  # its change shows the rest
        else:
            self._rows.show(self._shown)
            self._redraw(0)
