"""What the program does after an answer when nobody does anything: processor time, bytes written.

python -m benchmarks.idle [--seconds S] [--alone]
"""

from __future__ import annotations

import argparse

from benchmarks.figures import Figure, cpu_s
from benchmarks.programs import (
    ask,
    chat,
    clear,
    empty_folder,
    first_echo,
    read_for,
    script,
    simulator,
    wait_answers,
)
from tests.terminal.pty_terminal import Terminal

TARGET_S_PER_MINUTE = 0.1
_AT_REST_S = 3.0
_PROMPT = "bench: thinking=100 text=1000 kind=mixed"
_RATE = 500.0


def idle(terminal: Terminal, seconds: float) -> tuple[float, int]:
    """Processor time in seconds and bytes written while nothing happens."""
    read_for(terminal, _AT_REST_S)
    before_s, since = cpu_s(terminal.pid), len(terminal.chunks)
    read_for(terminal, seconds)
    return cpu_s(terminal.pid) - before_s, len(terminal.raw(since))


def measure(seconds: float, *, alone: bool = False) -> list[Figure]:
    """Lets minimax-chat stand for a while after an answer, then an empty app."""
    with (
        empty_folder() as home,
        simulator(_RATE) as base_url,
        chat(home, "--base-url", base_url) as terminal,
    ):
        first_echo(terminal)
        clear(terminal)
        ask(terminal, _PROMPT)
        terminal.key("enter")
        wait_answers(terminal, home, 1)
        used_s, written = idle(terminal, seconds)
    note = f"{used_s * 1000:.0f} ms in {seconds:g} s"
    if not alone:
        with empty_folder() as home, script(home, "empty_app.py") as terminal:
            first_echo(terminal)
            empty_s, empty_bytes = idle(terminal, min(seconds, 20.0))
        minutes = min(seconds, 20.0) / 60
        note += (
            f"; an empty app, whose cursor blinks: {empty_s / minutes:.2f} s and "
            f"{empty_bytes / minutes:,.0f} bytes a minute"
        )
    return [
        Figure(
            "idle after an answer, processor time in a minute",
            used_s / seconds * 60,
            "s",
            TARGET_S_PER_MINUTE,
            note,
        ),
        Figure("idle after an answer, bytes written", written, "bytes", 0),
    ]


def main() -> None:
    """Lets both programs stand for a while."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--alone", action="store_true", help="measure minimax-chat only")
    options = parser.parse_args()
    for figure in measure(options.seconds, alone=options.alone):
        print(figure.told())


if __name__ == "__main__":
    main()
