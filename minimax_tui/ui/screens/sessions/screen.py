"""All sessions: a list that filters as one types, what was said anywhere, and a preview."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from datetime import date, datetime
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.timer import Timer
from textual.widgets import Input, Static

from minimax_tui.domain.catalogue import all_models
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr, trn
from minimax_tui.domain.messages import Session, SessionOrder, SessionTotals, Shelf
from minimax_tui.domain.ports import ConversationStore, SearchIndex
from minimax_tui.domain.search import Passage, SearchQuery, filter_completions, parse_query
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.engine.ids import new_id
from minimax_tui.ui import keymap
from minimax_tui.ui.closing import is_closing
from minimax_tui.ui.fuzzy import LONGEST_TYPED
from minimax_tui.ui.screens.confirm import Answer, ConfirmScreen
from minimax_tui.ui.screens.pick import is_short, key_hints
from minimax_tui.ui.screens.sessions.drawing import head_row
from minimax_tui.ui.screens.sessions.found import Found, MoreTitles, SessionRows, Shown
from minimax_tui.ui.screens.sessions.menu import DeedMenu, deeds
from minimax_tui.ui.screens.sessions.name import NameDialog
from minimax_tui.ui.screens.sessions.preview import show_preview
from minimax_tui.ui.screens.sessions.row_list import RowList
from minimax_tui.ui.transcript.protocols import Palette
from minimax_tui.ui.transcript.view import TranscriptView

PREVIEW_FROM_CELLS = 110
"""Window width from which there is a preview beside the list."""
PASSAGES = 50
"""Passages that are read at once."""
_SEARCH_AFTER_S = 0.06
_PREVIEW_AFTER_S = 0.06
_ORDERS: tuple[SessionOrder, ...] = ("used", "created", "title", "turns")
_SHELVES: tuple[Shelf, ...] = ("active", "archived", "trash")


class Opening(NamedTuple):
    """What to open: a session, at a passage if there is one."""

    session_id: str
    passage: Passage | None = None


class _Undo(NamedTuple):
    words: str
    run: Callable[[], Sequence[Future[None]]]


class _FilterSuggester(Suggester):
    """Completes filters such as `kind:thinking`; the right arrow takes what is suggested."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        found = filter_completions(value, (model.id for model in all_models()))
        last = value.rpartition(" ")[2]
        for word in found:
            if word.lower().startswith(last.lower()):
                return value + word[len(last) :]
        return None


