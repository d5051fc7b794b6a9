"""Sessions for the tests of exports."""

from __future__ import annotations

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.messages import Message, MessageState, Role, Session, StoredError, Timings
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.domain.usage import Usage

PICTURE: Block = {
    "type": "image",
    "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="},
}
AT = 1_795_000_000.0


def message(
    id_: str,
    parent: str | None,
    role: Role,
    *blocks: Block,
    state: MessageState = MessageState.COMPLETE,
    error: StoredError | None = None,
) -> Message:
    """A message; an answer has a model and what it took."""
    answer = role == "assistant"
    return Message(
        id=id_,
        session_id="0123456789abcdef",
        parent_id=parent,
        role=role,
        blocks=blocks,
        state=state,
        created_at=AT + 10,
        model="MiniMax-M3" if answer else None,
        thinking="adaptive" if answer else None,
        stop_reason="end_turn" if answer else None,
        usage=Usage(input_tokens=1_000, cache_read_tokens=204, output_tokens=931)
        if answer
        else None,
        timings=Timings(first_token_s=0.5, total_s=4.25) if answer else Timings(),
        error=error,
    )


def tree(*messages: Message, leaf: str | None = None, title: str = "Sorting lists") -> SessionTree:
    """A session of these messages."""
    session = Session(
        id="0123456789abcdef",
        title=title,
        created_at=AT,
        updated_at=AT + 100,
        model="MiniMax-M3",
        thinking="adaptive",
        system="Be brief.",
        leaf_id=leaf or messages[-1].id,
    )
    return SessionTree(session, messages)


def conversation() -> SessionTree:
    """Two turns with a tool call, a picture, thinking, and two answers to the first prompt."""
    thinking: Block = {"type": "thinking", "thinking": "Merge sort.", "signature": "c2ln"}
    call: Block = {"type": "tool_use", "id": "t1", "name": "run", "input": {"code": "1+1"}}
    result: Block = {"type": "tool_result", "tool_use_id": "t1", "content": "2"}
    return tree(
        message("p1", None, "user", PICTURE, text_block("How do I sort a list?")),
        message("a1", "p1", "assistant", thinking, text_block("Like **this**:"), call),
        message("r1", "a1", "user", result),
        message("a2", "r1", "assistant", text_block("Done.")),
        message("b1", "p1", "assistant", text_block("Another way.")),
        message("p2", "a2", "user", text_block("Thanks")),
        message("a3", "p2", "assistant", text_block("You are welcome.")),
    )
