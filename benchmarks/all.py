"""All benchmarks in one run, and one table of what they found.

python -m benchmarks.all [--full] [--only NAME ...]

Without `--full` everything is shorter: enough to see that a change has not spoilt anything, not
enough for the figures in the README. Figures that need the full size say what size they are of.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from collections.abc import Callable

from benchmarks import (
    first_screen,
    idle,
    key_echo,
    lateness,
    length,
    search,
    sessions,
    streaming_cpu,
)
from benchmarks.figures import Figure, table
from tests.terminal.pty_terminal import NotSeen

Measure = Callable[[], list[Figure]]


def measures(*, full: bool) -> dict[str, Measure]:
    """What is run, by name, in the order in which it is run."""
    if full:
        return {
            "first_screen": lambda: first_screen.measure(15),
            "key_echo": lambda: key_echo.measure(3, 10.0),
            "lateness": lambda: lateness.measure(lateness.cases(40, 6, 5)),
            "sessions": lambda: sessions.measure(10_000, 9, 20),
            "search": lambda: search.measure(1_000_000, 40),
            "idle": lambda: idle.measure(60.0),
            "streaming_cpu": lambda: streaming_cpu.measure(4_000, 400, 100.0),
            "streaming_cpu_fast": lambda: streaming_cpu.measure(16_000, 400, 1_600.0),
            "length": lambda: length.measure(64_000, 2_000.0),
        }
    return {
        "first_screen": lambda: first_screen.measure(5),
        "key_echo": lambda: key_echo.measure(1, 4.0),
        "lateness": lambda: lateness.measure(lateness.cases(10, 2, 1)),
        "sessions": lambda: sessions.measure(10_000, 3, 6),
        "search": lambda: search.measure(20_000, 10),
        "idle": lambda: idle.measure(15.0, alone=True),
        "streaming_cpu": lambda: streaming_cpu.measure(1_000, 100, 100.0),
        "streaming_cpu_fast": lambda: streaming_cpu.measure(6_000, 400, 1_600.0),
        "length": lambda: length.measure(12_000, 2_000.0),
    }


def main() -> int:
    """Runs them and prints the table; returns 1 if one of them could not be measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="about 15 minutes, else about 5")
    parser.add_argument("--only", nargs="+", choices=list(measures(full=False)))
    options = parser.parse_args()
    figures: list[Figure] = []
    broken: list[str] = []
    began_s = time.monotonic()
    for name, measure in measures(full=options.full).items():
        if options.only is not None and name not in options.only:
            continue
        # Programs in its way make every delay longer: the load tells which figures to trust.
        load = os.getloadavg()[0]
        print(f"--- {name} (load before it: {load:.1f} on {os.cpu_count()} cores)", flush=True)
        try:
            figures += measure()
        except (NotSeen, OSError, subprocess.SubprocessError) as error:
            broken.append(name)
            print(f"{type(error).__name__}: {error}", flush=True)
    print(f"\n{table(figures)}\n\ntook {time.monotonic() - began_s:.0f} s")
    missed = [figure.what for figure in figures if figure.verdict == "MISSED"]
    print(f"missed: {'; '.join(missed) or 'none'}")
    if broken:
        print(f"not measured: {', '.join(broken)}")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
