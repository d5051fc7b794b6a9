"""Compares a screen with the one stored beside the tests, text and styles.

A baseline holds the lines of the screen, then for each line its runs of one style, so that a
difference can be read. `MINIMAX_CHAT_UPDATE_SNAPSHOTS=1` writes baselines instead of comparing.
"""

from __future__ import annotations

import os
from difflib import unified_diff
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style

UPDATE = "MINIMAX_CHAT_UPDATE_SNAPSHOTS"
_FOLDER = Path(__file__).parent / "baselines"


def described(strips: list[list[Segment]]) -> str:
    """A screen as text: its lines, then the styles of each."""
    lines = ["".join(part.text for part in strip).rstrip() for strip in strips]
    styles = [f"{number:3} {_runs(strip)}" for number, strip in enumerate(strips)]
    return "\n".join([*lines, "", "styles:", *styles]) + "\n"


def _runs(strip: list[Segment]) -> str:
    runs: list[tuple[str, int]] = []
    for part in strip:
        name, cells = _style(part.style), part.cell_length
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + cells)
        else:
            runs.append((name, cells))
    return "  ".join(f"{cells}×{name}" for name, cells in runs)


def _style(style: Style | None) -> str:
    if style is None:
        return "-"
    colors = [color.get_truecolor().hex if color else "" for color in (style.color, style.bgcolor)]
    marks = "".join(
        letter
        for letter, on in (
            ("b", style.bold),
            ("d", style.dim),
            ("i", style.italic),
            ("u", style.underline),
            ("r", style.reverse),
            ("s", style.strike),
        )
        if on
    )
    return f"{colors[0]}/{colors[1]}{'+' + marks if marks else ''}"


def compare(name: str, strips: list[list[Segment]]) -> None:
    """Fails where the screen is not the one stored under `name`, and shows the difference."""
    found = described(strips)
    path = _FOLDER / f"{name}.txt"
    if os.environ.get(UPDATE):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
        return
    if not path.exists():
        pytest.fail(f"there is no baseline {path.name}; {UPDATE}=1 makes it")
    stored = path.read_text(encoding="utf-8")
    if stored != found:
        changes = unified_diff(
            stored.splitlines(), found.splitlines(), "stored", "found", lineterm="", n=1
        )
        pytest.fail(f"{name} has changed ({UPDATE}=1 accepts it):\n" + "\n".join(changes))
