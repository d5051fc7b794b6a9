"""Messages lists, Claude Code, ChatGPT and Claude: files after the sources that the readers name.

The lines of Claude Code are shaped after a file that Claude Code 2.1.197 wrote (2026-11-23), with
its own order of lines. The exports of ChatGPT and Claude are written by hand after the sources in
`imports/chatgpt.py` and `imports/claude_export.py`: neither company publishes a schema.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.errors import ImportRefused
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.domain.usage import Usage
from minimax_tui.imports import json_file
from minimax_tui.imports.sources import Kind, foreign_file
from tests.unit.imports.importing import json_lines, read, shape, texts, written

PICTURE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA"}}
THINKING = {"type": "thinking", "thinking": "Hm.", "signature": "s"}

# --- messages ---

MESSAGES: list[dict[str, Any]] = [
    {"role": "user", "content": "Hello"},
    {"role": "assistant", "content": [THINKING, {"type": "new", "b": 1, "a": 2}]},
    {"role": "user", "content": [PICTURE, text_block("This")]},
]


def test_a_list_of_messages(tmp_path: Path) -> None:
    path = written(tmp_path / "x.json", MESSAGES)
    assert foreign_file(path).kind is Kind.MESSAGES
    [tree], left = read(path)
    assert left == {}
    assert shape(tree) == [
        ("user", [text_block("Hello")]),
        ("assistant", MESSAGES[1]["content"]),
        ("user", MESSAGES[2]["content"]),
    ]
    assert list(tree.messages[1].blocks[1]) == ["type", "b", "a"]
    assert tree.session.title == "Hello"
    assert not tree.session.named_by_user


def test_a_request_body(tmp_path: Path) -> None:
    body = {
        "model": "MiniMax-M3",
        "system": [text_block("Be brief.")],
        "temperature": 1,
        "messages": [MESSAGES[0], {"role": "assistant", "content": "Hi"}],
    }
    [tree], left = read(written(tmp_path / "x.json", body))
    assert tree.session.system == "Be brief."
    assert tree.session.model == "MiniMax-M3"
    assert left == {"settings of the request": 1}


def test_the_same_messages_are_the_same_session_wherever_they_are(tmp_path: Path) -> None:
    [one], _ = read(written(tmp_path / "x.json", MESSAGES))
    [other], _ = read(written(tmp_path / "y.json", MESSAGES))
    assert one.session.id == other.session.id
    [longer], _ = read(written(tmp_path / "z.json", MESSAGES[:1]))
    assert longer.session.id != one.session.id


@pytest.mark.parametrize(
    ("messages", "said"),
    [
        ([*MESSAGES, {"role": "tool", "content": "x"}], "message 4: its role"),
        ([*MESSAGES, "x"], "message 4: its role"),
        ([*MESSAGES, {"role": "user", "content": 7}], "message 4: its content"),
    ],
)
def test_a_broken_message_is_refused_with_its_place(
    tmp_path: Path, messages: list[Any], said: str
) -> None:
    with pytest.raises(ImportRefused) as refusal:
        read(written(tmp_path / "x.json", messages))
    assert said in refusal.value.what


# --- Claude Code ---


def line(uuid: str, parent: str | None, kind: str, content: Any, **more: Any) -> dict[str, Any]:
    """A line of Claude Code."""
    message: dict[str, Any] = {"role": kind, "content": content}
    if kind == "assistant":
        usage = {"input_tokens": 1, "output_tokens": 9, "cache_read_input_tokens": 3}
        message |= {"id": "m1", "model": "claude-opus-4-8", "usage": usage, **more.pop("of", {})}
    return {
        "parentUuid": parent,
        "isSidechain": False,
        "type": kind,
        "message": message,
        "uuid": uuid,
        "timestamp": "2026-11-23T05:59:42.362Z",
        "sessionId": "f4491f9a",
        "version": "2.1.197",
        **more,
    }


def result(call: str, said: str = "ok") -> list[dict[str, Any]]:
    return [{"type": "tool_result", "tool_use_id": call, "content": said}]


def call(id_: str) -> dict[str, Any]:
    return {"type": "tool_use", "id": id_, "name": "Read", "input": {}}


SESSION: list[dict[str, Any]] = [
    {"type": "last-prompt", "leafUuid": "a5", "sessionId": "f4491f9a"},
    {"type": "mode", "mode": "normal", "sessionId": "f4491f9a"},
    # The answer's lines come before the prompt's, as Claude Code writes them.
    line("a1", "att", "assistant", [THINKING]),
    line("a2", "a1", "assistant", [call("t1")]),
    line("a3", "a2", "assistant", [call("t2")]),
    line("u1", None, "user", "How do I sort?"),
    {"parentUuid": "u1", "type": "attachment", "uuid": "att", "sessionId": "f4491f9a"},
    line("r1", "a2", "user", result("t1"), toolUseResult={"file": "x"}),
    line("r2", "a3", "user", result("t2")),
    line("side", "r2", "user", "for a subagent", isSidechain=True),
    line("meta", "r2", "user", "<caveat>", isMeta=True),
    line("a5", "meta", "assistant", [text_block("Like this.")], of={"id": "m2"}),
    {"type": "summary", "summary": "Sorting", "leafUuid": "a5"},
    {"type": "file-history-snapshot", "messageId": "u1", "snapshot": {}},
]


def test_claude_code(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "x.jsonl", SESSION)
    assert foreign_file(path).kind is Kind.CLAUDE_CODE
    [tree], left = read(path)
    assert shape(tree) == [
        ("user", [text_block("How do I sort?")]),
        ("assistant", [THINKING, call("t1"), call("t2")]),
        ("user", [*result("t1"), *result("t2")]),
        ("assistant", [text_block("Like this.")]),
    ]
    assert len(tree.messages) == 4, "calls at the same time make no branches"
    assert left == {"messages of subagents": 1, "notes that Claude Code adds by itself": 2}
    assert tree.session.title == "Sorting"
    assert tree.messages[1].usage == Usage(1, 9, 0, 3)
    assert tree.messages[1].model == "claude-opus-4-8"
    assert tree.messages[0].created_at == 1795413582.362


def test_an_edited_prompt_of_claude_code_is_a_branch(tmp_path: Path) -> None:
    other = [
        line("u2", None, "user", "Or rather?"),
        line("b1", "u2", "assistant", "Later", of={"id": "m9"}, timestamp="2026-11-24T00:00:00Z"),
    ]
    [tree], _ = read(json_lines(tmp_path / "x.jsonl", SESSION + other))
    assert len(tree.messages) == 6
    assert texts(tree.path()) == ["Or rather?", "Later"]


def test_a_session_of_claude_code_that_went_on(tmp_path: Path) -> None:
    [before], _ = read(json_lines(tmp_path / "x.jsonl", SESSION[:-4]))
    [after], _ = read(json_lines(tmp_path / "y.jsonl", SESSION))
    assert [message.id for message in after.messages[:3]] == [m.id for m in before.messages]


def test_broken_lines_are_refused_with_their_number(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "x.jsonl", SESSION)
    whole = path.read_text()
    for broken, said in (
        (whole + '{"type": "user", ', "line 15, character 18: this is no JSON"),
        (whole + "[]\n", "line 15: an object was expected"),
        (whole + "{}\n", "line 15: it has no type"),
        (whole + json.dumps({**SESSION[2], "uuid": "x", "sessionId": 7}), "line 15: it names no"),
        (whole + json.dumps({**SESSION[2], "uuid": "x", "message": {}}), "line 15: its content"),
        (whole + "[" * 100_000, "line 15: this is no JSON"),
    ):
        path.write_text(broken)
        with pytest.raises(ImportRefused) as refusal:
            read(path)
        assert said in refusal.value.what


def test_a_circle_is_refused(tmp_path: Path) -> None:
    circle = [line("u1", "a1", "user", "x"), line("a1", "u1", "assistant", "y")]
    with pytest.raises(ImportRefused, match="its own ancestor"):
        read(json_lines(tmp_path / "x.jsonl", circle))


# --- ChatGPT ---


def node(
    id_: str, parent: str | None, role: str = "", content: Any = None, **message: Any
) -> tuple[str, dict[str, Any]]:
    """A node of ChatGPT's mapping."""
    if not role:
        return id_, {"id": id_, "message": None, "parent": parent, "children": []}
    if isinstance(content, str):
        content = {"content_type": "text", "parts": [content]}
    author = {"role": role, "name": message.pop("name", None), "metadata": {}}
    slug = {"model_slug": "gpt-5"} if role == "assistant" else {}
    whole = {
        "id": id_,
        "author": author,
        "create_time": 1_700_000_000.5,
        "content": content,
        "recipient": "all",
        "metadata": slug,
        **message,
    }
    return id_, {"id": id_, "message": whole, "parent": parent, "children": []}


