"""What the program does when nobody does anything: processor time and bytes written.

python -m benchmarks.idle [--seconds S]
"""

from __future__ import annotations

import argparse

from benchmarks.figures import cpu_s, peak_memory_mib
from benchmarks.programs import chat, empty_folder, first_echo, read_for, script
from tests.terminal.pty_terminal import Terminal

_AT_REST_S = 3.0


def idle(terminal: Terminal, seconds: float) -> tuple[float, int]:
    """Processor time in ms and bytes written while nothing happens."""
    first_echo(terminal)
    read_for(terminal, _AT_REST_S)
    before_s, since = cpu_s(terminal.pid), len(terminal.chunks)
    read_for(terminal, seconds)
    return (cpu_s(terminal.pid) - before_s) * 1000, len(terminal.raw(since))


def main() -> None:
    """Lets both programs stand for a while."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    seconds = parser.parse_args().seconds
    with empty_folder() as home:
        with chat(home, "--demo") as terminal:
            cpu_ms, written = idle(terminal, seconds)
            memory = peak_memory_mib(terminal.pid)
            print(
                f"minimax-chat: {cpu_ms:.0f} ms of processor time and {written} bytes in "
                f"{seconds:g} s, {memory:.0f} MiB"
            )
        with script(home, "empty_app.py") as terminal:
            cpu_ms, written = idle(terminal, seconds)
            memory = peak_memory_mib(terminal.pid)
            print(
                f"empty app (its cursor blinks): {cpu_ms:.0f} ms and {written} bytes, "
                f"{memory:.0f} MiB"
            )


if __name__ == "__main__":
    main()
