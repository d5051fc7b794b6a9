"""Makes a database with a session of many messages, through the program's own storage."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.programs import LETTERS, database
from minimax_tui.config.paths import ensure
from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.messages import Message, MessageState, Session
from minimax_tui.storage.conversations import SqliteConversationStore

SESSION_ID = "5e55104"
FIRST_MARK, LAST_MARK = LETTERS[0], LETTERS[1]
"""Letters that stand in the first and in the last message only."""

_WAIT_S = 300.0
_IN_FLIGHT = 500
_FIRST_AT = 1_700_000_000.0
_TURN_S = 90.0
_MIN_CHARS, _MAX_CHARS = 2_000, 4_000
_MODEL = "MiniMax-M3"

_TEXT = (
    "the order of a list node that holds its value and points at the next one while a merge "
    "takes two sorted runs and writes them into one so that every step costs the same"
)
_WORDS = _TEXT.split()
_CHINESE = (
    "链表的归并排序只需要移动指针。",
    "每一步都把两段有序的节点合并成一段。",
    "时间复杂度是对数线性的，空间是常数。",
    "如果节点很多，递归会占用调用栈。",
)


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(_WORDS, k=rng.randint(8, 18))).capitalize() + "."


def _parts(rng: random.Random) -> Iterator[str]:
    """Pieces of Markdown, one after the other."""
    while True:
        yield f"## {_sentence(rng)[:-1]}"
        yield " ".join(_sentence(rng) for _ in range(rng.randint(2, 4)))
        yield "".join(rng.choices(_CHINESE, k=4))
        yield "\n".join(f"- **{rng.choice(_WORDS)}**: {_sentence(rng)}" for _ in range(4))
        name = rng.choice(_WORDS)
        yield (
            f"```python\ndef {name}(node: Node) -> Node:\n    # {_sentence(rng)}\n"
            "    while node.next is not None:\n        node = node.next\n    return node\n```"
        )
        rows = "\n".join(
            f"| {rng.choice(_WORDS)} | {rng.randint(1, 999)} | `{rng.choice(_WORDS)}` |"
            for _ in range(4)
        )
        yield f"| name | value | code |\n| --- | ---: | --- |\n{rows}"


def answer_text(rng: random.Random) -> str:
    """Markdown of 2,000 to 4,000 characters: prose, Chinese, lists, code, tables."""
    wanted = rng.randint(_MIN_CHARS, _MAX_CHARS - 800)
    found: list[str] = []
    chars = 0
    for part in _parts(rng):
        found.append(part)
        chars += len(part) + 2
        if chars >= wanted:
            return "\n\n".join(found)
    raise AssertionError("the parts never end")


def messages(count: int) -> Iterator[Message]:
    """Prompts and answers in turn; the first holds `FIRST_MARK`, the last ends in `LAST_MARK`."""
    rng = random.Random(0)
    for number in range(count):
        is_prompt = number % 2 == 0
        text = answer_text(rng)
        blocks: list[Block] = []
        if is_prompt:
            text = f"Question {number // 2 + 1}: {_sentence(rng)}\n\n{text}"
        else:
            thinking = " ".join(_sentence(rng) for _ in range(6))
            blocks.append({"type": "thinking", "thinking": thinking, "signature": ""})
        if number == 0:
            text = f"{FIRST_MARK} {text}"
        if number == count - 1:
            text = f"{text}\n\nThe end: {LAST_MARK}"
        blocks.append(text_block(text))
        yield Message(
            id=f"m{number:06}",
            session_id=SESSION_ID,
            parent_id=f"m{number - 1:06}" if number else None,
            role="user" if is_prompt else "assistant",
            blocks=tuple(blocks),
            state=MessageState.COMPLETE,
            created_at=_FIRST_AT + number * _TURN_S,
            model=None if is_prompt else _MODEL,
            stop_reason=None if is_prompt else "end_turn",
        )


def store_session(home: Path, count: int) -> None:
    """Stores a session of `count` messages, an even number, for the program with that home.

    Raises:
        StorageError: if that fails.
    """
    path = database(home)
    ensure(path.parent)
    store = SqliteConversationStore(path)
    try:
        waiting = [
            store.add_session(
                Session(
                    id=SESSION_ID,
                    title=f"A session of {count:,} messages",
                    created_at=_FIRST_AT,
                    updated_at=_FIRST_AT,
                    model=_MODEL,
                )
            )
        ]
        for message in messages(count):
            waiting.append(store.add_message(message))
            if len(waiting) >= _IN_FLIGHT:
                waiting[-1].result(_WAIT_S)
                waiting.clear()
        if waiting:
            waiting[-1].result(_WAIT_S)
    finally:
        store.close()
