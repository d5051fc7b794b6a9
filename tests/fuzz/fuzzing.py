"""The loop that the fuzzing commands share: cases by number, failures told with theirs."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

MOST_FAILURES = 10
"""Nobody reads more of them."""


def run(words: str, case: Callable[[Random], int], arguments: list[str] | None = None) -> int:
    """Runs cases until they had `--events` events; the number of failures is the exit status.

    Args:
        words: What the events are, for the last line.
        case: Makes a case with the numbers of a `Random`, checks it, and tells how many events
            it had. What it raises is a failure.
        arguments: The command line; the process's own if None.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=10_000, help="how many at least")
    parser.add_argument("--seed", type=int, default=0, help="number of the first case")
    options = parser.parse_args(arguments)
    started, spent = time.monotonic(), time.process_time()
    events = failed = 0
    seed = options.seed
    while events < options.events and failed < MOST_FAILURES:
        try:
            events += max(1, case(Random(seed)))
        except Exception:  # noqa: BLE001 - any exception is what is looked for
            failed += 1
            events += 1
            print(f"seed {seed}:\n{traceback.format_exc(limit=-8)}", flush=True)
        seed += 1
    print(
        f"{events:,} {words} in {seed - options.seed:,} cases, {failed} failures, "
        f"{time.monotonic() - started:.0f} s ({time.process_time() - spent:.0f} s of processor), "
        f"next seed {seed}"
    )
    return failed
