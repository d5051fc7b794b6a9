"""Inside tmux: modified keys are asked for, and what tmux then sends means what was pressed."""

from __future__ import annotations

from tests.terminal.conftest import Launch

ASKED = b"\x1b[>4;1m"
TAKEN_BACK = b"\x1b[>4;0m"


def test_tmux_is_asked_for_modified_keys(launch: Launch, environment: dict[str, str]) -> None:
    environment["TMUX"] = "/tmp/no-such-socket,1,0"
    terminal = launch("--demo")
    terminal.wait_for("Message")
    assert ASKED in terminal.raw()
    assert TAKEN_BACK not in terminal.raw()
    terminal.send(b"one\x1b[13;2utwo\x1b[32;2uthree")
    terminal.wait_for("(?m)^ +one$")
    terminal.wait_for("(?m)^ +two three$")
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert terminal.raw().rindex(TAKEN_BACK) > terminal.raw().rindex(ASKED)


def test_other_terminals_are_not(launch: Launch) -> None:
    terminal = launch("--demo")
    terminal.wait_for("Message")
    assert ASKED not in terminal.raw()
