"""The driver itself: it types, reads, draws, answers and ends."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.environment import clean_environment
from tests.terminal.pty_terminal import NotSeen, Terminal
from tests.terminal.terminal_keys import key_bytes
from tests.terminal.terminal_screen import Screen, replies

Run = Callable[[str], Terminal]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Runs Python code in a terminal of 40 x 5."""
    terminals: list[Terminal] = []

    def start(code: str) -> Terminal:
        terminals.append(
            Terminal(
                [sys.executable, "-ISc", code],
                env=clean_environment(tmp_path),
                columns=40,
                lines=5,
            )
        )
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.close()


def test_it_shows_what_is_written_and_gives_the_exit_status(run: Run) -> None:
    terminal = run("print('hello'); raise SystemExit(3)")
    terminal.wait_for(r"^hello$")
    assert terminal.wait_exit() == 3
    assert b"hello" in terminal.raw()


def test_it_types_and_the_terminal_echoes(run: Run) -> None:
    terminal = run("print('said ' + input('? '))")
    terminal.wait_for(r"\?")
    assert terminal.echoes()
    terminal.type("über")
    terminal.key("enter")
    terminal.wait_for(r"^said über$")
    assert terminal.wait_exit() == 0


def test_the_program_sees_the_windows_size_from_the_first(run: Run) -> None:
    terminal = run(
        "import os, signal\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGWINCH])\n"
        "print(tuple(os.get_terminal_size()))\n"
        "signal.sigwait([signal.SIGWINCH])\n"
        "print(tuple(os.get_terminal_size()))\n"
        "input()"
    )
    terminal.wait_for(r"\(40, 5\)")
    terminal.resize(50, 6)
    terminal.wait_for(r"\(50, 6\)")


def test_an_end_by_a_signal_has_a_negative_status(run: Run) -> None:
    terminal = run("input('ready')")
    terminal.wait_for("ready")
    terminal.signal(signal.SIGTERM)
    assert terminal.wait_exit() == -signal.SIGTERM


def test_what_does_not_come_is_an_error_with_the_screen_in_it(run: Run) -> None:
    terminal = run("input('only this')")
    terminal.wait_for("only this")
    with pytest.raises(NotSeen, match=r"(?s)other.*runs.*only this"):
        terminal.wait_for("other", timeout_s=0.05)
    with pytest.raises(NotSeen, match="a file"):
        terminal.wait_until(lambda: False, "a file", timeout_s=0.05)


def test_an_early_end_is_an_error_at_once(run: Run) -> None:
    with pytest.raises(NotSeen):
        run("print('bye')").wait_for("hello", timeout_s=3600)


def test_it_answers_a_question_of_the_program(run: Run) -> None:
    terminal = run(
        "import sys, tty; tty.setraw(0)\n"
        "print('\\x1b[6n', end='', flush=True)\n"
        "print(repr(sys.stdin.buffer.raw.read(20)))"
    )
    terminal.wait_for(r"1;1R")


def test_a_terminal_that_does_not_read_stops_the_program(run: Run, tmp_path: Path) -> None:
    done = tmp_path / "done"
    terminal = run(f"print('x' * 1_000_000); open({str(done)!r}, 'w'); input('end')")
    with pytest.raises(NotSeen):
        terminal.wait_until(done.exists, "the end", timeout_s=0.3, reading=False)
    terminal.wait_until(done.exists, "the end")
    terminal.wait_for("end")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_a_screen_is_the_same_in_whatever_pieces_it_comes(size: int) -> None:
    data = (
        "\x1b[?1049h\x1b[?2026h\x1b[2J\x1b[1;1Hé日本\x1b[>4;1m\x1b[38;2;1;2;3mred\x1b[0m"
        "\x1b]0;a title\x07\x1bP+q544e\x1b\\\x1b[2;3Hthere\x1b[?u\x1b[?25l\x1b[4 q"
    ).encode()
    screen = Screen(20, 3)
    for start in range(0, len(data), size):
        screen.feed(data[start : start + size])
    assert screen.text() == "é日本red\n  there\n"
    assert screen.title == "a title"
    assert screen.on_alternate
    assert 25 not in screen.modes
    assert screen.shown.buffer[0][5].fg == "010203"


def test_the_alternate_screen_gives_the_first_one_back() -> None:
    screen = Screen(20, 2)
    screen.feed(b"shell$\x1b[?1049hprogram")
    assert screen.text() == "program\n"
    screen.feed(b"\x1b[?1049l\r\nresume")
    assert screen.text() == "shell$\nresume"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
        (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
        (b"\x1b]11;?\x1b\\", b"\x1b]11;rgb:1111/1111/1111\x1b\\"),
        (b"\x1b[18t", b"\x1b[8;24;80t"),
        (b"plain \x1b[0m text", b""),
    ],
)
def test_answers(question: bytes, answer: bytes) -> None:
    assert replies(question, 80, 24) == answer


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a", b"a"),
        ("é", "é".encode()),
        ("+", b"+"),
        ("ctrl+q", b"\x11"),
        ("alt+enter", b"\x1b\r"),
        ("up", b"\x1b[A"),
        ("alt+up", b"\x1b[1;3A"),
        ("ctrl+home", b"\x1b[1;5H"),
        ("pageup", b"\x1b[5~"),
        ("f1", b"\x1bOP"),
        ("shift+f5", b"\x1b[15;2~"),
        ("ctrl+shift+end", b"\x1b[1;6F"),
    ],
)
def test_keys(name: str, data: bytes) -> None:
    assert key_bytes(name) == data


@pytest.mark.parametrize("name", ["nokey", "hyper+a", "ctrl+alt+a"])
def test_what_is_no_key_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        key_bytes(name)
