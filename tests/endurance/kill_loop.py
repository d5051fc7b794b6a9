"""Kills the real program (SIGKILL) at random moments of streaming turns; counts what is lost.

    python -m tests.endurance.kill_loop --runs 300

Promised: the database always opens, no prompt that was sent is missing, and at most 200 ms of
streamed text is. Every run starts the program on the home that the kills before have left.
"""

from __future__ import annotations

import argparse
import bisect
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from minimax_tui.simulator.recording import RecordedRequest
from minimax_tui.simulator.server import Simulator
from tests.terminal.environment import PROGRAM, clean_environment
from tests.terminal.pty_terminal import Terminal
from tests.terminal.stored import StoredMessage, stored_messages
from tests.terminal.warm_start import WarmStart

LOST_AT_MOST_MS = 200.0
CHARS_PER_S = 200
THINKING = "".join(f"thought {number:04} " for number in range(15))
TEXT = "".join(f"word {number:04} " for number in range(200))
# Before the deltas come message_start, ping and content_block_start; between the blocks a
# signature, a stop and a start. Every delta is one character.
_BEFORE, _BETWEEN = 3, 3
_SAMPLE_S = 0.002
_WAIT_S = 30.0


def chars_of(events: int) -> int:
    """How many characters of thinking and text are in the first `events` events."""
    thinking = min(max(events - _BEFORE, 0), len(THINKING))
    text = min(max(events - _BEFORE - len(THINKING) - _BETWEEN, 0), len(TEXT))
    return thinking + text


@dataclass(slots=True)
class _Sent:
    """When a request's answer had reached which number of characters."""

    times_s: list[float] = field(default_factory=list)
    chars: list[int] = field(default_factory=list)


class Sampler:
    """Notes at which monotonic time how much of each answer had been sent."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._sent: dict[int, _Sent] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends the thread."""
        self._stop.set()
        self._thread.join()

    def request_of(self, prompt: str) -> RecordedRequest | None:
        """The request that carries this prompt, None before it came."""
        needle = json.dumps(prompt).encode()
        for request in reversed(list(self._simulator.requests)):
            if needle in request.body:
                return request
        return None

    def oldest_missing_ms(self, request: RecordedRequest, stored: int, at_s: float) -> float:
        """For how long the first character that is not stored had been sent at `at_s`; else 0."""
        sent = self._sent.get(id(request))
        if sent is None:
            return 0.0
        first = bisect.bisect_right(sent.chars, stored)
        if first == len(sent.chars) or sent.times_s[first] > at_s:
            return 0.0
        return (at_s - sent.times_s[first]) * 1000

    def _work(self) -> None:
        while not self._stop.wait(_SAMPLE_S):
            now_s = time.monotonic()
            for request in list(self._simulator.requests)[-8:]:
                sent = self._sent.setdefault(id(request), _Sent())
                chars = chars_of(request.events_sent)
                if chars and (not sent.chars or sent.chars[-1] < chars):
                    sent.times_s.append(now_s)
                    sent.chars.append(chars)


class Killed(NamedTuple):
    """What one kill did."""

    way: str
    prompt_sent: bool
    stored_chars: int
    missing_ms: float
    faults: tuple[str, ...]


class Killer:
    """Runs and kills the program on one home, again and again."""

    def __init__(
        self,
        home: Path,
        simulator: Simulator,
        sampler: Sampler,
        seed: int,
        warm: WarmStart | None = None,
    ) -> None:
        self._warm = warm
        self._home = home
        self._simulator = simulator
        self._sampler = sampler
        self._random = random.Random(seed)
        self._seed = seed
        self._env = clean_environment(home) | {"MINIMAX_API_KEY": "sk-simulated"}

    def run(self, number: int) -> Killed:
        """Starts the program, sends a prompt, kills it at a random moment, looks at the database.

        Some runs have no screen.
        """
        prompt = f"Prompt {self._seed}-{number}"
        if self._random.random() < 0.6:
            way, at_s, shown = "headless", *self._kill_headless(prompt)
        else:
            way, at_s, shown = "screen", *self._kill_screen(prompt)
        return self._judge(way, prompt, at_s, shown)

    def _moment(self, prompt: str, wake: threading.Event) -> None:
        """Waits until a random moment: mostly of the answer, sometimes before it."""
        early = self._random.random() < 0.2
        until_s = time.monotonic() + (self._random.uniform(0, 1.0) if early else _WAIT_S)
        while time.monotonic() < until_s and self._sampler.request_of(prompt) is None:
            wake.wait(0.005)
        if not early:
            wake.wait(self._random.uniform(0, 0.9))

    def _kill_screen(self, prompt: str) -> tuple[float, bool]:
        arguments = ["--base-url", self._simulator.base_url]
        with Terminal(
            [PROGRAM, *arguments], env=self._env, cwd=self._home, warm=self._warm
        ) as terminal:
            terminal.wait_for("Message MiniMax-M3…")
            terminal.type(prompt)
            terminal.wait_for(prompt)
            terminal.key("enter")
            stop = threading.Event()
            reader = threading.Thread(target=_read_on, args=(terminal, stop))
            reader.start()
            self._moment(prompt, threading.Event())
            stop.set()
            reader.join()
            shown = f"❯ {prompt}" in terminal.text()
            at_s = time.monotonic()
            terminal.signal(signal.SIGKILL)
            terminal.wait_exit()
        return at_s, shown

    def _kill_headless(self, prompt: str) -> tuple[float, bool]:
        command: list[str | Path] = [PROGRAM, "--base-url", self._simulator.base_url, "-p", prompt]
        if self._warm is not None:
            pid = self._warm.start(command, self._env, self._home, None)
            self._moment(prompt, threading.Event())
            at_s = time.monotonic()
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return at_s, False
        with subprocess.Popen(
            command, env=self._env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        ) as process:
            self._moment(prompt, threading.Event())
            at_s = time.monotonic()
            process.kill()
        return at_s, False

    def _judge(self, way: str, prompt: str, at_s: float, shown: bool) -> Killed:
        faults = list(_check_database(self._home))
        messages = stored_messages(self._home)
        at = next((i for i, m in enumerate(messages) if m.text == prompt), None)
        request = self._sampler.request_of(prompt)
        sent = request is not None or shown
        if sent and at is None:
            faults.append("a prompt that was sent is missing")
        answer = messages[at + 1] if at is not None and at + 1 < len(messages) else None
        stored = len(answer.thinking) + len(answer.text) if answer is not None else 0
        if answer is not None and not _is_beginning(answer):
            faults.append("what is stored is not what was sent")
        missing_ms = 0.0
        if request is not None:
            missing_ms = self._sampler.oldest_missing_ms(request, stored, at_s)
            if missing_ms > LOST_AT_MOST_MS:
                faults.append(f"{missing_ms:.0f} ms of streamed text are missing")
        return Killed(way, sent, stored, missing_ms, tuple(faults))


