"""Markdown: what is in it, and that nothing breaks out of its place."""

from __future__ import annotations

import json

import pytest

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.messages import MessageState, StoredError
from minimax_tui.exports.as_markdown import closed, to_markdown
from tests.unit.exports.example import conversation, message, tree


def test_front_matter_names_title_models_dates_and_id() -> None:
    text = to_markdown(tree(message("p", None, "user"), title='A "title": \x1b[31m--- x'))
    head = text.split("---\n")[1]
    values = dict(line.split(": ", 1) for line in head.splitlines())
    assert json.loads(values["title"]) == 'A "title": ␛[31m--- x'
    assert json.loads(values["session"]) == "0123456789abcdef"
    assert json.loads(values["created"]) == "2026-11-18T11:06:40Z"
    assert json.loads(values["updated"]) == "2026-11-18T11:08:20Z"
    assert "models" not in values


def test_all_that_was_said_is_in_it() -> None:
    text = to_markdown(conversation())
    order = [
        'models: ["MiniMax-M3"]',
        "# Sorting lists",
        "> Be brief.",
        "## Prompt",
        "*[picture, image/png, 1 KB]*",
        "How do I sort a list?",
        "<summary>Thinking</summary>\n\nMerge sort.\n\n</details>",
        "Like **this**:",
        "**Tool call: run**",
        '"code": "1+1"',
        "<summary>Tool result</summary>",
        "Done.",
        "Thanks",
        "You are welcome.",
        "# Branch 2",
        "Another way.",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert text.count("*MiniMax-M3 · 1,204 tokens in · 931 out · 4.2 s*") == 4


def test_thinking_is_left_out_by_choice() -> None:
    assert "Merge sort." not in to_markdown(conversation(), thinking=False)


def test_a_fold_cannot_be_closed_from_inside() -> None:
    thinking: Block = {"type": "thinking", "thinking": "a</DETAILS><script>b</details >"}
    text = to_markdown(tree(message("a", None, "assistant", thinking)))
    assert text.lower().count("</details") == 1


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("```py\nx", "```"),
        ("~~~~\nx\n~~~", "~~~~"),
        ("```\nx\n```", ""),
        ("````\n```\n", "````"),
        ("    ```", ""),
        ("``` a`b", ""),
        ("```\n``` py\n", "```"),
    ],
)
def test_an_open_code_block_gets_its_end(text: str, end: str) -> None:
    assert closed(text) == (f"{text}\n{end}" if end else text)


def test_code_of_tools_is_fenced_longer_than_anything_in_it() -> None:
    result: Block = {"type": "tool_result", "tool_use_id": "t", "content": "````\n# not a heading"}
    text = to_markdown(tree(message("r", None, "user", result)))
    assert "`````\n````\n# not a heading\n`````" in text


def test_ends_that_were_not_well_are_told() -> None:
    failed = message(
        "a",
        None,
        "assistant",
        text_block("Half"),
        state=MessageState.FAILED,
        error=StoredError("StreamCut", "The connection *broke*."),
    )
    text = to_markdown(tree(failed))
    assert r"*The answer failed: The connection \*broke\*.*" in text
    stopped = message("a", None, "assistant", state=MessageState.INTERRUPTED)
    assert "*The answer was interrupted here.*" in to_markdown(tree(stopped))


def test_unknown_blocks_are_shown_and_pictures_on_the_web_linked() -> None:
    url = "https://example.com/a.png"
    text = to_markdown(
        tree(
            message(
                "a",
                None,
                "assistant",
                {"type": "hologram", "depth": 3},
                {"type": "image", "source": {"type": "url", "url": url}},
                {"type": "image", "source": {"type": "url", "url": "javascript:alert(1)"}},
                {"type": "image", "source": {"type": "url", "url": "https://evil.example/> [x](y"}},
            )
        )
    )
    assert "Content of another kind: hologram" in text
    assert '"depth": 3' in text
    assert f"[picture](<{url}>)" in text
    assert "javascript:" not in text
    assert "evil" not in text
