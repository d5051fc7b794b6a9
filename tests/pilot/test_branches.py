"""Branches on the screen: edit and send again, siblings, continue from here, delete and undo."""

from __future__ import annotations

import sqlite3
import threading

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.messages import Message, MessageState
from minimax_tui.ui.screens.chat_branches import edited_blocks
from tests.pilot.chat_program import WAIT_S, Chat, Program

WIDE = (120, 40)


async def talk(chat: Chat, *turns: str) -> None:
    """Prompts `one`, `two` …, answered with `answer to one` …"""
    for prompt in turns:
        chat.program.answer(f"answer to {prompt}")
        await chat.ask(prompt)


def said(chat: Chat) -> list[str]:
    """What the last request held."""
    return [
        "".join(block["text"] for block in message["content"] if block["type"] == "text")
        if isinstance(message["content"], list)
        else message["content"]
        for message in chat.bodies[-1]["messages"]
    ]


async def test_an_edited_prompt_makes_a_branch(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one", "two", "three")
        await chat.press("alt+up", "alt+up", "alt+up", "f8")
        await chat.until("editing turn 2", "esc leaves it as it is")
        assert chat.composer.text == "two"
        program.answer("answer to the other two")
        await chat.ask(" changed")
        assert said(chat) == ["one", "answer to one", "two changed"]
        shown = await chat.until("‹ 2/2 ›", "answer to the other two", gone="editing turn")
        assert "answer to two" not in shown
        assert "three" not in shown
        await chat.press("tab", "left_square_bracket")
        shown = await chat.until("‹ 1/2 ›", "answer to three", gone="the other two")
        await chat.press("right_square_bracket")
        await chat.until("‹ 2/2 ›", "answer to the other two")


async def test_esc_leaves_it_as_it_is(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one")
        await chat.type("my draft")
        await chat.press("f8")
        await chat.until("editing turn 1")
        await chat.press("escape")
        await chat.until("my draft", gone="editing")
        assert chat.composer.text == "my draft"
        await talk(chat, " sent")
        assert said(chat) == ["one", "answer to one", "my draft sent"]


async def test_an_edit_during_an_answer_waits_for_it(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one")
        hold = program.answer("answer to two, slowly", hold_after=3)
        await chat.send("two")
        await chat.until("answer to")
        await chat.press("f8")
        await chat.until("editing turn 2")
        program.answer("answer to the other two")
        await chat.send(" changed")
        await chat.until("1 prompt waits", gone="editing")
        hold.release()
        await chat.until("answer to the other two", "‹ 2/2 ›")
        await chat.until_idle()
        assert said(chat) == ["one", "answer to one", "two changed"]


async def test_an_edit_that_waits_can_be_edited_again(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one")
        hold = program.answer("answer to two, slowly", hold_after=6)
        await chat.send("two")
        await chat.until("answer to")
        await chat.press("f8")
        await chat.send(" changed")
        await chat.until("1 prompt waits", gone="editing")
        await chat.press("up", "enter")
        await chat.until("editing an earlier prompt", gone="1 prompt waits")
        hold.release()
        await chat.until_idle()
        program.answer("answer to the other two")
        await chat.ask(" twice")
        assert said(chat) == ["one", "answer to one", "two changed twice"]
        await chat.until("‹ 2/2 ›", gone="editing")


async def test_again_with_another_model_and_without_thinking(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one")
        program.answer("another answer")
        await chat.ask("/retry M2.5")
        await chat.until("‹ 2/2 ›", "another answer", gone="answer to one")
        assert chat.bodies[-1]["model"] == "MiniMax-M2.5"
        program.answer("a third answer")
        await chat.ask("/retry MiniMax-M3")
        program.answer("a fourth answer")
        await chat.ask("/retry thinking off")
        await chat.until("‹ 4/4 ›")
        assert chat.bodies[-1]["model"] == "MiniMax-M3"
        assert chat.bodies[-1]["thinking"] == {"type": "disabled"}
        sent = len(chat.bodies)
        await chat.send("/retry no such model")
        await chat.until("No model is called")
        assert len(chat.bodies) == sent


async def test_nothing_is_asked_again_while_an_answer_comes(program: Program) -> None:
    async with program.start(WIDE) as chat:
        hold = program.answer("an answer, slowly", hold_after=4)
        await chat.send("one")
        await chat.until("an answer")
        await chat.send("/retry MiniMax-M2.7")
        await chat.until("An answer is coming here: wait for it, or stop it (esc).")
        assert "MiniMax-M3" in chat.status
        chat.app.clear_notifications()
        await chat.until(gone="An answer is coming here")
        await chat.press("f5")
        await chat.until("An answer is coming here")
        hold.release()
        await chat.until_idle()
        assert len(chat.bodies) == 1


async def test_asking_again_in_the_middle(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one", "two")
        await chat.press("tab")
        await chat.press("alt+up", "alt+up", "alt+up", "alt+up")
        program.answer("another answer to one")
        await chat.press("f5")
        await chat.until("another answer to one", "‹ 2/2 ›", gone="answer to two")
        await chat.until_idle()
        assert said(chat) == ["one"]


async def test_continue_from_here_and_back(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one", "two")
        await chat.press("alt+up", "alt+up", "alt+up")
        await chat.send("/from")
        await chat.until("follows turn 1", gone="answer to two")
        await chat.press("ctrl+b")
        await chat.until("answer to two")
        await chat.send("/from")  # the cursor is where it was
        await chat.until(gone="answer to two")
        await talk(chat, "another two")
        assert said(chat) == ["one", "answer to one", "another two"]
        await chat.until("‹ 2/2 ›")


async def test_the_marks_are_clickable_and_the_message_stays(program: Program) -> None:
    async with program.start((120, 20)) as chat:
        await talk(chat, "one")
        program.answer("first line\n\n" + "\n\n".join(f"line {n}" for n in range(40)))
        await chat.ask("two")
        program.answer("other first line\n\n" + "\n\n".join(f"row {n}" for n in range(40)))
        await chat.press("f5")
        await chat.until("row 39")
        await chat.until_idle()
        await chat.press("alt+up")
        await chat.until("‹ 2/2 ›", "other first line")
        row = chat.line_of("‹ 2/2 ›")
        await chat.click("‹ 2/2 ›")
        await chat.until("‹ 1/2 ›", gone="other first line")
        assert chat.line_of("‹ 1/2 ›") == row
        assert chat.line_of("first line") == row + 1
        y = chat.line_of("‹ 1/2 ›")
        await chat.pilot.click(offset=(chat.lines()[y].index("›"), y))
        await chat.until("‹ 2/2 ›", "other first line")
        assert chat.line_of("‹ 2/2 ›") == row


async def test_there_is_no_switching_while_an_answer_comes(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one")
        hold = program.answer("a second answer, slowly", hold_after=4)
        await chat.press("f5")
        await chat.until("‹ 2/2 ›", "a second")
        await chat.send("/previous")
        await chat.until("An answer is coming here")
        await chat.send("/delete")
        await chat.until("stop it first")
        hold.release()
        await chat.until_idle()
        await chat.send("/previous")
        await chat.until("‹ 1/2 ›", "answer to one")


async def test_delete_and_undo(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one", "two")
        await chat.press("alt+up", "alt+up")
        await chat.press("tab", "delete")
        await chat.until("Deleted. /undelete brings it back", gone="answer to two")
        await chat.press("ctrl+z")
        await chat.until("It is back", "answer to two")
        await chat.press("delete")
        await chat.until(gone="answer to two")
        session_id = chat.app.chat.session_id if chat.app.chat else ""
    async with program.start(WIDE, resume_id=session_id) as chat:
        await chat.until("answer to one", gone="answer to two")
        await chat.send("/undelete")
        await chat.until("It is back", "answer to two")
        await chat.send("/undelete")
        await chat.until("No branch of this session was deleted")
        await talk(chat, "three")
        assert said(chat)[-3:] == ["two", "answer to two", "three"]


async def test_without_a_cursor_what_is_in_view_is_meant(program: Program) -> None:
    async with program.start((120, 16)) as chat:
        program.answer("\n\n".join(f"paragraph {number}" for number in range(20)))
        await chat.ask("one")
        program.answer("\n\n".join(f"passage {number}" for number in range(20)))
        await chat.ask("two")
        await chat.press("tab", "home")
        await chat.until("paragraph 2", gone="passage")
        await chat.press("delete")
        await chat.until("No message is chosen: alt+up and alt+down choose one.", "paragraph 2")
        await chat.press("e")
        await chat.until("editing turn 1")
        assert chat.composer.text == "one"


async def test_a_session_is_not_deleted_by_its_first_prompt(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one")
        await chat.press("ctrl+home", "alt+up", "alt+up", "tab", "delete")
        await chat.until("Nothing would be left of this session", "answer to one")


async def test_a_fork_is_a_session_of_its_own(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one", "two")
        await chat.press("alt+up", "alt+up", "alt+up")
        await chat.send("/fork")
        await chat.until("one (fork)", "answer to one", gone="answer to two")
        await talk(chat, "elsewhere")
        assert said(chat) == ["one", "answer to one", "elsewhere"]
        await chat.press("ctrl+b")
        await chat.until("answer to two", gone="elsewhere")


async def test_a_fork_that_takes_long_says_so(program: Program) -> None:
    may_go_on = threading.Event()

    def hold(_: sqlite3.Connection) -> None:
        may_go_on.wait(WAIT_S)

    async with program.start(WIDE) as chat:
        await talk(chat, "one")
        program.store.writer.submit(hold)
        await chat.send("/fork")
        await chat.until("Making the fork")
        may_go_on.set()
        await chat.until("one (fork)", "answer to one")


async def test_a_branch_in_a_long_session(program: Program) -> None:
    texts = [text for n in range(200) for text in (f"question {n}", f"answer {n}.")]
    program.add_session("long", "Long", *texts)
    async with program.start(WIDE, resume_id="long") as chat:
        await chat.until("answer 199.")
        assert chat.app.chat is not None
        chat.app.chat.branches.go_to("long-100")
        await chat.until("question 50")
        await chat.press("f8")
        await chat.until("editing turn 51")
        await talk(chat, "!")
        await chat.until("question 50!", "‹ 2/2 ›", "answer to !", gone="question 51")
        assert len(said(chat)) == 101
        await chat.send("/previous")
        await chat.until("‹ 1/2 ›", "answer 50.")
        await chat.press("ctrl+end")
        await chat.until("answer 199.")
        await talk(chat, "at the end")
        assert said(chat)[-3:] == ["question 199", "answer 199.", "at the end"]
        await chat.press("ctrl+b")


async def test_an_edit_is_there_when_one_comes_back(program: Program) -> None:
    program.add_session("other", "Other", "hello", "there")
    async with program.start(WIDE) as chat:
        await talk(chat, "one", "two")
        await chat.press("f8")
        await chat.type(" changed")
        await chat.press("f9", "enter")
        await chat.until("hello", gone="editing turn")
        assert chat.composer.text == ""
        await chat.press("f9", "enter")
        await chat.until("editing turn 2", "two changed")
        program.answer("answer to the other two")
        await chat.ask("!")
        assert said(chat) == ["one", "answer to one", "two changed!"]


async def test_the_end_of_a_long_branch_is_read_at_once(program: Program) -> None:
    texts = [text for n in range(400) for text in (f"question {n}", f"answer {n}.")]
    program.add_session("long", "Long", *texts)
    async with program.start(WIDE, resume_id="long") as chat:
        await chat.until("answer 399.")
        assert chat.app.chat is not None
        chat.app.chat.branches.go_to("long-20")
        await chat.until("question 10")
        await chat.press("f8")
        await talk(chat, "!")
        await chat.send("/previous")
        await chat.until("‹ 1/2 ›")
        await chat.press("ctrl+end")
        await chat.until("answer 399.")
        shown = len(chat.app.chat.presenter.messages)
        assert shown < 250, "only pages in view are read"
        await talk(chat, "at the end")
        assert chat.app.chat.presenter.number(chat.app.chat.presenter.messages[-1].id) == 401
        assert said(chat)[-3:] == ["question 399", "answer 399.", "at the end"]
        assert len(said(chat)) == 801


async def test_a_click_on_the_line_leaves_the_edit(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one")
        await chat.press("f8")
        await chat.until("editing turn 1")
        await chat.click("editing turn 1")
        await chat.until(gone="editing turn 1")
        assert chat.composer.text == ""


async def test_the_texts_of_a_prompt_are_edited_apart(program: Program) -> None:
    program.add_session("s1", "Two texts")
    program.store.add_message(
        Message(
            id="m1",
            session_id="s1",
            parent_id=None,
            role="user",
            blocks=(text_block("a file's text"), text_block("and the question")),
            state=MessageState.COMPLETE,
            created_at=1.0,
        )
    ).result(WAIT_S)
    async with program.start(WIDE, resume_id="s1") as chat:
        await chat.until("a file's text", "and the question", gone="textand")
        await chat.press("f8")
        await chat.until("editing turn 1")
        assert chat.composer.text == "a file's text\n\nand the question"


def test_pictures_stay_where_they_were() -> None:
    picture = {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
    blocks = (picture, text_block("one"), picture, text_block("two"))
    assert edited_blocks(blocks, "new") == (picture, text_block("new"), picture)
    assert edited_blocks((picture,), "new") == (picture, text_block("new"))


async def test_an_edited_prompt_counts_the_context_of_its_own_path(program: Program) -> None:
    async with program.start(WIDE) as chat:
        assert chat.app.chat is not None
        status = chat.app.chat.status
        await talk(chat, "one")
        after_one = status.context_tokens
        await talk(chat, "two " * 5_000)
        assert status.context_tokens > after_one + 3_000
        await chat.press("f8")
        await chat.until("editing turn 2")
        chat.composer.show_text("short")
        hold = program.answer("answer to the other two", hold_after=2)
        await chat.press("enter")
        await chat.until("‹ 2/2 ›", gone="editing turn")
        assert after_one < status.context_tokens < after_one + 100
        hold.release()
        await chat.until_idle()


async def test_branches_are_deleted_in_the_tree(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one")
        program.answer("a second answer")
        await chat.press("f5")
        await chat.until("‹ 2/2 ›", "a second answer")
        await chat.until_idle()
        await talk(chat, "two")
        await chat.press("f24")
        await chat.until("Branches of this session", "ctrl+d delete", "ctrl+z bring back")
        await chat.type("answer to one")
        await chat.press("ctrl+d")  # off the path: the message shown has no sibling any more
        await chat.until("No message has these words", "Deleted. ctrl+z brings it back")
        await chat.press("ctrl+u")
        await chat.until("a second answer")
        await chat.press("escape")
        shown = await chat.until("answer to two", gone="Branches of this session")
        assert "‹" not in shown

        await chat.press("f24")
        await chat.until("Branches of this session")
        await chat.press("up")  # to the prompt `two`
        await chat.click("ctrl+d delete")  # on the path, with the mouse
        await chat.until("a second answer", gone="answer to two")
        await chat.press("ctrl+z")
        await chat.until("It is back", "answer to two")
        await chat.press("escape")
        await chat.until("answer to two", gone="Branches of this session")
        await talk(chat, "three")
        assert said(chat) == ["one", "a second answer", "two", "answer to two", "three"]


async def test_a_session_is_not_deleted_in_the_tree(program: Program) -> None:
    async with program.start(WIDE) as chat:
        await talk(chat, "one")
        await chat.press("f24")
        await chat.until("Branches of this session")
        await chat.press("ctrl+home", "ctrl+d")
        await chat.until("Nothing would be left of this session", "answer to one")
        await chat.press("enter")
        await talk(chat, "two")
        assert said(chat) == ["one", "answer to one", "two"]


async def test_what_streams_is_not_deleted_in_the_tree(program: Program) -> None:
    async with program.start(WIDE) as chat:
        hold = program.answer("an answer, slowly", hold_after=4)
        await chat.send("one")
        await chat.until("an ")
        await chat.press("f24")
        await chat.until("Branches of this session")
        await chat.press("ctrl+d")
        await chat.until("stop it first")
        hold.release()
        await chat.until_idle()


async def test_the_tree_shows_answers_without_their_marks(program: Program) -> None:
    program.add_session("s1", "Marks", "**Why**?", "## Because\n\nof **two** `things`")
    async with program.start(WIDE, resume_id="s1") as chat:
        await chat.type("/tree")
        await chat.press("enter")
        shown = await chat.until("Branches of this session", "Because of two things")
        assert "❯ **Why**?" in shown
