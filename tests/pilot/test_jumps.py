"""The tree, the list of prompts, going back, and switching between sessions that run."""

from __future__ import annotations

import dataclasses
import threading

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.messages import Message, MessageState
from minimax_tui.domain.outline import OutlineNode
from tests.pilot.chat_program import Chat, Program

WIDE = (120, 40)


def branch(program: Program, message_id: str, parent: str, text: str) -> None:
    """Adds a message to the session `s`, and leaves the path as it is."""
    store = program.store
    leaf = store.session("s").leaf_id
    number = int(message_id.partition("-")[2])
    store.add_message(
        Message(
            id=message_id,
            session_id="s",
            parent_id=parent,
            role="assistant" if number % 2 else "user",
            blocks=(text_block(text),),
            state=MessageState.COMPLETE,
            created_at=1.0,
            model="MiniMax-M2.5" if number % 2 else None,
        )
    )
    assert leaf is not None
    store.set_leaf("s", leaf).result(10)


def with_branches(program: Program) -> None:
    program.add_session("s", "Sorting", "How to sort?", "Like this.", "And faster?", "So.")
    branch(program, "x-11", "s-0", "Another way.")
    branch(program, "x-12", "x-11", "Why that way?")
    branch(program, "x-13", "x-12", "Because.")


async def test_the_tree_shows_every_branch_and_goes_there(program: Program) -> None:
    with_branches(program)
    async with program.start(WIDE, resume_id="s") as chat:
        await chat.until("So.", "‹ 1/2 ›")
        await chat.send("/tree")
        await chat.until("Branches of this session", "● · So.")
        dialog = ["".join(part.text for part in line) for line in chat.dialog_strips()]
        first = next(n for n, line in enumerate(dialog) if "Another way." in line)
        rows = [line.strip(" │▸") for line in dialog[first : first + 3]]
        assert [row.split("  ")[0] for row in rows] == [
            "├╴· Another way.", "❯ Why that way?", "· Because.",
        ]  # fmt: skip
        await chat.press("left", "right")  # up to where the branches part, down to the first one
        await chat.until("▸   ├╴· Another way.")
        await chat.press("down", "enter")
        shown = await chat.until("Why that way?", "Because.", gone="Branches of")
        assert "And faster?" not in shown
        await chat.press("ctrl+b")
        await chat.until("And faster?", gone="Because.")


async def test_typing_filters_the_tree(program: Program) -> None:
    with_branches(program)
    async with program.start((80, 24), resume_id="s") as chat:
        await chat.until("So.")
        await chat.press("f24")
        await chat.until("Branches of this session", "Why that way?")
        await chat.type("BECA")
        await chat.until("Because.", gone="Another way.")
        await chat.press("enter")
        await chat.until("Because.", gone="And faster?")


async def test_the_tree_of_a_long_session(program: Program) -> None:
    program.add_session("s", "Long", *(f"text {n}" for n in range(400)))
    async with program.start(WIDE, resume_id="s") as chat:
        await chat.until("text 399")
        await chat.send("/tree")
        await chat.until("▸ ● · text 399")
        await chat.press("ctrl+home")
        await chat.until("▸ ● ❯ text 0")
        await chat.press("enter")
        await chat.until("❯ text 0", gone="Branches of")
        await chat.press("ctrl+b")
        await chat.until("text 399")


async def test_jump_to_a_prompt_and_back(program: Program) -> None:
    texts = [text for n in range(100) for text in (f"question {n}", f"answer {n}.")]
    program.add_session("s", "Long", *texts)
    async with program.start(WIDE, resume_id="s") as chat:
        await chat.until("answer 99.")
        await chat.press("f12")
        await chat.until("Prompts of this session", "100  question 99")
        await chat.type("question 17")
        await chat.until("18  question 17", gone="question 99")
        await chat.press("enter")
        await chat.until("❯ question 17", "answer 17.", gone="Prompts of")
        await chat.press("ctrl+home")
        await chat.until("question 0")
        await chat.press("ctrl+b")
        await chat.until("❯ question 17", gone="❯ question 1\n")
        await chat.press("ctrl+b")
        await chat.until("answer 99.")
        await chat.press("ctrl+b")
        await chat.until("There is no place to go back to")


async def test_sessions_run_at_once_and_are_marked(program: Program) -> None:
    async with program.start(WIDE) as chat:
        hold = program.answer("the first answer, slowly", hold_after=6)
        await chat.send("the first")
        await chat.until("the first a")
        await chat.press("ctrl+n")
        broken = program.answer("the second answer, slowly", hold_after=6)
        await chat.send("the second")
        await chat.until("the second a")
        await chat.press("f9")
        await chat.until("Switch session", "⠹ the second", "⠹ the first", "answering")
        hold.release()
        await chat.until("✓ the first", "finished")
        broken.release()
        await chat.until("● the second", "open now")
        await chat.press("enter")  # the one shown before is highlighted
        await chat.until("the first answer, slowly", gone="Switch session")
        await chat.press("f9", "enter")
        await chat.until("the second answer, slowly", gone="Switch session")
        await chat.press("f9")
        await chat.until("Switch session", gone="✓")


async def test_a_failed_answer_is_marked(program: Program) -> None:
    async with program.start(WIDE) as chat:
        hold = program.answer("the first answer, slowly", hold_after=6)
        await chat.send("the first")
        await chat.until("the first a")
        await chat.press("ctrl+n")
        await chat.press("ctrl+tab")
        await chat.until("⠹ the first")
        answer_id = program.store.session(program.runner.running()[0]).leaf_id
        assert answer_id is not None
        assert chat.app.chat is not None
        hold.release()
        await chat.until("✓ the first")
        failed = dataclasses.replace(program.store.message(answer_id), state=MessageState.FAILED)
        program.store.close_message(failed).result(10)
        chat.app.chat.jumps.turn_ended(failed.session_id)
        await chat.until("✕ the first", "failed")


async def test_cost_counts_every_branch(program: Program) -> None:
    async with program.start(WIDE) as chat:
        program.answer("answer " * 2_000)
        await chat.ask("one")
        once = await price(chat)
        program.answer("answer " * 2_000)
        await chat.press("f5")
        await chat.until_idle()
        twice = await price(chat, other_than=once)
        assert abs(twice - 2 * once) < once / 10
        await chat.send("/delete")
        await chat.until("Deleted.")
        assert await price(chat) == twice


async def price(chat: Chat, *, other_than: float = 0.0) -> float:
    """The session's price in the title, once there is one."""
    while True:
        await chat.until("$")
        if "$" in chat.title:
            found = float(chat.title.rsplit("$", 1)[1])
            if found != other_than:
                return found
        await chat.pilot.pause()


async def test_keys_pressed_while_the_session_is_read_count(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"{'answer' if n % 2 else 'question'} {n // 2}." for n in range(60)]
    program.add_session("long", "Long", *texts)
    read, outline = threading.Event(), program.store.outline

    def slow(session_id: str) -> list[OutlineNode]:
        assert read.wait(10)
        return outline(session_id)

    monkeypatch.setattr(program.store, "outline", slow)
    async with program.start((80, 24), resume_id="long") as chat:
        await chat.press("f12")
        await chat.until("Prompts of this session", "reading …")
        await chat.press("ctrl+home", "down", "enter")
        assert "Prompts of this session" in chat.text()
        read.set()
        await chat.until("❯ question 1.", gone="Prompts of this session")
