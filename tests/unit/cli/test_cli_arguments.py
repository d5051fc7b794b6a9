"""The command line: what it takes, what it says, and the status it ends with."""

from __future__ import annotations

from pathlib import Path

import pytest

from minimax_tui import __version__
from minimax_tui.domain.messages import Session
from minimax_tui.simulator.server import Simulator
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.unit.cli.conftest import Run


def test_the_version(run: Run) -> None:
    assert run("--version") == (0, f"minimax-chat {__version__}\n", "")


def test_the_help_names_every_option(run: Run) -> None:
    done = run("--help")
    assert done.status == 0
    names = "demo model thinking system base-url continue resume no-save theme prompt version"
    names += " allow-http"
    assert [name for name in names.split() if f"--{name}" not in done.out] == []
    assert "simulate" in done.out
    assert "MINIMAX_API_KEY" in done.out


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--thinking", "maybe"], 2, ["“maybe”", "adaptive", "off"]),
        (["--model", ""], 2, ["model"]),
        (
            ["--base-url", "http://chat.example"],
            2,
            ["unencrypted to chat.example", "--allow-http chat.example"],
        ),
        (["--base-url", "http://a.example", "--allow-http", "b.example"], 2, ["a.example"]),
        (["--allow-http", "http://a.example"], 2, ["no host name"]),
        (["--base-url", "chat.example"], 2, ["base URL", "https://"]),
        (["--resume", "nosuch"], 1, ["no such session"]),
        (["--resume", ""], 1, ["no such session"]),
        (["--continue"], 1, ["no session to continue"]),
        (["--continue", "--resume", "x"], 2, ["--resume", "--continue"]),
        (["--no-such-option"], 2, ["--no-such-option"]),
        (["a prompt without -p"], 2, ["a prompt without -p"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_be_used_is_said(
    run: Run, simulator: Simulator, arguments: list[str], status: int, said: list[str]
) -> None:
    done = run(*arguments, "-p", "hello")
    assert done.status == status
    assert done.out == ""
    assert [words for words in said if words not in done.err] == []
    assert "Traceback" not in done.err
    assert len(simulator.requests) == 0


def test_an_ambiguous_session_is_said(run: Run, simulator: Simulator, home: Path) -> None:
    store = SqliteConversationStore(home / "data" / "conversations.db")
    for id_ in ("oak1", "oak2", "ash"):
        store.add_session(Session(id_, "A tree", 1.0, 1.0))
    store.close()
    done = run("--resume", "oak", "-p", "Another")
    assert (done.status, done.out) == (1, "")
    assert "Several sessions begin like that." in done.err
    assert "oak1, oak2" in done.err
    assert len(simulator.requests) == 0
    simulator.script([{"type": "text", "text": "A yew."}])
    assert run("--resume", " a ", "-p", "Another").out == "A yew.\n"


def test_without_a_terminal_it_asks_for_a_prompt(run: Run) -> None:
    done = run()
    assert done.status == 2
    assert done.out == ""
    assert "minimax-chat -p PROMPT" in done.err


@pytest.mark.parametrize("prompt", ["", " \n", "-"])
def test_an_empty_prompt_is_a_usage_error(run: Run, simulator: Simulator, prompt: str) -> None:
    done = run("-p", prompt, stdin=b" \r\n\n")
    assert (done.status, done.out) == (2, "")
    assert "The prompt is empty." in done.err
    assert len(simulator.requests) == 0


def test_without_a_key_it_says_what_to_do(run: Run, home: Path) -> None:
    done = run("-p", "hello")
    assert (done.status, done.out) == (1, "")
    assert "MINIMAX_API_KEY" in done.err
    store = SqliteConversationStore(home / "data" / "conversations.db")
    assert store.sessions() == [], "nothing was begun"
    store.close()


def test_a_key_of_another_service_is_not_sent(
    run: Run, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MINIMAX_API_KEY")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-api03-not-a-real-key")
    done = run("-p", "hello", "--base-url", simulator.base_url)
    assert done.status == 1
    assert "not sent" in done.err
    assert "not-a-real-key" not in done.err
    assert len(simulator.requests) == 0


def test_a_bad_variable_is_passed_over_and_said(
    run: Run, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMAX_CHAT_THINKING", "maybe")
    simulator.script([{"type": "text", "text": "Oak."}])
    done = run("-p", "Name a tree")
    assert (done.status, done.out) == (0, "Oak.\n")
    assert "MINIMAX_CHAT_THINKING" in done.err
    assert simulator.requests[0].json["thinking"] == {"type": "adaptive"}


def test_ctrl_c_has_its_own_status(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("minimax_tui.cli.headless.run_headless", interrupted)
    assert run("-p", "hello", "--demo").status == 130


@pytest.mark.parametrize("option", ["--port", "--tokens-per-s"])
def test_the_simulator_takes_numbers_only(run: Run, option: str) -> None:
    done = run("simulate", option, "many")
    assert done.status == 2
    assert option in done.err


def test_the_simulators_help(run: Run) -> None:
    done = run("simulate", "--help")
    assert done.status == 0
    assert [word for word in ("--port", "--tokens-per-s", "--faults") if word not in done.out] == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), (0, None, False)),
        (("--port", "8123", "--tokens-per-s", "0", "--faults"), (8123, 0.0, True)),
    ],
)
def test_the_simulator_gets_its_options(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    expected: tuple[object, ...],
) -> None:
    asked: list[tuple[object, ...]] = []

    def serve(port: int, *, tokens_per_s: float | None, allow_fault_prompts: bool) -> int:
        asked.append((port, tokens_per_s, allow_fault_prompts))
        return 0

    monkeypatch.setattr("minimax_tui.simulator.serve.serve", serve)
    assert run("simulate", *arguments).status == 0
    assert asked == [expected]
