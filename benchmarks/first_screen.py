"""Time until the composer echoes a key, beside an empty Textual app with one input.

python -m benchmarks.first_screen [--runs N]
"""

from __future__ import annotations

import argparse
from statistics import median

from benchmarks.figures import Figure
from benchmarks.programs import chat, empty_folder, first_echo, leave, script

TARGET_RATIO = 1.6


def measure(runs: int) -> list[Figure]:
    """Starts both programs in turn."""
    ours: list[float] = []
    empty: list[float] = []
    lost = 0
    with empty_folder() as home:
        for run in range(runs + 1):
            with script(home, "empty_app.py") as terminal:
                empty_echo = first_echo(terminal)
            with chat(home, "--demo") as terminal:
                our_echo = first_echo(terminal)
                leave(terminal)
            if run:  # the first one compiles the modules and makes the database
                empty.append(empty_echo.at_s)
                ours.append(our_echo.at_s)
                lost = max(lost, our_echo.keys_lost)
    print(f"empty app: median {median(empty):.3f} s, {min(empty):.3f} to {max(empty):.3f}")
    print(f"minimax-chat --demo: median {median(ours):.3f} s, {min(ours):.3f} to {max(ours):.3f}")
    return [
        Figure(
            "first key echoed / in an empty app",
            median(ours) / median(empty),
            "",
            TARGET_RATIO,
            f"medians of {runs}: {median(ours):.3f} and {median(empty):.3f} s",
        ),
        Figure("keys lost at the start", lost, "", 0),
    ]


def main() -> None:
    """Prints medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    for figure in measure(parser.parse_args().runs):
        print(figure.told())


if __name__ == "__main__":
    main()
