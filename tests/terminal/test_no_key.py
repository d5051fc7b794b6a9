"""Started without a usable key: the program asks for one, says what to do, and loses nothing."""

from __future__ import annotations

from minimax_tui.simulator.server import Simulator
from tests.terminal.conftest import Launch
from tests.terminal.pty_terminal import Terminal

COMPOSER = "Message MiniMax-M3…"
WELCOME = "Welcome to minimax-chat"


def say_later(terminal: Terminal) -> None:
    """Closes the welcome without giving a key."""
    terminal.wait_for(WELCOME)
    terminal.key("escape")
    terminal.wait_gone(WELCOME)


def test_without_a_key_it_says_what_to_do_and_keeps_the_prompt(launch: Launch) -> None:
    terminal = launch()
    say_later(terminal)
    terminal.type("my precious words")
    terminal.wait_for("my precious words")
    terminal.key("enter")
    terminal.wait_for("There is no API key yet")
    terminal.wait_for("MINIMAX_API_KEY")
    assert "my precious words" in terminal.text()
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0


def test_what_is_typed_before_the_welcome_is_a_draft_and_no_key(launch: Launch) -> None:
    terminal = launch()
    terminal.wait_until(lambda: not terminal.echoes(), "the program's own mode")
    terminal.type("typed early")
    say_later(terminal)
    terminal.wait_for("typed early")


def test_a_key_of_another_service_is_not_sent(launch: Launch, environment: dict[str, str]) -> None:
    environment["ANTHROPIC_API_KEY"] = "sk-ant-api03-not-a-real-key"
    terminal = launch()
    terminal.wait_for(COMPOSER)
    terminal.type("my precious words")
    terminal.key("enter")
    terminal.wait_for("is Anthropic.s, so it was not sent to")
    terminal.wait_for("my precious words")
    assert b"not-a-real-key" not in terminal.raw()


def test_without_a_key_the_tour_of_the_keys_is_open(launch: Launch) -> None:
    terminal = launch()
    say_later(terminal)
    terminal.key("f1")
    terminal.wait_for("Keys and commands")
    terminal.key("escape")
    terminal.wait_gone("Keys and commands")
    terminal.type("typed again")
    terminal.wait_for("typed again")


def test_the_welcome_becomes_the_demo(launch: Launch) -> None:
    terminal = launch("--theme", "minimax-light")
    terminal.wait_for(WELCOME)
    terminal.key("tab", "tab")
    terminal.wait_for("▸Try the demo")
    terminal.key("enter")
    terminal.wait_for("demo: a simulation, not MiniMax")
    terminal.wait_for(COMPOSER)
    terminal.type("count to 3")
    terminal.key("enter")
    terminal.wait_for("❯ count to 3")
    terminal.wait_for(r"MiniMax-M3 · .*\bout\b")
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert terminal.echoes()


def test_a_key_that_is_given_is_there_at_the_next_start(
    launch: Launch, environment: dict[str, str], simulator: Simulator
) -> None:
    environment.pop("MINIMAX_API_KEY")
    first = launch("--base-url", simulator.base_url, columns=80, lines=24)
    first.wait_for(WELCOME)
    first.paste("wrong-key")
    first.key("enter")
    first.wait_for("did not accept")
    first.key("ctrl+u")
    first.wait_for("paste your key")
    first.paste("sk-simulated-0123456789")
    first.key("enter")
    first.wait_gone(WELCOME)
    first.key("ctrl+q")
    assert first.wait_exit() == 0
    simulator.script([{"type": "text", "text": "A fine answer."}])
    second = launch()  # the address was kept with the key
    second.wait_for(COMPOSER)
    second.type("hello")
    second.key("enter")
    second.wait_for("A fine answer")
    assert simulator.requests[-1].key_is("sk-simulated-0123456789")
