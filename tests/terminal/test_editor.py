"""`$EDITOR` over the whole terminal while an answer streams: nothing waits for it."""

from __future__ import annotations

import shlex
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
