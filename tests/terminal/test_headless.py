"""`-p`: the answer's text on stdout and nothing else, for scripts."""

from __future__ import annotations

import subprocess

from minimax_tui.simulator.server import Simulator
from tests.terminal.environment import PROGRAM

TEXT = "# Oak\n\nBefore *pine* in the list — 橡树.\n\n```python\nprint('oak')\n```"


def run(
    environment: dict[str, str], *arguments: str, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Runs the program without a terminal."""
    return subprocess.run(
        [PROGRAM, *arguments],
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=30,
    )


def blocks() -> list[dict[str, str]]:
    """Thinking that is not printed, and text that is."""
    return [
        {"type": "thinking", "thinking": "THOUGHT", "signature": "0" * 64},
        {"type": "text", "text": TEXT},
    ]


def test_stdout_is_exactly_the_answers_text(
    environment: dict[str, str], simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    simulator.script(blocks(), chunk_sizes=3)
    done = run(environment, *endpoint, "-p", "Name a tree")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == TEXT + "\n"
    (request,) = simulator.requests
    assert request.json["messages"][-1]["content"][-1]["text"] == "Name a tree"
    assert request.key_is("sk-simulated")


def test_the_prompt_comes_from_stdin(
    environment: dict[str, str], simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    simulator.script(blocks())
    done = run(environment, *endpoint, "-p", "-", stdin="Name a tree\nand why")
    assert done.returncode == 0
    (request,) = simulator.requests
    assert request.json["messages"][-1]["content"][-1]["text"] == "Name a tree\nand why"


def test_an_error_goes_to_stderr_with_a_status(
    environment: dict[str, str], simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    simulator.fail_next("401", times=9)
    done = run(environment, *endpoint, "-p", "Name a tree")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "MiniMax did not accept the API key." in done.stderr
    assert "Traceback" not in done.stderr


def test_what_came_before_an_error_is_printed(
    environment: dict[str, str], simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    simulator.fail_next("cut", times=9)
    done = run(environment, *endpoint, "-p", "hello")
    assert done.returncode == 1
    assert "cut before the answer was complete" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_key_it_says_what_to_do(environment: dict[str, str]) -> None:
    done = run(environment, "-p", "hello")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "MINIMAX_API_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_terminal_and_a_prompt_it_says_what_to_do(environment: dict[str, str]) -> None:
    done = run(environment)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "-p" in done.stderr


def test_a_wrong_option_is_a_usage_error(environment: dict[str, str]) -> None:
    done = run(environment, "--no-such-option")
    assert done.returncode == 2
    assert "--no-such-option" in done.stderr


def test_the_version(environment: dict[str, str]) -> None:
    done = run(environment, "--version")
    assert done.returncode == 0
    assert done.stdout.startswith("minimax-chat ")


def test_the_demo_needs_no_key(environment: dict[str, str]) -> None:
    done = run(environment, "--demo", "-p", "count to 3")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1, 2, 3.\n"
