"""What is answered."""

from __future__ import annotations

import random
import re
import sys
import types
from typing import Any

import pytest

from minimax_tui.simulator import answers, bench, tokens, tool_calls

THINKS = {"thinking": {"type": "adaptive"}}
READ_FILE = {
    "name": "read_file",
    "input_schema": {
        "type": "object",
        "properties": {"path": {"type": "string"}, "limit": {"type": "integer", "minimum": 5}},
        "required": ["path"],
    },
}


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("hi", "The keys that matter"),
        ("What can you do?", "ctrl+p"),
        ("help", "ctrl+j"),
        ("show me some Python code", "def summarize"),
        ("compare the models in a table", "| `MiniMax-M3` | 1,000,000"),
        ("make a packing list", "- [x] book the hut"),
        ("some math", "\\sqrt{b^2 - 4ac}"),
        ("write a long essay", "# Reading on glass"),
        ("every markdown element", "###### Heading 6"),
        ("你好", "边生成边显示"),
        ("什么是终端？", "在终端里读中文"),
        ("think about a riddle", "Thinking is off"),
        ("What is the capital of France?", "`What is the capital of France?`"),
        ("I wonder how hills listen", "simulation"),
    ],
)
def test_topics(client: Any, joined: Any, prompt: str, words: str) -> None:
    assert words in joined(client.ask(prompt))


def run_fence(text: str) -> dict[str, Any]:
    """Runs the first Python fence of an answer and returns its names."""
    source = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0]
    # Dataclasses look their module up by its name.
    module = types.ModuleType("example")
    sys.modules["example"] = module
    try:
        exec(compile(source, "example", "exec"), module.__dict__)
    finally:
        del sys.modules["example"]
    return module.__dict__


def test_the_code_answer_has_two_fences_and_runs(client: Any, joined: Any) -> None:
    text = joined(client.ask("code"))
    assert re.findall(r"```(\w+)\n", text) == ["python", "bash"]
    line = '1.2.3.4 - - [x] "GET /a HTTP/1.1" 200 17'
    summary = run_fence(text)["summarize"]([line, "what?"])
    assert (dict(summary.by_status), dict(summary.slowest_ms)) == ({200: 1}, {"/a": 17})
    assert summary.skipped == 1


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 64, 101])
def test_the_sort_answer_sorts(client: Any, joined: Any, size: int) -> None:
    names = run_fence(joined(client.ask("How do I sort a linked list in Python?")))
    values = [random.Random(size).randrange(50) for _ in range(size)]
    head = None
    for value in values:
        head = names["Node"](value, head)
    node, found = names["sort"](head), []
    while node:
        found.append(node.value)
        node = node.next
    assert found == sorted(values)


def test_find_is_not_promised_yet(client: Any, joined: Any) -> None:
    assert "ctrl+f" not in joined(client.ask("what can you do"))


@pytest.mark.parametrize(
    ("prompt", "last"),
    [
        ("count to 7", 7),
        ("Please count to ten", 10),
        ("count from 1 to 1,234", 1_234),
        ("count up to 20000", 20_000),
        ("count to 0", 1),
    ],
)
def test_counting(client: Any, joined: Any, prompt: str, last: int) -> None:
    text = joined(client.ask(prompt, max_tokens=200_000))
    assert [int(number) for number in re.findall(r"\d+", text)] == list(range(1, last + 1))


def test_counting_has_an_end(client: Any, joined: Any) -> None:
    text = joined(client.ask("count to 99999999", max_tokens=200_000))
    assert text.startswith("I stop at 20,000")
    assert text.endswith(" 20000.")


@pytest.mark.parametrize(
    "prompt",
    ["hi", "code", "sort", "table", "list", "math", "long", "markdown", "count to 9", "hm", "你好"],
)
def test_thinking_is_about_the_prompt_and_honest(client: Any, joined: Any, prompt: str) -> None:
    thinking = joined(client.ask(prompt, **THINKS), "thinking")
    assert prompt in thinking
    assert "simulator" in thinking or "模拟器" in thinking
    assert 50 <= len(tokens.pieces(thinking)) <= 300


def test_long_thinking(client: Any, joined: Any) -> None:
    reply = client.ask("think about a riddle", **THINKS)
    assert 1_200 <= len(tokens.pieces(joined(reply, "thinking"))) <= 1_800
    assert "simulation" in joined(reply)


def test_turns_are_counted(client: Any, joined: Any) -> None:
    messages = [
        {"role": "user", "content": "one"},
        {"role": "assistant", "content": "x"},
        {"role": "user", "content": [{"type": "text", "text": "two"}]},
    ]
    assert "turn 2" in joined(client.ask(messages=messages))


