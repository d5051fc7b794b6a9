from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minimax_tui.storage.conversations import SqliteConversationStore


@pytest.fixture
def database_path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "chats.db"


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, database_path: Path) -> Iterator[SqliteConversationStore]:
    """An empty store: once in a file, once in memory."""
    opened = SqliteConversationStore(database_path if request.param == "file" else ":memory:")
    yield opened
    opened.close()
