"""Streams that are closed hold nothing up, and no file gets their number."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.environment import clean_environment

PROGRAM = f"exec {sys.executable} -m minimax_tui"


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("doctor --offline <&-", 1),
        ("doctor --offline >&-", 1),
        ("config show <&- >&-", 0),
        ("models >&- 2>&-", 0),
    ],
)
def test_closed_streams(tmp_path: Path, command: str, status: int) -> None:
    done = subprocess.run(
        ["sh", "-c", f"{PROGRAM} {command}"],
        env=clean_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (status, "")
    assert ("All is well" in done.stdout or "1 problem" in done.stdout) == (">&-" not in command)
