"""Several sessions: answers in the background, drafts, long ones read in pages."""

from __future__ import annotations

from textual import events

from minimax_tui.ui.pages import PAGE
from tests.pilot.chat_program import Program


async def test_an_answer_goes_on_in_the_background(program: Program) -> None:
    hold = program.answer("All of the answer.", hold_after=4)
    async with program.start() as chat:
        await chat.send("First question")
        await chat.until("All of")
        await chat.press("ctrl+n")
        shown = await chat.until("1 in the background")
        assert "❯ First question" not in shown
        hold.release()
        await chat.until("The answer in “First question” is there.")
        await chat.press("ctrl+s")
        await chat.press("enter")
        await chat.until("❯ First question", "All of the answer.")
        assert len(chat.bodies) == 1


async def test_a_session_that_streams_is_reopened_live(program: Program) -> None:
    hold = program.answer("All of the answer.", thinking="Thought.", hold_after=6)
    program.add_session("s1", "Another", "Hello", "Hi")
    async with program.start() as chat:
        await chat.send("First question")
        await chat.until("Thought.")
        await chat.press("ctrl+s")
        await chat.type("Another")
        await chat.press("enter")
        await chat.until("❯ Hello", gone="First question")
        await chat.press("ctrl+s")
        assert "First question ⠹" in chat.text()
        await chat.type("First")
        await chat.press("enter")
        await chat.until("❯ First question", "Thought.", "esc stop")
        hold.release()
        await chat.until("All of the answer.")
        await chat.until_idle()
        assert chat.text().count("All of the answer.") == 1


async def test_every_session_keeps_its_draft(program: Program) -> None:
    program.add_session("s1", "One", "Hello", "Hi")
    program.add_session("s2", "Two", "Hello", "Hi")
    async with program.start() as chat:
        drafts = {"One": "draft of one", "Two": "z" * 3_000}
        for title, draft in drafts.items():
            await chat.press("ctrl+s")
            await chat.type(title)
            await chat.press("enter")
            await chat.paste(draft)
        for title, draft in drafts.items():
            await chat.press("ctrl+s")
            await chat.type(title)
            await chat.press("enter")
            assert chat.composer.whole_text == draft
        await chat.press("ctrl+n")
        assert chat.composer.text == ""


async def test_a_draft_is_there_at_the_next_start(program: Program) -> None:
    async with program.start() as chat:
        await chat.type("half a thou")
        await chat.press("ctrl+q")
    async with program.start() as chat:
        assert chat.composer.text == "half a thou"


async def test_a_reopened_session_looks_as_it_did(program: Program) -> None:
    program.answer("An **answer**:\n\n- one\n- two\n", thinking="Some *thinking*.")
    async with program.start() as chat:
        await chat.ask("Question")
        live = chat.lines()
        assert chat.app.chat is not None
        session_id = chat.app.chat.session_id
    async with program.start(resume_id=session_id) as chat:
        await chat.until("Some thinking.")
        assert chat.lines() == live


async def test_a_long_session_is_read_in_pages(program: Program) -> None:
    count = PAGE * 3 // 2
    texts = [f"message number {number}" for number in range(count)]
    program.add_session("s1", "Long", *texts)
    async with program.start(resume_id="s1") as chat:
        await chat.until(f"message number {count - 1}")
        assert chat.app.chat is not None
        assert len(chat.app.chat.presenter.messages) < count
        await chat.press("ctrl+home")
        await chat.until("message number 0")
        assert len(chat.app.chat.presenter.messages) == count
        await chat.press("ctrl+end")
        await chat.until(f"message number {count - 1}")


async def test_the_end_of_an_answer_that_broke_off_is_told(program: Program) -> None:
    hold = program.answer("All of the answer.", hold_after=4)
    async with program.start() as chat:
        await chat.send("First question")
        await chat.until("All of")
        await chat.press("ctrl+n")
        await chat.until("1 in the background")
        program.simulator.stop()
        hold.release()
        await chat.until("The answer in “First question” broke off.")


async def test_an_answer_in_view_is_not_announced_but_in_an_unfocused_window(
    program: Program,
) -> None:
    program.answer("One.")
    hold = program.answer("Two, which is longer.", hold_after=4)
    async with program.start() as chat:
        await chat.ask("First question")
        assert "is there." not in chat.text()
        await chat.send("Second question")
        await chat.until("Two")
        chat.app.post_message(events.AppBlur())
        hold.release()
        await chat.until("The answer in “First question” is there.")


async def test_what_was_unfolded_is_so_when_the_session_is_opened_again(program: Program) -> None:
    long = "\n".join(f"line {number}" for number in range(40))
    program.add_session("s1", "Long prompt", long, "The answer.")
    program.add_session("s2", "Other", "Other question", "Other answer.")
    async with program.start((100, 60), resume_id="s1") as chat:
        await chat.until("The answer.")
        assert "line 30" not in chat.text()
        await chat.click("more lines")
        await chat.until("line 30")
        assert chat.app.chat is not None
        chat.app.chat.sessions.open("s2")
        await chat.until("Other answer.")
        chat.app.chat.sessions.open("s1")
        await chat.until("The answer.", "line 30")
    async with program.start((100, 60), resume_id="s1") as chat:
        await chat.until("The answer.", "line 30")
