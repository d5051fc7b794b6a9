"""However the program ends: what came is stored, the draft is kept, the terminal is as it was."""

from __future__ import annotations

import os
import re
import shlex
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold
from tests.terminal.conftest import Launch
from tests.terminal.environment import PROGRAM
from tests.terminal.pty_terminal import Terminal
from tests.terminal.stored import databases, stored_answers

COMPOSER = "Message MiniMax-M3…"
# Mouse, focus reports, paste, window size and synchronized output.
SWITCHED_MODES = {1000, 1002, 1003, 1004, 1006, 1015, 1016, 2004, 2026, 2048}
# One character an event; message_start, ping and content_block_start come before.
BEFORE_DELTAS = 3
TEXT = "Oak comes before pine in the list."
SECRET = "sk-very-distinctive-8c1f0d"


def assert_sane(terminal: Terminal) -> None:
    """The terminal is as a shell expects it."""
    assert not terminal.screen.on_alternate
    assert 25 in terminal.screen.modes, "the cursor is shown"
    assert not terminal.screen.modes & SWITCHED_MODES
    assert terminal.echoes(), "line by line, with echo"


def drafts(home: Path) -> list[str]:
    """The drafts in the databases below a home."""
    found: list[str] = []
    for path in databases(home):
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            found += [text for (text,) in connection.execute("SELECT text FROM drafts")]
    return found


def in_the_middle_of_an_answer(
    terminal: Terminal, simulator: Simulator, prompt: str = "Name four trees"
) -> None:
    """Sends a prompt; 15 characters of its answer have come, then nothing more comes."""
    simulator.script([{"type": "text", "text": TEXT}], chunk_sizes=1, hold=Hold(BEFORE_DELTAS + 15))
    terminal.wait_for(COMPOSER)
    terminal.type(prompt)
    terminal.key("enter")
    terminal.wait_for(re.escape(TEXT[:15]))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(
    launch: Launch,
    simulator: Simulator,
    endpoint: tuple[str, str],
    tmp_path: Path,
    number: signal.Signals,
) -> None:
    terminal = launch(*endpoint)
    in_the_middle_of_an_answer(terminal, simulator)
    terminal.type("half a thought")
    terminal.wait_for("half a thought")
    terminal.signal(number)
    assert terminal.wait_exit(timeout_s=8) == 128 + number
    assert_sane(terminal)
    assert "Resume with: minimax-chat --resume" in terminal.text()
    assert "Traceback" not in terminal.text()
    assert [(answer.state, answer.text) for answer in stored_answers(tmp_path)] == [
        ("interrupted", TEXT[:15])
    ]
    assert drafts(tmp_path) == ["half a thought"]


def test_what_was_typed_just_before_the_signal_is_kept(launch: Launch, tmp_path: Path) -> None:
    terminal = launch("--demo")
    terminal.wait_for(COMPOSER)
    terminal.type("only just typed")
    terminal.wait_bytes(b"typed")
    terminal.signal(signal.SIGTERM)
    assert terminal.wait_exit(timeout_s=8) == 128 + signal.SIGTERM
    assert drafts(tmp_path) == ["only just typed"]


@pytest.mark.parametrize("ignored", [False, True], ids=["SIGHUP", "SIGHUP ignored, as by nohup"])
def test_a_terminal_that_is_closed_ends_it(
    environment: dict[str, str],
    simulator: Simulator,
    endpoint: tuple[str, str],
    tmp_path: Path,
    ignored: bool,
) -> None:
    start = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    arguments: list[str | Path] = [PROGRAM, *endpoint]
    if ignored:
        arguments = [PROGRAM.with_name("python"), "-c", start, *arguments]
    with Terminal(arguments, env=environment, cwd=tmp_path) as terminal:
        in_the_middle_of_an_answer(terminal, simulator)
        terminal.type("half a thought")
        terminal.wait_for("half a thought")
        terminal.hang_up()
        assert terminal.wait_exit(timeout_s=5) == 128 + signal.SIGHUP
        used_s = terminal.cpu_s()
    assert used_s < 5.0, "it did not spin"
    assert [(answer.state, answer.text) for answer in stored_answers(tmp_path)] == [
        ("interrupted", TEXT[:15])
    ]
    assert drafts(tmp_path) == ["half a thought"]


