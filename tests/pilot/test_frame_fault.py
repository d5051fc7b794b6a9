"""A fault while an answer is drawn: what came is shown at its end, and the chat goes on."""

from __future__ import annotations

from typing import Any

import pytest

from minimax_tui.ui.thinking_pane import ThinkingPane
from minimax_tui.ui.transcript.view import TranscriptView
from tests.pilot.chat_program import Program

KEPT = "What comes is kept"


@pytest.mark.parametrize("method", ["append_text", "insert_before", "close_cell", "remove_cell"])
async def test_an_answer_that_could_not_be_drawn_is_shown_at_its_end(
    program: Program, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    program.answer("Alder and birch. " * 12 + "The last tree.", thinking="Let me see.")
    real = getattr(TranscriptView, method)
    faults: list[str] = []

    def draw(view: TranscriptView, *arguments: Any) -> None:
        if view.id == "conversation" and not faults:
            faults.append(method)
            raise KeyError(method)
        real(view, *arguments)

    monkeypatch.setattr(TranscriptView, method, draw)
    async with program.start((120, 40)) as chat:
        shown = await chat.ask("Name trees")
        assert faults
        assert KEPT in shown
        assert "The last tree." in shown
        assert "thought for" in shown
        assert "Let me see." in shown
        assert shown.count("❯ Name trees") == 1
        assert "esc stops" not in shown
        assert "1 turn" in chat.title
        program.answer("Oak.")
        assert "Oak." in await chat.ask("And now?")
        assert "2 turns" in chat.title


async def test_a_fault_is_told_once(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    hold = program.answer("Alder and birch. " * 12, hold_after=6)

    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(TranscriptView, "append_text", fail)
    async with program.start((120, 40)) as chat:
        await chat.send("Name trees")
        await chat.until(KEPT)
        hold.release()
        shown = await chat.until_idle()
        assert shown.count(KEPT) == 1
        assert shown.count("Alder and birch.") == 12


async def test_a_fault_at_the_very_end_leaves_no_turn_running(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.answer("Alder and birch.", thinking="Let me see.")

    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr(ThinkingPane, "turn_ended", fail)
    async with program.start((120, 40)) as chat:
        shown = await chat.ask("Name trees")
        assert "Alder and birch." in shown
        assert "f1 help" in chat.status
        assert "esc stop" not in chat.status
        assert chat.app.chat is not None
        assert chat.app.chat.turns._ticker is None
