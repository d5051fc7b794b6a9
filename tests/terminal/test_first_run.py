"""The first minutes with the demo: it starts, answers, says that it is a simulation, and ends."""

from __future__ import annotations

from minimax_tui.simulator.server import Simulator
from tests.terminal.conftest import Launch
from tests.terminal.pty_terminal import Terminal

COLD_START = True
COMPOSER = r"Message MiniMax-M3…"
FOOTER = r"MiniMax-M3 · .*\bin\b.* · .*\bout\b"
MOUSE_AND_PASTE_MODES = {1000, 1002, 1003, 1006, 1015, 2004}


def ask(terminal: Terminal, prompt: str) -> None:
    """Sends a prompt and waits until its answer is whole."""
    terminal.wait_for(COMPOSER)
    terminal.type(prompt)
    terminal.wait_for(prompt)
    terminal.key("enter")
    terminal.wait_for(FOOTER)


def test_the_demo_answers_and_ends_tidily(launch: Launch) -> None:
    terminal = launch("--demo")
    terminal.wait_for(COMPOSER)
    terminal.wait_for("Conversation")
    terminal.wait_for("(?i)simulation|simulated|demo")
    ask(terminal, "count to 3")
    assert "❯ count to 3" in terminal.text()
    assert "Thinking" in terminal.text()
    terminal.wait_for(COMPOSER)

    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert not terminal.screen.on_alternate
    assert 25 in terminal.screen.modes, "the cursor is shown again"
    assert not terminal.screen.modes & MOUSE_AND_PASTE_MODES
    assert terminal.echoes(), "the shell's own mode is back"
    assert "minimax-chat --" in terminal.text(), "it says how to reopen the session"


def test_what_is_typed_before_the_first_screen_is_not_lost(launch: Launch) -> None:
    terminal = launch("--demo")
    terminal.wait_until(lambda: not terminal.echoes(), "the program's own mode")
    terminal.type("typed early")
    terminal.wait_for(r"^ *typed early$", timeout_s=10)


def test_ctrl_c_quits_only_when_it_comes_again(launch: Launch) -> None:
    terminal = launch("--demo")
    terminal.wait_for(COMPOSER)
    terminal.type("a draft")
    terminal.wait_for("a draft")
    terminal.key("ctrl+c")
    terminal.wait_gone("a draft")
    terminal.key("ctrl+c")
    terminal.wait_for(r"(?i)ctrl\+c")
    terminal.key("ctrl+c")
    assert terminal.wait_exit() == 0


def test_a_small_window_and_a_new_size(launch: Launch) -> None:
    terminal = launch("--demo", columns=80, lines=24)
    ask(terminal, "count to 5")
    terminal.resize(120, 40)
    terminal.wait_for(r"─ ?Thinking")
    terminal.resize(40, 12)
    terminal.wait_for("Message MiniMax-M3")


def test_a_prompt_of_several_lines(
    launch: Launch, simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    simulator.script([{"type": "text", "text": "Four lines."}])
    terminal = launch(*endpoint)
    terminal.wait_for(COMPOSER)
    for key, line in (("ctrl+j", "one"), ("alt+enter", "two"), ("shift+enter", "three")):
        terminal.type(line)
        terminal.key(key)
    terminal.type("four")
    terminal.wait_for("four")
    assert "❯ one" not in terminal.text(), "nothing was sent yet"
    terminal.key("enter")
    terminal.wait_for(r"❯ one")
    terminal.wait_for("Four lines")
    (request,) = simulator.requests
    assert request.json["messages"][-1]["content"][-1]["text"] == "one\ntwo\nthree\nfour"


def test_the_demo_reopens_its_last_session(launch: Launch) -> None:
    first = launch("--demo")
    ask(first, "count to 4")
    first.key("ctrl+q")
    assert first.wait_exit() == 0
    second = launch("--demo", "--continue")
    second.wait_for("❯ count to 4")
    second.wait_for(FOOTER)