def _read_on(terminal: Terminal, stop: threading.Event) -> None:
    while not stop.is_set():
        terminal.pump(0.02)


def _is_beginning(answer: StoredMessage) -> bool:
    return THINKING.startswith(answer.thinking) and TEXT.startswith(answer.text)


def _check_database(home: Path) -> list[str]:
    faults = []
    found = [path for path in home.rglob("*.db*") if ".broken-" in path.name]
    if found:
        faults.append("a database was set aside")
    for path in home.rglob("*.db"):
        try:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
                said = [row[0] for row in connection.execute("PRAGMA integrity_check")]
                if said != ["ok"]:
                    faults.append(f"integrity: {said[:3]}")
        except sqlite3.Error as error:
            # A program killed in its first moments may have left a file without any content.
            if path.stat().st_size:
                faults.append(f"{type(error).__name__}: {error}")
    return faults


def kill_many(
    home: Path, runs: int, *, seed: int, at_once: int = 2, warm: WarmStart | None = None
) -> list[Killed]:
    """Kills the program `runs` times, on `at_once` homes at the same time.

    Args:
        home: An empty folder.
        runs: How often.
        seed: Of the moments.
        at_once: How many programs run at the same time.
        warm: What starts the programs; each is a process of its own from the first if None.
    """
    with Simulator(tokens_per_s=CHARS_PER_S, first_token_s=0.02, seed=seed) as simulator:
        simulator.script(
            [
                {"type": "thinking", "thinking": THINKING, "signature": "0" * 64},
                {"type": "text", "text": TEXT},
            ],
            chunk_sizes=1,
            times=runs + at_once,
        )
        sampler = Sampler(simulator)

        def work(number: int) -> list[Killed]:
            own = home / f"home-{number}"
            own.mkdir()
            killer = Killer(own, simulator, sampler, seed * 100 + number, warm)
            return [killer.run(run) for run in range(number, runs, at_once)]

        try:
            with ThreadPoolExecutor(at_once) as pool:
                return [killed for some in pool.map(work, range(at_once)) for killed in some]
        finally:
            sampler.close()


def report(killed: Sequence[Killed]) -> str:
    """The result in a few lines."""
    missing = sorted(one.missing_ms for one in killed)
    faults = Counter(fault for one in killed for fault in one.faults)
    middle = sum(1 for one in killed if 0 < one.stored_chars < len(THINKING) + len(TEXT))
    lines = [
        f"kills: {len(killed)} ({dict(Counter(one.way for one in killed))})",
        f"prompts sent: {sum(one.prompt_sent for one in killed)}; in the middle of an answer: "
        f"{middle}",
        f"age of the oldest character missing, ms: median {missing[len(missing) // 2]:.0f}, "
        f"most {missing[-1]:.0f} (promised {LOST_AT_MOST_MS:.0f})",
        f"faults: {dict(faults) or 'none'}",
    ]
    return "\n".join(lines)


def main() -> int:
    """Runs as a command; the exit status is 1 if a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--at-once", type=int, default=2)
    options = parser.parse_args()
    seed = options.seed if options.seed is not None else random.randrange(10_000)
    with tempfile.TemporaryDirectory(prefix="kill-loop-") as folder:
        killed = kill_many(Path(folder), options.runs, seed=seed, at_once=options.at_once)
    print(f"seed: {seed}\n{report(killed)}")
    return 1 if any(one.faults for one in killed) else 0


if __name__ == "__main__":
    sys.exit(main())
