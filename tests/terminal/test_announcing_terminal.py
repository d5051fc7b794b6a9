"""An answer that ends while the window has not the focus: title, bell, notification; restored."""

from __future__ import annotations

import pytest

from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold
from tests.terminal.conftest import Launch

UNFOCUSED, FOCUSED = b"\x1b[O", b"\x1b[I"
MARK = b"\x1b[22;2t\x1b]2;" + "● Go on · minimax-chat".encode() + b"\x1b\\"
RESTORED = b"\x1b]2;minimax-chat\x1b\\\x1b[23;2t"


@pytest.mark.parametrize(
    ("way", "term", "said"),
    [
        ("title", "xterm-256color", MARK),
        ("bell", "xterm-256color", MARK + b"\x07"),
        (
            "notification",
            "xterm-kitty",
            MARK + "\x1b]9;The answer in “Go on” is there.\x1b\\".encode(),
        ),
        ("notification", "xterm-256color", MARK + b"\x07"),
        ("off", "xterm-256color", b""),
    ],
)
def test_the_window_is_not_focused(
    launch: Launch,
    simulator: Simulator,
    endpoint: tuple[str, str],
    environment: dict[str, str],
    way: str,
    term: str,
    said: bytes,
) -> None:
    environment["MINIMAX_CHAT_ANNOUNCE"] = way
    environment["TERM"] = term
    hold = Hold(4)
    simulator.script([{"type": "text", "text": "Here it is, the answer."}], hold=hold)
    terminal = launch(*endpoint)
    terminal.wait_for("Message MiniMax-M3…")
    terminal.type("Go on")
    terminal.key("enter")
    terminal.wait_until(hold.reached.is_set, "the beginning of the answer")
    terminal.send(UNFOCUSED)
    hold.release()
    terminal.wait_for("The answer in “Go on” is there")
    terminal.send(FOCUSED)
    if said:
        terminal.wait_until(lambda: RESTORED in terminal.raw(), "the title from before")
    written = terminal.raw()
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert said in written
    assert (b"\x1b]2;" in written) is bool(said)
    assert terminal.raw().count(b"\x1b[22;2t") == terminal.raw().count(b"\x1b[23;2t")


def test_the_title_is_restored_at_the_end(
    launch: Launch, simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    hold = Hold(4)
    simulator.script([{"type": "text", "text": "Here it is, the answer."}], hold=hold)
    terminal = launch(*endpoint)
    terminal.wait_for("Message MiniMax-M3…")
    terminal.type("Go on")
    terminal.key("enter")
    terminal.wait_until(hold.reached.is_set, "the beginning of the answer")
    terminal.send(UNFOCUSED)
    hold.release()
    terminal.wait_until(lambda: MARK in terminal.raw(), "the mark")
    assert RESTORED not in terminal.raw()
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert RESTORED in terminal.raw()
