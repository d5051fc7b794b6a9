"""Three turns with a change of model and of thinking: every block goes back as it came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minimax_tui.domain.events import TurnFinished
from minimax_tui.domain.requests import TurnOptions
from minimax_tui.domain.thinking import Thinking
from minimax_tui.simulator import validation
from minimax_tui.simulator.server import Simulator
from tests.wire.conversation_parts import M3, SESSION, exactly, stored_conversation, talking

M3_OFF = TurnOptions("MiniMax-M3", Thinking.DISABLED)
M27 = TurnOptions("MiniMax-M2.7")
OPTIONS = (M3, M3_OFF, M27, M3)
PROMPTS = ("Name a tree — 树", "Another\n", "And 🌳?", "Thanks")
SIGNATURE = "0123456789abcdef" * 4
# Keys in no order that anything would sort them into, and some that nobody knows.
ANSWERS: tuple[list[dict[str, Any]], ...] = (
    [
        {"type": "thinking", "thinking": "One that is native …", "signature": SIGNATURE},
        {"type": "text", "text": "An oak (橡树)."},
    ],
    [
        {
            "zeta": {"b": [1, 2.5, None, {"y": True, "x": "é\u2028"}], "a": {}},
            "type": "novelty",
            "alpha": "",
            "Beta": -0.0,
        },
        {"type": "text", "text": "An ash.", "zz_unknown": {"k": [], "j": 1e30}, "citations": None},
    ],
    [
        {"type": "thinking", "thinking": "A pine, then.", "signature": SIGNATURE[::-1]},
        {"type": "text", "text": "\n\nA pine 🌲."},
        {"type": "thinking", "thinking": "No signature came with this one."},
        {"type": "text", "text": "And a yew."},
    ],
    [{"type": "text", "text": "You are welcome."}],
)


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """An endpoint that knows a type of block which the client does not."""
    monkeypatch.setattr(validation, "_BLOCKS", validation._BLOCKS | {"novelty"})
    with Simulator(tokens_per_s=0, seed=1) as simulator:
        for blocks in ANSWERS:
            simulator.script(blocks, chunk_sizes=3)
        yield simulator


@pytest.mark.parametrize("reopened", [False, True], ids=["one program", "a program a turn"])
def test_the_stored_blocks_are_what_came_and_what_goes_back(
    simulator: Simulator, tmp_path: Path, reopened: bool
) -> None:
    path = tmp_path / "chat.db"
    if reopened:
        for prompt, options in zip(PROMPTS, OPTIONS, strict=True):
            with talking(path, simulator) as talk:
                assert isinstance(talk.ask(prompt, options), TurnFinished)
    else:
        with talking(path, simulator) as talk:
            for prompt, options in zip(PROMPTS, OPTIONS, strict=True):
                assert isinstance(talk.ask(prompt, options), TurnFinished)

    stored = stored_conversation(path)
    assert [message["role"] for message in stored] == ["user", "assistant"] * 4
    assert exactly([message["content"] for message in stored[1::2]]) == exactly(ANSWERS)
    assert [message["content"] for message in stored[::2]] == [
        [{"type": "text", "text": prompt}] for prompt in PROMPTS
    ]
    requests = list(simulator.requests)
    assert [request.status for request in requests] == [200] * 4
    for turn, request in enumerate(requests):
        assert exactly(request.json["messages"]) == exactly(stored[: 2 * turn + 1])


def test_thinking_is_asked_for_as_each_model_wants_it(simulator: Simulator, tmp_path: Path) -> None:
    with talking(tmp_path / "chat.db", simulator) as talk:
        for prompt, options in zip(PROMPTS, OPTIONS, strict=True):
            talk.ask(prompt, options)
        messages = talk.store.path(SESSION)
    bodies = [request.json for request in simulator.requests]
    assert [body["model"] for body in bodies] == [options.model for options in OPTIONS]
    assert [body.get("thinking") for body in bodies] == [
        {"type": "adaptive"},
        {"type": "disabled"},
        None,
        {"type": "adaptive"},
    ]
    assert "thinking" not in bodies[2]
    answers = messages[1::2]
    assert [(answer.model, answer.thinking) for answer in answers] == [
        (options.model, options.thinking.value) for options in OPTIONS
    ]


def test_what_is_shown_live_is_what_is_read_back(simulator: Simulator, tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    live = []
    with talking(path, simulator) as talk:
        for prompt, options in zip(PROMPTS, OPTIONS, strict=True):
            live.append(talk.ask(prompt, options).answer)
    with talking(path, simulator) as talk:
        assert talk.store.path(SESSION)[1::2] == live
