"""The key is in nothing that the program writes, and goes to no host that it is not meant for."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from minimax_tui.simulator.faults import NAMED
from minimax_tui.simulator.server import Simulator
from tests.terminal.conftest import Launch
from tests.terminal.environment import PROGRAM
from tests.terminal.pty_terminal import Terminal
from tests.terminal.test_ends import crashing

COMPOSER = "Message MiniMax-M3…"
KEY = "sk-api-Zq7distinctive-0f3b9c-never-to-be-written"
# What a careless program would write: the key, its parts, and what a header makes of it.
PARTS = (KEY, "Zq7distinctive", "never-to-be-written")
FOREIGN_KEY = "sk-ant-api03-Zq7distinctive-not-for-minimax"


def find_secret(folder: Path, *more: bytes) -> list[str]:
    """The files below `folder`, and pieces of output, that hold a part of the key."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found += [f"{path.name}: {part}" for part in PARTS if part.encode() in data]
    for number, output in enumerate(more):
        found += [f"output {number}: {part}" for part in PARTS if part.encode() in output]
    return found


def command_line(pid: int) -> bytes:
    """How every user of the machine sees the process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture
def keyed(environment: dict[str, str], simulator: Simulator) -> dict[str, str]:
    assert simulator is not None
    environment["MINIMAX_API_KEY"] = KEY
    return environment


def say(terminal: Terminal, prompt: str, answer: str) -> None:
    terminal.wait_for(COMPOSER)
    terminal.type(prompt)
    terminal.key("enter")
    terminal.wait_for(answer)
    terminal.wait_for(COMPOSER)


def test_a_whole_session_writes_no_key(
    keyed: dict[str, str],
    launch: Launch,
    simulator: Simulator,
    endpoint: tuple[str, str],
    tmp_path: Path,
) -> None:
    simulator.script([{"type": "text", "text": "A fine answer."}])
    terminal = launch(*endpoint)
    say(terminal, "hello", "A fine answer")
    seen = command_line(terminal.pid)
    for fault in ("401", "cut"):
        simulator.fail_next(fault)
        terminal.type(f"with {fault}")
        terminal.key("enter")
        terminal.wait_until(
            lambda: simulator.requests[-1].finished.is_set(), "the end of the request"
        )
        terminal.wait_for(COMPOSER)
    terminal.key("f2")
    terminal.wait_for("(?i)settings")
    terminal.key("escape")
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert any(request.key_is(KEY) for request in simulator.requests), "the key was used"

    # A fault of our own, in the middle of it.
    command = crashing("minimax_tui.ui.screens.chat.ChatScreen.action_help_open")
    with Terminal([*command, *endpoint], env=keyed, cwd=tmp_path) as crashed:
        crashed.wait_for(COMPOSER)
        crashed.key("f1")
        assert crashed.wait_exit() == 1
        raw = crashed.raw()
    assert list(tmp_path.rglob("minimax-chat.log")), "there is a log to look at"
    assert find_secret(tmp_path, terminal.raw(), raw, seen) == []
    written = [path for path in (tmp_path / "chat").rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o077 for path in written} == {0}, "only the owner reads it"


@pytest.mark.usefixtures("keyed")
def test_a_run_without_a_screen_writes_no_key(
    environment: dict[str, str], simulator: Simulator, tmp_path: Path
) -> None:
    outputs: list[bytes] = []
    for fault in ("401", "cut"):
        simulator.fail_next(fault)
        done = subprocess.run(
            [PROGRAM, "--base-url", simulator.base_url, "-p", "hello"],
            env=environment,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 1
        outputs += [done.stdout, done.stderr]
    for url in ("not an address", f"http://{KEY}@127.0.0.1:9/x"):
        done = subprocess.run(
            [PROGRAM, "--base-url", url, "-p", "hello"],
            env=environment,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode != 0
        if KEY not in url:
            outputs += [done.stdout, done.stderr]
    assert find_secret(tmp_path, *outputs) == []


def refuse_once(simulator: Simulator) -> None:
    """The next request that tries a key is answered with 401."""
    simulator.fail_next(replace(NAMED["401"], route="models"))


def test_a_key_given_on_the_screen_is_in_the_credentials_file_alone(
    environment: dict[str, str],
    simulator: Simulator,
    launch: Launch,
    endpoint: tuple[str, str],
    tmp_path: Path,
) -> None:
    environment.pop("MINIMAX_API_KEY")
    credentials = tmp_path / "chat" / "config" / "credentials.toml"
    terminal = launch(*endpoint)
    terminal.wait_for("Welcome to minimax-chat")
    refuse_once(simulator)
    terminal.paste(KEY)
    terminal.key("enter")
    terminal.wait_for("did not accept")
    assert find_secret(tmp_path) == [], "a key that was refused is kept nowhere"
    terminal.key("enter")
    terminal.wait_gone("Welcome to minimax-chat")
    simulator.script([{"type": "text", "text": "A fine answer."}])
    say(terminal, "hello", "A fine answer")
    seen = command_line(terminal.pid)
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert simulator.requests[-1].key_is(KEY)

    # A fault of our own, with the dialog open and another key in it.
    command = crashing("minimax_tui.ui.screens.first_run.FirstRun._connect")
    with Terminal([*command, *endpoint], env=environment, cwd=tmp_path) as crashed:
        crashed.wait_for(COMPOSER)
        crashed.type("/key")
        crashed.key("enter")
        crashed.wait_for("Add an account")
        crashed.paste(KEY)
        crashed.key("enter")
        assert crashed.wait_exit() == 1
        raw = crashed.raw()
    assert KEY in credentials.read_text()
    assert credentials.stat().st_mode & 0o777 == 0o600
    credentials.unlink()
    assert find_secret(tmp_path, terminal.raw(), raw, seen) == []
    written = [path for path in (tmp_path / "chat").rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o077 for path in written} == {0}, "only the owner reads it"


def test_auth_writes_the_key_into_the_credentials_file_alone(
    environment: dict[str, str], simulator: Simulator, tmp_path: Path
) -> None:
    environment.pop("MINIMAX_API_KEY")
    refuse_once(simulator)
    outputs: list[bytes] = []
    statuses: list[int] = []
    for arguments in (
        ["set", "work", "--base-url", simulator.base_url],
        ["set", "work", "--base-url", simulator.base_url],
        ["status"],
        ["list"],
        ["use", "nobody"],
    ):
        done = subprocess.run(
            [PROGRAM, "auth", *arguments],
            env=environment,
            input=f"{KEY}\n".encode(),
            capture_output=True,
            timeout=60,
            check=False,
        )
        statuses.append(done.returncode)
        outputs += [done.stdout, done.stderr]
    assert statuses == [1, 0, 0, 0, 2]
    credentials = tmp_path / "chat" / "config" / "credentials.toml"
    assert KEY in credentials.read_text()
    credentials.unlink()
    assert find_secret(tmp_path, *outputs) == []


@pytest.mark.parametrize("variable", ["MINIMAX_API_KEY", "ANTHROPIC_API_KEY"])
def test_a_key_of_another_service_reaches_no_host(
    environment: dict[str, str], simulator: Simulator, tmp_path: Path, variable: str
) -> None:
    environment.pop("MINIMAX_API_KEY")
    environment[variable] = FOREIGN_KEY
    # Whatever leaves this process goes to the simulator: as the base URL, and as the proxy of all.
    proxy = simulator.base_url.removesuffix("/anthropic")
    for urls in (
        ["--base-url", simulator.base_url],
        ["--base-url", "https://api.minimax.io/anthropic"],
    ):
        done = subprocess.run(
            [PROGRAM, *urls, "-p", "hello"],
            env=environment | {"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy, "NO_PROXY": ""},
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 1, done
        assert b"Anthropic" in done.stderr
        assert FOREIGN_KEY.encode() not in done.stdout + done.stderr
    assert list(simulator.requests) == []
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or FOREIGN_KEY.encode() not in path.read_bytes()
