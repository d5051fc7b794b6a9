"""A history that the endpoint refuses: sent once more without the part, and unchanged itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.errors import ContentRefused, ThinkingRefused
from minimax_tui.domain.events import HistoryRepaired, TurnFailed, TurnFinished
from minimax_tui.domain.messages import Message, MessageState, Role, Session
from minimax_tui.simulator.server import Simulator
from tests.wire.conversation_parts import SESSION, Talk, exactly, stored_conversation, talking

FOREIGN: Block = {"type": "thinking", "thinking": "As I saw.", "signature": "f0" * 32}
UNKNOWN: Block = {"type": "hologram", "lines": [1]}
CALL: Block = {"type": "tool_use", "id": "call_1", "name": "look", "input": {"at": "oak"}}
RESULT: Block = {"type": "tool_result", "tool_use_id": "call_1", "content": "It is tall."}


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(tokens_per_s=0, seed=1, check_signatures=True) as simulator:
        yield simulator


def store(talk: Talk, *contents: list[Block]) -> None:
    """A session whose messages are these, the user's first."""
    talk.store.add_session(Session(SESSION, "Trees", 1.0, 1.0)).result(10)
    parent = None
    for number, blocks in enumerate(contents):
        role: Role = "assistant" if number % 2 else "user"
        message = Message(
            f"m{number}", SESSION, parent, role, tuple(blocks), MessageState.COMPLETE, 1.0
        )
        talk.store.add_message(message).result(10)
        parent = message.id


def kinds(simulator: Simulator, number: int) -> list[str]:
    messages = simulator.requests[number].json["messages"]
    return [block["type"] for message in messages for block in message["content"]]


@pytest.mark.parametrize(
    ("refused", "words", "left"),
    [(FOREIGN, "thinking", ["text", "text", "text"]), (UNKNOWN, "unknown", ["text"] * 3)],
    ids=["thinking of another key", "a block that it does not know"],
)
def test_what_is_refused_is_left_out_once_and_for_all(
    simulator: Simulator, tmp_path: Path, refused: Block, words: str, left: list[str]
) -> None:
    path = tmp_path / "chat.db"
    answer = [refused, text_block("An oak.")]
    with talking(path, simulator) as talk:
        store(talk, [text_block("Name a tree")], answer)
        talk.begin("And another")
        told = talk.until(HistoryRepaired)
        assert isinstance(told, HistoryRepaired)
        assert words in told.words
        assert isinstance(talk.end(), TurnFinished)
        assert [request.status for request in simulator.requests] == [400, 200]
        assert kinds(simulator, 1) == left
        assert isinstance(talk.ask("One more"), TurnFinished)
        assert [request.status for request in simulator.requests] == [400, 200, 200]
        # What the new answer thought goes back; only what was refused does not.
        assert kinds(simulator, 2) == [*left, "thinking", "text", "text"]
    assert exactly(stored_conversation(path)[1]["content"]) == exactly(answer)


