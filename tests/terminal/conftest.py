"""Fixtures of the tests that run the real program in a pseudo-terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from minimax_tui.simulator.server import Simulator
from tests.terminal.environment import PROGRAM, clean_environment
from tests.terminal.pty_terminal import Terminal
from tests.terminal.terminal_screen import replies
from tests.terminal.warm_start import WarmStart, available

Launch = Callable[..., Terminal]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The program's whole environment; a test may add to it."""
    return clean_environment(tmp_path)


@pytest.fixture(scope="session")
def warm_start() -> Iterator[WarmStart | None]:
    """Starts the program without importing everything anew; None where that cannot be."""
    if not available:
        yield None
        return
    made = WarmStart()
    yield made
    made.close()


@pytest.fixture
def launch(
    environment: dict[str, str],
    tmp_path: Path,
    warm_start: WarmStart | None,
    request: pytest.FixtureRequest,
) -> Iterator[Launch]:
    """Starts `minimax-chat` with these arguments in a terminal; ended with the test.

    A module that has `COLD_START` set starts it as a user does, imports and all.
    """
    terminals: list[Terminal] = []
    warm = None if getattr(request.module, "COLD_START", False) else warm_start

    def start(
        *arguments: str,
        columns: int = 120,
        lines: int = 40,
        answers: Callable[[bytes, int, int], bytes] = replies,
    ) -> Terminal:
        terminal = Terminal(
            [PROGRAM, *arguments],
            env=environment,
            columns=columns,
            lines=lines,
            cwd=tmp_path,
            answers=answers,
            warm=warm,
        )
        terminals.append(terminal)
        return terminal

    yield start
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def simulator(environment: dict[str, str]) -> Iterator[Simulator]:
    """An endpoint of 100 tokens/s; the environment has a key, `endpoint_arguments` its address."""
    environment["MINIMAX_API_KEY"] = "sk-simulated"
    with Simulator(tokens_per_s=100, first_token_s=0.05, seed=1, allow_fault_prompts=True) as found:
        yield found


@pytest.fixture
def endpoint(simulator: Simulator) -> tuple[str, str]:
    """The arguments that lead the program to the simulator."""
    return "--base-url", simulator.base_url
