"""What goes back to a model, and what it cannot see."""

from __future__ import annotations

from typing import Any

import pytest

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.catalogue import find_model
from minimax_tui.domain.messages import Message, MessageState, Role, StoredError
from minimax_tui.domain.requests import (
    broke_off,
    can_continue,
    kept_blocks,
    prompts_sent_together,
    unseen_blocks,
    unseen_media,
    without_refused,
)

IMAGE: Block = {"type": "image", "source": {}}
VIDEO: Block = {"type": "video", "source": {}}
RESULT: Block = {"type": "tool_result", "tool_use_id": "1", "content": [IMAGE, text_block("x")]}


def message(*blocks: Block, role: Role = "assistant", **more: Any) -> Message:
    fields = {"state": MessageState.COMPLETE, "created_at": 0.0, **more}
    return Message("m", "s", None, role, blocks, **fields)


@pytest.mark.parametrize(
    ("model", "unseen"), [("MiniMax-M3", 0), ("MiniMax-M2.7", 3), ("another", 0)]
)
def test_media_that_a_model_does_not_see_are_counted(model: str, unseen: int) -> None:
    history = [message(IMAGE, text_block("x"), role="user"), message(VIDEO, RESULT, role="user")]
    assert unseen_media(find_model(model), history) == unseen
    assert unseen_blocks(find_model(model), [IMAGE]) == min(unseen, 1)


THOUGHT: Block = {"type": "thinking", "thinking": "t", "signature": "s"}


@pytest.mark.parametrize(
    ("blocks", "unfinished", "kept"),
    [
        ([THOUGHT, text_block("x")], {1}, [0, 1]),
        ([THOUGHT, text_block("")], {1}, [0]),
        ([THOUGHT], {0}, []),
        ([text_block("\n\n")], {0}, []),
        ([text_block("\n\n"), text_block("x")], set(), [0, 1]),
        ([{"type": "tool_use"}], {0}, []),
        ([{"type": "text", "text": 7}, {}], set(), [1]),
    ],
)
def test_what_is_kept(blocks: list[Block], unfinished: set[int], kept: list[int]) -> None:
    said = message(*blocks, unfinished=frozenset(unfinished), state=MessageState.INTERRUPTED)
    assert list(kept_blocks(said)) == [blocks[position] for position in kept]
    shown = any(blocks[position] in (THOUGHT, text_block("x")) for position in kept)
    assert can_continue(said) == shown


@pytest.mark.parametrize(
    ("said", "broken"),
    [
        (message(state=MessageState.INTERRUPTED), True),
        (message(state=MessageState.FAILED), True),
        (message(stop_reason="max_tokens"), True),
        (message(stop_reason="end_turn"), False),
        (message(state=MessageState.STREAMING), False),
        (message(role="user", state=MessageState.FAILED), False),
    ],
)
def test_what_broke_off(said: Message, broken: bool) -> None:
    assert broke_off(said) == broken
    assert not can_continue(said)


def path(*answers: str) -> list[Message]:
    """Prompts, each with an answer: `ok`, the name of the error it failed with, or none yet."""
    made: list[Message] = []
    for number, answer in enumerate(answers):
        prompt = text_block(f"prompt {number}")
        made.append(Message(f"p{number}", "s", None, "user", (prompt,), MessageState.COMPLETE, 0.0))
        if not answer:
            continue
        failed = answer != "ok"
        made.append(
            Message(
                f"a{number}",
                "s",
                f"p{number}",
                "assistant",
                () if failed else (text_block("an answer"),),
                MessageState.FAILED if failed else MessageState.COMPLETE,
                0.0,
                error=StoredError(answer, "") if failed else None,
            )
        )
    return made


@pytest.mark.parametrize(
    ("answers", "sent", "together"),
    [
        (("ok", ""), "01", 1),
        (("ContentRefused", ""), "1", 1),
        (("ConnectionLost", ""), "01", 2),
        (("ConnectionLost", "ContentRefused", ""), "2", 1),
        (("ok", "ConnectionLost", "ContextTooLong", ""), "03", 1),
        (("ContentRefused", "ConnectionLost", ""), "12", 2),
        (("ConnectionLost", "ok", "ContentRefused", ""), "013", 1),
    ],
)
def test_what_was_refused_together_is_left_out_together(
    answers: tuple[str, ...], sent: str, together: int
) -> None:
    messages = path(*answers)
    prompts = [message.id for message in without_refused(messages) if message.role == "user"]
    assert prompts == [f"p{number}" for number in sent]
    assert prompts_sent_together(messages) == together
