"""The command line run inside the test's own process, with a home and a simulator of its own."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from minimax_tui.cli.main import main
from minimax_tui.simulator.server import Simulator
from tests.terminal.environment import clean_environment


class Done(NamedTuple):
    """How a run of the program ended."""

    status: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """`MINIMAX_CHAT_HOME`; nothing of the environment of the tests is left."""
    for name in os.environ:
        if name.startswith(("MINIMAX_", "ANTHROPIC_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    environment = clean_environment(tmp_path)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    logger = logging.getLogger("minimax_tui")
    handlers, propagate = list(logger.handlers), logger.propagate
    yield Path(environment["MINIMAX_CHAT_HOME"])
    for handler in set(logger.handlers) - set(handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.propagate = propagate


@pytest.fixture
def simulator(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """An endpoint; the environment has a key for it, and its address."""
    assert home is not None
    with Simulator(tokens_per_s=0, seed=1) as simulator:
        monkeypatch.setenv("MINIMAX_API_KEY", "sk-simulated")
        monkeypatch.setenv("MINIMAX_BASE_URL", simulator.base_url)
        yield simulator


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the program; `stdin` is what stands on it."""
    assert home is not None

    def run(*arguments: str, stdin: bytes = b"") -> Done:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 99
        said = capsys.readouterr()
        return Done(status, said.out, said.err)

    return run
