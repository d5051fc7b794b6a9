"""`--linear`: the chat as plain lines, in a terminal and in a pipe."""

from __future__ import annotations

import subprocess

from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold
from tests.terminal.conftest import Launch
from tests.terminal.environment import PROGRAM

THINKING = [{"type": "thinking", "thinking": "First this.\nThen that.", "signature": "s"}]
READY = r"^> $|^>$"


def blocks(text: str, *, thinking: bool = False) -> list[dict[str, str]]:
    return [*(THINKING if thinking else []), {"type": "text", "text": text}]


def test_a_conversation_in_a_terminal(
    launch: Launch, simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    simulator.script(blocks("One.\nTwo \x1b[31mred\x07.", thinking=True), chunk_sizes=3)
    simulator.script(blocks("More."))
    terminal = launch("--linear", *endpoint)
    terminal.wait_for(READY)
    terminal.type("hello\n")
    terminal.wait_for(r"Two ␛\[31mred␇\.")
    lines = terminal.text().splitlines()
    at = lines.index("Thinking:")
    assert lines[at : at + 6] == [
        *("Thinking:", "First this.", "Then that."),
        *("Answer:", "One.", "Two ␛[31mred␇."),
    ]
    terminal.type("a line that \\\ngoes on\n")
    terminal.wait_for(r"^More\.$")
    asked = simulator.requests[-1].json["messages"]
    assert asked[-1]["content"][0]["text"] == "a line that \ngoes on"
    assert len(asked) == 3, "the turn before is sent with it"
    terminal.type("/quit\n")
    assert terminal.wait_exit() == 0
    assert terminal.echoes()
    assert not terminal.screen.on_alternate
    assert b"\x1b[31m" not in terminal.raw()
    assert b"\x1b]11" not in terminal.raw(), "a screen reader would read the answer out"


def test_ctrl_c_stops_the_answer_and_twice_quits(
    launch: Launch, simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    hold = Hold(4)
    simulator.script(blocks("begun\nnever ended"), chunk_sizes=6, hold=hold)
    terminal = launch("--linear", *endpoint)
    terminal.wait_for(READY)
    terminal.type("hello\n")
    terminal.wait_for("^begun$")
    terminal.key("ctrl+c")
    terminal.wait_for(r"Stopped\.")
    hold.release()
    terminal.wait_for(READY)
    terminal.key("ctrl+c")
    terminal.key("ctrl+c")
    assert terminal.wait_exit() == 0


def test_ctrl_c_at_the_prompt_asks_for_a_second(launch: Launch, endpoint: tuple[str, str]) -> None:
    terminal = launch("--linear", *endpoint)
    terminal.wait_for(READY)
    terminal.type("half a prompt")
    terminal.wait_for("half a prompt")  # the line is being read
    terminal.key("ctrl+c")
    terminal.wait_for(r"ctrl\+c once more")
    terminal.key("ctrl+c")
    assert terminal.wait_exit() == 0


def run(environment: dict[str, str], typed: str, *arguments: str) -> str:
    """What the program says to these lines, read from a pipe."""
    done = subprocess.run(
        [PROGRAM, "--linear", *arguments],
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    return done.stdout


def test_commands(
    environment: dict[str, str], simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    for answer in ("first answer", "second answer", "third answer"):
        simulator.script(blocks(answer))
    said = run(
        environment,
        "/model m2.1\n/think off\nhello\n/new\n/model MiniMax-M3\n/think off\nagain\n"
        "/sessions\n/sessions 2\ngo on\n/think sideways\n/models\n/help\n",
        *endpoint,
    )
    assert "Model: MiniMax-M2.1" in said
    assert "MiniMax-M2.1 always thinks." in said
    assert "A new conversation." in said
    assert "Thinking: disabled" in said
    assert "1: again, 1 turn" in said
    assert "2: hello, 1 turn" in said
    assert said.count("first answer") == 2, "the last turn is read out when it is opened"
    assert "Error: “sideways” cannot be used for thinking." in said
    assert "There is no command /models here." in said
    assert "/sessions: " in said
    models = [request.json["model"] for request in simulator.requests]
    assert models == ["MiniMax-M2.1", "MiniMax-M3", "MiniMax-M2.1"]
    assert simulator.requests[1].json["thinking"] == {"type": "disabled"}
    assert len(simulator.requests[2].json["messages"]) == 3


def test_a_session_goes_on(
    environment: dict[str, str], simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    simulator.script(blocks("first answer"))
    simulator.script(blocks("second answer"))
    run(environment, "hello\n", *endpoint)
    said = run(environment, "go on\n", "--continue", *endpoint)
    assert "You:\nhello\nAnswer:\nfirst answer\n" in said
    assert said.rstrip().endswith("Answer:\nsecond answer")
    assert len(simulator.requests[-1].json["messages"]) == 3


def test_an_error_is_said_in_words_and_the_chat_goes_on(
    environment: dict[str, str], endpoint: tuple[str, str]
) -> None:
    said = run(environment, "fault: 401\n/model\n", *endpoint)
    assert "Error: " in said
    assert "Traceback" not in said
    assert said.index("Error: ") < said.rindex("Model: MiniMax-M3")


def test_without_a_key_it_says_what_to_do(environment: dict[str, str]) -> None:
    said = run(environment, "hello\n")
    assert "MINIMAX_API_KEY" in said


def test_the_setting_starts_it_too(launch: Launch, environment: dict[str, str]) -> None:
    environment["MINIMAX_CHAT_LINEAR"] = "on"
    terminal = launch("--demo")
    terminal.wait_for("plain lines")
    terminal.wait_for(READY)
    terminal.type("/quit\n")
    assert terminal.wait_exit() == 0
    assert not terminal.screen.on_alternate
