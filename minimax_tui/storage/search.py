"""Searches the full-text index.

Matches are collected from the newest backwards, up to `MOST_RANKED`. If that is all of them, the
best come first (bm25); else the newest do: then nobody reads them all, and ranking would cost time
that grows with their number. A word that stands in more than `MOST_RANKED` blocks says nothing
about any of them, so it does not count for the rank either (bm25 would read all its places).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from minimax_tui.domain.search import (
    KINDS,
    Passage,
    SearchPage,
    SearchQuery,
    Term,
    find_marks,
)
from minimax_tui.domain.searched import searched_kind, searched_text
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.encoding import folded, from_json, plain
from minimax_tui.storage.folding import UNREADABLE
from minimax_tui.storage.search_index import indexed_share, is_there

MOST_RANKED = 20_000
"""Matches up to which the best come first."""
LIMIT_S = 0.25
"""How long matches are compared with filters; what was found till then is shown."""
EXCERPT_CHARACTERS = 240
_LEAD = 60
"""Characters of an excerpt before the first mark."""
_STEPS = 2_000
_SHORT_PREFIX = 3
"""Letters under which an unfinished word is looked for as it is: too many words begin so."""
_USER, _ASSISTANT = ("prompt", "result"), ("answer", "thinking", "tool")
_JOINED = (
    "FROM search_text AS f CROSS JOIN blocks AS b ON b.number = f.rowid "
    "CROSS JOIN messages AS m ON m.number = b.message "
    "CROSS JOIN sessions AS s ON s.id = m.session_id"
)


class _Filters(NamedTuple):
    """What is asked of a match besides its words."""

    conditions: tuple[str, ...]
    values: tuple[Any, ...]
    blocks: frozenset[int] | None
    """The blocks that may match; None for all."""

    @property
    def joined(self) -> bool:
        return bool(self.conditions)


class SqliteSearchIndex:
    """A `domain.ports.SearchIndex` over a store of conversations."""

    def __init__(self, store: SqliteConversationStore, *, limit_s: float = LIMIT_S) -> None:
        """
        Args:
            store: Where to search; what is found in sessions that are not stored comes first.
            limit_s: How long the matches of frequent words are compared with filters.
        """
        self._store = store
        self._limit_s = limit_s

    def search(self, query: SearchQuery, *, limit: int = 20, offset: int = 0) -> SearchPage:
        """What is found, at most `limit` passages after the first `offset`.

        Raises:
            StorageError: if the database cannot be read.
        """
        stores = self._store.parts()
        pages = [self._search_in(store, query, limit, offset) for store in stores]
        if len(pages) == 1:
            return pages[0]
        passages = [passage for page in pages for passage in page.passages]
        return SearchPage(
            passages=tuple(passages[:limit]),
            count=sum(page.count for page in pages),
            more=any(page.more for page in pages),
            ranked=all(page.ranked for page in pages),
            indexed=min((page.indexed for page in pages), default=1.0),
        )

    def indexed(self) -> float:
        """How much of the stored text can be found already, 0 to 1.

        Raises:
            StorageError: if the database cannot be read.
        """
        shares: list[float] = []
        for store in self._store.parts():
            with store.database.reading() as connection:
                shares.append(indexed_share(connection) if is_there(connection) else 0.0)
        return min(shares, default=1.0)

    def _search_in(
        self, store: SqliteConversationStore, query: SearchQuery, limit: int, offset: int
    ) -> SearchPage:
        with store.database.reading() as connection:
            if not is_there(connection):
                return SearchPage(indexed=0.0)
            return _Search(connection, query, self._limit_s).page(limit, offset)


class _Search:
    """One search on one connection."""

    def __init__(self, connection: sqlite3.Connection, query: SearchQuery, limit_s: float) -> None:
        self._connection = connection
        self._query = query
        self._limit_s = limit_s
        self._stopped = False

    def page(self, limit: int, offset: int) -> SearchPage:
        """The page asked for.

        Raises:
            sqlite3.Error: if the database cannot be read.
        """
        indexed = indexed_share(self._connection)
        query = self._query
        kinds = _kinds(query)
        nothing = SearchPage(indexed=indexed)
        if not kinds or not (query.terms or query.filtered):
            return nothing
        filters = self._filters()
        if filters.blocks is not None and not filters.blocks:
            return nothing
        frequent, terms = self._look_at_terms()
        # Without words, every kind is named: that matches every block.
        named = kinds if len(kinds) < len(KINDS) or not terms else frozenset[str]()
        expression = _expression(terms, named)
        found = self._matches(expression, filters)
        more = len(found) > MOST_RANKED or self._stopped
        rare = [term for term in terms if term not in frequent]
        ranked = not more and bool(rare) and len(found) > 1
        best = found
        if ranked:
            simple = not filters.joined and filters.blocks is None
            best = self._by_rank(
                found, rare, offset + limit, simple and rare == terms and not named
            )
        numbers = best[offset : offset + limit]
        return SearchPage(
            passages=tuple(self._passages(numbers, terms)),
            count=min(len(found), MOST_RANKED),
            more=more,
            ranked=ranked or len(found) < 2,
            indexed=indexed,
        )

    # --- which ---

    def _look_at_terms(self) -> tuple[set[Term], list[Term]]:
        """The terms that are too frequent to rank by, and all, the unfinished ones decided."""
        frequent: set[Term] = set()
        terms: list[Term] = []
        alone = len(self._query.terms) == 1
        for term in self._query.terms:
            exact = Term(term.words)
            decided = term
            if term.unfinished:
                # What many blocks hold as a whole word is shown as such.
                short = len(term.words[-1]) < _SHORT_PREFIX
                whole = short or self._is_frequent(exact)
                decided = exact if whole else Term(term.words, prefix=True)
            terms.append(decided)
            # Of a single term, the matches themselves will tell.
            if not alone and self._is_frequent(decided):
                frequent.add(decided)
        return frequent, terms

    def _is_frequent(self, term: Term) -> bool:
        row = self._connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM search_text WHERE search_text MATCH ? LIMIT ?)",
            (_expression([term], frozenset()), MOST_RANKED + 1),
        ).fetchone()
        return bool(row[0] > MOST_RANKED)

    def _filters(self) -> _Filters:
        query = self._query
        conditions: list[str] = []
        values: list[Any] = []
        for model in query.models:
            conditions.append("instr(lower(coalesce(m.model, s.model, '')), ?) > 0")
            values.append(plain(model).lower())
        if query.after is not None:
            conditions.append("m.created_at >= ?")
            values.append(query.after)
        if query.before is not None:
            conditions.append("m.created_at < ?")
            values.append(query.before)
        trash = self._connection.execute(
            "SELECT 1 FROM sessions WHERE trashed_at IS NOT NULL LIMIT 1"
        ).fetchone()
        if trash is not None:
            conditions.append("s.trashed_at IS NULL")
        blocks = self._blocks_of_sessions(query.sessions) if query.sessions else None
        return _Filters(tuple(conditions), tuple(values), blocks)

    def _blocks_of_sessions(self, named: Iterable[str]) -> frozenset[int]:
        """The blocks of the sessions that are named by the start of an id, or words of a title."""
        conditions: list[str] = []
        values: list[str] = []
        for name in named:
            words = folded(name).split()
            by_title = " AND ".join(["instr(title_folded, ?) > 0"] * len(words)) or "0"
            conditions.append(f"(substr(id, 1, length(?)) = ? OR ({by_title}))")
            values += [plain(name), plain(name), *words]
        rows = self._connection.execute(
            "SELECT b.number FROM sessions AS s CROSS JOIN messages AS m ON m.session_id = s.id "
            "CROSS JOIN blocks AS b ON b.message = m.number "
            f"WHERE s.id IN (SELECT id FROM sessions WHERE {' OR '.join(conditions)})",
            values,
        )
        return frozenset(row[0] for row in rows)

    def _matches(self, expression: str, filters: _Filters) -> list[int]:
        """Numbers of the blocks that match, the newest first, at most `MOST_RANKED` and one."""
        conditions = ["search_text MATCH ?", *filters.conditions]
        values: list[Any] = [expression, *filters.values]
        if filters.blocks is not None:
            conditions.append("f.rowid BETWEEN ? AND ?")
            values += [min(filters.blocks), max(filters.blocks)]
        source = _JOINED if filters.joined else "FROM search_text AS f"
        rows = self._connection.execute(
            f"SELECT f.rowid {source} WHERE {' AND '.join(conditions)} ORDER BY f.rowid DESC",
            values,
        )
        return self._collected(rows, filters.blocks)

    def _collected(self, rows: sqlite3.Cursor, allowed: frozenset[int] | None) -> list[int]:
        found: list[int] = []
        until_s = time.monotonic() + self._limit_s
        self._connection.set_progress_handler(lambda: time.monotonic() > until_s, _STEPS)
        try:
            for (number,) in rows:
                if allowed is None or number in allowed:
                    found.append(number)
                    if len(found) > MOST_RANKED:
                        break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            self._stopped = True
        finally:
            self._connection.set_progress_handler(None, 0)
            rows.close()
        return found

    def _by_rank(
        self, found: list[int], rare: Sequence[Term], most: int, simple: bool
    ) -> list[int]:
        """The best of the matches, at most `most`, the best first.

        Args:
            found: All matches, the newest first.
            rare: The terms that say something of a match.
            most: How many are wanted.
            simple: Whether all that has these terms is a match.
        """
        rows = self._connection.execute(
            "SELECT rowid FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN ? AND ? "
            "ORDER BY bm25(search_text), rowid DESC LIMIT ?",
            (_expression(rare, frozenset()), found[-1], found[0], most if simple else -1),
        )
        wanted = frozenset(() if simple else found)
        best = [row[0] for row in rows if simple or row[0] in wanted]
        return best[:most]

    # --- what is shown of them ---

    def _passages(self, numbers: Sequence[int], terms: Sequence[Term]) -> Iterable[Passage]:
        marks = ", ".join("?" * len(numbers))
        rows = self._connection.execute(
            "SELECT b.number, s.id, s.title, s.archived, m.id, p.position, b.position, m.role, "
            "m.created_at, coalesce(m.model, s.model, ''), b.wire FROM blocks AS b "
            "JOIN messages AS m ON m.number = b.message JOIN sessions AS s ON s.id = m.session_id "
            f"LEFT JOIN path AS p ON p.message = m.number WHERE b.number IN ({marks})",
            tuple(numbers),
        )
        by_number = {row[0]: row[1:] for row in rows}
        for number in numbers:
            row = by_number.get(number)
            if row is not None and not (row[4] is None and self._is_deleted(row[3])):
                yield _passage(row, terms)

    def _is_deleted(self, message_id: str) -> bool:
        """Whether a message off the current path is in a branch that was deleted."""
        row = self._connection.execute(
            """
            WITH RECURSIVE above (number, parent) AS (
                SELECT number, parent_id FROM messages WHERE id = ?
                UNION ALL
                SELECT m.number, m.parent_id FROM above JOIN messages AS m ON m.id = above.parent)
            SELECT 1 FROM above JOIN deleted_branches AS d ON d.message = above.number LIMIT 1
            """,
            (message_id,),
        ).fetchone()
        return row is not None


def _passage(row: tuple[Any, ...], terms: Sequence[Term]) -> Passage:
    session_id, title, archived, message_id, position, block, role, at, model, wire = row
    try:
        content = from_json(wire)
        kind, text = searched_kind(content, role), searched_text(content)
    except UNREADABLE:
        kind, text = "", ""
    places = find_marks(text, terms)
    begin, excerpt, marks = _excerpt(text, places, terms)
    start, end = marks[0] if marks else (0, 0)
    return Passage(
        session_id=session_id,
        title=title,
        archived=bool(archived),
        message_id=message_id,
        position=position,
        block=block,
        kind=kind,
        at=at,
        model=model,
        excerpt=excerpt,
        marks=tuple(marks),
        start=begin + start,
        found=excerpt[start:end],
    )


def _excerpt(
    text: str, places: Sequence[tuple[int, int]], terms: Sequence[Term]
) -> tuple[int, str, list[tuple[int, int]]]:
    """Where it begins, the words around the densest places, and the marks in them."""
    first = 0
    if places:
        best, most = 0, 0
        end = 0
        for at, (start, _) in enumerate(places):
            end = max(end, at)
            while end < len(places) and places[end][1] <= start + EXCERPT_CHARACTERS - _LEAD:
                end += 1
            if end - at > most and (len(terms) > 1 or not most):
                best, most = at, end - at
        first = places[best][0]
    begin = max(0, first - _LEAD)
    if begin > 0:
        space = text.rfind(" ", begin, first)
        line = text.rfind("\n", begin, first)
        begin = max(line, text.find(" ", begin, space + 1) if space >= 0 else -1, begin - 1) + 1
    excerpt = text[begin : begin + EXCERPT_CHARACTERS]
    inside = [
        (start - begin, min(end - begin, len(excerpt)))
        for start, end in places
        if start >= begin and start - begin < len(excerpt)
    ]
    return begin, excerpt, inside


def _kinds(query: SearchQuery) -> frozenset[str]:
    kinds = query.kinds or frozenset(KINDS)
    if query.roles:
        of_roles: set[str] = set()
        for role in query.roles:
            of_roles.update(_USER if role == "user" else _ASSISTANT)
        kinds = kinds & of_roles
    return kinds


def _expression(terms: Sequence[Term], kinds: frozenset[str]) -> str:
    """What FTS5 is asked; words are letters and digits, so nothing needs to be escaped."""
    parts: list[str] = []
    if terms:
        phrases = " AND ".join(
            f'"{plain(" ".join(term.words))}"' + (" *" if term.prefix else "") for term in terms
        )
        parts.append(f"text : ({phrases})")
    if kinds:
        named = " OR ".join(f'"{kind}"' for kind in sorted(kinds))
        parts.append(f"kind : ({named})")
    return " AND ".join(parts)
