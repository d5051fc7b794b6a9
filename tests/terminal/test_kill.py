"""`kill -9` in the middle of an answer: at the next start all that was seen is there."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold
from tests.terminal.conftest import Launch
from tests.terminal.stored import stored_answers, stored_drafts

THINKING = "First the alder, then the birch."
TEXT = "Oak comes before pine in the list."
# One character an event; message_start, ping and content_block_start come before.
BEFORE_DELTAS = 3


@pytest.mark.parametrize(
    ("events", "thinking", "text"),
    [
        (BEFORE_DELTAS + 15, THINKING[:15], ""),
        # Between the blocks: the signature, a stop and a start.
        (BEFORE_DELTAS + len(THINKING) + 3 + 15, THINKING, TEXT[:15]),
    ],
    ids=["while it thinks", "while it answers"],
)
def test_what_was_seen_is_there_at_the_next_start(
    launch: Launch,
    simulator: Simulator,
    endpoint: tuple[str, str],
    tmp_path: Path,
    events: int,
    thinking: str,
    text: str,
) -> None:
    hold = Hold(events)
    blocks = [
        {"type": "thinking", "thinking": THINKING, "signature": "0" * 64},
        {"type": "text", "text": TEXT},
    ]
    simulator.script(blocks, chunk_sizes=1, hold=hold)
    terminal = launch(*endpoint)
    terminal.wait_for("Message MiniMax-M3…")
    terminal.type("Name four trees")
    terminal.key("enter")
    seen = text or thinking
    terminal.wait_for(seen)
    assert hold.reached.is_set()
    terminal.wait_until(
        lambda: [(a.thinking, a.text) for a in stored_answers(tmp_path)] == [(thinking, text)],
        "what came, in the database",
        timeout_s=1.0,
    )
    terminal.signal(signal.SIGKILL)
    assert terminal.wait_exit() == -signal.SIGKILL

    again = launch(*endpoint, "--continue")
    again.wait_for("❯ Name four trees")
    again.wait_for(seen)
    again.wait_for("(?i)interrupted|stopped|broke off|cut")
    again.wait_for(thinking)
    if text:
        again.wait_for(r"thought for [0-9.]+ s · ")  # how long is stored with the whole block
    assert [answer.state for answer in stored_answers(tmp_path)] == ["interrupted"]


def test_prompts_that_wait_stand_in_the_composer_at_the_next_start(
    launch: Launch, simulator: Simulator, endpoint: tuple[str, str], tmp_path: Path
) -> None:
    hold = Hold(BEFORE_DELTAS + 15)
    simulator.script([{"type": "text", "text": TEXT}], chunk_sizes=1, hold=hold)
    terminal = launch(*endpoint)
    terminal.wait_for("Message MiniMax-M3…")
    terminal.type("Name four trees")
    terminal.key("enter")
    terminal.wait_for(TEXT[:15])
    terminal.type("Now four birds")
    terminal.key("enter")
    terminal.wait_for("1 prompt waits")
    terminal.type("And four stones")
    terminal.key("enter")
    terminal.wait_for("2 prompts wait")
    waiting = "Now four birds\n\nAnd four stones"
    terminal.wait_until(lambda: stored_drafts(tmp_path) == [waiting], "what waits, in the database")
    terminal.signal(signal.SIGKILL)
    assert terminal.wait_exit() == -signal.SIGKILL

    again = launch(*endpoint, "--continue")
    again.wait_for("❯ Name four trees")
    again.wait_for("Now four birds")
    again.wait_for("And four stones")
    assert "Now four birds" not in again.text().split("Oak comes befor")[0]
    assert len(simulator.requests) == 1
