"""How long after its arrival the last token of an answer is on the screen.

    python -m benchmarks.lateness [--short N] [--middle N] [--long N]

The simulator runs inside this program and notes the moment at which the last delta has been given
to the socket, with no pause before it but the pace. The last delta is one letter that nothing else
on the screen holds, so its bytes in the terminal are that token drawn.
"""

from __future__ import annotations

import argparse
import random
import threading
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.figures import Figure, percentile, spread_ms
from benchmarks.programs import (
    LETTERS,
    ask,
    chat,
    clear,
    empty_folder,
    first_echo,
    settle,
    wait_answers,
)
from minimax_tui.simulator import bench, tokens
from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Answer, Hold

TARGET_P95_MS = 50.0
_EVENTS_BEFORE_DELTAS = 3
"""`message_start`, `ping`, `content_block_start`."""


class Case(NamedTuple):
    """Answers of about one length, at one pace."""

    tokens: int
    rate: float
    answers: int
    kind: str = "mixed"

    @property
    def name(self) -> str:
        """Its length, kind and pace."""
        return f"{self.tokens:,} tokens ({self.kind}) at {self.rate:g}/s"


class _Stamp(threading.Event):
    """An event that knows when it was set."""

    at_s = 0.0

    def set(self) -> None:
        if not self.is_set():
            self.at_s = time.monotonic()
        super().set()


class Watch(Hold):
    """A hold that lets the stream go on at once and notes when it came by."""

    def __init__(self, after_events: int) -> None:
        super().__init__(after_events)
        self.stamp = self.reached = _Stamp()
        self.release()


def answer_ending_in(letter: str, size: int, kind: str) -> tuple[Answer, Watch]:
    """An answer of one delta a token whose last one is `letter`."""
    found = bench.find(f"bench: text={size} kind={kind}")
    assert found is not None
    text = found.text.rstrip("`\n") + " " + letter
    watch = Watch(_EVENTS_BEFORE_DELTAS + len(tokens.pieces(text)))
    return Answer([{"type": "text", "text": text}], "token", hold=watch), watch


def lateness_ms(case: Case, letters: Iterator[str], rng: random.Random) -> list[float]:
    """Streams the answers of one case, in one session; each one's lateness."""
    found: list[float] = []
    with (
        empty_folder() as home,
        Simulator(tokens_per_s=case.rate, first_token_s=0.1) as simulator,
        chat(home, "--base-url", simulator.base_url) as terminal,
    ):
        first_echo(terminal)
        clear(terminal)
        for number in range(case.answers + 1):
            letter = next(letters)
            # Lengths differ a little, so that the end falls anywhere between two frames.
            size = case.tokens + rng.randrange(40) if number else 30
            answer, watch = answer_ending_in(letter, size, case.kind)
            simulator.script(answer)
            ask(terminal, f"Question {number}")
            since = len(terminal.chunks)
            terminal.key("enter")
            seen_s = terminal.wait_bytes(letter.encode(), since, size / case.rate * 5 + 30)
            if number:  # the first answer loads what is loaded at the first use
                found.append((seen_s - watch.stamp.at_s) * 1_000)
            wait_answers(terminal, home, number + 1)
            settle(terminal)
    return found


def measure(cases: Sequence[Case]) -> list[Figure]:
    """Runs the cases one after the other."""
    letters, rng = iter(LETTERS), random.Random(0)
    figures: list[Figure] = []
    for case in cases:
        late = lateness_ms(case, letters, rng)
        figure = Figure(
            f"last token on screen, 95 %, {case.name}",
            percentile(late, 0.95),
            "ms",
            TARGET_P95_MS,
            spread_ms(late),
        )
        print(figure.told(), flush=True)
        figures.append(figure)
    return figures


def cases(short: int, middle: int, long: int) -> list[Case]:
    """Answers of 30, about 1,000 and over 10,000 tokens, so many of each."""
    found = [Case(30, 100.0, short)]
    found += [
        Case(1_000, 500.0, middle, kind)
        for kind in ("mixed", "fence", "paragraph", "list", "table")
    ]
    found.append(Case(10_000, 1_000.0, long))
    return [case for case in found if case.answers]


def main() -> None:
    """Measures answers of several lengths and kinds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", type=int, default=40, help="answers of 30 tokens")
    parser.add_argument("--middle", type=int, default=6, help="answers of 1,000, of each kind")
    parser.add_argument("--long", type=int, default=5, help="answers of 10,000 tokens")
    options = parser.parse_args()
    measure(cases(options.short, options.middle, options.long))


if __name__ == "__main__":
    main()