CONVERSATION: dict[str, Any] = {
    "title": "Trees",
    "create_time": 1_700_000_000.0,
    "update_time": 1_700_000_100.0,
    "conversation_id": "c-1",
    "current_node": "a2",
    "mapping": dict(
        [
            node("root", None),
            node("sys", "root", "system", ""),
            node("ctx", "sys", "user", {"content_type": "user_editable_context"}),
            node(
                "u1",
                "ctx",
                "user",
                {
                    "content_type": "multimodal_text",
                    "parts": [
                        {"content_type": "image_asset_pointer", "asset_pointer": "sediment://x"},
                        {"content_type": "audio_transcription", "text": "spoken"},
                        "Plot it",
                    ],
                },
            ),
            node(
                "th",
                "u1",
                "assistant",
                {"content_type": "thoughts", "thoughts": [{"summary": "S", "content": "C"}]},
            ),
            node(
                "code",
                "th",
                "assistant",
                {"content_type": "code", "language": "unknown", "text": "print(1)"},
                recipient="python",
            ),
            node(
                "out",
                "code",
                "tool",
                {"content_type": "execution_output", "text": "1"},
                name="python",
            ),
            node("out2", "out", "tool", "and more", name="python"),
            node("rec", "out2", "assistant", {"content_type": "reasoning_recap", "content": "4s"}),
            node("a1", "rec", "assistant", "First answer"),
            node("a2", "rec", "assistant", "Second answer"),
            node("odd", "a1", "assistant", {"content_type": "hologram"}),
        ]
    ),
}


