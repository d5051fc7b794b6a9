"""elia, oterm and llm: databases that these programs made themselves (see `data/*.sql`)."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.errors import ImportRefused
from minimax_tui.domain.usage import Usage
from minimax_tui.imports.sources import Kind, foreign_file
from tests.unit.imports.importing import database, read, shape

LLM_PICTURE = {
    "type": "image",
    "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgp4eHh4"},
}


def test_elia(tmp_path: Path) -> None:
    path = database(tmp_path / "elia.sqlite", "elia_1_10.sql")
    assert foreign_file(path).kind is Kind.ELIA
    [tree], left = read(path)
    assert left == {}
    assert shape(tree) == [
        ("user", [text_block("Name a tree")]),
        ("assistant", [text_block("An oak.")]),
    ]
    assert tree.session.title == "Trees"
    assert tree.session.system == "You are brief."
    assert tree.session.model is None, "no model of MiniMax's"
    assert [message.model for message in tree.messages] == [None, "gpt-4o"]
    assert [message.created_at for message in tree.messages] == [1793523600.0, 1793523602.0]


def test_oterm(tmp_path: Path) -> None:
    path = database(tmp_path / "store.db", "oterm_0_26.sql")
    assert foreign_file(path).kind is Kind.OTERM
    [tree], left = read(path)
    assert left == {}
    picture = {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}
    assert shape(tree) == [
        ("user", [{"type": "image", "source": picture}, text_block("What is in it?")]),
        ("assistant", [text_block("A *red* square.")]),
    ]
    assert (tree.session.title, tree.session.system) == ("Colours", "Be kind.")


def test_an_answer_that_oterm_replaced_is_a_second_answer(tmp_path: Path) -> None:
    path = database(tmp_path / "store.db", "oterm_0_26.sql")
    [before], _ = read(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE message SET text = 'Blue.' WHERE id = 2")
        connection.commit()
    [after], _ = read(path)
    assert after.session.id == before.session.id
    assert after.messages[0].id == before.messages[0].id
    assert after.messages[1].id != before.messages[1].id


def test_llm_as_it_is_now(tmp_path: Path) -> None:
    path = database(tmp_path / "logs.db", "llm_0_36.sql")
    assert foreign_file(path).kind is Kind.LLM
    (tree, lone), left = read(path)
    assert left == {}
    call = {"type": "tool_use", "id": "tc1", "name": "upper", "input": {"text": "hi"}}
    said = shape(tree)
    assert said[:6] == [
        ("user", [text_block("Hello there")]),
        ("assistant", [text_block("You said: Hello there")]),
        ("user", [text_block("What is it?"), LLM_PICTURE]),
        ("assistant", [text_block("You said: What is it?")]),
        ("user", [text_block("Use the tool")]),
        ("assistant", [text_block("calling"), call]),
    ]
    assert said[6] == (
        "user",
        [{"type": "tool_result", "tool_use_id": "tc1", "content": "HI"}],
    )
    assert said[7][0] == "assistant"
    assert (tree.session.title, tree.session.system) == ("Hello there", "Be brief")
    assert tree.messages[1].usage == Usage(input_tokens=3, output_tokens=5)
    assert tree.messages[1].model == "echo-1"
    assert lone.session.title == "A lone one"


def test_llm_as_it_was(tmp_path: Path) -> None:
    path = database(tmp_path / "logs.db", "llm_0_26.sql")
    [tree], left = read(path)
    assert left == {}
    assert [(role, [block["type"] for block in blocks]) for role, blocks in shape(tree)] == [
        ("user", ["text"]),
        ("assistant", ["text"]),
        ("user", ["image", "text"]),
        ("assistant", ["text"]),
        ("user", ["text"]),
        ("assistant", ["text", "tool_use"]),
        ("user", ["tool_result"]),
        ("assistant", ["text"]),
    ]
    assert tree.session.system == "Be brief"


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_thinking_and_fragments_of_llm(tmp_path: Path) -> None:
    path = database(tmp_path / "logs.db", "llm_0_36.sql")
    change(
        path,
        "UPDATE parts SET type = 'reasoning', text = 'Hm.' WHERE id = 3",
        "INSERT INTO fragments (id, content) VALUES (7, 'long ')",
        """UPDATE parts SET text = NULL, payload =
        '{"text_ref": [{"literal": "a "}, {"fragment": 7}, {"literal": "b"}]}' WHERE id = 4""",
        "UPDATE parts SET type = 'reasoning', text = NULL, payload = '{\"redacted\": true}' "
        "WHERE id = 6",
    )
    trees, left = read(path)
    blocks = [block for _, blocks in shape(trees[0]) for block in blocks]
    assert {"type": "thinking", "thinking": "Hm."} in blocks
    assert text_block("a long b") in blocks
    assert left == {"thinking that the provider withheld": 1}


@pytest.mark.parametrize(
    ("script", "statement", "said"),
    [
        ("llm_0_36.sql", "DELETE FROM messages WHERE role = 'system'", "is not there"),
        ("llm_0_36.sql", "UPDATE parts SET payload = '{' WHERE id = 5", "part 5 is broken"),
        (
            "llm_0_36.sql",
            "UPDATE messages SET parent_hash = hash WHERE parent_hash IS NULL",
            "its own ancestor",
        ),
        ("oterm_0_26.sql", "UPDATE message SET images = '[' WHERE id = 1", "message 1"),
    ],
)
def test_a_broken_database_is_refused_with_its_place(
    tmp_path: Path, script: str, statement: str, said: str
) -> None:
    path = database(tmp_path / "x.db", script)
    change(path, statement)
    with pytest.raises(ImportRefused) as refusal:
        read(path)
    assert said in refusal.value.what


def test_a_torn_or_unknown_database_is_refused(tmp_path: Path) -> None:
    path = database(tmp_path / "elia.sqlite", "elia_1_10.sql")
    data = path.read_bytes()
    torn = tmp_path / "torn"
    torn.write_bytes(data[:100] + b"\xff" * (len(data) - 100))
    with pytest.raises(ImportRefused, match="broken"):
        read(torn)
    change(tmp_path / "other", "CREATE TABLE t (x)")
    with pytest.raises(ImportRefused, match="no program is known"):
        read(tmp_path / "other")
    with pytest.raises(ImportRefused, match="the database of llm"):
        read(path, Kind.LLM)


def test_a_database_is_not_touched_and_its_log_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    path = database(folder / "elia.sqlite", "elia_1_10.sql")
    before = path.read_bytes()
    with closing(sqlite3.connect(path)) as theirs:
        theirs.execute("PRAGMA journal_mode = WAL")
        theirs.execute("UPDATE chat SET title = 'New title'")
        theirs.commit()
        there = {entry.name: entry.read_bytes() for entry in folder.iterdir()}
        [tree], _ = read(path)
        assert {entry.name: entry.read_bytes() for entry in folder.iterdir()} == there
    assert tree.session.title == "New title"
    path.write_bytes(before)
    path.chmod(0o400)
    folder.chmod(0o500)
    try:
        [tree], _ = read(path)
    finally:
        folder.chmod(0o700)
    assert tree.session.title == "Trees"


def test_text_that_is_not_utf8_is_read(tmp_path: Path) -> None:
    path = database(tmp_path / "elia.sqlite", "elia_1_10.sql")
    change(path, "UPDATE message SET content = CAST(X'41FF42' AS TEXT) WHERE id = 2")
    [tree], _ = read(path)
    assert tree.messages[0].blocks == (text_block("A\ufffdB"),)


def test_what_a_rollback_journal_undoes_is_not_read(tmp_path: Path) -> None:
    path = database(tmp_path / "elia.sqlite", "elia_1_10.sql")
    change(path, "PRAGMA journal_mode=DELETE", "PRAGMA cache_size=1", "UPDATE chat SET archived=1")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size=1")
        connection.execute("PRAGMA cache_spill=1")
        connection.execute("BEGIN")
        connection.execute("UPDATE message SET content = 'never committed' || zeroblob(20000)")
        # As a program leaves it that was killed in the middle of a transaction.
        (tmp_path / "killed").mkdir()
        for one in (path, path.with_name(f"{path.name}-journal")):
            shutil.copyfile(one, tmp_path / "killed" / one.name)
        connection.execute("ROLLBACK")
    killed = tmp_path / "killed" / path.name
    assert b"never committed" in killed.read_bytes()
    before = {one.name: one.read_bytes() for one in killed.parent.iterdir()}
    [tree], _ = read(killed)
    assert tree.messages[0].blocks == (text_block("Name a tree"),)
    assert tree.session.archived
    assert {one.name: one.read_bytes() for one in killed.parent.iterdir()} == before
