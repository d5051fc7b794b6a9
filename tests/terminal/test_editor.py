"""`$EDITOR` over the whole terminal while an answer streams: nothing waits for it."""

from __future__ import annotations

import shlex
import signal
from pathlib import Path

from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold
from tests.terminal.conftest import Launch
from tests.terminal.stored import stored_answers

TEXT = "Every word of this arrived behind the editor. " * 20 + "The very end."


def test_an_answer_arrives_while_the_editor_is_open(
    launch: Launch,
    simulator: Simulator,
    endpoint: tuple[str, str],
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    go_on, editor = tmp_path / "go-on", tmp_path / "editor"
    editor.write_text(
        "#!/bin/sh\n"
        'echo "EDITOR HAS: $(cat "$1")"\n'
        f"while [ ! -e {shlex.quote(str(go_on))} ]; do sleep 0.05; done\n"
        "printf 'written in the editor' > \"$1\"\n"
    )
    editor.chmod(0o700)
    environment["EDITOR"] = str(editor)
    hold = Hold(4)
    simulator.script([{"type": "text", "text": TEXT}], chunk_sizes=20, hold=hold)

    terminal = launch(*endpoint)
    terminal.wait_for("Message MiniMax-M3…")
    terminal.type("Go")
    terminal.key("enter")
    terminal.wait_until(hold.reached.is_set, "the beginning of the answer")
    terminal.type("a draft")
    terminal.wait_for("a draft")
    terminal.key("ctrl+g")
    terminal.wait_for("EDITOR HAS: a draft")
    hold.release()
    terminal.wait_until(
        lambda: any(answer.state == "complete" for answer in stored_answers(tmp_path)),
        "the whole answer, in the database",
    )
    (answer,) = stored_answers(tmp_path)
    assert answer.text == TEXT

    go_on.touch()
    terminal.wait_for("written in the editor")
    terminal.wait_for(r"The very end\.")
    assert "a draft" not in terminal.text()


def waiting_editor(folder: Path, go_on: Path, end: str) -> str:
    """An editor that shows what it was given, waits for a file, and ends with a command."""
    editor = folder / "editor"
    editor.write_text(
        "#!/bin/sh\n"
        'echo "EDITOR HAS: $(cat "$1")"\n'
        f"while [ ! -e {shlex.quote(str(go_on))} ]; do sleep 0.05; done\n"
        f"{end}\n"
    )
    editor.chmod(0o700)
    return str(editor)


def test_nothing_is_drawn_over_the_editor_and_turns_follow_one_another(
    launch: Launch,
    simulator: Simulator,
    endpoint: tuple[str, str],
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    go_on = tmp_path / "go-on"
    environment["EDITOR"] = waiting_editor(tmp_path, go_on, "echo EDITOR ENDS; exit 3")
    hold = Hold(4)
    simulator.script([{"type": "text", "text": TEXT}], chunk_sizes=20, hold=hold)
    simulator.script([{"type": "text", "text": "The second answer."}])

    terminal = launch(*endpoint)
    terminal.wait_for("Message MiniMax-M3…")
    terminal.type("Go")
    terminal.key("enter")
    terminal.wait_until(hold.reached.is_set, "the beginning of the answer")
    terminal.type("And then")
    terminal.key("enter")
    terminal.wait_for("1 prompt waits")
    terminal.type("a draft")
    terminal.wait_for("a draft")
    terminal.key("ctrl+g")
    terminal.wait_for("EDITOR HAS: a draft")
    before = len(terminal.chunks)
    hold.release()
    terminal.wait_until(
        lambda: [answer.state for answer in stored_answers(tmp_path)] == ["complete"] * 2,
        "both answers, in the database",
    )
    # More frames than Textual's queue of writes would take.
    terminal.resize(118, 35)
    terminal.pump()
    assert terminal.raw(before) == b"", "the editor has the terminal alone"
    go_on.touch()
    terminal.wait_for("The editor could not be used")
    assert b"EDITOR ENDS" in terminal.raw(before)
    terminal.wait_for("The answer in “Go” is there")
    terminal.wait_for(r"The very end\.")
    terminal.wait_for(r"The second answer\.")
    terminal.wait_for("^ *a draft *$")
    terminal.type(" goes on")
    terminal.wait_for("^ *a draft goes on *$")
    assert not terminal.echoes()
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0


def test_the_loop_lives_while_the_editor_is_open(
    launch: Launch, environment: dict[str, str], tmp_path: Path
) -> None:
    go_on = tmp_path / "go-on"
    environment["EDITOR"] = waiting_editor(tmp_path, go_on, ":")
    terminal = launch("--demo")
    terminal.wait_for("Message MiniMax-M3…")
    terminal.type("a draft")
    terminal.wait_for("a draft")
    terminal.key("ctrl+g")
    terminal.wait_for("EDITOR HAS: a draft")
    terminal.signal(signal.SIGTERM)
    # By its own loop: the end without it would wait 2 s first, and say so in the log.
    assert terminal.wait_exit() == 128 + signal.SIGTERM
    logs = "".join(path.read_text() for path in tmp_path.rglob("*.log"))
    assert "did not end in time" not in logs
    assert terminal.echoes()
