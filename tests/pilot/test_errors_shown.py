"""Errors on the screen: what happened, what to do, and nothing lost."""

from __future__ import annotations

import socket

import pytest

from minimax_tui.config.credentials import EnvironmentCredentials, FixedCredentials
from minimax_tui.config.settings import Settings
from tests.pilot.chat_program import Program


async def test_a_refused_key_names_both_regions(program: Program) -> None:
    async with program.start() as chat:
        shown = await chat.ask("fault: 401")
        assert "api.minimax.io" in shown
        assert "api.minimaxi.com" in shown
        assert "❯ fault: 401" in shown


@pytest.mark.parametrize("fault", ["429", "529", "500", "402", "error-first", "base-resp"])
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
            shown = await chat.until("f5")
            await chat.until_idle()
            assert "❯ hello" in shown


async def test_an_error_text_is_no_markup_and_no_escape(program: Program) -> None:
    from minimax_tui.simulator.faults import Fault, Kind

    program.simulator.fail_next(Fault(Kind.HTTP_ERROR, 400, "bad [/b] \x1b[31m\u202ered"))
    async with program.start() as chat:
        shown = await chat.ask("hello")
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "f5" in shown or "✕" in shown or "✗" in shown
