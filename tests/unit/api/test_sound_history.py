"""Whatever is in a history, the request that is made of it is one that an endpoint accepts."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from minimax_tui.api.request import build_body, encode_body
from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.catalogue import MODELS
from minimax_tui.domain.messages import Message, MessageState
from minimax_tui.domain.requests import ChatRequest, TurnOptions
from minimax_tui.simulator.validation import check_messages

CONTENT: dict[str, str] = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
IMAGE: Block = {"type": "image", "source": CONTENT}
VIDEO: Block = {"type": "video", "source": {"type": "url", "url": "mm_file://1"}}
WORDS = st.sampled_from(["", " ", "\n\n", "a", "b\ud83d", "\x00\x1b[31m", "世界"])
IDS = st.sampled_from(["1", "2", "3", "", None, 7])
PARTS = st.one_of(
    st.builds(text_block, WORDS),
    st.just(IMAGE),
    st.just(VIDEO),
    st.just({"type": "hologram"}),
    st.just({}),
    st.none(),
    st.just("text"),
)
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(text_block, WORDS),
    st.just({"type": "text"}),
    st.just({"type": "text", "text": None}),
    st.builds(
        lambda said, signature: {"type": "thinking", "thinking": said, "signature": signature},
        WORDS,
        st.sampled_from(["", "ab" * 32]),
    ),
    st.builds(
        lambda id_, name, given: {"type": "tool_use", "id": id_, "name": name, "input": given},
        IDS,
        st.sampled_from(["look", None]),
        st.sampled_from([{}, {"a": [1]}, None, '{"cut', []]),
    ),
    st.builds(
        lambda id_, content: {"type": "tool_result", "tool_use_id": id_, "content": content},
        IDS,
        st.one_of(WORDS, st.none(), st.lists(PARTS, max_size=3), st.just({"type": "text"})),
    ),
    st.just({"type": "tool_use"}),
    st.just(IMAGE),
    st.just(VIDEO),
)
MESSAGES = st.builds(
    lambda id_, role, blocks, unfinished, state: Message(
        id_, "s", None, role, tuple(blocks), state, 0.0, frozenset(unfinished)
    ),
    st.sampled_from(["m1", "m2", "m3"]),
    st.sampled_from(["user", "assistant"]),
    st.lists(BLOCKS, max_size=5),
    st.sets(st.integers(0, 4)),
    st.sampled_from(list(MessageState)),
)
USED = st.lists(st.sampled_from("123"), max_size=4)


def _asked(calls: list[str], results: list[str]) -> list[Message]:
    """Calls of tools, and the results that follow them, perhaps those of others."""
    uses: list[Block] = [
        {"type": "tool_use", "id": id_, "name": "look", "input": {}} for id_ in calls
    ]
    said: list[Block] = [
        {"type": "tool_result", "tool_use_id": id_, "content": "x"} for id_ in results
    ]
    return [
        Message("m1", "s", None, "assistant", tuple(uses), MessageState.COMPLETE, 0.0),
        Message("m2", "s", None, "user", tuple(said), MessageState.COMPLETE, 0.0),
    ]


HISTORIES: st.SearchStrategy[list[Message]] = st.lists(
    st.one_of(MESSAGES.map(lambda message: [message]), st.builds(_asked, USED, USED)), max_size=6
).map(lambda parts: [message for part in parts for message in part])
REFUSED = st.frozensets(st.sampled_from(["m1", "m2", "m3"]))
PROMPT = Message("p", "s", None, "user", (text_block("go on"),), MessageState.COMPLETE, 0.0)


@given(HISTORIES, st.sampled_from(MODELS), REFUSED, REFUSED, st.booleans())
@settings(max_examples=400, deadline=None)
def test_any_history_makes_a_sound_request(
    history: list[Message],
    model: Any,
    no_thinking: frozenset[str],
    no_tools: frozenset[str],
    strange: bool,
) -> None:
    if strange:
        odd = Message(
            "m1", "s", None, "assistant", ({"type": "hologram"},), MessageState.COMPLETE, 0.0
        )
        history = [*history, odd]
    before = deepcopy(history)
    request = ChatRequest(
        (*history, PROMPT),
        TurnOptions(model.id),
        without_thinking=no_thinking,
        without_tools=no_tools,
        without_unknown=frozenset(("m1",)),
    )
    body = json.loads(encode_body(build_body(request)))
    assert history == before, "it is repaired in the request, never in the history"

    check_messages(body, lambda _thinking, _signature: True)

    messages = body["messages"]
    roles = [message["role"] for message in messages]
    assert roles == (["user", "assistant"] * len(roles))[: len(roles)]
    assert messages[-1]["content"][-1] == text_block("go on")
    calls: list[str] = []
    for number, message in enumerate(messages):
        blocks = message["content"]
        assert blocks
        assert all(block != text_block("") for block in blocks)
        results = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
        assert sorted(results) == sorted(calls), "each call has one result, in the next message"
        calls = [block["id"] for block in blocks if block["type"] == "tool_use"]
        assert len(set(calls)) == len(calls)
        assert not calls or message["role"] == "assistant"
        if any(block["type"] == "thinking" for block in blocks):
            assert message["role"] == "assistant"
            event("thinking went back")
        if calls and number:
            event("a tool call went back")
