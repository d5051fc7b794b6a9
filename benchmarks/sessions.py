"""Opening a session of 10,000 messages beside one of ten, and moving about in it.

    python -m benchmarks.sessions [--messages N] [--runs N] [--moves N]

Both sessions have messages of 2 to 4 KB: prose, Chinese, lists, code, tables. Opening is timed from
the start of the process until the last message's end is on the screen. A move is timed from the key
until its target is on the screen where that is known, else until the last byte that it wrote.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, memory_mib, peak_memory_mib, percentile, spread_ms
from benchmarks.programs import chat, empty_folder, last_write_s, settle
from benchmarks.stored_session import FIRST_MARK, LAST_MARK, SESSION_ID, store_session
from tests.terminal.pty_terminal import NotSeen, Terminal

FEW = 10
TARGET_TIME_RATIO = 1.3
TARGET_MEMORY_MIB = 30.0
TARGET_RESIZE_MS = 100.0
TARGET_MOVE_MS = 100.0
"""What a person takes for instant."""
_NEVER_S = 5.0
_SIZES = ((100, 40), (80, 24), (140, 45), (120, 40))


def opened(home: Path) -> tuple[Terminal, float]:
    """The program with the session open, and the seconds that took; the caller closes it.

    Raises:
        NotSeen: if the session's end is not seen.
    """
    terminal = chat(home, "--resume", SESSION_ID)
    try:
        seen_s = terminal.wait_bytes(LAST_MARK.encode())
    except NotSeen:
        terminal.close()
        raise
    return terminal, seen_s - terminal.started_s


def quit_program(terminal: Terminal) -> None:
    """Ends the program in the orderly way."""
    settle(terminal)
    terminal.key("ctrl+q")
    terminal.wait_exit()
    terminal.close()


def opening(few_home: Path, many_home: Path, messages: int, runs: int) -> list[Figure]:
    """Opens both sessions in turn."""
    times_s: dict[Path, list[float]] = {few_home: [], many_home: []}
    memory: dict[Path, list[float]] = {few_home: [], many_home: []}
    for run in range(runs + 1):
        for home in (few_home, many_home):
            terminal, took_s = opened(home)
            settle(terminal)
            if run:  # the first one makes what is made once
                times_s[home].append(took_s)
                memory[home].append(peak_memory_mib(terminal.pid))
            quit_program(terminal)
    few_s, many_s = median(times_s[few_home]), median(times_s[many_home])
    few_mib, many_mib = median(memory[few_home]), median(memory[many_home])
    name = f"{messages:,} messages / of {FEW}"
    return [
        Figure(
            f"opening a session of {name}, time",
            many_s / few_s,
            "",
            TARGET_TIME_RATIO,
            f"medians of {runs}: {many_s:.3f} and {few_s:.3f} s",
        ),
        Figure(
            f"opening a session of {name}, memory more",
            many_mib - few_mib,
            "MiB",
            TARGET_MEMORY_MIB,
            f"{many_mib:.0f} and {few_mib:.0f} MiB",
        ),
    ]


def resizes_ms(terminal: Terminal, count: int) -> list[float]:
    """How long each resize takes until the last byte of the new screen."""
    found: list[float] = []
    for number in range(count):
        settle(terminal)
        assert terminal.screen  # draws what came before, which is no part of the resize
        since, began_s = len(terminal.chunks), time.monotonic()
        terminal.resize(*_SIZES[number % len(_SIZES)])
        found.append((last_write_s(terminal, since) - began_s) * 1_000)
    return found


def moves_ms(terminal: Terminal, key: str, count: int) -> list[float]:
    """How long each press takes until the last byte that it wrote."""
    found: list[float] = []
    for _ in range(count):
        settle(terminal)
        since, began_s = len(terminal.chunks), time.monotonic()
        terminal.key(key)
        found.append((last_write_s(terminal, since) - began_s) * 1_000)
    return found


def jump_ms(terminal: Terminal, key: str, mark: str) -> float:
    """How long a press takes until `mark` is drawn, in milliseconds; endless if it never is."""
    settle(terminal)
    since, began_s = len(terminal.chunks), time.monotonic()
    terminal.key(key)
    try:
        return (terminal.wait_bytes(mark.encode(), since, _NEVER_S) - began_s) * 1_000
    except NotSeen:
        return math.inf


def drag_ms(terminal: Terminal, to_line: int, mark: str) -> float:
    """How long after the thumb was dragged from the bottom until `mark` is drawn, as `jump_ms`."""
    settle(terminal)
    lines = terminal.text().splitlines()
    top = next(row for row, line in enumerate(lines) if "┬" in line)
    bottom = next(row for row, line in enumerate(lines) if "┴" in line)
    bar = lines[top].index("┬")  # the bar is left of the rule; columns are counted from 1
    terminal.send(f"\x1b[<0;{bar};{bottom}M".encode())
    settle(terminal)
    since, began_s = len(terminal.chunks), time.monotonic()
    terminal.send(f"\x1b[<32;{bar};{top + to_line}M".encode())
    try:
        return (terminal.wait_bytes(mark.encode(), since, _NEVER_S) - began_s) * 1_000
    except NotSeen:
        return math.inf
    finally:
        terminal.send(f"\x1b[<0;{bar};{top + to_line}m".encode())


def moving(home: Path, messages: int, count: int) -> list[Figure]:
    """Resizes the window and moves about in the open session."""
    terminal, _ = opened(home)
    name = f"with {messages:,} messages"
    figures: list[Figure] = []

    def add(what: str, target: float, measured: Callable[[], Sequence[float]]) -> None:
        values = measured()
        figures.append(
            Figure(
                f"{what}, 95 %, {name}", percentile(values, 0.95), "ms", target, spread_ms(values)
            )
        )
        print(figures[-1].told(), flush=True)

    with terminal:
        settle(terminal)
        add(
            "resize until the screen is whole",
            TARGET_RESIZE_MS,
            lambda: resizes_ms(terminal, count),
        )
        settle(terminal)
        terminal.key("tab")  # from the composer to the conversation
        add("page up", TARGET_MOVE_MS, lambda: moves_ms(terminal, "pageup", count))
        add("page down", TARGET_MOVE_MS, lambda: moves_ms(terminal, "pagedown", count))
        add("alt+up", TARGET_MOVE_MS, lambda: moves_ms(terminal, "alt+up", count))
        add("end", TARGET_MOVE_MS, lambda: [jump_ms(terminal, "end", LAST_MARK)])
        homes: list[float] = []
        ends: list[float] = []
        for _ in range(max(2, count // 4)):
            homes.append(jump_ms(terminal, "home", FIRST_MARK))
            ends.append(jump_ms(terminal, "end", LAST_MARK))
        add("home until the first message is seen", TARGET_MOVE_MS, lambda: homes)
        add("end until the last message is seen", TARGET_MOVE_MS, lambda: ends)
        drags: list[float] = []
        for _ in range(max(2, count // 4)):
            drags.append(drag_ms(terminal, 2, FIRST_MARK))
            jump_ms(terminal, "end", LAST_MARK)
        add(
            "scroll bar dragged to the top until the first message is seen",
            TARGET_MOVE_MS,
            lambda: drags,
        )
        settle(terminal)
        figures.append(Figure(f"memory after all that, {name}", memory_mib(terminal.pid), "MiB"))
    return figures


def measure(messages: int, runs: int, moves: int) -> list[Figure]:
    """Makes both sessions, opens each several times, then moves about in the long one.

    Args:
        messages: Length of the long session, an even number.
        runs: How often each is opened.
        moves: How often each key is pressed, and the window resized.
    """
    with empty_folder() as few_home, empty_folder() as many_home:
        store_session(few_home, FEW)
        store_session(many_home, messages)
        figures = opening(few_home, many_home, messages, runs)
        for figure in figures:
            print(figure.told(), flush=True)
        return figures + moving(many_home, messages, moves)


def main() -> None:
    """Prints the figures as they are found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=7, help="times each session is opened")
    parser.add_argument("--moves", type=int, default=12, help="resizes, and presses of each key")
    options = parser.parse_args()
    print(measure(options.messages, options.runs, options.moves)[-1].told())


if __name__ == "__main__":
    main()
