"""How the benchmarks count and tell their figures."""

from __future__ import annotations

import os
import random

import pytest

from benchmarks import lateness, length, stored_session
from benchmarks.figures import Figure, cpu_s, memory_mib, peak_memory_mib, percentile, table
from benchmarks.programs import LETTERS
from minimax_tui.domain.blocks import joined_text
from minimax_tui.simulator import stream


@pytest.mark.parametrize(
    ("share", "wanted"), [(0.0, 1.0), (0.5, 10.0), (0.95, 19.0), (0.951, 20.0), (1.0, 20.0)]
)
def test_percentile_is_the_smallest_value_that_covers_the_share(
    share: float, wanted: float
) -> None:
    values = [float(value) for value in range(1, 21)]
    random.Random(1).shuffle(values)
    assert percentile(values, share) == wanted


def test_a_figure_says_whether_its_target_is_met() -> None:
    assert Figure("a", 1.25, "", 1.25).verdict == "met"
    assert Figure("a", 1.26, "", 1.25).verdict == "MISSED"
    assert Figure("a", float("inf"), "ms", 50.0).verdict == "MISSED"
    assert Figure("a", 1.26).verdict == ""


def test_a_figure_is_told_with_what_it_came_from() -> None:
    told = Figure("echo", 12.34, "ms", 33.0, "of 80").told()
    assert told == "echo: 12.3 ms  (target at most 33.0 ms: met)  [of 80]"


def test_the_table_has_a_row_for_each_figure_and_even_columns() -> None:
    lines = table([Figure("a", 0.0123, "s"), Figure("long name", 1234.5, "bytes", 400)]).split("\n")
    assert len(lines) == 4
    assert len({len(line) for line in lines}) == 1
    assert "| 0.012 s " in lines[2]
    assert "| 1,234 bytes " in lines[3]
    assert "MISSED" in lines[3]


def test_the_figures_of_this_process_can_be_read() -> None:
    pid = os.getpid()
    assert cpu_s(pid) >= 0
    assert 0 < memory_mib(pid) <= peak_memory_mib(pid)


def test_windows_lie_round_the_multiples_of_4000() -> None:
    assert length.window_ends_s(12_000, 1_000.0) == [2.0, 6.0, 10.0, 14.0]


@pytest.mark.parametrize("kind", length.KINDS)
def test_the_watched_delta_is_the_last_one_and_is_the_letter(kind: str) -> None:
    answer, watch = lateness.answer_ending_in(LETTERS[0], 120, kind)
    prepared = stream.prepare(
        answer,
        model="MiniMax-M3",
        service_tier="standard",
        usage={},
        max_tokens=None,
        rng=random.Random(0),
    )
    events = [event.data for event in stream.events(prepared)]
    assert events[watch.after_events - 1]["delta"]["text"] == LETTERS[0]
    assert events[watch.after_events]["type"] == "content_block_stop"


def test_a_watch_notes_its_moment_once_and_holds_nothing_up() -> None:
    watch = lateness.Watch(3)
    assert watch.released.is_set()
    watch.reached.set()
    at_s = watch.stamp.at_s
    watch.reached.set()
    assert watch.stamp.at_s == at_s > 0


def test_the_stored_session_has_the_marks_at_its_ends_only() -> None:
    texts = [joined_text(message.blocks) for message in stored_session.messages(10)]
    assert [stored_session.FIRST_MARK in text for text in texts] == [True] + [False] * 9
    assert [stored_session.LAST_MARK in text for text in texts] == [False] * 9 + [True]
    assert all(2_000 <= len(text) <= 4_500 for text in texts)
    assert any("```python" in text for text in texts)
    assert any("链表" in text for text in texts)
