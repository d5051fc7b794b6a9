"""A terminal that reads nothing delays neither the reading of the network nor the storing."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold
from tests.terminal.conftest import Launch
from tests.terminal.stored import stored_answers

STREAM_S = float(os.environ.get("MINIMAX_CHAT_TEST_STREAM_S", "4"))
"""Seconds of streaming; 20 shows more, and takes longer."""
TOKENS_PER_S = 100
LATE_AT_MOST_S = 1.5


@pytest.mark.timeout(60 + 3 * STREAM_S)
def test_all_is_stored_in_time_and_seen_afterwards(
    launch: Launch, simulator: Simulator, endpoint: tuple[str, str], tmp_path: Path
) -> None:
    words = [f"word{number}" for number in range(int(STREAM_S * TOKENS_PER_S))]
    text = "\n\n".join(" ".join(words[at : at + 8]) for at in range(0, len(words), 8))
    hold = Hold(4)
    simulator.script(
        [{"type": "text", "text": text + "\n\nThe very end."}], chunk_sizes=8, hold=hold
    )
    terminal = launch(*endpoint)
    terminal.wait_for("Message MiniMax-M3…")
    terminal.type("Many words")
    terminal.key("enter")
    terminal.wait_until(hold.reached.is_set, "the beginning of the answer")
    chunks = len(terminal.chunks)

    (request,) = simulator.requests
    began_s = time.monotonic()
    hold.release()
    terminal.wait_until(
        request.finished.is_set, "the end of the stream", 2 * STREAM_S + 20, reading=False
    )
    took_s = time.monotonic() - began_s
    terminal.wait_until(
        lambda: any(answer.state == "complete" for answer in stored_answers(tmp_path)),
        "the whole answer, in the database, in time",
        LATE_AT_MOST_S,
        reading=False,
    )
    assert request.outcome == "complete"
    assert took_s > 0.8 * STREAM_S, "the terminal was stalled for long enough"
    assert len(terminal.chunks) == chunks, "the terminal has read nothing"
    (answer,) = stored_answers(tmp_path)
    assert answer.text == text + "\n\nThe very end."

    assert terminal.pump(), "the program waits for the terminal"
    terminal.wait_for(r"The very end\.")
    terminal.type("still alive")
    terminal.wait_for("still alive")