def test_what_is_quoted_is_shortened_and_harmless(client: Any, joined: Any) -> None:
    text = joined(client.ask("a `b`` \x1b[31m\n# c\ud800" + " d" * 500))
    quote = text.split("\n")[2]
    assert quote.startswith("> ``` a `b`` [31m # c")
    assert quote.endswith("… ```")
    assert len(quote) < 180
    assert "\x1b" not in text


def test_media_are_mentioned(client: Any, joined: Any) -> None:
    image = {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
    film = {**image, "type": "video"}
    assert "2 images, 1 video" in joined(client.ask([image, image, film]))


def test_a_tool_that_is_named_is_called(client: Any, joined: Any) -> None:
    reply = client.ask("read_file src/app.py please", tools=[READ_FILE], **THINKS)
    kinds = [e["content_block"]["type"] for e in reply.events if e["type"] == "content_block_start"]
    assert kinds == ["thinking", "text", "tool_use"]
    assert joined(reply, "input_json") == '{"path": "src/app.py"}'
    assert reply.events[-2]["delta"]["stop_reason"] == "tool_use"
    call = client.ask("Read file `a b`", tools=[READ_FILE], stream=False).json["content"][-1]
    assert re.fullmatch(r"call_function_[a-z0-9]{12}_1", call["id"])
    assert call["input"] == {"path": "a b"}


def test_tools_that_are_not_called(client: Any) -> None:
    for prompt, choice in (("hello", None), ("read_file x.py", {"type": "none"})):
        reply = client.ask(prompt, tools=[READ_FILE], tool_choice=choice)
        assert reply.events[-2]["delta"]["stop_reason"] == "end_turn"
    reply = client.ask("web_search it", tools=[{"type": "web_search_1", "name": "web_search"}])
    assert reply.events[-2]["delta"]["stop_reason"] == "end_turn"
    forced = client.ask("hello", tools=[READ_FILE], tool_choice={"type": "any"})
    assert forced.events[-2]["delta"]["stop_reason"] == "tool_use"


def test_a_tool_result_is_commented(client: Any, joined: Any) -> None:
    call = client.ask("read_file a.md", tools=[READ_FILE], stream=False).json["content"]
    result = {"type": "tool_result", "tool_use_id": call[-1]["id"], "content": "one\n```\ntwo\n"}
    messages = [
        {"role": "user", "content": "read_file a.md"},
        {"role": "assistant", "content": call},
        {"role": "user", "content": [result]},
    ]
    text = joined(client.ask(messages=messages, tools=[READ_FILE]))
    assert "The tool returned 3 lines, 12 characters." in text
    assert "````text\none\n```\ntwo\n````" in text


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer"}, 12),
        ({"type": "number"}, 12.0),
        ({"type": "boolean"}, False),
        ({"type": "array", "items": {"type": "integer"}}, [12]),
        ({"type": "array"}, []),
        ({"enum": ["up", "down"]}, "down"),
        ({"type": "string", "default": "d"}, "d"),
        ({"type": ["null", "integer"]}, 12),
        (
            {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
            {"n": 12},
        ),
        ({}, "move 12 down"),
        (True, "move 12 down"),
    ],
)
def test_arguments_fit_the_schema(schema: Any, value: Any) -> None:
    tool = {
        "name": "mover",
        "input_schema": {"properties": {"value": schema}, "required": ["value"]},
    }
    (call,) = tool_calls.calls("mover move 12 down", [tool], random.Random(0))
    assert call["input"] == {"value": value}


@pytest.mark.parametrize("kind", ["mixed", "fence", "paragraph", "list", "table"])
@pytest.mark.parametrize("size", [0, 1, 5, 10, 333, 4_000])
def test_bench_answers_have_exact_sizes(client: Any, kind: str, size: int) -> None:
    prompt = f"bench: thinking=40 text={size} kind={kind}"
    reply = client.ask(prompt, max_tokens=100_000, **THINKS)
    deltas = [e["delta"]["type"] for e in reply.events if e["type"] == "content_block_delta"]
    assert deltas.count("thinking_delta") == 40
    assert deltas.count("text_delta") == size
    assert reply.events[-2]["usage"]["output_tokens"] == 40 + size
    assert bench.find(prompt) == bench.find(prompt)


def test_a_bench_fence_is_one_fence() -> None:
    sized = bench.find("bench: text=5000 kind=fence")
    assert sized is not None
    assert sized.text.startswith("```python\n")
    assert sized.text.endswith("\n```\n")
    assert sized.text.count("```") == 2
    assert bench.find("my bench: is red") is None


def test_inline_code_survives_backticks() -> None:
    assert answers.as_code("a") == "`a`"
    assert answers.as_code("``a`") == "``` ``a` ```"
