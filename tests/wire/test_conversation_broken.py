"""Answers that do not come to their end: what came is kept, and the conversation goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minimax_tui.domain.errors import Overloaded, StreamCut
from minimax_tui.domain.events import TurnFailed, TurnFinished, TurnInterrupted
from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold, encode
from tests.wire.conversation_parts import SESSION, WAIT_S, exactly, stored_conversation, talking
from tests.wire.wire_events import BLOCK, DELTA, START

THOUGHT = {"type": "thinking", "thinking": "Which one?", "signature": "a" * 64}
TEXT = {"type": "text", "text": "An oak, I think."}
BEFORE_DELTAS = 3  # message_start, ping, content_block_start
AFTER_THINKING = BEFORE_DELTAS + len("Which one?") + 1 + 2  # signature, stop and start


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(tokens_per_s=0, seed=1) as simulator:
        yield simulator


@pytest.mark.parametrize(
    ("events", "came", "kept", "goes_back"),
    [
        # Thinking without its signature is kept and shown, and not sent back.
        (
            BEFORE_DELTAS + 5,
            "Which",
            [{"type": "thinking", "thinking": "Which"}],
            False,
        ),
        (
            AFTER_THINKING + 6,
            "Which one?An oak",
            [THOUGHT, {"type": "text", "text": "An oak"}],
            True,
        ),
    ],
    ids=["while it thinks", "while it answers"],
)
def test_a_stopped_answer_is_kept(
    simulator: Simulator,
    tmp_path: Path,
    events: int,
    came: str,
    kept: list[dict[str, str]],
    goes_back: bool,
) -> None:
    simulator.script([THOUGHT, TEXT], chunk_sizes=1, hold=Hold(events))
    path = tmp_path / "chat.db"
    with talking(path, simulator) as talk:
        talk.begin("Name a tree")
        talk.until_came(came)
        assert talk.runner.stop(SESSION)
        end = talk.end()
        assert isinstance(end, TurnInterrupted)
        assert exactly(end.answer.blocks) == exactly(kept)
        request = simulator.requests[0]
        assert request.finished.wait(WAIT_S)
        assert request.outcome == "disconnected", "nothing more is paid for"
        talk.ask("Go on")
    stored = stored_conversation(path)
    assert exactly(stored[1]["content"]) == exactly(kept)
    sent = simulator.requests[1].json["messages"]
    answers = [message["content"] for message in sent if message["role"] == "assistant"]
    assert exactly(answers) == exactly([kept] if goes_back else [])
    prompts = [
        block["text"]
        for message in sent
        if message["role"] == "user"
        for block in message["content"]
    ]
    assert prompts == ["Name a tree", "Go on"]


def test_a_cut_answer_is_kept_and_can_be_asked_again(simulator: Simulator, tmp_path: Path) -> None:
    half = {**DELTA, "delta": {"type": "text_delta", "text": "An o"}}
    simulator.raw_stream([encode(event) for event in (START, BLOCK, half)], end="cut")
    simulator.script([TEXT])
    path = tmp_path / "chat.db"
    with talking(path, simulator) as talk:
        cut = talk.ask("Name a tree")
        assert isinstance(cut, TurnFailed)
        assert isinstance(cut.error, StreamCut)
    with talking(path, simulator) as talk:  # the next day
        stored = talk.store.path(SESSION)[1]
        assert stored == cut.answer
        assert stored.blocks == ({"type": "text", "text": "An o"},)
        assert stored.error is not None
        assert stored.error.kind == "StreamCut"
        assert isinstance(talk.ask_again(), TurnFinished)
        assert len(talk.store.siblings(stored.id)) == 2
    first, second = simulator.requests
    assert exactly(second.json["messages"]) == exactly(first.json["messages"])
    assert stored_conversation(path)[1]["content"] == [TEXT]


def test_an_error_before_the_answer_keeps_the_prompt(simulator: Simulator, tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    simulator.fail_next("529")
    with talking(path, simulator) as talk:
        end = talk.ask("Name a tree")
        assert isinstance(end, TurnFailed)
        assert isinstance(end.error, Overloaded)
        assert [message.state for message in talk.store.path(SESSION)] == ["complete", "failed"]
        assert isinstance(talk.ask_again(), TurnFinished)


def test_the_prompt_is_on_the_disk_when_the_request_arrives(
    simulator: Simulator, tmp_path: Path
) -> None:
    hold = Hold(0)
    simulator.script([TEXT], hold=hold)
    path = tmp_path / "chat.db"
    with talking(path, simulator) as talk:
        talk.begin("Name a tree")
        simulator.requests.wait_for(1, WAIT_S)
        prompt = {"role": "user", "content": [{"type": "text", "text": "Name a tree"}]}
        assert stored_conversation(path) == [prompt, {"role": "assistant", "content": []}]
        hold.release()
        assert isinstance(talk.end(), TurnFinished)
