"""`minimax-chat doctor` on a terminal: it asks, waits shortly, and leaves nothing in the input."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.terminal.conftest import Launch
from tests.terminal.pty_terminal import Terminal

# Asks, waits until a late answer has come, and then tells what a shell would find in the input.
ASK_AND_TELL = """
import os, select, sys, termios, time, tty
from minimax_tui.cli.doctor.terminal_replies import TerminalTalk
began_s = time.monotonic()
with TerminalTalk() as talk:
    print("ASKED", talk.replies.answered, time.monotonic() - began_s < 1.0, flush=True)
    select.select([0], [], [], 20.0 if sys.argv[1] == "late" else 0.0)
tty.setcbreak(0, termios.TCSANOW)
ready, _, _ = select.select([0], [], [], 0.0)
print("LEFT", os.read(0, 1000) if ready else b"", flush=True)
"""


def mute(data: bytes, columns: int, lines: int) -> bytes:
    """A terminal that answers nothing."""
    del data, columns, lines
    return b""


def kitty(data: bytes, columns: int, lines: int) -> bytes:
    """A terminal that knows the kitty protocols."""
    del columns, lines
    said = b""
    for question, answer in (
        (b"\x1b[?u", b"\x1b[?0u"),
        (b"\x1b[>q", b"\x1bP>|kitty(0.38.1)\x1b\\"),
        (b"\x1b_Gi=31", b"\x1b_Gi=31;OK\x1b\\"),
        (b"\x1b[c", b"\x1b[?62;c"),
    ):
        said += answer if question in data else b""
    return said


def test_a_terminal_that_answers(launch: Launch) -> None:
    terminal = launch("doctor", "--offline", lines=80, answers=kitty)
    assert terminal.wait_exit() == 1, "there is no key"
    terminal.wait_for("1 problem")
    shown = terminal.text()
    assert "kitty(0.38.1)" in shown
    assert "kitty keyboard protocol: shift+enter is seen" in shown
    assert "kitty graphics protocol" in shown
    assert "120 columns, 80 lines" in shown
    assert "16 million" in shown
    assert b"\x1b[32m" in terminal.raw()


def test_without_colour_it_is_plain(launch: Launch, environment: dict[str, str]) -> None:
    environment["NO_COLOR"] = "1"
    terminal = launch("doctor", "--offline", lines=80)
    terminal.wait_exit()
    assert "NO_COLOR is set" in terminal.text()
    assert not re.search(rb"\x1b\[[0-9;]*m", terminal.raw())


@pytest.mark.parametrize("when", ["at once", "late"])
def test_nothing_is_left_in_the_input(
    environment: dict[str, str], tmp_path: Path, when: str
) -> None:
    argv = [sys.executable, "-c", ASK_AND_TELL, when]
    answers = kitty if when == "at once" else mute
    with Terminal(argv, env=environment, cwd=tmp_path, answers=answers) as terminal:
        terminal.wait_for(f"ASKED {when == 'at once'} True")
        if when == "late":
            assert not terminal.echoes()
            terminal.send(b"\x1b[?0u\x1b[?62;22c")
        terminal.wait_for("LEFT b''")
        assert terminal.wait_exit() == 0
        assert "62;22c" not in terminal.text()


def test_a_dumb_terminal_is_not_asked(launch: Launch, environment: dict[str, str]) -> None:
    environment["TERM"] = "dumb"
    terminal = launch("doctor", "--offline", lines=80)
    assert terminal.wait_exit() == 1
    assert b"\x1b[c" not in terminal.raw()
    assert "Set TERM to what your terminal is" in terminal.text()
