"""How soon a typed letter is seen: in the first two seconds, and while an answer streams.

python -m benchmarks.key_echo [--runs N] [--seconds S] [--rates TOKENS_PER_S ...]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence

from benchmarks.figures import Figure, percentile, spread_ms
from benchmarks.programs import (
    LETTERS,
    ask,
    chat,
    clear,
    empty_folder,
    first_echo,
    leave,
    simulator,
)
from tests.terminal.pty_terminal import Terminal

TARGET_FIRST_P95_MS = 50.0
TARGET_STREAMING_P95_MS = 33.0
RATES = (100.0, 1_000.0)
_GAP_S = 0.05
_FIRST_S = 2.0


def echoes_ms(terminal: Terminal, seconds: float, letters: Iterator[str]) -> list[float]:
    """Types a letter every 50 ms, or as soon as the last one is seen; each one's delay in ms."""
    delays: list[float] = []
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        letter = next(letters)
        since, sent_s = len(terminal.chunks), time.monotonic()
        terminal.type(letter)
        seen_s = terminal.wait_bytes(letter.encode(), since)
        delays.append((seen_s - sent_s) * 1000)
        while (left_s := sent_s + _GAP_S - time.monotonic()) > 0:
            terminal.pump(left_s)
    return delays


def first_seconds_ms(runs: int) -> list[float]:
    """Types into fresh programs."""
    found: list[float] = []
    with empty_folder() as home:
        for run in range(runs + 1):
            with chat(home, "--demo") as terminal:
                first_echo(terminal)
                delays = echoes_ms(terminal, _FIRST_S, reversed(LETTERS))
                leave(terminal)
                if run:
                    found += delays
    return found


def streaming_ms(rate: float, seconds: float) -> list[float]:
    """Types while an answer streams."""
    with (
        empty_folder() as home,
        simulator(rate) as base_url,
        chat(home, "--base-url", base_url) as terminal,
    ):
        first_echo(terminal)
        clear(terminal)
        tokens = round((seconds + 6) * rate)
        ask(terminal, f"bench: thinking=100 text={tokens} kind=mixed")
        terminal.key("enter")
        terminal.wait_bytes(b"Part 1")
        return echoes_ms(terminal, seconds, iter(LETTERS))


def measure(runs: int, seconds: float, rates: Sequence[float] = RATES) -> list[Figure]:
    """Types into fresh programs, and into some that stream.

    Args:
        runs: Fresh starts; 0 for none.
        seconds: How long to type while an answer streams.
        rates: Tokens a second.
    """
    found = {}
    if runs:
        found["in the first two seconds"] = (first_seconds_ms(runs), TARGET_FIRST_P95_MS)
    for rate in rates:
        delays = streaming_ms(rate, seconds)
        found[f"while {rate:,g} tokens/s stream"] = (delays, TARGET_STREAMING_P95_MS)
    return [
        Figure(f"key echo {when}, 95 %", percentile(delays, 0.95), "ms", target, spread_ms(delays))
        for when, (delays, target) in found.items()
    ]


def main() -> None:
    """Prints the 95th percentiles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="fresh starts")
    parser.add_argument("--seconds", type=float, default=10.0, help="of typing while streaming")
    parser.add_argument("--rates", type=float, nargs="+", default=RATES, help="tokens per second")
    options = parser.parse_args()
    for figure in measure(options.runs, options.seconds, options.rates):
        print(figure.told())


if __name__ == "__main__":
    main()
