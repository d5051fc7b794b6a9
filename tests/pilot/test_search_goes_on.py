"""A search whose first page is not full goes on by itself."""

from __future__ import annotations

import threading

import pytest

from minimax_tui.domain.search import SearchPage, SearchQuery
from minimax_tui.storage.search import SqliteSearchIndex
from tests.pilot.chat_program import WAIT_S, Program


async def test_a_search_goes_on_until_its_page_is_full(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_search = SqliteSearchIndex.search
    may_end = threading.Event()

    def search(
        index: SqliteSearchIndex,
        query: SearchQuery,
        *,
        limit: int = 20,
        offset: int = 0,
        whole: bool = False,
    ) -> SearchPage:
        if not whole:
            return SearchPage(more=True)  # broken off before anything was found
        assert may_end.wait(WAIT_S)
        return whole_search(index, query, limit=limit, offset=offset, whole=True)

    monkeypatch.setattr(SqliteSearchIndex, "search", search)
    program.add_session("s1", "Another", "Hello", "The needle is here")
    async with program.start((120, 40)) as chat:
        await chat.press("ctrl+s")
        await chat.until("Another")
        await chat.type("needle")
        shown = await chat.until("Searching in everything said")
        assert "Nothing like that" not in shown
        may_end.set()
        await chat.until("Said in 1 place", "The needle is here")
