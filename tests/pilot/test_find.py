"""Find in the session, and the single keys of the panes."""

from __future__ import annotations

import asyncio
import threading

import pytest

from minimax_tui.domain.messages import Message
from tests.pilot.chat_program import Program

LONG_SESSION = [
    f"{'question' if n % 2 == 0 else 'answer'} number {n} about trees" for n in range(900)
]


async def test_matches_are_counted_and_stepped_through(program: Program) -> None:
    program.answer("One apple. Two apples.\n\nThree apple trees.", thinking="an apple a day")
    async with program.start() as chat:
        await chat.ask("Tell me of apples")
        await chat.press("ctrl+f")
        await chat.type("apple")
        await chat.until("5 of 5")
        await chat.press("enter")
        await chat.until("1 of 5")
        await chat.press("up", "up")
        await chat.until("4 of 5")
        await chat.press("escape")
        await chat.until(gone="4 of 5")
        assert chat.focused() is chat.composer


async def test_nothing_found_is_said(program: Program) -> None:
    program.answer("Pears only.")
    async with program.start() as chat:
        await chat.ask("Fruit?")
        await chat.press("ctrl+f")
        await chat.type("apple")
        await chat.until("nothing found")


async def test_a_match_far_above_is_loaded_and_shown(program: Program) -> None:
    program.add_session("long", "Long", *LONG_SESSION)
    async with program.start(resume_id="long") as chat:
        await chat.until("number 899")
        await chat.press("ctrl+f")
        await chat.type("number 7 ")
        shown = await chat.until("1 of 1", "answer number 7 about trees")
        assert "question number 8 about trees" in shown


async def test_thinking_is_found_though_its_pane_is_hidden_by_another(program: Program) -> None:
    program.answer("First.", thinking="the secret word is xyzzy")
    program.answer("Second.", thinking="nothing here")
    async with program.start() as chat:
        await chat.ask("one")
        await chat.ask("two")
        await chat.until("nothing here")
        await chat.press("ctrl+f")
        await chat.type("xyzzy")
        await chat.until("1 of 1", "the secret word is xyzzy")
        await chat.press("escape")
        await chat.until("nothing here", gone="xyzzy")


async def test_a_match_in_folded_thinking_unfolds_it(program: Program) -> None:
    program.answer("Nothing to see.", thinking="the secret word is xyzzy")
    async with program.start(size=(80, 24)) as chat:
        await chat.ask("one")
        assert "xyzzy" not in chat.text()
        await chat.press("ctrl+f")
        await chat.type("xyzzy")
        await chat.until("1 of 1", "the secret word is xyzzy")


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is copied."""
    from minimax_tui.ui.app import ChatApp

    texts: list[str] = []
    monkeypatch.setattr(ChatApp, "copy_text", lambda _, text: texts.append(text))
    return texts


async def test_a_single_code_block_is_copied_at_once(program: Program, copied: list[str]) -> None:
    program.answer("Look:\n\n```python\nif x:\n    y = '  '\n```\n")
    async with program.start() as chat:
        await chat.ask("code")
        await chat.press("tab", "b")
        assert copied == ["if x:\n    y = '  '\n"] or copied == ["if x:\n    y = '  '"]


async def test_one_of_several_code_blocks_is_picked_by_its_number(
    program: Program, copied: list[str]
) -> None:
    program.answer("```sh\nls\n```\n\n```sh\npwd\n```\n")
    async with program.start() as chat:
        await chat.ask("code")
        await chat.press("tab", "b")
        await chat.until("Copy a code block", "pwd")
        await chat.press("2")
        assert [text.strip() for text in copied] == ["pwd"]


async def test_thinking_is_copied_and_the_answer_quoted(
    program: Program, copied: list[str]
) -> None:
    program.answer("Line one.\n\nLine two.", thinking="because")
    async with program.start() as chat:
        await chat.ask("why?")
        await chat.press("tab", "t")
        assert copied == ["because"]
        await chat.press("q")
        assert chat.composer.text == "> Line one.\n>\n> Line two.\n\n"
        assert chat.focused() is chat.composer


async def test_only_harmless_links_are_offered(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    from minimax_tui.ui.app import ChatApp

    opened: list[str] = []
    monkeypatch.setattr(ChatApp, "open_url", lambda _, url, **__: opened.append(url))
    program.answer("[a](https://one.example) [b](file:///etc/passwd) [c](javascript:alert(1))")
    async with program.start() as chat:
        await chat.ask("links")
        await chat.press("tab", "o")
        shown = await chat.until("Open a link", "https://one.example")
        assert "file:///etc" not in shown.split("Open a link")[1].split("enter open")[0]
        await chat.press("1")
        assert opened == ["https://one.example"]


async def test_each_letter_is_looked_for_from_where_the_reader_was(program: Program) -> None:
    texts = [f"number {n} of them\n\n" + "\n\n".join("zz" * n) for n in range(40)]
    texts[3] += " tree"
    texts[30] += " trunk"
    program.add_session("s", "Session", *texts)
    async with program.start(resume_id="s") as chat:
        await chat.until("   z")
        await chat.press("ctrl+f")
        await chat.type("tree")
        await chat.until("1 of 1", "z tree")
        await chat.press("backspace", "backspace")
        await chat.until("2 of 2", " trunk")


async def test_a_letter_found_everywhere_does_not_lead_to_the_beginning(program: Program) -> None:
    texts = [f"number {n} " + "e" * 4_000 for n in range(20)]
    program.add_session("s", "Session", *texts)
    async with program.start(resume_id="s") as chat:
        await chat.until("eeee")
        await chat.press("ctrl+f")
        await chat.type("e")
        await chat.until("50,000 of 50,000+")
        assert "number 0 " not in chat.text()


async def test_find_ends_with_the_session_it_was_opened_in(program: Program) -> None:
    program.add_session("one", "One", *LONG_SESSION)
    program.add_session("two", "Two", "about trees", "nothing")
    async with program.start(resume_id="one") as chat:
        await chat.until("number 899")
        await chat.press("ctrl+f")
        await chat.type("trees")
        await chat.until("of 900")
        assert chat.app.chat is not None
        chat.app.chat.sessions.open("two")
        shown = await chat.until("about trees", gone="of 900")
        assert "Find" not in shown


async def test_a_session_left_while_it_is_read_is_not_searched(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.add_session("one", "One", "pears", "pears")
    program.add_session("two", "Two", "apples", "nothing")
    path, read, go = program.store.path, asyncio.Event(), threading.Event()
    async with program.start(resume_id="one") as chat:
        await chat.until("pears")
        loop = asyncio.get_running_loop()

        def slow(session_id: str, start: int = 0, stop: int | None = None) -> list[Message]:
            if threading.current_thread() is not threading.main_thread():
                loop.call_soon_threadsafe(read.set)
                go.wait(10)
            return path(session_id, start, stop)

        monkeypatch.setattr(program.store, "path", slow)
        await chat.press("ctrl+f")
        await chat.type("p")
        await read.wait()
        screen = chat.app.chat
        assert screen is not None
        screen.sessions.open("two")
        go.set()
        await chat.press("ctrl+f")
        await chat.type("apples")
        await chat.until("1 of 1")


async def test_in_a_window_that_became_narrow_there_is_room_to_type(program: Program) -> None:
    async with program.start(size=(100, 30)) as chat:
        await chat.press("ctrl+f")
        await chat.until("enter next")
        await chat.pilot.resize_terminal(50, 30)
        await chat.type("hidden words")
        await chat.until("Find hidden words", gone="enter next")