def test_a_terminal_that_reads_nothing_does_not_keep_it_from_ending(
    launch: Launch, environment: dict[str, str], tmp_path: Path
) -> None:
    environment["MINIMAX_API_KEY"] = "sk-simulated"
    with Simulator(tokens_per_s=4_000, first_token_s=0.05) as simulator:
        simulator.script([{"type": "text", "text": "word " * 200_000}], chunk_sizes=40)
        terminal = launch("--base-url", simulator.base_url)
        terminal.wait_for(COMPOSER)
        terminal.type("Many words")
        terminal.key("enter")
        terminal.wait_for("word word")
        terminal.wait_until(
            lambda: any(len(answer.text) > 30_000 for answer in stored_answers(tmp_path)),
            "more than the terminal takes",
            reading=False,
        )
        terminal.signal(signal.SIGTERM)
        terminal.wait_until(lambda: terminal.poll() is not None, "the end", 10, reading=False)
    assert terminal.poll() == 128 + signal.SIGTERM
    while terminal.pump():
        pass
    assert_sane(terminal)
    (answer,) = stored_answers(tmp_path)
    assert answer.state == "interrupted"
    assert len(answer.text) > 30_000


def crashing(where: str) -> list[str | Path]:
    """The program with a fault in it: `where` is replaced by a function that fails."""
    module, _, name = where.rpartition(".")
    owner, _, cls = module.rpartition(".")
    return [
        PROGRAM.with_name("python"),
        "-c",
        "import sys\n"
        "from minimax_tui.cli.main import main\n"
        f"from {owner} import {cls} as owner\n"
        "def broken(self, *arguments, **options):\n"
        "    words = self.composer.text if hasattr(self, 'composer') else 'no words'\n"
        "    raise ValueError('a fault: ' + words)\n"
        f"owner.{name} = broken\n"
        "sys.exit(main(sys.argv[1:]))",
    ]


def test_a_fault_of_our_own_is_said_shortly(
    environment: dict[str, str], simulator: Simulator, endpoint: tuple[str, str], tmp_path: Path
) -> None:
    environment["MINIMAX_API_KEY"] = SECRET
    command = crashing("minimax_tui.ui.screens.chat.ChatScreen.action_help_open")
    with Terminal([*command, *endpoint], env=environment, cwd=tmp_path) as terminal:
        in_the_middle_of_an_answer(terminal, simulator)
        terminal.type("half a thought")
        terminal.wait_for("half a thought")
        terminal.key("f1")
        assert terminal.wait_exit() == 1
        assert_sane(terminal)
        said = terminal.text().strip()
    assert "fault in the program itself" in said
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 5
    (log,) = tmp_path.rglob("minimax-chat.log")
    assert str(log) in said.replace("\n", "")
    assert log.stat().st_mode & 0o777 == 0o600
    written = log.read_text()
    assert "ValueError" in written
    assert " in broken" in written
    for text in ("half a thought", "Name four trees", TEXT[:15], SECRET):
        assert text not in written
    assert [(answer.state, answer.text) for answer in stored_answers(tmp_path)] == [
        ("interrupted", TEXT[:15])
    ]
    assert drafts(tmp_path) == ["half a thought"]


def test_a_fault_before_the_first_screen_is_said_shortly(
    environment: dict[str, str], tmp_path: Path
) -> None:
    command = crashing("minimax_tui.ui.app.ChatApp.get_default_screen")
    with Terminal([*command, "--demo"], env=environment, cwd=tmp_path) as terminal:
        assert terminal.wait_exit() == 1
        assert_sane(terminal)
        assert "fault in the program itself" in terminal.text()
        assert "Traceback" not in terminal.text()


