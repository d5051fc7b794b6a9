"""Fixtures of the tests that drive the screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pilot.chat_program import Program


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """The program with a database in memory, a home of its own, and a simulator at full speed."""
    monkeypatch.setenv("MINIMAX_CHAT_HOME", str(tmp_path))
    for name in ("NO_COLOR", "COLORFGBG", "TMUX", "DISPLAY", "WAYLAND_DISPLAY", "EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    found = Program(tmp_path)
    yield found
    found.close()
