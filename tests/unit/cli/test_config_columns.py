"""`config show` in Chinese, whose characters are two cells wide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minimax_tui.cli.language import use_language
from minimax_tui.domain.widths import cell_width
from tests.unit.cli.conftest import Run


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Puts the program's own English back."""
    yield
    use_language("en", {})


def test_the_columns_stand_below_each_other(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home.is_relative_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MINIMAX_CHAT_LANGUAGE", "zh")
    lines = run("config", "show", "--origin").out.splitlines()
    ends = {cell_width(line[: -len("默认")]) for line in lines if line.endswith("  默认")}
    assert any("（未设置）" in line for line in lines)
    assert len(ends) == 1
