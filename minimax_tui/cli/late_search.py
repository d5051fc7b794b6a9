"""The search over all sessions, loaded when it is first asked: its word rules take long to make."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minimax_tui.domain.ports import SearchIndex
    from minimax_tui.domain.search import SearchPage, SearchQuery
    from minimax_tui.storage.conversations import SqliteConversationStore


class LateSearch:
    """The index of a store. Implements `domain.ports.SearchIndex`."""

    def __init__(self, store: SqliteConversationStore) -> None:
        self._store = store
        self._made: SearchIndex | None = None

    def search(
        self, query: SearchQuery, *, limit: int = 20, offset: int = 0, whole: bool = False
    ) -> SearchPage:
        """What is found. Raises `StorageError`."""
        return self._index().search(query, limit=limit, offset=offset, whole=whole)

    def indexed(self) -> float:
        """How much of the stored text can be found already. Raises `StorageError`."""
        return self._index().indexed()

    def _index(self) -> SearchIndex:
        if self._made is None:
            from minimax_tui.storage.search import SqliteSearchIndex

            self._made = SqliteSearchIndex(self._store)
        return self._made
