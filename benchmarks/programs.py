"""The programs that are measured, in terminals of their own."""

from __future__ import annotations

import re
import select
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.figures import cpu_s
from minimax_tui.cli.compose import DATABASE
from minimax_tui.config.paths import HOME_VARIABLE, find_paths
from tests.terminal.environment import PROGRAM, clean_environment
from tests.terminal.pty_terminal import NotSeen, Terminal

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent

# Letters one cell wide that no answer holds: Georgian, and Canadian syllabics.
LETTERS = [chr(code) for code in (*range(0x10D0, 0x10F1), *range(0x1401, 0x166D))]

_RAW_MODE_WAIT_S = 0.001
_FIRST_KEYS_GAP_S = 0.02


@contextmanager
def empty_folder() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="minimax-chat-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def simulator(tokens_per_s: float) -> Iterator[str]:
    """The simulator in a process of its own; gives its base URL."""
    with subprocess.Popen(
        [PROGRAM, "simulate", "--port", "0", "--tokens-per-s", str(tokens_per_s)],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            match = re.match(r"http\S+", line)
            if match is None:
                raise SystemExit(f"the simulator did not start: {line!r}")
            yield match[0]
        finally:
            process.send_signal(signal.SIGTERM)


def chat(home: Path, *arguments: str) -> Terminal:
    """`minimax-chat` with an empty home."""
    environment = clean_environment(home) | {"MINIMAX_API_KEY": "sk-simulated"}
    return Terminal([PROGRAM, *arguments], env=environment, cwd=home)


def script(home: Path, name: str, *arguments: str) -> Terminal:
    """A program of this folder."""
    environment = clean_environment(home) | {"PYTHONPATH": str(ROOT)}
    return Terminal([sys.executable, FOLDER / name, *arguments], env=environment, cwd=home)


class FirstEcho(NamedTuple):
    """When a program first echoed a key, and how many earlier ones it let fall."""

    at_s: float
    """Seconds from the start."""
    keys_lost: int


def first_echo(terminal: Terminal) -> FirstEcho:
    """Types letters from the moment the program has the terminal until one of them is echoed.

    Raises:
        NotSeen: if none is.
    """
    terminal.wait_bytes(b"\x1b[?1049h")
    while terminal.echoes():  # until then the kernel itself would echo
        select.select([], [], [], _RAW_MODE_WAIT_S)
    written = b""
    for count, letter in enumerate(LETTERS, 1):
        terminal.type(letter)
        due_s = time.monotonic() + _FIRST_KEYS_GAP_S
        while (left_s := due_s - time.monotonic()) > 0:
            if terminal.pump(left_s):
                written += terminal.chunks[-1].data
                seen = [one for one in LETTERS[:count] if one.encode() in written]
                if seen:
                    at_s = terminal.chunks[-1].at_s - terminal.started_s
                    return FirstEcho(at_s, LETTERS.index(seen[0]))
    raise NotSeen(f"no key was echoed; the screen:\n{terminal.text()}")


def settle(terminal: Terminal, quiet_s: float = 0.4, timeout_s: float = 20.0) -> None:
    """Reads until the program has drawn its screen and written nothing more for `quiet_s`.

    A cursor that blinks is slower than that.
    """
    terminal.wait_bytes(b"\x1b[?1049h")
    end_s = time.monotonic() + timeout_s
    while time.monotonic() < end_s and terminal.pump(quiet_s):
        pass


def rest(terminal: Terminal, rest_s: float = 0.5, timeout_s: float = 20.0) -> None:
    """Reads until the program has used no processor time for `rest_s`.

    What it loads in the background after its first screen is then loaded.
    """
    end_s = time.monotonic() + timeout_s
    used_s = -1.0
    while time.monotonic() < end_s and used_s != (used_s := cpu_s(terminal.pid)):
        read_for(terminal, rest_s)


def last_write_s(terminal: Terminal, since: int, quiet_s: float = 0.25) -> float:
    """Reads until nothing more is written for `quiet_s`.

    Returns:
        The monotonic time of the last bytes in the chunks from `since` on.

    Raises:
        NotSeen: if nothing is written at all.
    """
    if since >= len(terminal.chunks) and not terminal.pump(20.0):
        raise NotSeen(f"nothing was written; the screen:\n{terminal.text()}")
    end_s = time.monotonic() + 20.0
    while time.monotonic() < end_s and terminal.pump(quiet_s):
        pass
    return terminal.chunks[-1].at_s


def database(home: Path) -> Path:
    """Where the program with that home keeps its sessions."""
    environment = clean_environment(home)
    return find_paths({HOME_VARIABLE: environment[HOME_VARIABLE]}).data / DATABASE


def complete_answers(home: Path) -> int:
    """How many answers are stored whole. One small query, so that asking often costs little."""
    try:
        with closing(sqlite3.connect(f"{database(home).as_uri()}?mode=ro", uri=True)) as connection:
            found: int = connection.execute(
                "SELECT count(*) FROM messages WHERE role = 'assistant' AND state = 'complete'"
            ).fetchone()[0]
            return found
    except sqlite3.OperationalError:  # not there yet, or its tables are not
        return 0


def clear(terminal: Terminal) -> None:
    """Clears the composer of minimax-chat, in which something must stand."""
    settle(terminal)  # the key is quicker than letters that are still on their way
    terminal.key("ctrl+c")
    settle(terminal)


def ask(terminal: Terminal, prompt: str) -> None:
    """Puts a prompt into the empty composer without sending it."""
    terminal.paste(prompt)
    settle(terminal)


def wait_answers(terminal: Terminal, home: Path, count: int, timeout_s: float = 60.0) -> None:
    """Waits until so many answers are stored whole.

    Raises:
        NotSeen: if they are not in time.
    """
    terminal.wait_until(lambda: complete_answers(home) >= count, "the end of the answer", timeout_s)


def leave(terminal: Terminal) -> None:
    """Clears the input of minimax-chat and quits, so that no draft comes back at the next start."""
    clear(terminal)
    terminal.key("ctrl+q")
    terminal.wait_exit()


def read_for(terminal: Terminal, seconds: float) -> None:
    """Reads whatever the program writes for that long."""
    end_s = time.monotonic() + seconds
    while (left_s := end_s - time.monotonic()) > 0:
        terminal.pump(left_s)