def chatgpt(tmp_path: Path, *conversations: Any) -> tuple[list[SessionTree], dict[str, int]]:
    path = written(tmp_path / "conversations.json", list(conversations))
    assert foreign_file(path).kind is Kind.CHATGPT
    return read(path)


def test_chatgpt(tmp_path: Path) -> None:
    [tree], left = chatgpt(tmp_path, CONVERSATION)
    assert shape(tree) == [
        ("user", [text_block("spoken"), text_block("Plot it")]),
        (
            "assistant",
            [
                {"type": "thinking", "thinking": "S\nC"},
                {
                    "type": "tool_use",
                    "id": "code",
                    "name": "python",
                    "input": {"input": "print(1)"},
                },
            ],
        ),
        (
            "user",
            [
                {
                    "type": "tool_result",
                    "tool_use_id": "code",
                    "content": [text_block("1"), text_block("and more")],
                }
            ],
        ),
        ("assistant", [text_block("Second answer")]),
    ]
    assert sorted(texts(list(tree.messages))[-2:]) == ["First answer", "Second answer"]
    assert tree.session.title == "Trees"
    assert tree.session.named_by_user
    assert tree.messages[1].model == "gpt-5"
    assert tree.session.model is None
    assert left == {
        "custom instructions": 1,
        "pictures that are not in the file": 1,
        "messages of another kind (hologram)": 1,
    }


@pytest.mark.parametrize("name", ["conversations.json", "export/conversations-000.json"])
def test_the_zip_of_chatgpt(tmp_path: Path, name: str) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("chat.html", "<html>")
        archive.writestr(name, json.dumps([CONVERSATION]))
    assert foreign_file(path).kind is Kind.CHATGPT
    [tree], _ = read(path)
    assert tree == chatgpt(tmp_path, CONVERSATION)[0][0]


