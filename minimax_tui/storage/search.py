"""Searches the full-text index.

Matches are collected from the newest backwards, up to `MOST_RANKED`. If that is all of them, the
best come first (bm25); else the newest do: then nobody reads them all, and ranking would cost time
that grows with their number. A word that stands in more than `MOST_RANKED` blocks says nothing
about any of them, so it does not count for the rank either (bm25 would read all its places).

What takes longer to find than a single word (words together, phrases, filters) is not collected up
to the bound where the newest `SAMPLE` matches lie so close together that there must be twice as
many as the bound.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from minimax_tui.domain.search import KINDS, SearchPage, SearchQuery, Term
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.storage.search_expression import expression, kinds_of
from minimax_tui.storage.search_few import FEW, ranked_few
from minimax_tui.storage.search_filters import Filters, read_filters
from minimax_tui.storage.search_index import indexed_share, is_there
from minimax_tui.storage.search_passages import passages
from minimax_tui.storage.search_prefix import (
    MOST_READ,
    MOST_READ_CHARACTERS,
    is_short_prefix,
    reader_for,
)

MOST_RANKED = 20_000
"""Matches up to which the best come first."""
SAMPLE = 2_000
"""Matches by which it is judged how many there are."""
LIMIT_S = 0.07
"""How long matches are compared with filters; what was found till then is shown."""
WHOLE_LIMIT_S = 3.0
"""The same, for somebody who wants to wait for a page that is not full."""
_PAGE_LIMIT_S = 0.05
"""The same, once the page asked for is full."""
_STEPS = 2_000
_SHORT_WORD = 3
"""Letters under which an unfinished word is looked for as it is: too many words begin so."""
_MOST_COUNTED = 8
"""Terms of which it is looked up how frequent they are."""
_BLOCK = "CROSS JOIN blocks AS b"
_SESSION = (
    "CROSS JOIN messages AS m ON m.number = b.message "
    "CROSS JOIN sessions AS s ON s.id = m.session_id"
)


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

    def search(
        self, query: SearchQuery, *, limit: int = 20, offset: int = 0, whole: bool = False
    ) -> SearchPage:
        """What is found, at most `limit` passages after the first `offset`.

        Args:
            query: What is searched for.
            limit: Passages of a page.
            offset: Passages before it.
            whole: Whether to go on for up to `WHOLE_LIMIT_S` until the page is full.

        Raises:
            StorageError: if the database cannot be read.
        """
        pages: list[SearchPage] = []
        wanted, skipped = limit, offset
        limit_s = max(WHOLE_LIMIT_S, self._limit_s) if whole else self._limit_s
        for store in self._store.parts():
            page = _search_in(store, query, wanted, skipped, limit_s)
            pages.append(page)
            wanted -= len(page.passages)
            skipped = max(0, skipped - page.count)
        if len(pages) == 1:
            return pages[0]
        return SearchPage(
            passages=tuple(passage for page in pages for passage in page.passages),
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
    store: SqliteConversationStore, query: SearchQuery, limit: int, offset: int, limit_s: float
) -> SearchPage:
    with store.database.reading() as connection:
        if not is_there(connection):
            return SearchPage(indexed=0.0)
        return _Search(connection, query, limit_s, offset + limit).page(limit, offset)


class _Search:
    """One search on one connection."""

    def __init__(
        self, connection: sqlite3.Connection, query: SearchQuery, limit_s: float, wanted: int
    ) -> None:
        self._connection = connection
        self._query = query
        self._limit_s = limit_s
        self._wanted = wanted
        self._cut = False
        """Whether there are, or may be, more matches than were collected."""
        self._counts: dict[Term, int] = {}

    def page(self, limit: int, offset: int) -> SearchPage:
        """The page asked for.

        Raises:
            sqlite3.Error: if the database cannot be read.
        """
        indexed = indexed_share(self._connection)
        query = self._query
        kinds = kinds_of(query)
        nothing = SearchPage(indexed=indexed)
        if not kinds or not (query.terms or query.filtered):
            return nothing
        filters = read_filters(self._connection, query)
        if filters.allowed is not None and not filters.allowed:
            return nothing
        terms = [self._decided(term) for term in query.terms]
        # Without words, every kind is named: that matches every block.
        named = kinds if len(kinds) < len(KINDS) or not terms else frozenset[str]()
        short = [term for term in terms if is_short_prefix(term)]
        found = self._by_scan(terms, short, named, filters) if short else None
        scanned = found is not None
        if found is None:
            found = self._matches(terms, named, filters)
        more = len(found) > MOST_RANKED or self._cut
        ranked = None
        if not more and len(found) > 1:
            # A few letters say little, and FTS5 would put all their places together again.
            others = [term for term in terms if term not in short]
            counting = others if others or scanned else terms
            simple = not (named or filters.any) and counting == terms
            ranked = self._ranked(found, counting, simple)
        best = ranked if ranked is not None else found
        return SearchPage(
            passages=tuple(passages(self._connection, best[offset : offset + limit], terms)),
            count=min(len(found), MOST_RANKED),
            more=more,
            ranked=ranked is not None or (not more and len(found) < 2),
            indexed=indexed,
        )

    # --- the terms ---

    def _decided(self, term: Term) -> Term:
        """The term, and whether one that is unfinished is looked for as a beginning."""
        if not term.unfinished:
            return term
        exact = Term(term.words)
        # What many blocks hold as a whole word is shown as such.
        whole = len(term.words[-1]) < _SHORT_WORD or self._count(exact) > MOST_RANKED
        return exact if whole else Term(term.words, prefix=True)

    def _count(self, term: Term) -> int:
        """In how many blocks a term stands, counted up to one more than `MOST_RANKED`."""
        if term not in self._counts:
            row = self._connection.execute(
                "SELECT count(*) FROM (SELECT 1 FROM search_text WHERE search_text MATCH ? "
                "LIMIT ?)",
                (expression([term]), MOST_RANKED + 1),
            ).fetchone()
            self._counts[term] = row[0]
        return self._counts[term]

    # --- which ---

    def _matches(self, terms: Sequence[Term], named: frozenset[str], filters: Filters) -> list[int]:
        """Numbers of the blocks that match, the newest first, at most `MOST_RANKED` and one."""
        conditions = ["search_text MATCH ?", *filters.conditions]
        values: list[Any] = [expression(terms, named), *filters.values]
        if filters.allowed is not None:
            conditions.append("f.rowid BETWEEN ? AND ?")
            values += [min(filters.allowed), max(filters.allowed)]
        source = "FROM search_text AS f"
        if filters.joined:
            source += f" {_BLOCK} ON b.number = f.rowid {_SESSION}"
        words = sum(len(term.words) for term in terms)
        judges = filters.allowed is None and (words > 1 or bool(named) or filters.joined)
        newest = self._newest() if judges else 0
        enough = MOST_RANKED + 1
        found: list[int] = []
        with self._limited(lambda: len(found) >= self._wanted):
            rows = self._connection.execute(
                f"SELECT f.rowid {source} WHERE {' AND '.join(conditions)} ORDER BY f.rowid DESC",
                values,
            )
            for (number,) in rows:
                if not filters.lets_through(number):
                    continue
                found.append(number)
                if len(found) == SAMPLE and judges and _are_many(SAMPLE, newest - number, newest):
                    enough = max(SAMPLE, self._wanted)
                if len(found) >= enough:
                    self._cut = True
                    break
        return found

    def _by_scan(
        self, terms: Sequence[Term], short: Sequence[Term], named: frozenset[str], filters: Filters
    ) -> list[int] | None:
        """The matches of beginnings of a few letters; None where FTS5 has to find them."""
        others = [term for term in terms if term not in short]
        others += [Term(term.words[:-1]) for term in short if len(term.words) > 1]
        asked = expression(others, named)
        source = (
            f"FROM search_text AS f {_BLOCK} ON b.number = f.rowid" if asked else "FROM blocks AS b"
        )
        conditions = [*(["search_text MATCH ?"] if asked else []), *filters.conditions]
        values: list[Any] = [*([asked] if asked else []), *filters.values]
        number_ = "f.rowid" if asked else "b.number"
        if filters.allowed is not None:
            conditions.append(f"{number_} BETWEEN ? AND ?")
            values += [min(filters.allowed), max(filters.allowed)]
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        newest, has_all = self._newest(), reader_for(short)
        found: list[int] = []
        read, characters, many = 0, 0, False
        with self._limited(lambda: len(found) >= self._wanted):
            rows = self._connection.execute(
                f"SELECT {number_}, b.wire {source} {_SESSION if filters.joined else ''} {where} "
                f"ORDER BY {number_} DESC",
                values,
            )
            for number, wire in rows:
                if not filters.lets_through(number):
                    continue
                if has_all(wire):
                    found.append(number)
                read, characters = read + 1, characters + len(wire)
                if not many and (read >= MOST_READ or characters >= MOST_READ_CHARACTERS):
                    if not _are_many(len(found), newest - number, newest):
                        return None
                    many = True
                if many and len(found) >= self._wanted:
                    self._cut = True
                    break
        return found

    def _newest(self) -> int:
        """The greatest number of a block."""
        [newest] = self._connection.execute("SELECT max(number) FROM blocks").fetchone()
        return newest or 0

    @contextmanager
    def _limited(self, is_full: Callable[[], bool]) -> Iterator[None]:
        """Breaks off what takes too long; it is noted that there may be more then."""
        began_s = time.monotonic()
        # Who waits long wants to know how many there are.
        waits = self._limit_s > WHOLE_LIMIT_S
        page_limit_s = self._limit_s if waits else min(_PAGE_LIMIT_S, self._limit_s)

        def is_over() -> bool:
            took_s = time.monotonic() - began_s
            return took_s > self._limit_s or (took_s > page_limit_s and is_full())

        self._connection.set_progress_handler(is_over, _STEPS)
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            self._cut = True
        finally:
            self._connection.set_progress_handler(None, 0)

    # --- in what order ---

    def _ranked(self, found: list[int], terms: Sequence[Term], simple: bool) -> list[int] | None:
        """The matches, the best first; None where none of the terms says anything of them.

        Args:
            found: All matches, the newest first.
            terms: What counts.
            simple: Whether all that has the terms is a match.
        """
        if not terms:
            return None
        phrases = any(len(term.words) > 1 for term in terms)
        if len(found) <= FEW and (phrases or not simple):
            counts = {
                term: self._count(term) if place < _MOST_COUNTED else MOST_RANKED
                for place, term in enumerate(terms)
            }
            best = ranked_few(self._connection, found, counts)
            if best is not None:
                return best
        rare = list(terms)
        if len(terms) > 1 or not simple:
            rare = [term for term in terms[:_MOST_COUNTED] if self._count(term) <= MOST_RANKED]
        if not rare:
            return None
        simple = simple and rare == list(terms)
        rows = self._connection.execute(
            "SELECT rowid FROM search_text WHERE search_text MATCH ? AND rowid BETWEEN ? AND ? "
            "ORDER BY bm25(search_text), rowid DESC LIMIT ?",
            (expression(rare), found[-1], found[0], self._wanted if simple else -1),
        )
        wanted = frozenset(() if simple else found)
        return [row[0] for row in rows if simple or row[0] in wanted]


def _are_many(found: int, among: int, of: int) -> bool:
    """Whether so many among the newest make twice as many as are ranked, of all."""
    return among > 0 and found * of > 2 * MOST_RANKED * among
