"""A base URL of plain http: asked on the screen, refused without one, remembered if so chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from minimax_tui.simulator.server import Simulator
from tests.terminal.conftest import Launch

HOST = "gateway.example"
QUESTION = "Send it unencrypted?"


@pytest.fixture(autouse=True)
def proxy(simulator: Simulator, environment: dict[str, str]) -> None:
    """The simulator is the proxy to every host that is reached by plain http."""
    environment["HTTP_PROXY"] = simulator.base_url


def test_it_is_asked_first_and_remembered_only_if_so_chosen(
    launch: Launch, simulator: Simulator, tmp_path: Path
) -> None:
    url = ("--base-url", f"http://{HOST}/anthropic")
    for words in ("First answer.", "Second answer."):
        simulator.script([{"type": "text", "text": words}])
    terminal = launch(*url)
    terminal.wait_for("Message MiniMax-M3…")
    terminal.type("one")
    terminal.key("enter")
    terminal.wait_for(QUESTION)
    assert HOST in terminal.text()
    terminal.key("enter")
    terminal.wait_gone(QUESTION)
    assert not simulator.requests
    terminal.key("enter")
    terminal.wait_for(QUESTION)
    terminal.key("up", "enter")
    terminal.wait_for("First answer.")
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    (settings,) = tmp_path.rglob("settings.toml")
    assert f'http_hosts = "{HOST}"' in settings.read_text()

    remembered = launch(*url, "-p", "two")
    assert remembered.wait_exit() == 0
    assert "Second answer." in remembered.text()


def test_without_a_screen_it_is_refused_unless_the_command_line_allows_it(
    launch: Launch, simulator: Simulator
) -> None:
    arguments = ("--base-url", f"http://{HOST}/anthropic", "-p", "one")
    refused = launch(*arguments)
    assert refused.wait_exit() == 2
    assert f"--allow-http {HOST}" in refused.text()
    assert not simulator.requests
    simulator.script([{"type": "text", "text": "The answer."}])
    allowed = launch(*arguments, "--allow-http", HOST)
    assert allowed.wait_exit() == 0
    assert "The answer." in allowed.text()
