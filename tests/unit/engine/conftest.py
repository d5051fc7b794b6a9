"""A watched store, an endpoint with scripts, and a runner between them."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from minimax_tui.engine.retry import Retries
from minimax_tui.engine.runner import TurnRunner
from tests.unit.engine.engine_parts import JumpingLoop, ScriptedEndpoint, WatchedStore, jumping_loop


@pytest.fixture
def store() -> Iterator[WatchedStore]:
    store = WatchedStore()
    yield store
    store.close()


@pytest.fixture
def endpoint() -> ScriptedEndpoint:
    return ScriptedEndpoint()


@pytest.fixture
def runner(store: WatchedStore, endpoint: ScriptedEndpoint) -> Iterator[TurnRunner]:
    """A runner that repeats nothing by itself."""
    runner = TurnRunner(
        store,
        lambda: endpoint,
        close_endpoint=endpoint.aclose,
        retries=lambda: Retries(0),
    )
    yield runner
    runner.close()


@pytest.fixture
def loop() -> Iterator[JumpingLoop]:
    with jumping_loop() as loop:
        yield loop


@pytest.fixture
def timed_store(loop: JumpingLoop) -> Iterator[WatchedStore]:
    """A store whose log has the loop's times, and whose writes are done at once."""
    store = WatchedStore(loop.time, at_once=True)
    yield store
    store.close()


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What the program logs, wherever another test has made its log go."""
    logger = logging.getLogger("minimax_tui")
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)
