"""`minimax-chat export` and `import`, through the real storage."""

from __future__ import annotations

import io
import json
from contextlib import closing
from pathlib import Path

import pytest

from minimax_tui.cli.main import main
from minimax_tui.domain.messages import Session
from minimax_tui.domain.session_tree import SessionTree
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.cli.conftest import Run
from tests.unit.exports.example import conversation, message, tree
from tests.unit.imports.importing import database, json_lines, written

WAIT_S = 10.0
ID = "0123456789abcdef"
KEY = "sk-secret-of-this-test"


def stored(home: Path) -> SqliteConversationStore:
    """The database of the home."""
    return SqliteConversationStore(home / "data" / "conversations.db")


def put(home: Path, *trees: SessionTree) -> None:
    with closing(stored(home)) as store:
        for one in trees:
            store.put_tree(one).result(WAIT_S)


def sessions(home: Path) -> list[Session]:
    with closing(stored(home)) as store:
        return store.sessions()


@pytest.fixture
def filled(home: Path) -> Path:
    """A home with one session."""
    put(home, conversation())
    return home


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("markdown", "---\ntitle:"),
        ("html", "<!DOCTYPE html>"),
        ("json", '{"format":"minimax-chat","version":1'),
        ("python", "# Sorting lists"),
    ],
)
def test_every_format_goes_to_stdout(filled: Path, run: Run, form: str, begins: str) -> None:
    assert filled
    done = run("export", "0123", "--format", form)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(begins)
    assert done.out.endswith("\n")
    assert run("export", "--format", form, "-o", "-").out == done.out


def test_parts_and_thinking(filled: Path, run: Run) -> None:
    assert filled
    assert "Another way." in run("export").out
    assert "Another way." not in run("export", "--branch").out
    turn = run("export", "--turn", "-1").out
    assert "Thanks" in turn
    assert "How do I sort" not in turn
    assert "Merge sort." in run("export").out
    assert "Merge sort." not in run("export", "--no-thinking").out
    first = run("export", "--format", "python", "--turn", "1").out
    assert "How do I sort" in first
    assert "Thanks" not in first


def test_what_is_not_there_is_told(filled: Path, run: Run) -> None:
    assert filled
    done = run("export", "--turn", "9")
    assert done.status == 1
    assert "There is no turn 9.\nThe session has 2 turns." in done.err
    assert run("export", "ffff").status == 1
    assert run("export", "--format", "pdf").status == 2


def test_there_is_no_session_yet(home: Path, run: Run) -> None:
    done = run("export")
    assert done.status == 1
    assert "There is no session yet." in done.err
    assert not (home / "data" / "conversations.db").exists()


def test_a_file_is_written_and_not_replaced_unasked(filled: Path, run: Run) -> None:
    path = filled / "x.md"
    done = run("export", "-o", str(path))
    assert (done.status, done.out) == (0, "")
    assert f"Written: {path}" in done.err
    first = path.read_text(encoding="utf-8")
    done = run("export", "--branch", "-o", str(path))
    assert done.status == 1
    assert "is there already" in done.err
    assert "--force" in done.err
    assert path.read_text(encoding="utf-8") == first
    assert run("export", "--branch", "-o", str(path), "--force").status == 0
    assert path.read_text(encoding="utf-8") != first


class Keyboard(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "replaced"), [("y\n", True), ("\n", False), ("", False)])
def test_a_person_is_asked(
    filled: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    replaced: bool,
) -> None:
    path = filled / "x.md"
    path.write_text("before")
    monkeypatch.setattr("sys.stdin", Keyboard(answer))
    assert main(["export", "-o", str(path)]) == (0 if replaced else 1)
    assert "Replace it?" in capsys.readouterr().err
    assert (path.read_text(encoding="utf-8") != "before") is replaced


def test_a_folder_gets_a_file_named_after_the_session(filled: Path, run: Run) -> None:
    folder = filled / "exports"
    folder.mkdir()
    assert run("export", "--format", "html", "-o", str(folder)).status == 0
    assert [entry.name for entry in folder.iterdir()] == ["sorting-lists-01234567.html"]


