"""`minimax-chat sessions`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from minimax_tui.cli.main import main
from minimax_tui.domain.widths import cell_width
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.storage.making import WAIT_S, a_message, a_session


@pytest.fixture(autouse=True)
def _stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIMAX_CHAT_HOME", str(tmp_path))
    store = SqliteConversationStore(tmp_path / "data" / "conversations.db")
    for at, (id_, title) in enumerate([("aa", "Lists"), ("bb", "数据 \x1b[31m"), ("cc", "Old")]):
        store.add_session(a_session(id_, title, at=1_790_000_000.0 + at))
        store.add_message(
            a_message(f"{id_}1", session=id_, blocks=[{"type": "text", "text": f"words of {id_}"}])
        ).result(WAIT_S)
    store.arrange_sessions(["cc"], archived=True).result(WAIT_S)
    store.close()


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    main(["sessions", "--json", *arguments])
    return json.loads(capsys.readouterr().out)


def test_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["bb", "aa"]
    assert "\x1b" not in "".join(lines)


def test_chosen_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert [one["id"] for one in as_json(capsys)] == ["bb", "aa"]
    assert [one["id"] for one in as_json(capsys, "--archived")] == ["cc"]
    assert as_json(capsys, "--trash") == []
    assert [one["id"] for one in as_json(capsys, "lis")] == ["aa"]
    assert [one["id"] for one in as_json(capsys, "--sort", "title")] == ["aa", "bb"]
    [one] = as_json(capsys, "--limit", "1")
    assert (one["title_by"], one["turns"], one["pinned"]) == ("prompt", 1, False)
    assert main(["sessions", "--trash"]) == 0
    assert "There is no such session." in capsys.readouterr().out


def test_a_search(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", "--search", "words session:aa"]) == 0
    said = capsys.readouterr().out
    assert "[words] of aa" in said
    assert "bb" not in said
    found = as_json(capsys, "--search", "words")
    assert (found["count"], found["indexed"]) == (3, 1.0)
    passage = found["passages"][0]
    start, end = passage["marks"][0]
    assert passage["excerpt"][start:end] == "words"


def test_nothing_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", "--search", "nowhere"]) == 1
    assert "Nothing like that was said." in capsys.readouterr().out


def test_no_session_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINIMAX_CHAT_HOME", str(tmp_path / "empty"))
    assert main(["sessions"]) == 1
    assert "There is no session yet." in capsys.readouterr().err


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
def test_lines_fit_the_terminal(
    width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = SqliteConversationStore(tmp_path / "data" / "conversations.db")
    store.add_session(a_session("0123456789abcdef", "很长的标题" * 20, at=1_790_000_100.0))
    said = "before it " * 30 + "needle " + "behind it " * 30
    message = a_message("m", session="0123456789abcdef", blocks=[{"type": "text", "text": said}])
    store.add_message(message).result(WAIT_S)
    store.close()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", str(width))
    for words in ([], ["--search", "needle"]):
        main(["sessions", *words])
        lines = capsys.readouterr().out.splitlines()
        assert lines
        assert all(cell_width(line) <= width for line in lines)
        assert lines[0].startswith("0123456789abcdef")
    assert "[needle]" in lines[1]
