"""How soon a typed letter is seen: in the first two seconds, and while an answer streams.

python -m benchmarks.key_echo [--runs N] [--seconds S] [--rate TOKENS_PER_S]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from statistics import median

from benchmarks.figures import percentile, verdict
from benchmarks.programs import LETTERS, chat, empty_folder, first_echo, leave, settle, simulator
from tests.terminal.pty_terminal import Terminal

TARGET_P95_MS = 50.0
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


def told(name: str, delays_ms: list[float]) -> str:
    """Median, 95th percentile and worst of the delays."""
    return (
        f"{name}: {len(delays_ms)} keys, median {median(delays_ms):.1f} ms, "
        f"95 % {percentile(delays_ms, 0.95):.1f} ms, worst {max(delays_ms):.1f} ms"
    )


def main() -> None:
    """Types into fresh programs, and into one that streams."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="fresh starts")
    parser.add_argument("--seconds", type=float, default=8.0, help="of typing while streaming")
    parser.add_argument("--rate", type=float, default=100.0, help="tokens per second")
    options = parser.parse_args()

    first: list[float] = []
    with empty_folder() as home:
        for run in range(options.runs + 1):
            with chat(home, "--demo") as terminal:
                first_echo(terminal)
                delays = echoes_ms(terminal, _FIRST_S, reversed(LETTERS))
                leave(terminal)
                if run:
                    first += delays
    print(told("first two seconds", first))

    with (
        empty_folder() as home,
        simulator(options.rate) as base_url,
        chat(home, "--base-url", base_url) as terminal,
    ):
        first_echo(terminal)
        settle(terminal)
        terminal.key("ctrl+c")  # clears the input
        tokens = round((options.seconds + 6) * options.rate)
        terminal.paste(f"bench: thinking=100 text={tokens} kind=mixed")
        terminal.key("enter")
        terminal.wait_bytes(b"Part 1")
        streaming = echoes_ms(terminal, options.seconds, iter(LETTERS))
    print(told(f"while streaming at {options.rate:g} tokens/s", streaming))
    print(verdict("first two seconds, 95 %", percentile(first, 0.95), TARGET_P95_MS, " ms"))
    print(verdict("while streaming, 95 %", percentile(streaming, 0.95), TARGET_P95_MS, " ms"))


if __name__ == "__main__":
    main()