def test_no_key_is_in_any_export(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIMAX_API_KEY", KEY)
    kept = "sk-another-secret-kept"
    assert run("auth", "set", "--no-test", "--file", stdin=kept.encode()).status == 0
    said = {"type": "text", "text": f"It is {KEY}, or {kept}."}
    put(home, tree(message("p", None, "user", said)))
    for form in ("markdown", "html", "json", "python"):
        out = run("export", "--format", form).out
        assert "It is [key], or [key]." in out
        assert "secret" not in out


def test_an_export_comes_back_in_another_home(filled: Path, run: Run) -> None:
    path = filled / "x.json"
    run("export", "--format", "json", "-o", str(path))
    exported = path.read_bytes()
    with closing(stored(filled)) as store:
        store.delete_session(ID).result(WAIT_S)
    done = run("import", str(path))
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "x.json: an export of minimax-chat",
        "In it: 1 session, 7 messages.",
        "Stored: 1 new session; 7 new messages.",
    ]
    run("export", "--format", "json", "-o", str(path), "--force")
    assert path.read_bytes() == exported
    again = run("import", str(path)).out.splitlines()[-1]
    assert again == "Stored: 0 new sessions, 1 that was there already; 0 new messages."
    assert len(sessions(filled)) == 1


@pytest.mark.parametrize(
    "script", ["elia_1_10.sql", "oterm_0_26.sql", "llm_0_36.sql", "llm_0_26.sql"]
)
def test_databases_are_imported_once(home: Path, tmp_path: Path, run: Run, script: str) -> None:
    path = database(tmp_path / "theirs.db", script)
    assert run("import", str(path)).status == 0
    before = sessions(home)
    assert before
    assert run("import", str(path)).status == 0
    assert sessions(home) == before


def test_a_dry_run_stores_nothing(home: Path, tmp_path: Path, run: Run) -> None:
    path = written(tmp_path / "x.json", [{"role": "user", "content": "Hello"}])
    done = run("import", str(path), "--dry-run")
    assert done.status == 0
    assert done.out.endswith("Nothing was stored (--dry-run).\n")
    assert not (home / "data" / "conversations.db").exists()


def test_a_broken_file_is_refused_as_a_whole(home: Path, tmp_path: Path, run: Run) -> None:
    good = {"id": "c1", "mapping": {"a": {"message": None, "parent": None}}}
    path = written(tmp_path / "conversations.json", [good, {"id": "c2", "mapping": 7}])
    done = run("import", str(path))
    assert done.status == 1
    assert "conversation 2: it has no messages" in done.err
    assert "Nothing of the file was stored." in done.err
    assert done.out == ""
    assert not (home / "data" / "conversations.db").exists()


def test_what_is_left_out_is_counted(home: Path, tmp_path: Path, run: Run) -> None:
    assert home
    lines = [
        {
            "type": "user",
            "uuid": f"u{number}",
            "sessionId": "\x1b[31ms",
            "isSidechain": number > 0,
            "message": {"role": "user", "content": "Hi"},
        }
        for number in range(4)
    ]
    done = run("import", str(json_lines(tmp_path / "\x1bx.jsonl", lines)))
    assert "Left out:\n  3 × messages of subagents\n" in done.out
    assert "\x1b" not in done.out


def test_a_format_can_be_said(home: Path, tmp_path: Path, run: Run) -> None:
    assert home
    path = written(tmp_path / "x.json", [{"role": "user", "content": "Hello"}])
    assert run("import", str(path), "--format", "messages", "--dry-run").status == 0
    done = run("import", str(path), "--format", "chatgpt")
    assert done.status == 1
    assert "conversation 1" in done.err
    assert run("import", str(path), "--format", "word").status == 2


def test_foreign_models_are_not_asked_when_a_session_goes_on(
    home: Path, tmp_path: Path, run: Run
) -> None:
    run("import", str(database(tmp_path / "theirs.db", "elia_1_10.sql")))
    [session] = sessions(home)
    assert session.model is None
    script = run("export", session.id, "--format", "python").out
    assert "'model': 'MiniMax-M3'" in script
    exported = json.loads(run("export", session.id, "--format", "json").out)
    assert exported["sessions"][0]["messages"][1]["model"] == "gpt-4o"
