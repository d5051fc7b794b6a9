"""The body that is sent: its fields, and the repairs on the way out."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimax_tui.api.history import encodable, wire_messages
from minimax_tui.api.request import build_body, build_count_body, encode_body
from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.catalogue import MODELS, find_model
from minimax_tui.domain.messages import Message, MessageState, Role, StoredError
from minimax_tui.domain.requests import ChatRequest, TurnOptions
from minimax_tui.domain.thinking import Thinking

M3 = find_model("MiniMax-M3")
M2 = find_model("MiniMax-M2.7")


def said(role: Role, *blocks: Block, unfinished: tuple[int, ...] = ()) -> Message:
    return Message(
        id="m",
        session_id="s",
        parent_id=None,
        role=role,
        blocks=blocks,
        state=MessageState.COMPLETE,
        created_at=0.0,
        unfinished=frozenset(unfinished),
    )


def user(*blocks: Block | str) -> Message:
    return said("user", *(text_block(b) if isinstance(b, str) else b for b in blocks))


def assistant(*blocks: Block | str, unfinished: tuple[int, ...] = ()) -> Message:
    return said(
        "assistant",
        *(text_block(b) if isinstance(b, str) else b for b in blocks),
        unfinished=unfinished,
    )


def call(name: str) -> Block:
    return {"type": "tool_use", "id": name, "name": "t", "input": {}}


def result(name: str, content: Any = "done") -> Block:
    return {"type": "tool_result", "tool_use_id": name, "content": content}


def thought(text: str) -> Block:
    return {"type": "thinking", "thinking": text, "signature": "ab" * 32}


def sent(*messages: Message, model: str = "MiniMax-M3") -> list[tuple[str, list[Block]]]:
    wire = wire_messages(ChatRequest(messages, TurnOptions(model)))
    assert all(list(message) == ["role", "content"] for message in wire)
    return [(message["role"], message["content"]) for message in wire]


def test_whole_content_goes_back_unchanged() -> None:
    blocks = (
        {"signature": "s", "type": "thinking", "thinking": "t", "zz": 1},
        {"later": {"b": 1, "a": 2}, "type": "hologram"},
        {"type": "text", "text": "\n\n", "citations": []},
        text_block("answer"),
    )
    before = json.dumps(blocks)
    ((_, _), (role, content)) = sent(user("q"), assistant(*blocks))
    assert (role, json.dumps(content)) == ("assistant", before)


def test_the_history_itself_is_never_touched() -> None:
    messages = (
        user("a\ud800"),
        user("", {"type": "image", "source": {}}),
        assistant(call("1"), call("2"), text_block("x")),
        user(result("1", [text_block("\udfff"), {"type": "image", "source": {}}]), result("9")),
    )
    before = deepcopy(messages)
    sent(*messages, model="MiniMax-M2.7")
    assert messages == before


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        pytest.param([user("", "q")], [("user", ["q"])], id="empty text"),
        pytest.param(
            [user("q"), assistant(thought("half"), unfinished=(0,)), user("r")],
            [("user", ["q", "r"])],
            id="unfinished thinking, then nothing is left",
        ),
        pytest.param(
            [user("q"), assistant("half an ans", unfinished=(0,)), user("go on")],
            [("user", ["q"]), ("assistant", ["half an ans"]), ("user", ["go on"])],
            id="unfinished text stays",
        ),
        pytest.param(
            [user("q"), assistant("a", call("1"), unfinished=(1,)), user(result("1"), "r")],
            [("user", ["q"]), ("assistant", ["a"]), ("user", ["r"])],
            id="unfinished call, and its result",
        ),
        pytest.param(
            [user("q"), assistant("a", call("1")), user("r")],
            [("user", ["q"]), ("assistant", ["a"]), ("user", ["r"])],
            id="call without result",
        ),
        pytest.param(
            [user("q"), assistant("a", call("1"))],
            [("user", ["q"]), ("assistant", ["a"])],
            id="call at the end",
        ),
        pytest.param(
            [user("q"), assistant(call("1"), call("2")), user(result("2"))],
            [("user", ["q"]), ("assistant", [call("2")]), ("user", [result("2")])],
            id="one of two calls answered",
        ),
        pytest.param(
            [user("q"), assistant(call("1")), user("x"), assistant("y"), user(result("1"), "z")],
            [("user", ["q", "x"]), ("assistant", ["y"]), ("user", ["z"])],
            id="result one message too late",
        ),
        pytest.param(
            [user("q"), assistant(call("1")), user(result("1")), user("also")],
            [("user", ["q"]), ("assistant", [call("1")]), ("user", [result("1"), "also"])],
            id="results and prompt merge",
        ),
        pytest.param(
            [assistant("hello"), user("q")], [("user", ["q"])], id="the user speaks first"
        ),
        pytest.param(
            [user(result("9")), assistant(call("1")), user(result("1"), "z")],
            [("user", ["z"])],
            id="a result whose call goes with the first message",
        ),
        pytest.param(
            [user("q"), assistant(call("1"), call("1")), user(result("1"), result("1"))],
            [("user", ["q"]), ("assistant", [call("1")]), ("user", [result("1")])],
            id="the same call twice",
        ),
        pytest.param([user("a"), user("b")], [("user", ["a", "b"])], id="two prompts"),
        pytest.param(
            [user("a"), assistant("b"), assistant("c")],
            [("user", ["a"]), ("assistant", ["b", "c"])],
            id="two answers",
        ),
        pytest.param([user(""), assistant("b")], [], id="nothing left"),
    ],
)
def test_repairs(messages: list[Message], expected: list[tuple[str, list[Any]]]) -> None:
    assert sent(*messages) == [
        (role, [text_block(b) if isinstance(b, str) else b for b in blocks])
        for role, blocks in expected
    ]


BLOCKS = st.one_of(
    st.sampled_from(["", "a", "b\ud83d"]).map(text_block),
    st.sampled_from("123").map(call),
    st.sampled_from("123").map(result),
    st.just(thought("t")),
    st.just({"type": "image", "source": {}}),
)
MESSAGES = st.lists(
    st.builds(
        lambda role, blocks, unfinished: said(role, *blocks, unfinished=tuple(unfinished)),
        st.sampled_from(["user", "assistant"]),
        st.lists(BLOCKS, max_size=4),
        st.sets(st.integers(0, 3)),
    ),
    max_size=8,
)


@given(MESSAGES, st.sampled_from(MODELS))
def test_any_history_is_sent_in_a_form_that_is_taken(history: list[Message], model: Any) -> None:
    wire = wire_messages(ChatRequest(tuple(history), TurnOptions(model.id)))
    assert [message["role"] for message in wire] == (["user", "assistant"] * 9)[: len(wire)]
    before: set[str] = set()
    for position, message in enumerate(wire):
        assert message["content"]
        assert {"type": "text", "text": ""} not in message["content"]
        after = wire[position + 1]["content"] if position + 1 < len(wire) else []
        answered = {b["tool_use_id"] for b in after if b["type"] == "tool_result"}
        calls = {b["id"] for b in message["content"] if b["type"] == "tool_use"}
        assert calls <= answered
        assert {
            b["tool_use_id"] for b in message["content"] if b["type"] == "tool_result"
        } <= before
        before = calls
    encode_body({"messages": wire})


@pytest.mark.parametrize("kind", ["image", "video"])
def test_media_become_a_placeholder_for_a_text_model(kind: str) -> None:
    media = {"type": kind, "source": {"type": "url", "url": "x"}}
    ((_, content),) = sent(user("see", media), model="MiniMax-M2.7")
    assert content[0] == text_block("see")
    assert content[1]["type"] == "text"
    assert "MiniMax-M2.7" in content[1]["text"]
    assert sent(user("see", media))[0][1][1] == media
    assert sent(user("see", media), model="other")[0][1][1] == media


def test_media_inside_a_tool_result_too() -> None:
    picture = {"type": "image", "source": {}}
    history = (user("q"), assistant(call("1")), user(result("1", [text_block("t"), picture])))
    content = sent(*history, model="MiniMax-M2.7")[2][1][0]["content"]
    assert [part["type"] for part in content] == ["text", "text"]
    assert sent(*history)[2][1][0]["content"] == [text_block("t"), picture]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\ud83d\ude00b", "a😀b"),
        ("lone \ud83d.", "lone \ufffd."),
        ({"k\udc00": ["\udc00", 1, True, None]}, {"k\ufffd": ["\ufffd", 1, True, None]}),
        ([float("nan"), float("inf"), 1.5], [None, None, 1.5]),
    ],
)
def test_what_utf8_and_json_cannot_hold_is_replaced(value: Any, expected: Any) -> None:
    assert encodable(value) == expected
    encode_body({"x": encodable(value)})


def test_what_can_be_encoded_stays_the_same_object() -> None:
    value = {"a": ["ü😀", {"b": 1.5}], "c": (1, 2)}
    assert encodable(value) is value


def ask(**options: Any) -> ChatRequest:
    return ChatRequest((user("Hi"),), TurnOptions(**{"model": "MiniMax-M3", **options}))


def test_what_is_not_set_is_not_sent() -> None:
    assert build_body(ask()) == {
        "model": "MiniMax-M3",
        "max_tokens": 131_072,
        "thinking": {"type": "adaptive"},
        "messages": [{"role": "user", "content": [text_block("Hi")]}],
        "stream": True,
    }
    assert "system" not in build_body(ask(system=""))
    assert "tool_choice" not in build_body(ask(tool_choice={"type": "auto"}))


def test_everything_set_is_sent() -> None:
    options = {
        "system": "s",
        "temperature": 0.0,
        "top_p": 0.0,
        "metadata": {"user_id": "u"},
        "tool_choice": {"type": "none"},
    }
    body = build_body(ask(**options, tools=({"name": "t", "input_schema": {}},), max_tokens=9))
    assert {key: body[key] for key in options} == options
    assert body["tools"] == [{"name": "t", "input_schema": {}}]
    assert body["max_tokens"] == 9


def test_thinking_is_said_to_m3_and_never_to_m2() -> None:
    assert build_body(ask(thinking=Thinking.DISABLED))["thinking"] == {"type": "disabled"}
    for state in Thinking:
        assert "thinking" not in build_body(ask(model="MiniMax-M2.7", thinking=state))


def test_max_tokens_leaves_room_for_the_input() -> None:
    long = ChatRequest((user("word " * 150_000),), TurnOptions("MiniMax-M2.7"))
    body = build_body(long)
    assert 1_000 < body["max_tokens"] < 65_536
    assert body["max_tokens"] + 150_000 * 5 / 4 < 204_800


def test_a_picture_in_a_tool_result_is_not_counted_as_text() -> None:
    data = {"type": "image", "source": {"type": "base64", "data": "A" * 8_000_000}}
    history = (user("q"), assistant(call("1")), user(result("1", [data])))
    assert build_body(ChatRequest(history, TurnOptions("MiniMax-M3")))["max_tokens"] == 131_072


def test_the_count_asks_about_the_prompt_alone() -> None:
    body = build_count_body(ask(system="s", temperature=1.0, max_tokens=5))
    assert list(body) == ["model", "thinking", "system", "messages"]


def test_the_models_own_spelling_is_sent() -> None:
    assert build_body(ask(model="minimax-m2.7-HIGHSPEED"))["model"] == "MiniMax-M2.7-highspeed"
    assert build_body(ask(model="MiniMax-M9"))["model"] == "MiniMax-M9"


def _failed(number: int, kind: str, *blocks: Block) -> tuple[Message, Message]:
    """A prompt and its answer, which failed with an error of this kind."""
    prompt = replace(user(f"p{number}"), id=f"p{number}")
    answer = replace(
        assistant(*blocks),
        id=f"a{number}",
        parent_id=prompt.id,
        state=MessageState.FAILED,
        error=StoredError(kind, "It failed."),
    )
    return prompt, answer


def _said_by_user(*messages: Message) -> list[list[str]]:
    wire = wire_messages(ChatRequest(messages, TurnOptions(M3.id)))
    return [[part["text"] for part in one["content"]] for one in wire if one["role"] == "user"]


@pytest.mark.parametrize(
    "kind", ["ContentRefused", "ContextTooLong", "RequestTooLarge", "UnsupportedMedia"]
)
def test_a_prompt_that_was_refused_for_what_it_says_is_not_sent_again(kind: str) -> None:
    first = [user("one"), assistant("An oak.")]
    refused = _failed(1, kind)
    assert _said_by_user(*first, *refused, user("now")) == [["one"], ["now"]]
    assert _said_by_user(*refused, *_failed(2, kind), user("now")) == [["now"]]
    # Asked again, it stands at the end; and what has come of an answer belongs to its prompt.
    assert _said_by_user(*first, refused[0]) == [["one"], ["p1"]]
    assert _said_by_user(*_failed(1, kind, text_block("An")), user("now")) == [["p1"], ["now"]]


@pytest.mark.parametrize("kind", ["AuthenticationFailed", "NameNotFound", "RateLimited"])
def test_a_prompt_that_failed_for_another_reason_goes_with_the_next_one(kind: str) -> None:
    assert _said_by_user(*_failed(1, kind), user("now")) == [["p1", "now"]]