@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP])
def test_stopped_and_gone_on(
    launch: Launch,
    simulator: Simulator,
    endpoint: tuple[str, str],
    tmp_path: Path,
    number: signal.Signals,
) -> None:
    hold = Hold(BEFORE_DELTAS + 15)
    simulator.script([{"type": "text", "text": TEXT}], chunk_sizes=1, hold=hold)
    terminal = launch(*endpoint)
    terminal.wait_for(COMPOSER)
    terminal.type("Name four trees")
    terminal.key("enter")
    terminal.wait_for(re.escape(TEXT[:15]))
    terminal.signal(number)
    terminal.wait_until(terminal.is_stopped, "the stop")
    if number == signal.SIGTSTP:
        while terminal.pump():
            pass
        assert_sane(terminal)
    hold.release()
    since = len(terminal.chunks)
    terminal.signal(signal.SIGCONT)
    terminal.wait_bytes(b"\x1b[?1049h", since)
    terminal.wait_for("❯ Name four trees")
    terminal.wait_for(re.escape(TEXT))
    assert not terminal.echoes()
    terminal.type("still alive")
    terminal.wait_for("still alive")
    terminal.key("ctrl+z")  # undo, no stop
    terminal.wait_gone("still alive")
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert_sane(terminal)
    assert [answer.text for answer in stored_answers(tmp_path)] == [TEXT]


def test_going_on_without_a_stop_changes_nothing(launch: Launch) -> None:
    terminal = launch("--demo")
    terminal.wait_for(COMPOSER)
    for _ in range(3):
        terminal.signal(signal.SIGCONT)
    terminal.type("each key once")
    terminal.wait_for("^ *each key once$")
    threads = len(os.listdir(f"/proc/{terminal.pid}/task")) if os.path.isdir("/proc/self") else 0
    assert threads < 12
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert_sane(terminal)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_while_the_editor_is_open(
    launch: Launch, environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    go_on, editor = tmp_path / "go-on", tmp_path / "editor"
    editor.write_text(
        "#!/bin/sh\n"
        'draft=$(cat "$1")\n'
        "printf 'saved in the editor' > \"$1\"\n"
        'echo "EDITOR HAS: $draft"\n'
        f"while [ ! -e {shlex.quote(str(go_on))} ]; do sleep 0.05; done\n"
        "printf 'written in the editor' > \"$1\"\n"
    )
    editor.chmod(0o700)
    environment["EDITOR"] = str(editor)
    terminal = launch("--demo")
    terminal.wait_for(COMPOSER)
    terminal.type("a draft")
    terminal.wait_for("a draft")
    terminal.key("ctrl+g")
    terminal.wait_for("EDITOR HAS: a draft")
    terminal.signal(number)
    if number == signal.SIGTERM:
        assert terminal.wait_exit(timeout_s=8) == 128 + signal.SIGTERM
        assert drafts(tmp_path) == ["saved in the editor"]
        go_on.touch()
    else:  # ctrl+c in the editor is the editor's
        go_on.touch()
        terminal.wait_for("written in the editor")
        terminal.key("ctrl+q")
        assert terminal.wait_exit() == 0
    assert_sane(terminal)


def test_a_signal_before_the_screen_is_there(launch: Launch, tmp_path: Path) -> None:
    path = tmp_path / "chat" / "data" / "conversations.db"
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        terminal = launch("--continue")
        terminal.wait_for("Waiting for it")
        assert not terminal.echoes(), "what is typed early is for the composer"
        terminal.signal(signal.SIGTERM)
        # The database's own wait, 5 s, is over first.
        assert terminal.wait_exit(timeout_s=12) == 128 + signal.SIGTERM
    assert_sane(terminal)
