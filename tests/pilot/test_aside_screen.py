"""A question aside on the screen: streamed, copied, stopped, closed, taken over."""

from __future__ import annotations

import pytest

from minimax_tui.ui.screens.aside import AsideScreen
from minimax_tui.ui.screens.line_dialog import LineDialog
from tests.pilot.chat_program import Chat, Program


async def _aside(chat: Chat, question: str, *texts: str) -> str:
    await chat.send(f"/btw {question}")
    shown = await chat.until("not part of the conversation", question, *texts)
    assert isinstance(chat.app.screen, AsideScreen)
    return shown


async def test_it_is_answered_beside_the_conversation(program: Program) -> None:
    program.answer("An oak.")
    program.answer("Forty metres.", thinking="Tall.")
    async with program.start() as chat:
        await chat.ask("Name a tree")
        assert chat.app.chat is not None
        stored = program.store.path(chat.app.chat.session_id)
        shown = await _aside(chat, "How tall?", "Forty metres.", "ctrl+k keep", "$")
        assert "esc close" in shown
        assert [m["content"][-1]["text"] for m in chat.bodies[1]["messages"]] == [
            "Name a tree", "An oak.", "How tall?",
        ]  # fmt: skip
        await chat.press("escape")
        await chat.until("An oak.", gone="Forty metres.")
        assert program.store.path(chat.app.chat.session_id) == stored
        assert program.store.prompt_history() == ["Name a tree"]
        await chat.ask("Another")
        assert "How tall?" not in str(chat.bodies[2])


async def test_taken_over_it_is_a_turn(program: Program) -> None:
    program.answer("An oak.")
    program.answer("Forty metres.")
    async with program.start() as chat:
        await chat.ask("Name a tree")
        await _aside(chat, "How tall?", "Forty metres.", "ctrl+k keep")
        await chat.press("ctrl+k")
        shown = await chat.until("An oak.", "How tall?", "2 turns", gone="not part of")
        assert shown.index("An oak.") < shown.index("How tall?") < shown.index("Forty metres.")
        await chat.ask("Another")
        said = [m["content"][-1]["text"] for m in chat.bodies[2]["messages"]]
        assert said == ["Name a tree", "An oak.", "How tall?", "Forty metres.", "Another"]
        assert program.store.prompt_history() == ["Another", "How tall?", "Name a tree"]


async def test_taken_over_in_an_empty_session(program: Program) -> None:
    program.answer("Forty metres.")
    async with program.start((80, 24)) as chat:
        await _aside(chat, "How tall?", "ctrl+k keep")
        await chat.click("ctrl+k keep")
        await chat.until("How tall?", "Forty metres.", "1 turn", gone="not part of")
        assert [session.title for session in program.store.sessions()] == ["How tall?"]


async def test_while_an_answer_streams_it_is_refused_with_why(program: Program) -> None:
    main = program.answer("An oak, and then more of it.", hold_after=4)
    program.answer("Forty metres.")
    async with program.start() as chat:
        await chat.send("Name a tree")
        await chat.until("An oak")
        await _aside(chat, "How tall?", "Forty metres.", "ctrl+k keep")
        await chat.press("ctrl+k")
        await chat.until("An answer is coming in the conversation")
        assert isinstance(chat.app.screen, AsideScreen)
        main.release()
        await chat.until_idle()
        await chat.press("ctrl+k")
        await chat.until("more of it.", "How tall?", gone="not part of")


async def test_esc_stops_it_and_then_closes(program: Program) -> None:
    main = program.answer("An oak, and then more of it.", hold_after=4)
    program.answer("Forty metres, and more.", hold_after=4)
    async with program.start((80, 24)) as chat:
        await chat.send("Name a tree")
        await chat.until("An oak")
        await _aside(chat, "How tall?", "Forty metr", "esc stop")
        await chat.press("escape")
        await chat.until("Interrupted.", "esc close")
        await chat.press("escape")
        await chat.until("esc stop", gone="Interrupted.")  # the turn itself goes on
        main.release()
        await chat.until_idle()
        assert "more of it." in chat.text()


