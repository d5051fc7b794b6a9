"""Started without a usable key: the program says what to do and loses nothing."""

from __future__ import annotations

from tests.terminal.conftest import Launch


def test_without_a_key_it_says_what_to_do_and_keeps_the_prompt(launch: Launch) -> None:
    terminal = launch()
    terminal.wait_for("Message MiniMax-M3…")
    terminal.type("my precious words")
    terminal.wait_for("my precious words")
    terminal.key("enter")
    terminal.wait_for("There is no API key yet")
    terminal.wait_for("MINIMAX_API_KEY")
    assert "my precious words" in terminal.text()
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0


def test_a_key_of_another_service_is_not_sent(launch: Launch, environment: dict[str, str]) -> None:
    environment["ANTHROPIC_API_KEY"] = "sk-ant-api03-not-a-real-key"
    terminal = launch()
    terminal.wait_for("Message MiniMax-M3…")
    terminal.type("my precious words")
    terminal.key("enter")
    terminal.wait_for("is Anthropic.s, so it was not sent to")
    assert "my precious words" in terminal.text()
    assert b"not-a-real-key" not in terminal.raw()


def test_without_a_key_the_tour_of_the_keys_is_open(launch: Launch) -> None:
    terminal = launch()
    terminal.wait_for("Message MiniMax-M3…")
    terminal.key("f1")
    terminal.wait_for("Keys and commands")
    terminal.key("escape")
    terminal.wait_gone("Keys and commands")
    terminal.type("typed again")
    terminal.wait_for("typed again")
