"""Many turns in one process: memory stays flat, nothing stays open, every turn is stored.

    python -m tests.endurance.soak --turns 1000

The real screens (Textual without a terminal), engine, client and database, and the simulator on a
socket. A new session begins every so many turns, as a user would; the one before is left.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sqlite3
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from minimax_tui.api.client import MiniMaxEndpoint
from minimax_tui.config.credentials import FixedCredentials
from minimax_tui.config.paths import themes_dir
from minimax_tui.config.settings import Settings
from minimax_tui.engine.runner import TurnRunner
from minimax_tui.simulator.server import Simulator
from minimax_tui.storage.conversations import SqliteConversationStore
from minimax_tui.ui.app import ChatApp
from minimax_tui.ui.services import Services

GROWTH_AT_MOST_MB = 10.0
TURNS_OF_A_SESSION = 25
_TURN_AT_MOST_S = 30.0
_ANSWER = (
    "## Turn {number}\n\nA paragraph with **strong** words and `code`.\n\n"
    "```python\ndef turn(number: int = {number}) -> int:\n    return number * 2\n```\n\n"
    "| a | b |\n|---|---|\n| {number} | two |\n\n- one\n- two\n\n" + "Words and words. " * 40
)
_THINKING = "What was asked in turn {number}? " * 10


class Sample(NamedTuple):
    """The process after some turns."""

    turns: int
    resident_mb: float
    threads: int
    files: int


def sample(turns: int) -> Sample:
    """Looks at this process, after all garbage was collected."""
    gc.collect()
    return Sample(turns, resident_mb(), threading.active_count(), open_files())


def resident_mb() -> float:
    """Memory of this process that is in RAM, in MB (Linux; elsewhere the most it ever was)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1e6 if sys.platform == "darwin" else 1e3)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def open_files() -> int:
    """How many file descriptors are open."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        if os.path.isdir(folder):
            return len(os.listdir(folder))
    return 0


async def _converse(
    app: ChatApp, runner: TurnRunner, simulator: Simulator, turns: int, every: int
) -> list[Sample]:
    samples: list[Sample] = []
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        chat = app.chat
        assert chat is not None
        for number in range(1, turns + 1):
            simulator.script(
                [
                    {
                        "type": "thinking",
                        "thinking": _THINKING.format(number=number),
                        "signature": "0" * 64,
                    },
                    {"type": "text", "text": _ANSWER.format(number=number)},
                ],
                chunk_sizes=20,
            )
            chat.turns.send(f"Prompt {number}")
            end_s = time.monotonic() + _TURN_AT_MOST_S
            while runner.running() or chat.presenter.live is not None:
                if time.monotonic() > end_s:
                    raise TimeoutError(f"turn {number} did not end")
                await asyncio.sleep(0.005)
            simulator.requests.clear()  # its bodies are the test's, not the program's
            if number % TURNS_OF_A_SESSION == 0:
                chat.action_session_new()
                await pilot.pause()
            if number % every == 0:
                samples.append(sample(number))
    return samples


def soak(home: Path, turns: int) -> tuple[list[Sample], list[str]]:
    """Runs the turns.

    Returns:
        What the process was like meanwhile, ten times and at the end; and what went wrong.
    """
    before = sample(0)
    store = SqliteConversationStore(home / "conversations.db")
    with Simulator(tokens_per_s=0, seed=1) as simulator:
        key = FixedCredentials("sk-soak", simulator.base_url, "soak")
        endpoint = MiniMaxEndpoint(key)
        runner = TurnRunner(store, lambda: endpoint, close_endpoint=endpoint.aclose)
        app = ChatApp(
            Services(
                store=store,
                runner=runner,
                settings=Settings(home / "settings.toml", {}, {}),
                credentials=key,
                theme_folders=(themes_dir(),),
            )
        )
        try:
            samples = asyncio.run(_converse(app, runner, simulator, turns, max(1, turns // 10)))
        finally:
            runner.close()
            store.close()
    samples.append(sample(turns))
    return samples, [*_leaks(before, samples), *_missing(home / "conversations.db", turns)]


def _leaks(before: Sample, samples: list[Sample]) -> list[str]:
    faults = []
    running, (last_running, at_end) = samples[:-1], samples[-2:]
    middle = running[len(running) // 2 - 1] if len(running) > 1 else running[0]
    growth_mb = last_running.resident_mb - middle.resident_mb
    if growth_mb > GROWTH_AT_MOST_MB:
        faults.append(f"memory grew by {growth_mb:.1f} MB after turn {middle.turns}")
    if last_running.threads > middle.threads or last_running.files > middle.files:
        faults.append("threads or files add up")
    # The loop's thread pool ends with the loop; what was imported may keep one descriptor.
    if at_end.threads > before.threads:
        faults.append(f"threads left: {[thread.name for thread in threading.enumerate()]}")
    if at_end.files > before.files + 1:
        faults.append(f"files left: {at_end.files - before.files}")
    return faults


def _missing(path: Path, turns: int) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT m.role, m.state, b.wire FROM messages m JOIN blocks b ON b.message = m.number "
            "ORDER BY m.number, b.position"
        ).fetchall()
        left = connection.execute("SELECT count(*) FROM stream_rows").fetchone()[0]
    wires = "\n".join(wire for _, _, wire in rows)
    faults = [
        f"turn {number} is not whole in the database"
        for number in range(1, turns + 1)
        if f'"Prompt {number}"' not in wires or f"## Turn {number}\\n" not in wires
    ]
    if len(rows) != 3 * turns or {state for _, state, _ in rows} != {"complete"}:
        faults.append(f"{len(rows)} blocks, not {3 * turns}, or not all complete")
    if left:
        faults.append(f"{left} rows of streams left")
    return faults


def main() -> int:
    """Runs as a command; the exit status is 1 if something was lost or leaked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--turns", type=int, default=1000)
    options = parser.parse_args()
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        samples, faults = soak(Path(folder), options.turns)
    for one in samples:
        print(
            f"after {one.turns:5} turns: {one.resident_mb:6.1f} MB, {one.threads} threads, "
            f"{one.files} files"
        )
    print(f"{time.monotonic() - began_s:.0f} s; faults: {faults or 'none'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
