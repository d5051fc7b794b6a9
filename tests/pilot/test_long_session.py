"""A session longer than a page: it opens at its end, and every part of it can be reached."""

from __future__ import annotations

import pytest

from tests.pilot.chat_program import Program

COUNT = 1001
MESSAGES = [f"{'question' if n % 2 == 0 else 'answer'} number {n} ." for n in range(COUNT)]


@pytest.fixture
def long_session(program: Program) -> Program:
    program.add_session("long", "Long", *MESSAGES)
    return program


async def test_home_shows_the_first_message_and_end_the_last(long_session: Program) -> None:
    async with long_session.start(resume_id="long") as chat:
        await chat.until(f"number {COUNT - 1} .")
        await chat.press("ctrl+home")
        await chat.until("question number 0 .", "answer number 1 .")
        await chat.press("ctrl+end")
        await chat.until(f"number {COUNT - 1} .")


async def test_paging_up_reaches_every_message_in_order(long_session: Program) -> None:
    async with long_session.start(size=(120, 60), resume_id="long") as chat:
        await chat.press("tab")
        seen: set[int] = set()
        for _ in range(200):
            numbers = [int(part.split(" .")[0]) for part in chat.text().split("number ")[1:]]
            assert numbers == list(range(numbers[0], numbers[-1] + 1))
            seen |= set(numbers)
            if 0 in seen:
                break
            await chat.press("pageup")
        assert seen >= set(range(0, COUNT, 50))


async def test_from_the_beginning_down_the_gap_is_filled_too(long_session: Program) -> None:
    async with long_session.start(size=(120, 60), resume_id="long") as chat:
        await chat.press("tab", "home")
        await chat.until("question number 0 .")
        for _ in range(20):
            await chat.press("pagedown")
        numbers = [int(part.split(" .")[0]) for part in chat.text().split("number ")[1:]]
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
        assert numbers[0] > 200


async def test_asking_again_shows_only_the_new_answer(program: Program) -> None:
    program.answer("The first answer.")
    program.answer("The second answer.")
    async with program.start() as chat:
        await chat.ask("hello")
        await chat.press("f5")
        await chat.until("The second answer.", gone="The first answer.")
        await chat.until_idle()
        assert chat.app.chat is not None
        session_id = chat.app.chat.session_id
    async with program.start(resume_id=session_id) as chat:
        shown = await chat.until("The second answer.")
        assert "The first answer." not in shown


TALL = [f"number {n} .\n\n" + "\n\n".join(f"line {k}" for k in range(30)) for n in range(150)]


async def test_from_message_to_message_no_gap_stops_or_is_passed_over(program: Program) -> None:
    program.add_session("tall", "Tall", *TALL)
    async with program.start(resume_id="tall") as chat:
        await chat.until("line 29")
        for number in reversed(range(70, 150)):
            await chat.press("alt+up")
            assert f"number {number} ." in chat.text()
        await chat.press("ctrl+home")
        await chat.until("number 0 .")
        for number in range(1, 75):
            await chat.press("alt+down")
            assert f"number {number} ." in chat.text()


async def test_from_cell_to_cell_down_a_gap_is_filled(long_session: Program) -> None:
    async with long_session.start(size=(120, 60), resume_id="long") as chat:
        await chat.press("tab", "home")
        await chat.until("question number 0 .")
        for number in range(1, 70):
            await chat.press("down")
            if number > 50:
                numbers = [int(part.split(" .")[0]) for part in chat.text().split("number ")[1:]]
                assert numbers == list(range(numbers[0], numbers[-1] + 1))
                assert numbers[-1] >= number - 3  # a key may bring the gap into view