async def test_an_error_offers_to_ask_again(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        await _aside(chat, "fault: 401", "ask again")
        assert "f6" not in chat.text().split("esc close")[0].rsplit("Aside", 1)[1]
        sent = len(chat.bodies)
        await chat.press("f5")
        await chat.until("not part of the conversation", "ask again")
        assert len(chat.bodies) == sent + 1
        await chat.press("ctrl+k")
        await chat.until("There is no answer to take over.")


async def test_copying_and_thinking(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    program.answer("Forty **metres**.", thinking="It is tall.")
    copied: list[str] = []
    async with program.start((80, 24)) as chat:
        monkeypatch.setattr(chat.app, "copy_text", copied.append)
        await _aside(chat, "How tall?", "ctrl+o thinking")
        await chat.press("f4", "ctrl+o")
        await chat.until("Aside · thinking", "It is tall.", gone="metres")
        await chat.press("t", "ctrl+o")
        await chat.until("metres")
        await chat.press("c")
    assert copied == ["Forty **metres**.", "It is tall.", "Forty **metres**."]


async def test_the_question_is_asked_for(program: Program) -> None:
    program.answer("Forty metres.")
    async with program.start((80, 24)) as chat:
        await chat.send("/btw")
        await chat.until("A question about this conversation")
        assert isinstance(chat.app.screen, LineDialog)
        await chat.type("How tall?")
        await chat.press("enter")
        await chat.until("not part of the conversation", "Forty metres.")
        await chat.press("escape")
        await chat.until("Message MiniMax", gone="not part of the conversation")
        await chat.send("/btw")
        await chat.until("A question about this conversation")
        await chat.press("escape")
        await chat.until("Message MiniMax", gone="Ask aside")


async def test_a_question_of_several_lines_stays_aside_too(program: Program) -> None:
    program.answer("Forty metres.")
    async with program.start() as chat:
        chat.composer.insert("/btw How tall?\nAnd how old?")
        await chat.press("enter")
        await chat.until("And how old?", "Forty metres.")
        assert isinstance(chat.app.screen, AsideScreen)


async def test_the_question_is_neither_kept_as_a_draft_nor_in_the_history(
    program: Program,
) -> None:
    async with program.start() as chat:
        assert chat.app.chat is not None
        await chat.type("/btw secret")
        chat.app.chat.drafts.keep()
        program.store.save_draft("other", "").result(10)
        assert program.store.draft(chat.app.chat.drafts.key()) == ""
        await chat.press("escape", "ctrl+c")
        assert chat.composer.text == ""
        program.store.save_draft("other", "").result(10)
        assert program.store.prompt_history() == []


async def test_closing_the_program_stops_it(program: Program) -> None:
    program.answer("Forty metres, and more.", hold_after=4)
    async with program.start((80, 24)) as chat:
        await _aside(chat, "How tall?", "Forty metr")
    assert program.store.sessions() == []


async def test_further_questions_go_on_with_it(program: Program) -> None:
    for text in ("An oak.", "Forty metres.", "A thousand years.", "An ash."):
        program.answer(text)
    async with program.start((120, 40)) as chat:
        await chat.ask("Name a tree")
        assert chat.app.chat is not None
        stored = program.store.path(chat.app.chat.session_id)
        await _aside(chat, "How tall?", "Forty metres.", "ctrl+k keep")
        await chat.type("How old?")
        await chat.press("enter")
        shown = await chat.until("How tall?", "How old?", "A thousand years.", "ctrl+k keep")
        assert shown.index("Forty metres.") < shown.index("How old?") < shown.index("A thousand")
        assert [m["content"][-1]["text"] for m in chat.bodies[2]["messages"]] == [
            "Name a tree", "An oak.", "How tall?", "Forty metres.", "How old?",
        ]  # fmt: skip
        await chat.press("escape")
        await chat.until("An oak.", gone="How old?")
        assert program.store.path(chat.app.chat.session_id) == stored
        await chat.ask("Another")
        assert "How tall?" not in str(chat.bodies[3])


async def test_all_of_it_is_taken_over(program: Program) -> None:
    for text in ("Forty metres.", "A thousand years."):
        program.answer(text)
    async with program.start((120, 40)) as chat:
        await _aside(chat, "How tall?", "Forty metres.", "ctrl+k keep")
        await chat.type("How old?")
        await chat.press("enter")
        await chat.until("A thousand years.", "ctrl+k keep")
        await chat.press("ctrl+k")
        shown = await chat.until("How old?", "2 turns", gone="not part of")
        assert shown.index("How tall?") < shown.index("Forty") < shown.index("How old?")
        assert chat.app.chat is not None
        path = program.store.path(chat.app.chat.session_id)
        assert [message.role for message in path] == ["user", "assistant"] * 2
        assert [after.parent_id for after in path[1:]] == [before.id for before in path[:-1]]
        assert program.store.prompt_history() == ["How old?", "How tall?"]


async def test_what_is_written_while_an_answer_comes_waits(program: Program) -> None:
    program.answer("Forty metres, and more.", hold_after=4)
    program.answer("A thousand years.")
    async with program.start((80, 24)) as chat:
        await _aside(chat, "How tall?", "Forty metr", "esc stop")
        await chat.type("How old?")
        await chat.press("enter")
        await chat.until("ask on when it has ended", "How old?")
        assert len(chat.bodies) == 1
        await chat.press("escape")
        await chat.until("Interrupted.", "How old?")
        await chat.press("enter")
        await chat.until("A thousand years.", "esc close")
        await chat.type("x")
        await chat.press("ctrl+c")
        await chat.until("Ask further", "A thousand years.")


async def test_asking_again_takes_the_place_of_the_last_answer(program: Program) -> None:
    for text in ("Forty metres.", "A thousand years.", "Two thousand years."):
        program.answer(text)
    async with program.start((120, 40)) as chat:
        await _aside(chat, "How tall?", "Forty metres.", "f5 ask again")
        await chat.type("How old?")
        await chat.press("enter")
        await chat.until("A thousand years.", "f5 ask again")
        await chat.click("f5 ask again")
        await chat.until("Two thousand years.", "Forty metres.", gone="A thousand years.")
        assert "A thousand years." not in str(chat.bodies[2])


async def test_the_answer_is_moved_while_a_question_is_written(program: Program) -> None:
    program.answer("\n\n".join(f"line {number}." for number in range(60)))
    async with program.start((80, 24)) as chat:
        await chat.send("/btw How tall?")
        await chat.until("not part of the conversation", "line 59.", "esc close")
        await chat.type("And")
        await chat.press("ctrl+home")
        await chat.until("line 0.", "And", gone="line 59.")
        await chat.press("ctrl+end")
        await chat.until("line 59.", "And")
