"""`-p` as a process of its own: signals, and pipes that somebody closes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold
from tests.terminal.environment import clean_environment
from tests.terminal.stored import stored_messages

WAIT_S = 30.0
BEFORE_DELTAS = 3  # message_start, ping, content_block_start


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator(tokens_per_s=0, seed=1) as simulator:
        yield simulator


def start(
    home: Path, simulator: Simulator, *arguments: str, runs: tuple[str, ...] = ("-m", "minimax_tui")
) -> subprocess.Popen[bytes]:
    """Starts the program without a terminal."""
    environment = clean_environment(home) | {"MINIMAX_API_KEY": "sk-simulated"}
    return subprocess.Popen(
        [sys.executable, *runs, "--base-url", simulator.base_url, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_ctrl_c_stops_the_answer_and_keeps_it(simulator: Simulator, tmp_path: Path) -> None:
    simulator.script(
        [{"type": "text", "text": "An oak."}], chunk_sizes=1, hold=Hold(BEFORE_DELTAS + 5)
    )
    with start(tmp_path, simulator, "-p", "Name a tree") as process:
        assert process.stdout is not None
        assert process.stdout.read(5) == b"An oa"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=WAIT_S)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert [(message.state, message.text) for message in stored_messages(tmp_path)] == [
        ("complete", "Name a tree"),
        ("interrupted", "An oa"),
    ]
    assert simulator.requests[0].finished.wait(WAIT_S)
    assert simulator.requests[0].outcome == "disconnected"


def test_a_reader_that_goes_away_stops_the_answer(simulator: Simulator, tmp_path: Path) -> None:
    hold = Hold(BEFORE_DELTAS + 5)
    simulator.script(
        [{"type": "text", "text": "An oak. " * 2000}], chunk_sizes=[1, 1, 1, 1, 1, 500], hold=hold
    )
    with start(tmp_path, simulator, "-p", "Name a tree") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(5) == b"An oa"
        process.stdout.close()
        hold.release()
        err = process.stderr.read()
        process.wait(WAIT_S)
    assert (process.returncode, err) == (141, b"")
    states = [message.state for message in stored_messages(tmp_path)]
    assert states[0] == "complete"
    assert states[1] in ("interrupted", "complete")


def test_a_headless_answer_loads_no_screen(simulator: Simulator, tmp_path: Path) -> None:
    simulator.script([{"type": "text", "text": "Oak."}])
    probe = (
        "import sys, json; from minimax_tui.cli.main import main; status = main(sys.argv[1:]); "
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr); sys.exit(status)"
    )
    with start(tmp_path, simulator, "-p", "Name a tree", runs=("-c", probe)) as process:
        out, err = process.communicate(timeout=WAIT_S)
    assert (process.returncode, out) == (0, b"Oak.\n")
    loaded = {name.split(".")[0] for name in json.loads(err)}
    assert "anthropic" in loaded
    assert not loaded & {"textual", "rich", "markdown_it", "pygments"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_answer_and_keeps_it(
    simulator: Simulator, tmp_path: Path, number: signal.Signals
) -> None:
    simulator.script(
        [{"type": "text", "text": "An oak."}], chunk_sizes=1, hold=Hold(BEFORE_DELTAS + 5)
    )
    with start(tmp_path, simulator, "-p", "Name a tree") as process:
        assert process.stdout is not None
        assert process.stdout.read(5) == b"An oa"
        process.send_signal(number)
        out, err = process.communicate(timeout=WAIT_S)
    assert (process.returncode, out, err) == (128 + number, b"", b"")
    assert [(message.state, message.text) for message in stored_messages(tmp_path)] == [
        ("complete", "Name a tree"),
        ("interrupted", "An oa"),
    ]


def test_a_fault_of_our_own_is_said_shortly(simulator: Simulator, tmp_path: Path) -> None:
    broken = (
        "import sys\n"
        "from minimax_tui.cli import headless\n"
        "from minimax_tui.cli.main import main\n"
        "def fail(*arguments): raise ValueError('Name a tree')\n"
        "headless.options_for = fail\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    with start(tmp_path, simulator, "-p", "Name a tree", runs=("-c", broken)) as process:
        out, err = process.communicate(timeout=WAIT_S)
    assert (process.returncode, out) == (1, b"")
    assert b"fault in the program itself" in err
    assert b"Traceback" not in err
    (log,) = tmp_path.rglob("minimax-chat.log")
    assert str(log).encode() in err
    assert "ValueError" in log.read_text()
    assert "Name a tree" not in log.read_text()


def test_a_fault_before_there_is_a_log_is_in_it_all_the_same(
    simulator: Simulator, tmp_path: Path
) -> None:
    broken = (
        "import sys\n"
        "from minimax_tui.cli import auth\n"
        "from minimax_tui.cli.main import main\n"
        "def fail(*arguments): raise ValueError('Name a tree')\n"
        "auth.run_auth = fail\n"
        "sys.exit(main(['auth']))"
    )
    with start(tmp_path, simulator, runs=("-c", broken)) as process:
        _, err = process.communicate(timeout=WAIT_S)
    assert process.returncode == 1
    assert b"Traceback" not in err
    (log,) = tmp_path.rglob("minimax-chat.log")
    assert str(log).encode() in err
    assert "ValueError" in log.read_text()
