"""A chat that is not saved, in the real program: nothing of it is in any file, logs included."""

from __future__ import annotations

from pathlib import Path

from minimax_tui.simulator.server import Simulator
from tests.terminal.conftest import Launch

WORDS = ("SECRETPROMPT", "SECRETANSWER", "SECRETDRAFT", "SECRETEDITED")


def test_nothing_is_in_any_file(
    launch: Launch,
    simulator: Simulator,
    endpoint: tuple[str, str],
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nprintf ' SECRET%s' EDITED >> \"$1\"\n")
    editor.chmod(0o700)
    environment["EDITOR"] = str(editor)
    simulator.script([{"type": "text", "text": "It is SECRETANSWER."}])
    terminal = launch(*endpoint)
    terminal.wait_for("Message MiniMax-M3…")
    terminal.type("/nosave")
    terminal.key("enter")
    terminal.wait_for("not saved")
    terminal.type("SECRETPROMPT")
    terminal.key("enter")
    terminal.wait_for("SECRETANSWER")
    terminal.type("SECRETDRAFT")
    terminal.wait_for("SECRETDRAFT")
    terminal.key("ctrl+g")
    terminal.wait_for("SECRETEDITED")
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert "--resume" not in terminal.text()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    assert [
        (path.name, word) for path in files for word in WORDS if word.encode() in path.read_bytes()
    ] == []


def test_the_second_window_is_asked(launch: Launch) -> None:
    first = launch("--demo")
    first.wait_for("Message MiniMax-M3…")
    first.type("What can this program do?")
    first.key("enter")
    first.wait_for("tok/s")
    second = launch("--demo", "--continue")
    second.wait_for("is open in another window")
    second.type("read")
    second.key("enter")
    second.wait_for("Read-only: this session is open in another window")
    first.key("escape")
    first.key("ctrl+q")
    first.wait_exit()
    second.wait_for("you can *$|closed this session")
    second.wait_for("Message MiniMax-M3…")
    second.key("ctrl+q")
    assert second.wait_exit() == 0