def test_broken_archives_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversations.json", json.dumps([CONVERSATION] * 50))
    data = bytearray(path.read_bytes())
    data[60:400] = bytes(340)
    path.write_bytes(data)
    with pytest.raises(ImportRefused):
        read(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.json", "[]")
    with pytest.raises(ImportRefused, match=r"no conversations\.json"):
        read(path)


@pytest.mark.parametrize(
    ("conversation", "said"),
    [
        (7, "conversation 2: it has no messages"),
        ({"mapping": []}, "conversation 2: it has no messages"),
        ({"mapping": {}}, "conversation 2: it has no id"),
        ({"mapping": {"a": 7}, "id": "x"}, "conversation 2: message a is none"),
        (
            {"mapping": dict([node("a", "b", "user", "x"), node("b", "a")]), "id": "x"},
            "conversation 2: message",
        ),
    ],
)
def test_a_broken_conversation_is_refused_with_its_place(
    tmp_path: Path, conversation: Any, said: str
) -> None:
    with pytest.raises(ImportRefused) as refusal:
        chatgpt(tmp_path, CONVERSATION, conversation)
    assert said in refusal.value.what


def test_a_tool_that_nobody_called_is_counted(tmp_path: Path) -> None:
    mapping = dict([node("u", None, "user", "x"), node("t", "u", "tool", "lost", name="bio")])
    [tree], left = chatgpt(tmp_path, {"id": "c", "mapping": mapping})
    assert texts(tree.path()) == ["x"]
    assert left == {"results of tools whose call is not there": 1}


def test_a_long_conversation_is_read(tmp_path: Path) -> None:
    nodes = [node("0", None, "user", "x")]
    for number in range(1, 5_000):
        role = "assistant" if number % 2 else "user"
        nodes.append(node(str(number), str(number - 1), role, str(number)))
    [tree], _ = chatgpt(tmp_path, {"id": "c", "mapping": dict(reversed(nodes))})
    assert len(tree.path()) == 5_000


# --- Claude ---

ROOT = "00000000-0000-4000-8000-000000000000"


def said(uuid: str, sender: str, *content: Any, parent: str = "", **more: Any) -> dict[str, Any]:
    """A message of Claude's export."""
    message = {
        "uuid": uuid,
        "sender": sender,
        "text": "",
        "content": list(content),
        "created_at": "2026-03-29T07:06:35.552627Z",
        "attachments": [],
        "files": [],
        **more,
    }
    return {**message, "parent_message_uuid": parent} if parent else message


def claude(tmp_path: Path, *messages: Any, **more: Any) -> tuple[list[SessionTree], dict[str, int]]:
    conversation = {
        "uuid": "019d386a",
        "name": "Calendars",
        "created_at": "2026-03-29T07:06:34.084721Z",
        "updated_at": "2026-03-29T12:59:41.658730Z",
        "account": {"uuid": "x"},
        "chat_messages": list(messages),
        **more,
    }
    path = written(tmp_path / "conversations.json", [conversation])
    assert foreign_file(path).kind is Kind.CLAUDE
    return read(path)


def web_text(text: str) -> dict[str, Any]:
    return {"start_timestamp": "x", "type": "text", "text": text, "citations": []}


def test_claude(tmp_path: Path) -> None:
    attachment = {"file_name": "notes.txt", "extracted_content": "Notes"}
    tool = {"start_timestamp": "x", "type": "tool_use", "id": "t1", "name": "find", "input": {}}
    found = {"type": "tool_result", "tool_use_id": "t1", "name": "find", "content": [web_text("3")]}
    trees, left = claude(
        tmp_path,
        said(
            "u1", "human", web_text("Tips?"), parent=ROOT, attachments=[attachment], files=[{}, {}]
        ),
        said(
            "a1",
            "assistant",
            {"type": "thinking", "thinking": "Hm.", "summaries": []},
            {**tool, "message": "Searching"},
            found,
            web_text("Here."),
            {"type": "token_budget"},
            parent="u1",
        ),
        said("a2", "assistant", web_text("Or here."), parent="u1"),
        said("u2", "human", web_text("Thanks"), parent="a1", created_at="2026-03-30T00:00:00Z"),
    )
    assert shape(trees[0]) == [
        ("user", [text_block("notes.txt\n\nNotes"), text_block("Tips?")]),
        (
            "assistant",
            [
                {"type": "thinking", "thinking": "Hm."},
                {"type": "tool_use", "id": "t1", "name": "find", "input": {}},
            ],
        ),
        (
            "user",
            [{"type": "tool_result", "tool_use_id": "t1", "content": [text_block("3")]}],
        ),
        ("assistant", [text_block("Here.")]),
        ("user", [text_block("Thanks")]),
    ]
    assert len(trees[0].messages) == 6
    assert left == {
        "attached files without their content": 2,
        "parts of another kind (token_budget)": 1,
    }
    assert trees[0].session.title == "Calendars"


def test_old_exports_of_claude_without_parents_and_content(tmp_path: Path) -> None:
    [tree], _ = claude(
        tmp_path, said("u", "human", text="Hello"), said("a", "assistant", text="Hi")
    )
    assert texts(tree.path()) == ["Hello", "Hi"]


def test_the_current_leaf_of_claude_is_shown(tmp_path: Path) -> None:
    messages = (
        said("u", "human", web_text("Q"), parent=ROOT),
        said("a", "assistant", web_text("One"), parent="u"),
        said("b", "assistant", web_text("Two"), parent="u"),
    )
    for leaf, answer in (("a", "One"), ("b", "Two"), ("", "Two")):
        [tree], _ = claude(tmp_path, *messages, current_leaf_message_uuid=leaf)
        assert texts(tree.path()) == ["Q", answer]


@pytest.mark.parametrize("message", [7, said("", "human"), said("x", "system")])
def test_a_broken_message_of_claude_is_refused(tmp_path: Path, message: Any) -> None:
    with pytest.raises(ImportRefused, match="conversation 1, message 2"):
        claude(tmp_path, said("u", "human", web_text("Q")), message)


# --- files ---


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "neither JSON"),
        (b"hello", "neither JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[7]", "no program is known"),
        (b"[]", "no program is known"),
        (b"{}", "no program is known"),
        (b'{"a": ', "no JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "no JSON"),
        (b'[{"mapping": {}, "id": "x"} {"mapping": {}}]', "conversation 1: the list ends"),
        (b'[{"mapping": {}, "id": "x"}, ]', "conversation 2: a value was expected"),
        (b'[{"mapping": {}, "id": "x"}', "conversation 1: the list ends"),
        (b'[{"mapping": {}, "id": "x"}] x', "something follows"),
        (b'[{"mapping": {}, "id": "x"}, {"mapping": tru', "conversation 2, character 42"),
        (b'[{"mapping": {}, "id": "' + b"\xff" * 9 + b'"}]', "UTF-8"),
        (b'[{"mapping": {}, "id": ' + b"9" * 9_999 + b"}]", "no JSON"),
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(ImportRefused) as refusal:
        read(path)
    assert said in refusal.value.what


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="no file"):
        foreign_file(tmp_path)
    with pytest.raises(ImportRefused, match="no such file"):
        foreign_file(tmp_path / "x")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(MESSAGES).encode())
    assert len(read(path)[0]) == 1


