"""Errors on the screen: what happened, what to do, and nothing lost."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from minimax_tui.config.credentials import EnvironmentCredentials, FixedCredentials
from minimax_tui.config.settings import Settings
from minimax_tui.simulator.faults import named
from tests.pilot.chat_program import Program


async def test_a_refused_key_names_both_regions(program: Program) -> None:
    async with program.start() as chat:
        shown = await chat.ask("fault: 401")
        assert "api.minimax.io" in shown
        assert "api.minimaxi.com" in shown
        assert "❯ fault: 401" in shown


@pytest.mark.parametrize("fault", ["402", "429-plan", "400", "base-resp"])
async def test_a_failure_says_what_happened_and_f5_tries_again(
    program: Program, fault: str
) -> None:
    async with program.start() as chat:
        shown = await chat.ask(f"fault: {fault} times=1")
        notice = chat.line_of("✗") if "✗" in shown else chat.line_of("✕")
        assert len(chat.lines()[notice].split()) > 3
        assert "f5" in shown
        assert "esc stop" not in shown
        program.answer("All is well.")
        await chat.press("f5")
        await chat.until("All is well.")
        await chat.until_idle()
        assert chat.bodies[1]["messages"] == chat.bodies[0]["messages"]


async def test_of_a_cut_stream_what_came_stays(program: Program) -> None:
    program.simulator.fail_next("cut")
    program.answer("What came before the cut. " * 20)
    async with program.start() as chat:
        await chat.ask("Tell me")
        shown = chat.text()
        assert "What came before" in shown
        assert "f5" in shown
        assert chat.app.chat is not None
        session_id = chat.app.chat.session_id
    async with program.start(resume_id=session_id) as chat:
        shown = await chat.until("What came before")
        assert "f5" in shown


async def test_without_a_key_the_prompt_is_kept(program: Program) -> None:
    credentials = EnvironmentCredentials(Settings(None, {}, {}), {}, None)
    async with program.start(credentials=credentials) as chat:
        assert "There is no API key yet." in chat.text()
        await chat.send("my precious words")
        shown = await chat.until("MINIMAX_API_KEY")
        assert chat.composer.text == "my precious words"
        assert "❯ my precious words" not in shown
        assert chat.bodies == []


async def test_a_refused_connection_is_told(program: Program) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound and not listening: nobody else gets the port
        url = f"http://127.0.0.1:{held.getsockname()[1]}/anthropic"
        async with program.start(credentials=FixedCredentials("sk-x", url, "test")) as chat:
            await chat.send("hello")
            await chat.until("Trying again in", "MiniMax could not", "f5 now")
            await chat.press("escape")
            await chat.until_idle()
            shown = await chat.until("f5 try again")
            assert "❯ hello" in shown


@pytest.mark.parametrize("fault", ["429", "529", "503"])
async def test_what_may_pass_is_tried_again_in_sight(program: Program, fault: str) -> None:
    program.simulator.fail_next(named(fault, retry_after=30))
    program.answer("All is well.")
    async with program.start() as chat:
        await chat.send("hello")
        shown = await chat.until("Trying again in", "(1 of ", "f5 now · esc stops")
        assert "All is well." not in shown
        await chat.press("f5")
        await chat.until("All is well.", gone="Trying again")
        await chat.until_idle()
        assert chat.bodies[1]["messages"] == chat.bodies[0]["messages"]


async def test_an_answer_that_broke_off_is_continued(program: Program) -> None:
    program.simulator.fail_next("cut")
    program.answer("The first half. " * 20)
    async with program.start() as chat:
        await chat.ask("Tell me")
        await chat.until("The first half", "f6 continue")
        program.answer("And the second half.")
        await chat.press("f6")
        await chat.until("And the second half.")
        await chat.until_idle()
        sent = chat.bodies[1]["messages"]
        assert [message["role"] for message in sent] == ["user", "assistant", "user"]
        assert sent[1]["content"][0]["text"].startswith("The first half.")


async def test_an_error_text_is_no_markup_and_no_escape(program: Program) -> None:
    from minimax_tui.simulator.faults import Fault, Kind

    program.simulator.fail_next(Fault(Kind.HTTP_ERROR, 400, "bad [/b] \x1b[31m\u202ered"))
    async with program.start() as chat:
        shown = await chat.ask("hello")
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "f5" in shown or "✕" in shown or "✗" in shown


async def test_a_refused_key_offers_another_one_first(program: Program) -> None:
    async with program.start((80, 24)) as chat:
        shown = await chat.ask("fault: 401")
        assert "Give another key with /key" in shown
        keys = chat.lines()[chat.line_of("try again")]
        assert keys.index("/key another key") < keys.index("f5 try again")


async def test_continuing_is_named_only_where_text_came(program: Program) -> None:
    async with program.start() as chat:
        program.simulator.fail_next("cut")
        program.answer("What came before the cut. " * 20)
        await chat.ask("Tell me")
        await chat.until("continue it, or try again.", "f6 continue")
        program.simulator.fail_next("cut")
        program.answer("Never", thinking="Only thoughts came. " * 200)
        shown = await chat.ask("And now")
        assert "kept. Try again." in shown
        assert shown.count("continue it") == 1


async def test_the_first_turn_counts_while_it_is_tried_again(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The session may be read when it is stored, and its first message is not yet.
    stored = program.store.session
    monkeypatch.setattr(program.store, "session", lambda id_: replace(stored(id_), turns=0))
    program.simulator.fail_next(named("529", retry_after=30))
    async with program.start() as chat:
        await chat.send("hello")
        await chat.until("Trying again in")
        assert chat.title.endswith("1 turn")
        await chat.press("escape")
        await chat.until_idle()
