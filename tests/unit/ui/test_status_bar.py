"""The status bar and the title bar at every width: the important things last longest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.app import App, ComposeResult

from minimax_tui.ui.widgets.status_bar import Status, StatusBar, StatusHint, meter, short_count
from minimax_tui.ui.widgets.title_bar import TitleBar

FULL = Status(
    model="MiniMax-M2.7-highspeed",
    thinking="thinking always on",
    context_tokens=12_345,
    context_window=204_800,
    estimated=True,
    pace="83 tok/s",
    marks=("simulation",),
    hints=(
        StatusHint("esc", "stop", "turn.stop"),
        StatusHint("ctrl+o", "thinking", "thinking.pane"),
        StatusHint("f1", "help", "help.open"),
    ),
)


class Bars(App[None]):
    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield StatusBar()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"rule": "#333333"}


async def drawn(width: int, status: Status = FULL, title: tuple[str, str] = ("", "")) -> list[str]:
    """The title bar and the status bar in a window of that width."""
    app = Bars()
    async with app.run_test(size=(width, 4)) as pilot:
        app.query_one(StatusBar).show(status)
        app.query_one(TitleBar).show(*title)
        await pilot.pause()
        return [
            app.query_one(TitleBar).render().plain,
            app.query_one(StatusBar).render().plain,
        ]


@pytest.mark.parametrize("width", [200, 140, 120, 110, 100, 90, 80, 70, 60, 50, 40, 30, 20])
async def test_the_status_never_runs_over_and_keeps_model_and_thinking(width: int) -> None:
    two_marks = replace(FULL, marks=("simulation", "2 in the background"))
    assert len((await drawn(width, two_marks))[1]) <= width
    line = (await drawn(width))[1]
    assert len(line) <= width
    assert line.startswith("   Mini")
    if width >= 40:
        assert "MiniMax-M2.7-highspeed" in line
        assert "always on" in line
    if width >= 60:
        assert "simulation" in line
    if width >= 80:
        assert "≈12k of 205k" in line
        assert "esc stop" in line
    if width >= 140:
        assert "83 tok/s" in line
        assert "f1 help" in line


async def test_a_hint_is_whole_or_not_there() -> None:
    for width in range(60, 130, 7):
        line = (await drawn(width))[1]
        for key, what, _ in FULL.hints:
            assert (f"{key} {what}" in line) or (f" {key} " not in line)


@pytest.mark.parametrize("width", [40, 80, 110, 200])
async def test_a_click_does_what_stands_there(width: int) -> None:
    app = Bars()
    async with app.run_test(size=(width, 4)) as pilot:
        bar = app.query_one(StatusBar)
        bar.show(FULL)
        await pilot.pause()
        line = bar.render().plain
        wanted = {"MiniMax": "model.choose", "always": "thinking.toggle", "k of": "", "tok/s": ""}
        wanted |= {f"{hint.key} {hint.what}": hint.command for hint in FULL.hints}
        found = {words: command for words, command in wanted.items() if words in line}
        assert len(found) == {40: 2, 80: 4, 110: 5, 200: 7}[width]
        for words, command in found.items():
            at = line.index(words)
            assert bar.command_at(at) == command
            assert bar.command_at(at + len(words) - 1) == command
        assert not bar.command_at(width - 1)


async def test_without_a_window_the_tokens_are_named() -> None:
    status = Status("some-model", "thinking off", context_tokens=931)
    assert "931 tokens" in (await drawn(80, status))[1]


TITLE = "How to sort a linked list"
FACTS = "demo: a simulation, not MiniMax · 3 turns · $0.0021"


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (120, FACTS),
        (80, FACTS),
        (60, "3 turns · $0.0021"),
        (40, "$0.0021"),
        (14, "$0.0021"),
    ],
)
async def test_facts_are_left_out_whole(width: int, expected: str) -> None:
    line = (await drawn(width, title=(TITLE, FACTS)))[0]
    assert line.endswith(expected)
    assert "…" not in expected
    assert len(line) == width


async def test_a_long_title_is_cut_and_the_last_fact_stays() -> None:
    line = (await drawn(60, title=("如何给链表排序" * 20, FACTS)))[0]
    assert line.endswith("$0.0021")
    assert "…" in line


def test_counts_and_the_meter() -> None:
    counts = (0, 931, 3_200, 9_000, 12_345, 999_600, 1_000_000, 1_250_000)
    assert [short_count(n) for n in counts] == [
        "0", "931", "3.2k", "9k", "12k", "1M", "1M", "1.2M",
    ]  # fmt: skip
    assert meter(0, 4) == "░░░░"
    assert meter(0.5, 4) == "██░░"
    assert meter(2, 4) == "████"
    assert all(len(meter(part / 50, 10)) == 10 for part in range(51))