def test_lists_are_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_file, "_CHUNK", 3)
    values = [{"a": 'x"\\ü' * n, "b": [n, 1.5e3, True, None]} for n in range(20)]
    found = json_file.elements(io.StringIO(json.dumps(values, indent=1)), "value")
    assert list(found) == values
    text = "\n".join(json.dumps(value) for value in values)
    assert [value for _, value in json_file.lines(io.StringIO(text))] == values


def test_a_value_without_an_end_takes_no_endless_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_file, "_CHUNK", 10)
    monkeypatch.setattr(json_file, "MAX_VALUE_CHARACTERS", 100)
    for text in ('["' + "x" * 10_000, "x" * 10_000):
        source = io.StringIO(text)
        with pytest.raises(ImportRefused, match="larger than"):
            list(json_file.elements(source, "v") if text[0] == "[" else json_file.lines(source))
        assert source.tell() < 1_000


def test_titles_of_claude_code(tmp_path: Path) -> None:
    prompt = line("u1", None, "user", "Hello")
    other = line("u2", None, "user", "Bye", sessionId="other")
    lines = [
        {"type": "summary", "summary": "Of another file", "leafUuid": "elsewhere"},
        prompt,
        {"type": "summary", "summary": "Greeting", "leafUuid": "u1"},
        other,
    ]
    first, second = read(json_lines(tmp_path / "a.jsonl", lines))[0]
    assert (first.session.title, second.session.title) == ("Greeting", "Bye")
    lines.append({"type": "custom-title", "customTitle": "Mine", "sessionId": "f4491f9a"})
    lines.append({"type": "ai-title", "aiTitle": "Its own", "sessionId": "f4491f9a"})
    first, second = read(json_lines(tmp_path / "b.jsonl", lines))[0]
    assert (first.session.title, second.session.title) == ("Mine", "Bye")


def test_what_chatgpt_puts_for_custom_instructions_is_no_system_prompt(tmp_path: Path) -> None:
    note = node("s", None, "system", "Original custom instructions no longer available")
    note[1]["message"]["metadata"] = {"is_user_system_message": True}
    mapping = dict([note, node("u", "s", "user", "Hi")])
    [tree], left = chatgpt(tmp_path, {"id": "c", "is_archived": True, "mapping": mapping})
    assert tree.session.system is None
    assert tree.session.archived
    assert left == {"custom instructions": 1}
