"""Which modules each way of starting really loads, seen in fresh interpreters."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from minimax_tui.simulator.server import Simulator
from tests.architecture.imports import ROOT, files_of, is_within
from tests.terminal.environment import clean_environment
from tests.terminal.pty_terminal import Terminal

HEAVY = ("anthropic", "httpx2", "textual", "rich", "markdown_it", "pygments", "sqlite3", "asyncio")

# Runs the program and writes the names of all modules loaded to the file given first.
RUN_AND_LIST = """
import json, sys
names, sys.argv = sys.argv[1], ["minimax-chat", *sys.argv[2:]]
from minimax_tui.cli.main import main
status = main()
with open(names, "w") as file:
    json.dump(sorted(sys.modules), file)
sys.exit(status)
"""

# Runs the program and writes each module's name, and the monotonic time of its import, to a file.
RUN_AND_TIME = """
import sys, time
log = open(sys.argv[1], "a", buffering=1)
sys.argv[:2] = ["minimax-chat"]
def note(event, arguments):
    if event == "import":
        log.write(f"{time.monotonic()} {arguments[0]}\\n")
sys.addaudithook(note)
from minimax_tui.cli.main import main
sys.exit(main())
"""


def loaded(environment: dict[str, str], code: str, *arguments: str) -> str:
    """Standard output of a fresh interpreter that ran this code."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=50,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def found(modules: list[str], packages: tuple[str, ...]) -> list[str]:
    """Those of the packages that are among the modules."""
    return [package for package in packages if any(is_within(one, package) for one in modules)]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A clean environment with a key for the simulator."""
    return clean_environment(tmp_path) | {"MINIMAX_API_KEY": "sk-simulated"}


@pytest.mark.parametrize(
    "module", ["minimax_tui", "minimax_tui.cli.main", "minimax_tui.domain.ports"]
)
def test_importing_loads_nothing_heavy(environment: dict[str, str], module: str) -> None:
    code = f"import {module}, json, sys; print(json.dumps(sorted(sys.modules)))"
    modules = json.loads(loaded(environment, code))
    assert module in modules
    assert found(modules, HEAVY) == []


def test_the_modules_of_the_api_do_not_load_the_sdk(environment: dict[str, str]) -> None:
    names = [path.stem for path in files_of("api") if path.stem != "__init__"]
    imports = "\n".join(f"import minimax_tui.api.{name}" for name in names)
    code = f"{imports}\nimport json, sys; print(json.dumps(sorted(sys.modules)))"
    assert found(json.loads(loaded(environment, code)), ("anthropic", "httpx2", "pydantic")) == []


def test_a_headless_answer_needs_no_screen(environment: dict[str, str], tmp_path: Path) -> None:
    names = tmp_path / "modules.json"
    with Simulator(tokens_per_s=0) as simulator:
        simulator.script([{"type": "text", "text": "An oak."}])
        arguments = (str(names), "--base-url", simulator.base_url, "-p", "Name a tree")
        assert loaded(environment, RUN_AND_LIST, *arguments) == "An oak.\n"
    modules = json.loads(names.read_text())
    assert "anthropic" in modules
    assert found(modules, ("textual", "rich", "markdown_it", "pygments", "minimax_tui.ui")) == []


def test_the_first_screen_is_drawn_before_the_sdk_is_loaded(
    environment: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "imports"
    argv = [sys.executable, "-c", RUN_AND_TIME, str(log), "--demo"]
    with Terminal(argv, env=environment, cwd=ROOT) as terminal:
        # The cursor stands on the first letter, so the style changes after it.
        drawn_s = terminal.wait_bytes(b"essage MiniMax-M3")
        terminal.wait_for("Message MiniMax-M3…")
        terminal.key("ctrl+q")
        assert terminal.wait_exit() == 0
    times = [line.split(" ", 1) for line in log.read_text().splitlines()]
    before = [name for at_s, name in times if float(at_s) <= drawn_s]
    assert "textual" in before
    unwanted = ("anthropic", "httpx2", "pydantic", "minimax_tui.simulator")
    assert found(before, unwanted) == []
