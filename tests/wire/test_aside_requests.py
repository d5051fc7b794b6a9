"""A question beside the conversation over a socket: the request, and the database that stays."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.events import TurnEnd, TurnEvent, TurnFailed, TurnFinished, TurnInterrupted
from minimax_tui.domain.requests import TurnOptions
from minimax_tui.engine.aside import Aside
from minimax_tui.engine.mailbox import Mailbox
from minimax_tui.engine.runner import TurnRunner
from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold
from tests.wire.conversation_parts import (
    M3,
    SESSION,
    WAIT_S,
    Talk,
    exactly,
    stored_conversation,
    talking,
)

QUESTION = "By the way, how tall?"


def ask_aside(runner: TurnRunner, options: TurnOptions = M3) -> tuple[Aside, TurnEnd]:
    """Asks, and waits for the end."""
    ended = threading.Event()
    found: list[TurnEvent] = []

    def note(event: TurnEvent) -> None:
        if isinstance(event, TurnFinished | TurnInterrupted | TurnFailed):
            found.append(event)
            ended.set()

    asked = runner.ask_aside(SESSION, (text_block(QUESTION),), options, Mailbox(note))
    assert ended.wait(WAIT_S)
    [end] = found
    assert isinstance(end, TurnFinished | TurnInterrupted | TurnFailed)
    return asked, end


def database(folder: Path) -> bytes:
    """Every byte of the database, its log included."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def test_the_request_holds_the_conversation_and_the_question(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    system = TurnOptions("MiniMax-M3", system="Be short.")
    with Simulator(tokens_per_s=0, seed=1) as simulator, talking(path, simulator) as talk:
        simulator.script([
            {"type": "thinking", "thinking": "An oak.", "signature": "5ea1"},
            text_block("An oak."),
        ])  # fmt: skip
        simulator.script([text_block("Forty metres.")])
        talk.ask("Name a tree", system)
        before = stored_conversation(path)
        _, end = ask_aside(talk.runner, system)
        assert isinstance(end, TurnFinished)
        assert stored_conversation(path) == before
        talk.ask("Another", system)
        first, aside, following = (request.json for request in simulator.requests)
    assert aside["system"] == first["system"]
    question = {"role": "user", "content": [text_block(QUESTION)]}
    assert exactly(aside["messages"]) == exactly([*before, question])
    assert QUESTION not in exactly(following)
    assert exactly(following["messages"][:-1]) == exactly(before)


def test_nothing_of_it_is_on_the_disk_before_it_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    with Simulator(tokens_per_s=0, seed=1) as simulator, talking(path, simulator) as talk:
        simulator.script([text_block("An oak.")])
        simulator.script([text_block("Forty metres.")])
        talk.ask("Name a tree")
        asked, _ = ask_aside(talk.runner)
        assert b"An oak." in database(tmp_path)
        assert b"By the way" not in database(tmp_path)
        assert b"Forty metres" not in database(tmp_path)
        added = talk.runner.take_over(asked)
        assert added is not None
        added.written.result(WAIT_S)
        assert b"Forty metres" in database(tmp_path)
    assert [message["content"] for message in stored_conversation(path)] == [
        [text_block(said)] for said in ("Name a tree", "An oak.", QUESTION, "Forty metres.")
    ]


@pytest.mark.parametrize("reopened", [False, True])
def test_what_was_taken_over_goes_back_like_any_turn(tmp_path: Path, reopened: bool) -> None:
    path = tmp_path / "chat.db"

    def next_turn(talk: Talk) -> None:
        talk.ask("Another")

    with Simulator(tokens_per_s=0, seed=1) as simulator:
        with talking(path, simulator) as talk:
            talk.ask("Name a tree")
            asked, end = ask_aside(talk.runner)
            added = talk.runner.take_over(asked)
            assert added is not None
            added.written.result(WAIT_S)
            if not reopened:
                next_turn(talk)
        if reopened:
            with talking(path, simulator) as talk:
                next_turn(talk)
        sent = simulator.requests[-1].json["messages"]
    assert sent[2] == {"role": "user", "content": [text_block(QUESTION)]}
    assert exactly(sent[3]["content"]) == exactly(list(end.answer.blocks))


def test_it_does_not_wait_for_the_answer_that_streams(tmp_path: Path) -> None:
    with (
        Simulator(tokens_per_s=0, seed=1) as simulator,
        talking(tmp_path / "c.db", simulator) as talk,
    ):
        hold = Hold(4)
        simulator.script([text_block("An oak, and then much more.")], chunk_sizes=7, hold=hold)
        simulator.script([text_block("Forty metres.")])
        talk.begin("Name a tree")
        talk.until_came("An oak,")
        assert hold.reached.wait(WAIT_S)
        _, end = ask_aside(talk.runner)
        assert end.answer.blocks == (text_block("Forty metres."),)
        assert simulator.requests[-1].json["messages"] == [
            {"role": "user", "content": [text_block("Name a tree")]},
            {"role": "assistant", "content": [text_block("An oak,")]},
            {"role": "user", "content": [text_block(QUESTION)]},
        ]
        hold.release()
        assert isinstance(talk.end(), TurnFinished)


def test_a_refused_one_leaves_no_prompt_out(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    with Simulator(tokens_per_s=0, seed=1) as simulator, talking(path, simulator) as talk:
        simulator.fail_next("401")
        assert isinstance(talk.ask("Name a tree"), TurnFailed)
        simulator.fail_next("422-input")
        _, end = ask_aside(talk.runner)
        assert isinstance(end, TurnFailed)
        assert end.answer.error is not None
        assert "together" not in end.answer.error.advice
        assert isinstance(talk.ask("And another"), TurnFinished)
        sent = simulator.requests[-1].json["messages"]
    assert [block["text"] for block in sent[0]["content"]] == ["Name a tree", "And another"]
