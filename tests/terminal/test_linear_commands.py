"""The commands of `--linear`, read from a pipe: every command of the screen works or says why."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from minimax_tui.simulator.server import Simulator
from minimax_tui.ui.commands import COMMANDS
from tests.terminal.environment import PROGRAM


def blocks(text: str) -> list[dict[str, str]]:
    return [{"type": "text", "text": text}]


def run(
    environment: dict[str, str], typed: str, *arguments: str, folder: Path | None = None
) -> str:
    """What the program says to these lines."""
    done = subprocess.run(
        [PROGRAM, "--linear", *arguments],
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=folder,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.fixture
def script(simulator: Simulator) -> Simulator:
    """An endpoint with answers."""
    for answer in ("An oak.", "A pine.", "A fir."):
        simulator.script(blocks(answer))
    return simulator


def test_every_command_of_the_screen_is_known(environment: dict[str, str]) -> None:
    names = [row.slash for row in COMMANDS if row.slash and row.slash not in ("quit", "btw")]
    typed = "".join(f"/{name}\n" for name in names)
    said = run(environment, typed, "--demo")
    assert "There is no command" not in said
    assert "Error" not in said
    assert "/tree needs the screen: minimax-chat without --linear." in said
    assert "Ctrl+c stops an answer while it comes." in said


def test_help_names_only_what_works(environment: dict[str, str]) -> None:
    said = run(environment, "/help\n", "--demo")
    names = [line[1:].partition(":")[0] for line in said.splitlines() if line.startswith("/")]
    assert {"retry", "continue", "btw", "prompts", "key", "export", "sessions"} <= set(names)
    typed = "".join(f"/{name}\n" for name in names if name != "quit")
    said = run(environment, typed, "--demo")
    assert "There is no command" not in said
    assert "needs the screen" not in said


def test_a_path_or_a_space_makes_a_prompt(
    environment: dict[str, str], script: Simulator, endpoint: tuple[str, str]
) -> None:
    said = run(environment, "/etc/hosts is what?\n /model\n/nothing\n", *endpoint)
    sent = [request.json["messages"][-1]["content"][0]["text"] for request in script.requests]
    assert sent == ["/etc/hosts is what?", " /model"]
    assert "There is no command /nothing here." in said


def test_asking_again_and_the_versions(
    environment: dict[str, str], script: Simulator, endpoint: tuple[str, str]
) -> None:
    typed = "/retry\nName a tree\n/retry M2.1\n/previous\n/previous\n/next\n/continue\n"
    said = run(environment, typed, *endpoint)
    assert said.count("There is no message yet.") == 1
    models = [request.json["model"] for request in script.requests]
    assert models == ["MiniMax-M3", "MiniMax-M2.1"]
    assert "Version 1 of 2.\nYou:\nName a tree\nAnswer:\nAn oak.\n" in said
    assert "There is no other version on that side." in said
    assert "Version 2 of 2.\nYou:\nName a tree\nAnswer:\nA pine.\n" in said
    assert said.endswith("The last answer is complete.\n")


def test_an_answer_that_broke_off_goes_on(
    environment: dict[str, str], simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    simulator.script(blocks("Half an"), stop_reason="max_tokens")
    simulator.script(blocks(" oak."))
    said = run(environment, "Name a tree\n/continue\n", *endpoint)
    assert "not complete. /continue goes on with it, /retry asks again." in said
    assert len(simulator.requests[-1].json["messages"]) == 3


def test_an_aside_stays_out_until_it_is_kept(
    environment: dict[str, str], script: Simulator, endpoint: tuple[str, str]
) -> None:
    typed = "/keep\n/btw Which tree?\n/sessions\n/keep\n/keep\nAnd another\n"
    said = run(environment, typed, *endpoint)
    assert "Answer aside:\nAn oak.\nThis is not part of the conversation." in said
    assert "There are no earlier conversations." in said
    assert said.count("There is no answer to take over.") == 2
    assert "It is part of the conversation now." in said
    texts = [one["content"][0]["text"] for one in script.requests[-1].json["messages"]]
    assert texts == ["Which tree?", "An oak.", "And another"]


def test_saved_prompts(
    environment: dict[str, str], script: Simulator, endpoint: tuple[str, str]
) -> None:
    config = Path(environment["MINIMAX_CHAT_HOME"]) / "config"
    for name, text in (
        ("prompts/plain", "Name a tree."),
        ("prompts/asks", "Name a {{kind}}."),
        ("systems/brief", "Be brief."),
        ("prompts/empty", ""),
    ):
        (config / name).parent.mkdir(parents=True, exist_ok=True)
        (config / f"{name}.md").write_text(text)
    typed = "/prompts\n/prompts brief\n/plain of Europe\n/asks\n/asks pine\n/empty\n"
    said = run(environment, typed, *endpoint)
    assert "/plain: Name a tree." in said
    assert "/prompts brief: system prompt: Be brief." in said
    assert "prompts/empty.md cannot be used." in said
    assert "The saved prompt asks for: kind." in said
    sent = [request.json["messages"][-1]["content"][0]["text"] for request in script.requests]
    assert sent == ["Name a tree.\n\nof Europe", "Name a pine."]
    assert script.requests[0].json["system"] == "Be brief."


@pytest.mark.usefixtures("script")
def test_sessions_are_named_found_forked_and_exported(
    environment: dict[str, str],
    endpoint: tuple[str, str],
    tmp_path: Path,
) -> None:
    typed = (
        "/rename\nName a tree\n/rename Trees\n/find oak\n/find whale\n/jump\n/jump 1\n"
        "/export md out.md\n/export md out.md\n/export pdf\n/fork\nAnother\n/sessions\n"
        "/sessions Trees\n/history tree\n"
    )
    said = run(environment, typed, *endpoint, folder=tmp_path)
    assert "This session has no message yet." in said
    assert "Title: Trees" in said
    assert "Answer: An oak." in said
    assert "Nothing like that was said." in said
    assert "1: Name a tree\n/jump and a number" in said
    assert "You:\nName a tree\nAnswer:\nAn oak.\n" in said
    assert "An oak." in (tmp_path / "out.md").read_text()
    assert "out.md is there already." in said
    assert "There is no such format: pdf" in said
    assert "1: Trees (fork), 2 turns\n2: Trees, 1 turn\n" in said
    assert said.endswith("Name a tree\n")


@pytest.mark.usefixtures("script")
def test_what_is_not_saved_leaves_nothing(
    environment: dict[str, str], endpoint: tuple[str, str]
) -> None:
    said = run(environment, "/nosave\nName a tree\n/new\n", *endpoint)
    assert "nothing of it is kept" in said
    assert "Answer:\nAn oak." in said
    assert "There are no earlier conversations." in run(environment, "/sessions\n", *endpoint)


def test_settings_and_thinking(
    environment: dict[str, str], simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    thinking = [{"type": "thinking", "thinking": "THOUGHT", "signature": "s"}]
    simulator.script([*thinking, *blocks("An oak.")])
    simulator.script([*thinking, *blocks("A pine.")])
    typed = (
        "/settings max_tokens 4000\n/settings nonsense 1\n/settings\n/pane\nName a tree\n/pane\n"
        "Another\n/new\n"
    )
    said = run(environment, typed, *endpoint)
    assert "max_tokens: 4000" in said
    assert "There is no setting “nonsense”." in said
    assert said.count("THOUGHT") == 1
    assert simulator.requests[0].json["max_tokens"] == 4000
    settings = Path(environment["MINIMAX_CHAT_HOME"]) / "config" / "settings.toml"
    assert "max_tokens = 4000" in settings.read_text()


def test_a_session_open_elsewhere_is_only_read(
    environment: dict[str, str], script: Simulator, endpoint: tuple[str, str]
) -> None:
    first = subprocess.Popen(
        [PROGRAM, "--linear", *endpoint],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdin is not None
    assert first.stdout is not None
    first.stdin.write("Name a tree\n")
    first.stdin.flush()
    while "An oak." not in first.stdout.readline():
        pass
    said = run(environment, "Another\n/fork\nA third\n", "--continue", *endpoint)
    first.communicate(timeout=30)
    assert said.count("is open in another window") == 2
    assert "(fork)" in said
    assert len(script.requests) == 2
    assert script.requests[-1].json["messages"][-1]["content"][0]["text"] == "A third"


def test_a_pipe_is_never_asked(environment: dict[str, str]) -> None:
    said = run(environment, "/key\nhello\n")
    assert "Number" not in said
    assert "`minimax-chat auth set` takes a key on stdin" in said
    assert "Give one with `minimax-chat auth set`" in said
    assert "/key" not in said


def test_a_request_that_is_sent_again_is_told(
    environment: dict[str, str], simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    simulator.fail_next("529")
    simulator.script(blocks("An oak."))
    said = run(environment, "Name a tree\n", *endpoint)
    assert "MiniMax is under high load. Trying again in " in said
    assert said.endswith("Answer:\nAn oak.\n")


def test_an_error_names_the_command_that_helps(
    environment: dict[str, str], simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    simulator.fail_next("404")
    simulator.fail_next("cut", times=9)
    typed = "Name a tree\n/retry\n"
    said = run(environment, typed, "--set", "retry_attempts=0", *endpoint)
    assert "/model NAME takes another model, /retry asks again." in said
    assert "before the answer was complete." in said
    assert said.rstrip().endswith("/retry asks again.")
