"""The request of a branch holds exactly the branch's messages, thinking and signatures included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.requests import TurnOptions
from minimax_tui.engine.waiting import Below
from minimax_tui.simulator.server import Simulator
from tests.wire.conversation_parts import M3, SESSION, Talk, exactly, stored_conversation, talking

M25 = TurnOptions("MiniMax-M2.5")


def blocks(number: int) -> list[dict[str, Any]]:
    """The blocks of the answer to the request with this number."""
    thinking = {"type": "thinking", "thinking": f"Thought {number}.", "signature": f"sig{number}"}
    return [thinking, text_block(f"Answer {number}.")]


def answered(number: int) -> dict[str, Any]:
    return {"role": "assistant", "content": blocks(number)}


def asked(text: str) -> dict[str, Any]:
    return {"role": "user", "content": [text_block(text)]}


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(tokens_per_s=0, seed=1) as simulator:
        for number in range(6):
            simulator.script(blocks(number), chunk_sizes=3)
        yield simulator


def edited(talk: Talk, text: str, below: str | None) -> None:
    """Sends a prompt that follows another message than the last one."""
    mailbox = talk._new_mailbox()
    prompt = (text_block(text),)
    assert talk.runner.send(SESSION, prompt, M3, mailbox, below=Below(below)) is not None
    talk.end()


def last_messages(simulator: Simulator) -> str:
    messages = simulator.requests[-1].json["messages"]
    for message in messages:
        if isinstance(message["content"], str):
            message["content"] = [text_block(message["content"])]
    return exactly(messages)


@pytest.mark.parametrize("reopened", [False, True], ids=["one program", "a program a turn"])
def test_an_edited_prompt(simulator: Simulator, tmp_path: Path, reopened: bool) -> None:
    path = tmp_path / "conversations.db"
    with talking(path, simulator) as talk:
        for prompt in ("one", "two", "three"):
            talk.ask(prompt)
        first = talk.store.path(SESSION)[1].id
        if not reopened:
            edited(talk, "two, edited", first)
            talk.ask("four")
    if reopened:
        with talking(path, simulator) as talk:
            edited(talk, "two, edited", first)
        with talking(path, simulator) as talk:
            talk.ask("four")
    branch = [asked("one"), answered(0), asked("two, edited"), answered(3), asked("four")]
    assert last_messages(simulator) == exactly(branch)
    assert exactly(stored_conversation(path)) == exactly([*branch, answered(4)])


def test_another_model_in_the_middle_and_back_again(simulator: Simulator, tmp_path: Path) -> None:
    path = tmp_path / "conversations.db"
    with talking(path, simulator) as talk:
        talk.ask("one")
        talk.ask("two")
        old = talk.store.path(SESSION)
        again = talk.runner.ask_again(SESSION, M25, talk._new_mailbox(), prompt_id=old[0].id)
        assert again is not None
        talk.end()
        assert simulator.requests[-1].json["model"] == "MiniMax-M2.5"
        assert last_messages(simulator) == exactly([asked("one")])
        done = talk.runner.change_path(
            SESSION, lambda: talk.store.set_leaf(SESSION, old[-1].id), old[-1].id
        )
        assert done is not None
        done.result(20)
        talk.ask("three")
    branch = [asked("one"), answered(0), asked("two"), answered(1), asked("three")]
    assert last_messages(simulator) == exactly(branch)


def test_a_fork(simulator: Simulator, tmp_path: Path) -> None:
    path = tmp_path / "conversations.db"
    with talking(path, simulator) as talk:
        talk.ask("one")
        talk.ask("two")
        first = talk.store.path(SESSION)[1].id
        talk.store.copy_path(SESSION, first, "fork", title="Fork", at=1.0).result(20)
        mailbox = talk._new_mailbox()
        assert talk.runner.send("fork", (text_block("elsewhere"),), M3, mailbox) is not None
        talk.end()
        assert last_messages(simulator) == exactly([asked("one"), answered(0), asked("elsewhere")])


def test_after_a_deleted_branch(simulator: Simulator, tmp_path: Path) -> None:
    path = tmp_path / "conversations.db"
    with talking(path, simulator) as talk:
        talk.ask("one")
        talk.ask_again()
        second = talk.store.path(SESSION)[1].id
        talk.store.delete_branch(SESSION, second, 1.0).result(20)
        talk.ask("two")
    assert last_messages(simulator) == exactly([asked("one"), answered(0), asked("two")])
