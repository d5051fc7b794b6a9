"""Pictures and texts that lie in the archive of a data export come over, bounded and safe."""

from __future__ import annotations

import base64
import json
import sqlite3
import struct
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from minimax_tui.domain.blocks import Block, text_block
from minimax_tui.domain.errors import ImportRefused
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.imports import attached, pictures
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.imports.importing import database, read, shape, written
from tests.unit.imports.test_import_json import CONVERSATION, ROOT, node, said, web_text

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 " + b"\x00" * 8


def picture(data: bytes, media_type: str = "image/png") -> Block:
    encoded = base64.b64encode(data).decode("ascii")
    return {
        "type": "image",
        "source": {"type": "base64", "media_type": media_type, "data": encoded},
    }


def pointer(asset: str) -> dict[str, Any]:
    return {"content_type": "image_asset_pointer", "asset_pointer": asset}


def asked(*parts: Any, **more: Any) -> dict[str, Any]:
    """A conversation of ChatGPT's with one prompt of these parts."""
    key, value = node("u", None, "user", {"content_type": "multimodal_text", "parts": list(parts)})
    value["message"]["metadata"] = more
    return {"id": "c1", "title": "Pictures", "mapping": {key: value}}


def zipped(path: Path, conversations: list[Any], files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversations.json", json.dumps(conversations))
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def read_zip(
    tmp_path: Path, conversation: Any, files: dict[str, bytes]
) -> tuple[list[SessionTree], dict[str, int]]:
    return read(zipped(tmp_path / "export.zip", [conversation], files))


@pytest.mark.parametrize(
    ("asset", "name"),
    [
        ("file-service://file-AbC123", "file-AbC123-my photo ☃.png"),
        ("file-service://file-AbC123", "file-AbC123.png"),
        ("file-service://file-AbC123", "dalle-generations/file-AbC123-2f.webp"),
        ("sediment://file_00000000d2", "user-xyz/file_00000000d2-a8.png"),
        ("sediment://file_00000000d2#file_00000000d2#p_0.png", "file_00000000d2.dat"),
    ],
)
def test_a_picture_of_chatgpt_comes_over(tmp_path: Path, asset: str, name: str) -> None:
    files = {"file-Other1-x.png": b"\xff\xd8\xff", name: PNG}
    [tree], left = read_zip(tmp_path, asked(pointer(asset), "What is it?"), files)
    assert shape(tree) == [("user", [picture(PNG), text_block("What is it?")])]
    assert left == {}


def test_a_picture_that_a_tool_made_is_in_its_result(tmp_path: Path) -> None:
    made = {"content_type": "multimodal_text", "parts": [pointer("file-service://file-Made42")]}
    mapping = dict(
        [
            node("u", None, "user", "Draw"),
            node("c", "u", "assistant", '{"prompt": "a cat"}', recipient="dalle.text2im"),
            node("t", "c", "tool", made, name="dalle.text2im"),
        ]
    )
    conversation = {"id": "c", "mapping": mapping}
    [tree], left = read_zip(tmp_path, conversation, {"dalle/file-Made42-1.webp": WEBP})
    [result] = shape(tree)[-1][1]
    assert result["content"] == [picture(WEBP, "image/webp")]
    assert left == {}


def test_what_is_no_picture_for_the_api_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attached, "MAX_PICTURE_BYTES", 1_000_000)
    ids = ("file-Missing", "file-Svg001", "file-Large1", "../../etc/passwd", "", "file-Answer")
    conversation = asked(*(pointer(f"file-service://{one}") for one in ids), "x")
    answer = {"content_type": "multimodal_text", "parts": [pointer("x://file-Answer"), "Here"]}
    conversation["mapping"].update([node("a", "u", "assistant", answer)])
    files = {
        "file-Svg001-a.svg": b"<svg onload='alert(1)'/>",
        "file-Large1.png": PNG + bytes(1_000_000),
        "file-Answer.png": PNG,
        "../../etc/passwd": PNG,
    }
    [tree], left = read_zip(tmp_path, conversation, files)
    assert shape(tree) == [
        ("user", [picture(PNG), text_block("x")]),
        ("assistant", [text_block("Here")]),
    ]
    assert left == {
        "pictures that are not in the file": 3,
        "pictures of an unknown kind": 1,
        "pictures larger than 1 MB": 1,
        "pictures in answers": 1,
    }
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["export.zip"], "nothing unpacked"