def test_refused_tool_calls_are_told_in_words(simulator: Simulator, tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    simulator.fail_next("400-tool-call")
    with talking(path, simulator) as talk:
        store(talk, [text_block("Look")], [CALL], [RESULT], [text_block("It is tall.")])
        talk.begin("And now?")
        talk.until(HistoryRepaired)
        assert isinstance(talk.end(), TurnFinished)
    assert kinds(simulator, 0) == ["text", "tool_use", "tool_result", "text", "text"]
    assert kinds(simulator, 1) == ["text"] * 5
    sent = simulator.requests[1].json["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant"] * 2 + ["user"]
    assert "look" in sent[1]["content"][0]["text"]
    assert "oak" in sent[1]["content"][0]["text"]
    assert "It is tall." in sent[2]["content"][0]["text"]
    assert exactly(stored_conversation(path)[1:3]) == exactly(
        [{"role": "assistant", "content": [CALL]}, {"role": "user", "content": [RESULT]}]
    )


def test_what_has_nothing_to_leave_out_fails(simulator: Simulator, tmp_path: Path) -> None:
    simulator.fail_next("400-thinking")
    with talking(tmp_path / "chat.db", simulator) as talk:
        end = talk.ask("Name a tree")
    assert isinstance(end, TurnFailed)
    assert isinstance(end.error, ThinkingRefused)
    assert len(simulator.requests) == 1


def test_a_second_refusal_ends_the_turn(simulator: Simulator, tmp_path: Path) -> None:
    simulator.fail_next("400-thinking", times=2)
    with talking(tmp_path / "chat.db", simulator) as talk:
        store(talk, [text_block("Name a tree")], [text_block("An oak.")])
        assert isinstance(talk.ask("And another"), TurnFailed)
    assert len(simulator.requests) == 1
    simulator.forget()
    simulator.fail_next("400-thinking", times=2)
    with talking(tmp_path / "other.db", simulator) as talk:
        thought = {**FOREIGN, "signature": ""}  # unsigned thinking is taken
        store(talk, [text_block("Name a tree")], [thought, text_block("An oak.")])
        end = talk.ask("And another")
        assert isinstance(end, TurnFailed)
        assert isinstance(end.error, ThinkingRefused)
    assert len(simulator.requests) == 3


def test_a_refused_prompt_does_not_hold_up_the_next_one(
    simulator: Simulator, tmp_path: Path
) -> None:
    path = tmp_path / "chat.db"
    with talking(path, simulator) as talk:
        simulator.fail_next("422-input")
        refused = talk.ask("Something sensitive")
        assert isinstance(refused, TurnFailed)
        assert isinstance(refused.error, ContentRefused)
    # Another start of the program knows it too.
    with talking(path, simulator) as talk:
        assert isinstance(talk.ask("Name a tree"), TurnFinished)
    sent = simulator.requests[-1].json["messages"]
    assert [(one["role"], one["content"][0]["text"]) for one in sent] == [("user", "Name a tree")]
    assert [len(one["content"]) for one in sent] == [1]
    assert stored_conversation(path)[0]["content"] == [text_block("Something sensitive")]


def test_prompts_that_were_refused_together_do_not_hold_up_the_next_one(
    simulator: Simulator, tmp_path: Path
) -> None:
    with talking(tmp_path / "chat.db", simulator) as talk:
        assert isinstance(talk.ask("Name a tree"), TurnFinished)
        simulator.fail_next("401")
        assert isinstance(talk.ask("Something sensitive"), TurnFailed)
        simulator.fail_next("422-input")
        refused = talk.ask("Harmless")
        assert isinstance(refused, TurnFailed)
        assert refused.answer.error is not None
        assert "together with 1 earlier prompt" in refused.answer.error.advice
        assert isinstance(talk.ask("Name another"), TurnFinished)
    texts = [
        [block["text"] for block in message["content"] if message["role"] == "user"]
        for message in simulator.requests[-2].json["messages"]
    ]
    assert texts[-1] == ["Something sensitive", "Harmless"]
    sent = simulator.requests[-1].json["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "user"]
    assert [block["text"] for block in sent[-1]["content"]] == ["Name another"]
    kept = stored_conversation(tmp_path / "chat.db")
    assert [text_block("Something sensitive")] in [message["content"] for message in kept]


def test_a_refused_prompt_blames_none_that_was_answered_or_refused_before(
    simulator: Simulator, tmp_path: Path
) -> None:
    with talking(tmp_path / "chat.db", simulator) as talk:
        for fault in ("422-input", "", "422-input"):
            if fault:
                simulator.fail_next(fault)
            end = talk.ask(fault or "Name a tree")
        assert isinstance(end, TurnFailed)
        assert end.answer.error is not None
        assert "together" not in end.answer.error.advice
        assert isinstance(talk.ask("Name another"), TurnFinished)
    sent = simulator.requests[-1].json["messages"]
    texts = [m["content"][0]["text"] for m in sent if m["role"] == "user"]
    assert texts == ["Name a tree", "Name another"]
