"""The chat in plain lines with scripted answers to its questions."""

from __future__ import annotations

import signal
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from minimax_tui.cli.compose import Program, compose
from minimax_tui.cli.linear import QUIT_WITHIN_S, LinearChat
from minimax_tui.cli.linear_lines import Lines
from minimax_tui.domain.accounts import REGIONS
from minimax_tui.domain.errors import DiskFull
from minimax_tui.domain.surface import read_in_shell
from minimax_tui.simulator.faults import NAMED
from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold
from minimax_tui.storage.database import StorageNotice

OPTIONS: dict[str, Any] = {
    "demo": False, "continue_last": False, "resume": None, "account": None, "allow_http": [],
    "set": [], "model": None, "thinking": None, "system": None, "base_url": None, "theme": None,
}  # fmt: skip


class Script(Lines):
    """Reads what is scripted; EOF at its end.

    Attributes:
        asked: What was shown before each line.
    """

    def __init__(self, *answers: str | BaseException) -> None:
        super().__init__(self._answer, lambda question: self._answer(question, ""), asks=True)
        self._answers = list(answers)
        self.asked: list[str] = []

    def _answer(self, prompt: str, given: str) -> str:
        self.asked.append(prompt + given)
        answer = self._answers.pop(0) if self._answers else EOFError()
        if isinstance(answer, BaseException):
            raise answer
        return answer


Open = Callable[..., Program]


@pytest.fixture
def opened(home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Open]:
    """Builds programs in a home of their own; closes them at the end."""
    assert home is not None
    monkeypatch.chdir(tmp_path)
    programs: list[Program] = []

    def build(**given: Any) -> Program:
        program = compose(Namespace(**OPTIONS | given), saved=True)
        program.preload = lambda: None
        programs.append(program)
        return program

    with read_in_shell(shell=False):
        yield build
    for program in programs:
        program.close()


def chat(program: Program, *answers: str | BaseException) -> tuple[LinearChat, Script]:
    """A chat that has begun and read all of its lines."""
    lines = Script(*answers)
    made = LinearChat(program, lines, lambda: 0.0, can_become_demo=True)
    made.begin(None)
    made.run()
    return made, lines


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


@pytest.mark.usefixtures("simulator")
def test_plain_http_is_asked_about(
    opened: Open, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMAX_BASE_URL", "http://gateway.example/anthropic")
    program = opened()
    allowed: list[tuple[str, bool]] = []

    def allow(host: str, remember: bool) -> None:
        allowed.append((host, remember))
        monkeypatch.setattr(program.credentials, "resolve", lambda: None)
        monkeypatch.setattr(program.runner, "send", lambda *_, **__: None)

    monkeypatch.setattr(Program, "allow_http", lambda _, host, remember: allow(host, remember))
    chat(program, "Name a tree", "1", "Name a tree", "2")
    words = said(capsys)
    assert words.count("sent unencrypted to gateway.example") == 2
    assert allowed == [("gateway.example", False)]


@pytest.mark.usefixtures("simulator")
def test_news_of_the_database_come_before_a_prompt(
    opened: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    program = opened()
    program.saved = False
    made = LinearChat(program, Script(), lambda: 0.0)
    assert program.store.on_saving is not None
    assert program.store.on_moved is not None
    program.store.on_saving(DiskFull())
    program.store.on_saving(None)
    program.store.on_moved(StorageNotice("It is another one.", "Look."))
    made.run()
    lines = said(capsys).splitlines()
    assert lines[0].startswith("Error: The disk is full.")
    assert lines[1:3] == [
        "Storing works again: everything is saved now.",
        "It is another one. Look.",
    ]
    assert program.saved


@pytest.mark.parametrize("end", [EOFError(), KeyboardInterrupt()])
def test_a_key_that_is_not_given_leaves_everything(
    opened: Open, capsys: pytest.CaptureFixture[str], home: Path, end: BaseException
) -> None:
    made, lines = chat(opened(), end, "/key", "", "1", end)
    words = said(capsys)
    assert words.count("No key was kept. /key asks again.") == 2
    assert lines.asked[-2].startswith("Key (not shown")
    assert not made.quit
    assert not (home / "config" / "credentials.toml").exists()


def test_the_demo_is_chosen(opened: Open) -> None:
    made, _ = chat(opened(), "4")
    assert made.demo_wanted
    assert made.quit


def test_an_address_of_the_settings_is_offered(
    opened: Open, home: Path, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MINIMAX_API_KEY")
    monkeypatch.delenv("MINIMAX_BASE_URL")
    program = opened(base_url=simulator.base_url)
    _, lines = chat(program, "", simulator.base_url, "sk-simulated-0123456789")
    assert lines.asked[0] == "Number (enter: 3): "
    assert lines.asked[1].endswith(simulator.base_url)
    assert simulator.base_url in (home / "config" / "credentials.toml").read_text()


def test_a_key_of_the_other_region_is_tried_there(
    opened: Open, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Simulator() as first, Simulator() as second:
        regions = [
            region._replace(base_url=simulator.base_url)
            for region, simulator in zip(REGIONS, (first, second), strict=True)
        ]
        monkeypatch.setattr("minimax_tui.domain.accounts.REGIONS", regions)
        monkeypatch.setattr("minimax_tui.cli.linear_account.REGIONS", regions)
        first.fail_next(replace(NAMED["401"], route="models"))
        chat(opened(), "1", "sk-simulated-0123456789", "2")
        words = said(capsys)
        assert "2: Try this key in the other region: China" in words
        assert "is kept in" in words
        assert second.base_url in (home / "config" / "credentials.toml").read_text()
        assert "0123456789" not in words


@pytest.mark.parametrize("key", ["sk-ant-api03-abc", "schlüssel"])
def test_what_can_be_no_key_is_not_offered_to_be_kept(
    opened: Open, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    chat(opened(), "1", key, "2")
    words = said(capsys)
    assert "1: Give another key\n2: Not now\n" in words
    assert key not in words


@pytest.mark.usefixtures("simulator")
def test_two_ctrl_c_end_it_and_one_in_a_question_leaves_it(opened: Open) -> None:
    stop = KeyboardInterrupt()
    lines = Script(stop, "/btw", stop, stop, "never read")
    times_s = iter((0.0, 10.0, 10.0 + QUIT_WITHIN_S / 2))
    made = LinearChat(opened(), lines, lambda: next(times_s))
    made.begin(None)
    made.run()
    assert made.quit
    assert lines.asked == ["> ", "> ", "A question about this conversation: ", "> "]


def test_ctrl_c_while_a_prompt_is_being_sent_stops_its_answer(
    opened: Open,
    simulator: Simulator,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    simulator.script([{"type": "text", "text": "never whole"}], hold=Hold(0))
    program = opened()
    send = program.runner.send

    def interrupted(*given: Any, **more: Any) -> object:
        turn = send(*given, **more)
        signal.raise_signal(signal.SIGINT)
        return turn

    monkeypatch.setattr(program.runner, "send", interrupted)
    chat(program, "Name a tree")
    assert "Stopped." in said(capsys)
