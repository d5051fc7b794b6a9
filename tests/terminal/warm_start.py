"""Starts the program out of an interpreter that has imported everything already.

Importing Textual and the SDK is most of the processor time of a short run. A process imports them
once; a copy of it (a fork) then becomes the program: it has the environment, folder, terminal and
arguments given, runs the console script's `main`, and ends as an interpreter ends. Tests of the
start itself, and of what happens while modules load, start the program cold.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
available = sys.platform == "linux"
"""Elsewhere the copies' ends could not be waited for."""


class WarmStart:
    """The process that is copied."""

    def __init__(self) -> None:
        # A copy is orphaned at once, and so becomes a child of this process.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._guard = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            env={"PATH": os.defpath, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != b"ready\n":
            self.close()
            raise RuntimeError("the program cannot be imported")

    def start(
        self,
        argv: Sequence[str | Path],
        env: Mapping[str, str],
        cwd: Path | None,
        tty: str | None,
    ) -> int:
        """Starts the program; may be called on any thread.

        Args:
            argv: The program and its arguments.
            env: Its whole environment.
            cwd: Its folder; this process's own if None.
            tty: Path of the terminal that it gets; None leads to nowhere.

        Returns:
            The id of the new process, which is a child of this one.
        """
        request = {
            "argv": [str(part) for part in argv],
            "env": dict(env),
            "cwd": str(cwd or Path.cwd()),
            "tty": tty,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._guard:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())

    def close(self) -> None:
        """Ends it; the copies go on."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def _serve() -> int:
    """Copies this process for each line on stdin; in a copy it gives the program's exit status."""
    import minimax_tui.cli.headless
    import minimax_tui.cli.main
    import minimax_tui.cli.screen
    from minimax_tui.api.connection import preload

    preload()
    os.write(1, b"ready\n")
    for line in iter(sys.stdin.buffer.readline, b""):
        reading, writing = os.pipe()
        middle = os.fork()
        if middle:
            os.close(writing)
            os.waitpid(middle, 0)  # from here on the program is the test's own child
            os.write(1, os.read(reading, 64))
            os.close(reading)
            continue
        program = os.fork()
        if program:
            os.write(writing, b"%d\n" % program)
            os._exit(0)
        os.close(reading)
        os.close(writing)
        request = json.loads(line)
        _become(request)
        return minimax_tui.cli.main.main(request["argv"][1:])
    return 0


def _become(request: dict[str, Any]) -> None:
    os.setsid()
    # The first terminal that the leader of a session opens becomes its terminal.
    terminal = os.open(request["tty"] or os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(terminal, descriptor)
    os.close(terminal)
    # Opened anew: whether a stream is a terminal was asked when it was opened.
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        errors = "backslashreplace" if name == "stderr" else "strict"
        stream = open(descriptor, "w" if descriptor else "r", closefd=False, errors=errors)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    sys.argv = request["argv"]
    sys.orig_argv = [sys.executable, *sys.argv]


if __name__ == "__main__":
    sys.exit(_serve())