def test_one_picture_named_often_takes_no_endless_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attached, "MAX_CONVERSATION_BYTES", 3 * len(PNG))
    monkeypatch.setattr(attached, "LEAST_ROOM_BYTES", 5 * len(PNG))
    monkeypatch.setattr(attached, "ROOM_TIMES", 0)
    first = asked(*[pointer("sediment://file_00001")] * 10, "x")
    second = {**asked(*[pointer("sediment://file_00001")] * 10, "x"), "id": "c2"}
    path = zipped(tmp_path / "export.zip", [first, second], {"file_00001.png": PNG})
    trees, left = read(path)
    assert [len(tree.messages[0].blocks) for tree in trees] == [3 + 1, 2 + 1]
    assert left == {"pictures beyond what one import may hold": 7 + 8}


def test_a_damaged_picture_is_counted(tmp_path: Path) -> None:
    data = PNG + b"\x01\x02\x03" * 4_000
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("file-Torn01.png", data)
        archive.writestr(
            "conversations.json", json.dumps([asked(pointer("file-service://file-Torn01"), "x")])
        )
    whole = bytearray(path.read_bytes())
    whole[9_000] ^= 0xFF
    path.write_bytes(whole)
    [tree], left = read(path)
    assert shape(tree) == [("user", [text_block("x")])]
    assert left == {"pictures that cannot be read": 1}


def test_attached_texts_of_chatgpt_come_over(tmp_path: Path) -> None:
    attachments = [
        {"id": "file-Notes1", "name": "notes.md", "mime_type": "text/markdown"},
        {"id": "file-Paper1", "name": "paper.pdf", "mime_type": "application/pdf"},
        {"id": "file-Photo1", "name": "p.png"},
    ]
    conversation = asked(pointer("file-service://file-Photo1"), "Sum up", attachments=attachments)
    files = {
        "file-Notes1-notes.md": b"# Notes",
        "file-Paper1-paper.pdf": b"%PDF\x00",
        "file-Photo1-p.png": PNG,
    }
    [tree], left = read_zip(tmp_path, conversation, files)
    assert shape(tree) == [
        ("user", [text_block("notes.md\n\n# Notes"), picture(PNG), text_block("Sum up")])
    ]
    assert left == {"attached files without their content": 1}


def test_importing_twice_makes_no_doubles(tmp_path: Path) -> None:
    files = {"file-AbC123-x.png": PNG}
    conversation = asked(pointer("file-service://file-AbC123"), "What is it?")
    store = SqliteConversationStore(":memory:")
    try:
        for added in (1, 0):
            [tree], _ = read_zip(tmp_path, conversation, files)
            assert store.put_tree(tree).result(10).added == added
        [bare], _ = read(written(tmp_path / "conversations.json", [conversation]))
        assert store.put_tree(bare).result(10).added == 0, "it has the picture already"
        assert store.tree(tree.session.id).messages[0].blocks[0] == picture(PNG)
    finally:
        store.close()