class _Head(Static):
    """The names of the columns, as wide as the rows are."""

    def render(self) -> Content:
        return head_row(self.size.width - 2)


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
        & #sides { height: 1fr; }
        & #left { width: 1fr; }
        & #head { height: 1; color: $text-muted; }
        & #empty { padding: 0 3; height: auto; color: $text-muted; display: none; }
        & #preview { width: 40%; margin-left: 1; background: $background; }
        & #about { height: 1; padding: 0 3; color: $text-muted; }
        & #keys { height: 1; margin: 1 0 0 0; padding: 0 3; color: $text-muted; }
        &.-narrow #preview { display: none; }
        &.-short {
            & #top { margin: 0; }
            & Input { margin: 0 2; }
            & #keys { margin: 0; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "close", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("ctrl+home", "ends(0)", show=False, priority=True),
        Binding("ctrl+end", "ends(1)", show=False, priority=True),
        Binding("ctrl+p", "menu", show=False, priority=True),
    ]
    AUTO_FOCUS = "Input"

    def __init__(
        self,
        store: ConversationStore,
        search: SearchIndex | None,
        palette: Palette,
        current: str,
        running: Collection[str],
        now: Callable[[], float] = time.time,
        *,
        demo: bool = False,
    ) -> None:
        """
        Args:
            store: Where sessions are.
            search: Finds what was said in them; None where that cannot be.
            palette: The styles of the preview.
            current: Id of the session that is open.
            running: Ids of sessions in which an answer streams.
            now: Unix time in seconds.
            demo: Whether answers come from the simulator, and cost nothing.
        """
        super().__init__()
        self._store = store
        self._search = search
        self._palette = palette
        self._current = current
        self._now = now
        self._demo = demo
        self._rows = SessionRows(store, current, running, now)
        self._shown = Shown()
        self._query = SearchQuery()
        self._found = Found()
        self._undos: list[_Undo] = []
        self._opens_what_is_found = False
        self._said = ""
        self._preview_timer: Timer | None = None
        self._previewed: object = None
        keymap.close_by(self, "session.list")
        for deed in deeds():
            if deed.id != "open":
                for key in deed.keys.split(","):
                    self._bindings.bind(key, deed.id, show=False, priority=True)

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static("", id="top", markup=False)
            yield Input(
                placeholder=tr("Type to find a title, or anything that was said"),
                suggester=_FilterSuggester(),
            )
            with Horizontal(id="sides"):
                with Vertical(id="left"):
                    yield _Head(id="head", markup=False)
                    yield Static("", id="empty", markup=False)
                    yield RowList(self._rows)
                preview = TranscriptView(self._palette, id="preview")
                preview.can_focus = False
                yield preview
            yield Static("", id="about", markup=False)
            yield Static("", id="keys", markup=False)

    def _is_there(self) -> bool:
        """Whether the screen has not been closed while something was waited for."""
        return not is_closing(self)

    @property
    def _list(self) -> RowList:
        return self.query_one(RowList)

    def on_mount(self) -> None:
        """Shows the sessions, the highlight on the one that is open."""
        self.query_one(Input).cursor_blink = False
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
        self.query_one("#top", Static).update(self._top_line(width - 5))
        self.query_one("#head").display = self._rows.uniform > 0
        empty = self.query_one("#empty", Static)
        empty.display = self._list.count == 0
        empty.update(self._why_empty())
        self.query_one("#about", Static).update(self._about(width - 6))
        self.query_one("#keys", Static).update(self._key_line(width - 6))

    def _top_line(self, width: int) -> Content:
        names = {"active": tr("Sessions"), "archived": tr("Archived"), "trash": tr("Trash")}
        parts: list[tuple[str, str]] = []
        for shelf in _SHELVES:
            style = "bold $accent" if shelf == self._shown.shelf else "$text-muted"
            parts += [(f"[{names[shelf]}]" if shelf == self._shown.shelf else names[shelf], style)]
            parts.append(("  ", ""))
        order = {
            "used": tr("by last use"),
            "created": tr("newest first"),
            "title": tr("by title"),
            "turns": tr("by turns"),
        }[self._shown.order]
        in_all = self._rows.sessions_in_all
        count = (
            trn("{count} title", "{count} titles", in_all)
            if self._shown.typed
            else trn("{count} session", "{count} sessions", in_all)
        )
        right = count if self._shown.shelf == "trash" else f"{count} · {order}"
        if self._rows.chosen:
            right = trn("{count} selected", "{count} selected", len(self._rows.chosen))
        used = sum(cell_width(text) for text, _ in parts)
        gap = " " * max(1, width - used - cell_width(right))
        return Content.assemble(*parts, gap, (right, "$text-muted"))

    def _why_empty(self) -> str:
        if self._rows.trouble:
            return self._rows.trouble
        if self._shown.typed:
            return tr("No session is called that.")
        return {
            "archived": tr("Nothing is archived. ctrl+a archives a session."),
            "trash": tr("The trash is empty. What is deleted stays here for 30 days."),
        }.get(self._shown.shelf, tr("There is no session yet."))

    def _about(self, width: int) -> str:
        if self._said:
            return truncate(self._said, width)
        value = self._rows.value(self._list.highlighted)
        if isinstance(value, Session):
            model = one_line(value.model or "", 40)
            state = tr("pinned") if value.pinned else ""
            return truncate(" · ".join(filter(None, (model, state, value.id))), width)
        if isinstance(value, Passage):
            return truncate(one_line(f"{value.model} · {value.session_id}", 120), width)
        if not self._shown.typed:
            return truncate(tr("Filters: model: role: kind: session: after: before:"), width)
        return ""

    def _key_line(self, width: int) -> Content:
        in_trash = self._shown.shelf == "trash"
        hints = [("enter", tr("open"))]
        if self._undos:
            hints.append(("ctrl+z", tr("undo")))
        hints.append(("ctrl+p", tr("all actions")))
        if in_trash:
            hints += [("ctrl+a", tr("put back")), ("ctrl+x", tr("delete for good"))]
        else:
            hints += [("ctrl+x", tr("delete")), ("ctrl+e", tr("rename"))]
        hints += [("tab", tr("archive, trash")), ("ctrl+space", tr("select"))]
        hints += [("ctrl+k", tr("sort")), ("esc", tr("close"))]
        while len(hints) > 2 and cell_width(key_hints(*hints).plain) > width:
            hints.pop(-2)
        return key_hints(*hints)

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
            self.run_worker(self._look_for(query), group="search", exclusive=True)
        else:
            self.workers.cancel_group(self, "search")

    async def _look_for(self, query: SearchQuery) -> None:
        assert self._search is not None
        await asyncio.sleep(_SEARCH_AFTER_S)
        await self._add_passages(query)

    async def _add_passages(self, query: SearchQuery) -> None:
        assert self._search is not None
        before = self._found.passages
        try:
            page = await asyncio.to_thread(
                self._search.search, query, limit=PASSAGES, offset=len(before)
            )
        except ChatError as error:
            self._found = Found(before, trouble=error.what)
        else:
            self._found = Found(
                [*before, *page.passages], page.count, page.more, page.ranked, page.indexed
            )
        if self._query is not query or not self._is_there():
            return
        self._rows.show_found(self._found)
        self._redraw(self._list.highlighted)
        if self._opens_what_is_found:
            self._opens_what_is_found = False
            self.call_after_refresh(self.action_open)

    @on(RowList.EndReached)
    def _end_reached(self) -> None:
        """Reads more passages, if there are some."""
        found = self._found
        more = found.more or found.count > len(found.passages)
        whole = bool(found.passages) and len(found.passages) % PASSAGES == 0
        if self._shown.searches and whole and more and not found.trouble:
            work = self._add_passages(self._query)
            self.run_worker(work, group="search", exclusive=True)

    # --- the highlight ---

    @on(RowList.Highlighted)
    def _highlighted(self) -> None:
        self.query_one("#about", Static).update(self._about(self.app.size.width - 6))
        if self._preview_timer is not None:
            self._preview_timer.stop()
        self._preview_timer = self.set_timer(_PREVIEW_AFTER_S, self._look_into)

    def _look_into(self) -> None:
        """Shows the highlighted session beside the list, and what those in view cost."""
        if not self._is_there():
            return
        self.run_worker(self._read_totals(), group="totals", exclusive=True)
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
        self._said = ""
        self._list.move(rows)

    def action_page(self, direction: int) -> None:
        """Moves the highlight by a page."""
        self._said = ""
        self._list.move(direction * max(2, self._list.page))

    def action_ends(self, end: int) -> None:
        """Goes to the first or the last row."""
        self._said = ""
        self._list.move((self._list.count + 1) * (1 if end else -1))

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
        """Closes; what is typed, or chosen together, is cleared first."""
        if self._rows.chosen:
            self._rows.chosen.clear()
            self._redraw(self._list.highlighted)
        else:
            self.dismiss(None)

    # --- deeds ---

    def _meant(self) -> list[Session]:
        """The sessions chosen together, else the highlighted one."""
        if self._rows.chosen:
            return list(self._rows.chosen.values())
        value = self._rows.value(self._list.highlighted)
        return [value] if isinstance(value, Session) else []

    def _meant_words(self, sessions: Sequence[Session]) -> str:
        if len(sessions) == 1:
            return tr("“{title}”", title=one_line(sessions[0].title, 40) or tr("untitled"))
        return trn("{count} session", "{count} sessions", len(sessions))

    def action_menu(self) -> None:
        """Lists everything that can be done here."""
        meant = self._meant()

        def chosen(deed: str | None) -> None:
            if deed is not None:
                self.call_later(getattr(self, f"action_{deed}"))

        about = self._meant_words(meant) if meant else tr("Sessions")
        self.app.push_screen(DeedMenu(self._shown.shelf, about), chosen)

    def action_choose(self) -> None:
        """Adds the highlighted session to those chosen together, or takes it out of them."""
        value = self._rows.value(self._list.highlighted)
        if not isinstance(value, Session):
            return
        if self._rows.chosen.pop(value.id, None) is None:
            self._rows.chosen[value.id] = value
        if self._list.highlighted is not None and self._list.highlighted + 1 < self._list.count:
            self._list.move(1)
        self._list.refresh()
        self._draw_frame()

    def action_pin(self) -> None:
        """Pins the sessions meant; if all are pinned, unpins them."""
        meant = self._meant()
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

    def action_archive(self) -> None:
        """Archives the sessions meant, or takes them out of the archive or the trash."""
        meant = self._meant()
        ids = [session.id for session in meant]
        if self._shown.shelf == "trash":
            self._restore(meant, ids)
            return
        archived = self._shown.shelf == "active"
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

    def action_trash(self) -> None:
        """Puts the sessions meant into the trash; there, removes them for good."""
        meant = self._meant()
        ids = [session.id for session in meant]
        if self._shown.shelf == "trash":
            self._ask_to_remove(meant)
            return
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
            tr("{what}: this cannot be undone.", what=self._meant_words(meant)),
            (Answer("keep", tr("Keep")), Answer("remove", tr("Delete for good"))),
        )
        self.app.push_screen(question, answered)

    def action_rename(self) -> None:
        """Asks for the name of the highlighted session."""
        value = self._rows.value(self._list.highlighted)
        if not isinstance(value, Session):
            return

        def named(name: str | None) -> None:
            if name is None:
                return
            self._do(
                [value],
                tr("Renamed: {what}"),
                lambda: [self._store.update_session(value.id, title=name, named_by_user=True)],
                lambda: [
                    self._store.update_session(
                        value.id, title=value.title, named_by_user=value.named_by_user
                    )
                ],
            )

        self.app.push_screen(NameDialog(value.title), named)

    def action_duplicate(self) -> None:
        """Copies the sessions meant."""
        meant = self._meant()
        copies = {session.id: new_id() for session in meant}

        def copy() -> list[Future[None]]:
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

    def action_undo(self) -> None:
        """Undoes what was done last."""
        if not self._undos:
            self._say(tr("There is nothing to undo."))
            return
        undo = self._undos.pop()
        work = self._carry_out(undo.run(), tr("Undone: {what}", what=undo.words))
        self.run_worker(work, group="deed")

    def _do(
        self,
        meant: Sequence[Session],
        said: str,
        run: Callable[[], Sequence[Future[None]]],
        undo: Callable[[], Sequence[Future[None]]] | None,
    ) -> None:
        """Does something with sessions, remembers how to undo it, and shows what has become."""
        if not meant:
            return
        words = said.format(what=self._meant_words(meant))
        if undo is not None:
            self._undos.append(_Undo(words, undo))
            words += "  ·  " + tr("ctrl+z undoes it")
        self._rows.chosen.clear()
        self.run_worker(self._carry_out(run(), words), group="deed")

    async def _carry_out(self, writes: Iterable[Future[None]], said: str) -> None:
        waiting: list[Awaitable[None]] = [asyncio.wrap_future(write) for write in writes]
        try:
            for write in waiting:
                await write
        except ChatError as error:
            said = error.what
        if not self._is_there():
            return
        self._previewed = None
        self._rows.read_again()
        self._redraw(self._list.highlighted)
        self._say(said)

    def _say(self, said: str) -> None:
        """Says something until the highlight is moved."""
        self._said = said
        self._draw_frame()

    # --- which sessions ---

    def action_sort(self) -> None:
        """Sorts in the next order."""
        at = _ORDERS.index(self._shown.order)
        self._shown.order = _ORDERS[(at + 1) % len(_ORDERS)]
        self._rows.read_again()
        self._redraw(0)

    def action_next_shelf(self) -> None:
        """Shows the archive, the trash, or the rest."""
        self._said = ""
        at = _SHELVES.index(self._shown.shelf)
        self._shown.shelf = _SHELVES[(at + 1) % len(_SHELVES)]
        self._rows.chosen.clear()
        field = self.query_one(Input)
        if field.value:
            field.value = ""  # its change shows the rest
        else:
            self._rows.show(self._shown)
            self._redraw(0)
