"""When deltas are due."""

from __future__ import annotations

from minimax_tui.simulator.contract import MODELS_BY_ID
from minimax_tui.simulator.pace import SHORTEST_SLEEP_S, Pace
from minimax_tui.simulator.state import DEFAULT_FIRST_TOKEN_S, Options, State


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.sleeps = 0

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, seconds: float, late_s: float = 0.0) -> None:
        if seconds > 0:
            self.sleeps += 1
            self.now_s += seconds + late_s


def test_being_late_once_does_not_add_up() -> None:
    clock = Clock()
    pace = Pace(100, clock=clock)
    for number in range(1_000):
        clock.sleep(pace.wait_s(1), late_s=0.003 if number % 3 else 0.0)
    assert abs(clock.now_s - 110.0) < 0.02


def test_a_fast_stream_sleeps_seldom() -> None:
    clock = Clock()
    pace = Pace(10_000, clock=clock)
    for _ in range(10_000):
        clock.sleep(pace.wait_s(1))
    assert clock.sleeps <= 1 / SHORTEST_SLEEP_S + 1
    assert abs(clock.now_s - 101.0) <= SHORTEST_SLEEP_S


def test_zero_never_waits() -> None:
    pace = Pace(0)
    assert [pace.wait_s(1_000_000) for _ in range(3)] == [0, 0, 0]


def test_a_pause_made_on_purpose_is_not_caught_up() -> None:
    clock = Clock()
    pace = Pace(10, clock=clock)
    pace.skip(1.0)
    clock.sleep(pace.wait_s(1))
    clock.now_s += 5.0
    pace.skip(5.0)
    assert abs(pace.wait_s(1) - 0.1) < 1e-6


def test_speeds_of_the_models() -> None:
    def seconds(model: str, **options: float) -> float:
        return State(Options(**options)).pace(MODELS_BY_ID[model]).wait_s(600)  # type: ignore[arg-type]

    assert round(seconds("MiniMax-M2.7"), 1) == 10.0
    assert round(seconds("MiniMax-M2.5-highspeed"), 1) == 6.0
    assert round(seconds("MiniMax-M3"), 1) == 7.5
    assert round(seconds("MiniMax-M3", tokens_per_s=60), 1) == 10.0


def test_the_first_token() -> None:
    assert State(Options()).first_token_s() == DEFAULT_FIRST_TOKEN_S
    assert State(Options(tokens_per_s=0)).first_token_s() == 0
    assert State(Options(tokens_per_s=0, first_token_s=0.2)).first_token_s() == 0.2
