"""Does a token cost more late in a long answer than early in it?

    python -m benchmarks.length [--tokens N] [--rate TOKENS_PER_S] [--kinds KIND ...]

One answer of each kind is streamed into the real program. The simulator keeps to a schedule, so
which tokens came between two moments is known: processor time is read every 4,000 tokens, half-way
between the multiples of 4,000, and each such window stands for the multiple in its middle. A first
short answer, which is not counted, loads what is loaded at the first use.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.figures import Figure, cpu_s
from benchmarks.programs import (
    ask,
    chat,
    clear,
    empty_folder,
    first_echo,
    read_for,
    settle,
    simulator,
    wait_answers,
)

TARGET_RATIO = 1.25
KINDS = ("mixed", "fence", "paragraph", "list", "table")
WINDOW_TOKENS = 4_000
_WARM_UP_TOKENS = 300
FIRST_TOKEN_S = 0.4
"""What the simulator waits before the first token."""
_SPARE_S = 0.5
"""For how long tokens still come when the last window ends."""


class LongAnswer(NamedTuple):
    """What a long answer cost."""

    windows_s: list[float]
    """Processor time per 1,000 tokens at 4,000, 8,000, … tokens."""
    late_s: float
    """How long after its schedule the answer was stored."""
    end_cpu_s: float
    """Processor time from the end of the last window to rest."""

    def told(self, kind: str) -> str:
        """All windows in one line."""
        costs = " ".join(f"{cost:.3f}" for cost in self.windows_s)
        return (
            f"{kind}: s per 1,000 tokens at every 4,000: {costs}; stored {self.late_s:.2f} s "
            f"after the last token was due; its end took {self.end_cpu_s:.2f} s"
        )


def window_ends_s(tokens: int, rate: float) -> list[float]:
    """When each window begins or ends, in seconds after the first token: one more than windows."""
    halves = range(WINDOW_TOKENS // 2, tokens + WINDOW_TOKENS // 2 + 1, WINDOW_TOKENS)
    return [at / rate for at in halves]


def long_answer(kind: str, tokens: int, rate: float) -> LongAnswer:
    """Streams one answer and reads the clock of the program as it goes."""
    ends_s = window_ends_s(tokens, rate)
    size = round((ends_s[-1] + _SPARE_S) * rate)
    with (
        empty_folder() as home,
        simulator(rate) as base_url,
        chat(home, "--base-url", base_url) as terminal,
    ):
        first_echo(terminal)
        clear(terminal)
        ask(terminal, f"bench: text={_WARM_UP_TOKENS} kind={kind}")
        terminal.key("enter")
        wait_answers(terminal, home, 1)
        settle(terminal)
        ask(terminal, f"bench: text={size} kind={kind}")
        read_for(terminal, 1.0)
        terminal.key("enter")
        began_s = time.monotonic() + FIRST_TOKEN_S
        readings: list[float] = []
        for end_s in ends_s:
            read_for(terminal, began_s + end_s - time.monotonic())
            readings.append(cpu_s(terminal.pid))
        wait_answers(terminal, home, 2, size / rate * 5 + 60)
        late_s = time.monotonic() - began_s - size / rate
        settle(terminal)
        end_cpu_s = cpu_s(terminal.pid) - readings[-1]
    costs = [
        (after - before) / WINDOW_TOKENS * 1_000 for before, after in itertools.pairwise(readings)
    ]
    return LongAnswer(costs, late_s, end_cpu_s)


def measure(tokens: int, rate: float, kinds: Sequence[str] = KINDS) -> list[Figure]:
    """Streams one long answer of each kind."""
    figures: list[Figure] = []
    for kind in kinds:
        answer = long_answer(kind, tokens, rate)
        print(answer.told(kind), flush=True)
        first, last = answer.windows_s[0], answer.windows_s[-1]
        figures.append(
            Figure(
                f"cost a token at {tokens:,} / at {WINDOW_TOKENS:,}, {kind}",
                last / first,
                "",
                TARGET_RATIO,
                f"{last:.3f} and {first:.3f} s per 1,000 at {rate:g}/s",
            )
        )
    return figures


def main() -> None:
    """Measures the kinds one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=64_000, help="a multiple of 4,000")
    parser.add_argument("--rate", type=float, default=2_000.0, help="tokens per second")
    parser.add_argument("--kinds", nargs="+", default=KINDS, choices=KINDS)
    options = parser.parse_args()
    if options.tokens < 2 * WINDOW_TOKENS or options.tokens % WINDOW_TOKENS:
        parser.error("--tokens: a multiple of 4,000, at least 8,000")
    for figure in measure(options.tokens, options.rate, options.kinds):
        print(figure.told())


if __name__ == "__main__":
    main()