def test_files_of_claude(tmp_path: Path) -> None:
    messages = [
        said(
            "u1",
            "human",
            web_text("Look"),
            parent=ROOT,
            attachments=[{"file_name": "a.py", "extracted_content": "x = 1"}],
            files=[{"file_uuid": "0b1c2d3e-77aa", "file_name": "p.png"}, {"file_name": "q.png"}],
        ),
        said(
            "a1",
            "assistant",
            {
                "type": "tool_result",
                "tool_use_id": "t",
                "content": [{"type": "image", "title": "Plot"}, web_text("3")],
            },
            web_text("Seen"),
            parent="u1",
            attachments=[{"file_name": "b.txt", "extracted_content": ""}],
        ),
    ]
    conversation = {"uuid": "c", "name": "P", "chat_messages": messages}
    [tree], left = read_zip(tmp_path, conversation, {"files/0b1c2d3e-77aa.png": PNG})
    assert shape(tree)[0] == (
        "user",
        [text_block("a.py\n\nx = 1"), picture(PNG), text_block("Look")],
    )
    assert left == {
        "attached files without their content": 2,
        "parts of another kind (image)": 1,
    }


def test_kinds_are_foreign_text(tmp_path: Path) -> None:
    conversation = asked({"content_type": "\x1b[31mred\nline"}, "x")
    _, left = read_zip(tmp_path, conversation, {})
    [counted] = left
    assert "\x1b" not in counted
    assert "\n" not in counted


# --- archives that are damaged ---


def local_header(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[0:4] = b"XXXX"
    path.write_bytes(data)


def unknown_compression(path: Path) -> None:
    data = bytearray(path.read_bytes())
    central = data.rfind(b"PK\x01\x02")
    struct.pack_into("<H", data, central + 10, 77)
    path.write_bytes(data)


def cut_off(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


@pytest.mark.parametrize("harm", [local_header, unknown_compression, cut_off])
def test_an_archive_that_cannot_be_opened_is_refused(tmp_path: Path, harm: Any) -> None:
    path = zipped(tmp_path / "export.zip", [CONVERSATION], {})
    harm(path)
    with pytest.raises(ImportRefused, match="the archive is damaged"):
        read(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_stream_is_refused(tmp_path: Path, method: int) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("conversations.json", json.dumps([CONVERSATION] * 50))
    data = bytearray(path.read_bytes())
    data[60:200] = bytes(range(140))
    path.write_bytes(data)
    with pytest.raises(ImportRefused):
        read(path)


# --- databases ---


def test_a_picture_of_oterm_that_is_too_large_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MAX_PICTURE_BYTES", 4)
    _, left = read(database(tmp_path / "store.db", "oterm_0_26.sql"))
    assert left == {"pictures of an unknown kind, or too large": 1}


def test_fragments_and_pictures_of_tools_in_llms_old_tables(tmp_path: Path) -> None:
    path = database(tmp_path / "logs.db", "llm_0_26.sql")
    with closing(sqlite3.connect(path)) as connection:
        [response] = connection.execute("SELECT response_id FROM tool_results").fetchone()
        [image] = connection.execute("SELECT id FROM attachments").fetchone()
        connection.executescript(
            """
            INSERT INTO fragments (id, content) VALUES (1, 'first'), (2, 'second'), (3, 'Be kind');
            CREATE TABLE IF NOT EXISTS system_fragments (
                response_id TEXT, fragment_id INTEGER, "order" INTEGER);
            CREATE TABLE IF NOT EXISTS tool_results_attachments (
                tool_result_id INTEGER, attachment_id TEXT, "order" INTEGER);
            """
        )
        connection.executemany(
            "INSERT INTO prompt_fragments VALUES (?, ?, ?)", [(response, 1, 1), (response, 2, 0)]
        )
        connection.execute("INSERT INTO system_fragments VALUES (?, 3, 0)", (response,))
        connection.execute("INSERT INTO tool_results_attachments VALUES (1, ?, 0)", (image,))
        connection.commit()
    [tree], left = read(path)
    said = [blocks for _, blocks in shape(tree)]
    at = next(n for n, blocks in enumerate(said) if blocks[0]["type"] == "tool_result")
    assert [block["type"] for block in said[at][0]["content"]] == ["text", "image"]
    assert [block["text"] for block in said[at + 1]] == ["second", "first"]
    assert tree.session.system == "Be brief\n\nBe kind"
    assert left == {}
