"""Streams that keep no order, through the whole program: no frame fails, and what was shown live is
what is shown when the session is opened again.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pytest

from minimax_tui.domain.events import MessageStopped, StreamEvent, event_from_wire
from minimax_tui.domain.messages import Message
from minimax_tui.domain.requests import ChatRequest
from minimax_tui.ui.message_cells import message_cells, thinking_cells
from tests.fuzz import accumulator_fuzz
from tests.pilot import chat_program
from tests.pilot.chat_program import Chat, Program


class _Scripted:
    """An endpoint that answers with the next script."""

    scripts: ClassVar[list[list[StreamEvent]]] = []

    def __init__(self, *_: object) -> None:
        """The key does not matter."""

    async def prepare(self) -> None:
        """Has nothing to load."""

    async def stream(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        del request
        for event in self.scripts.pop(0):
            yield event

    def body(self, request: ChatRequest) -> dict[str, Any]:
        raise NotImplementedError

    async def aclose(self) -> None:
        """Nothing is open."""


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[StreamEvent]]:
    """What the endpoint answers, to be filled."""
    del tmp_path
    monkeypatch.setattr(_Scripted, "scripts", [])
    monkeypatch.setattr(chat_program, "MiniMaxEndpoint", _Scripted)
    return _Scripted.scripts


async def answered(chat: Chat, number: int) -> Message:
    """Asks, and waits until the answer is stored and drawn."""
    await chat.send(f"prompt {number}")
    await chat.until(f"prompt {number}")
    await chat.until_idle()
    session = chat.program.store.sessions()[0]
    answer = chat.program.store.path(session.id)[-1]
    assert answer.role == "assistant"
    return answer


def shown(chat: Chat, message_id: str) -> list[tuple[str, str, str]]:
    """The cells of a message that are in the conversation."""
    assert chat.app.chat is not None
    cells = chat.app.chat.conversation.cells
    return [(one.id, one.kind, one.source) for one in cells if one.message_id == message_id]


async def check_live_is_reopened(chat: Chat, number: int) -> None:
    answer = await answered(chat, number)
    assert chat.app.chat is not None
    live = shown(chat, answer.id)
    again = [(one.id, one.kind, one.source) for one in message_cells(answer)]
    assert live == again
    pane = chat.app.chat.thinking.cells
    thoughts = {one.id: one.source for one in pane if one.message_id == answer.id}
    if thoughts:
        assert thoughts == {one.id: one.source for one in thinking_cells(answer, "")}
    assert "What comes is kept" not in chat.text()


def wire(kind: str, index: int, **more: object) -> StreamEvent:
    return event_from_wire({"type": f"content_block_{kind}", "index": index, **more})


def text_start(index: int = 0) -> StreamEvent:
    return wire("start", index, content_block={"type": "text", "text": ""})


def piece(text: str, index: int = 0) -> StreamEvent:
    return wire("delta", index, delta={"type": "text_delta", "text": text})


ODD = {
    "two blocks at one index": [
        text_start(), piece("one"), wire("stop", 0), text_start(), piece("two"), wire("stop", 0),
    ],
    "text after the end of its block": [text_start(), piece("one"), wire("stop", 0), piece("two")],
    "a block that counts down": [text_start(3), piece("one", 3), text_start(1), piece("two", 1)],
    "an index that no database holds": [
        text_start(2**70), piece("one", 2**70), wire("stop", 2**70),
    ],
    "thinking for a text": [
        text_start(),
        wire("delta", 0, delta={"type": "thinking_delta", "thinking": "hm"}),
        piece("one"),
        wire("stop", 0),
    ],
    "text for a thinking": [
        wire("start", 0, content_block={"type": "thinking", "thinking": ""}),
        wire("delta", 0, delta={"type": "thinking_delta", "thinking": "one"}),
        wire("delta", 0, delta={"type": "odd", "thinking": ["x"]}),
        wire("delta", 0, delta={"type": "thinking_delta", "thinking": "two", "text": "no"}),
        wire("stop", 0),
    ],
    "text that becomes something else": [
        text_start(),
        piece("one"),
        wire("delta", 0, delta={"type": "odd", "text": ["x"]}),
        piece("two"),
        wire("stop", 0),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
async def test_odd_streams(program: Program, scripts: list[list[StreamEvent]], name: str) -> None:
    scripts.append([*ODD[name], MessageStopped()])
    async with program.start() as chat:
        await check_live_is_reopened(chat, 1)


@pytest.mark.parametrize("seed", range(2))
async def test_random_streams(
    program: Program, scripts: list[list[StreamEvent]], seed: int
) -> None:
    random = Random(seed)
    async with program.start() as chat:
        for number in range(8):
            events = accumulator_fuzz.events(random)
            kept = [event for event in events if not isinstance(event, MessageStopped)]
            # Without any event at all the engine would try again after a pause.
            scripts.append([text_start(), *kept, MessageStopped()])
            await check_live_is_reopened(chat, number)
