"""`minimax-chat sessions` on a terminal."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from minimax_tui.domain.blocks import text_block
from minimax_tui.domain.messages import Message, MessageState, Session
from minimax_tui.storage.conversations import SqliteConversationStore
from tests.terminal.conftest import Launch
from tests.terminal.environment import PROGRAM

WAIT_S = 10.0


@pytest.fixture(autouse=True)
def stored(environment: dict[str, str]) -> None:
    """Two sessions of the demo."""
    store = SqliteConversationStore(Path(environment["MINIMAX_CHAT_HOME"]) / "data" / "demo.db")
    for number, title in enumerate(("Bread", "Sorting")):
        said = (text_block(f"All about {title}"),)
        store.add_session(Session(title, title, float(number), float(number)))
        prompt = Message(
            f"m{number}", title, None, "user", said, MessageState.COMPLETE, float(number)
        )
        store.add_message(prompt).result(WAIT_S)
    store.close()


def test_it_opens_the_screen_of_all_sessions(launch: Launch) -> None:
    terminal = launch("sessions", "--demo")
    terminal.wait_for("(?s)Sessions.*Sorting.*Bread")
    terminal.type("bread")
    terminal.wait_gone("Sorting")
    terminal.key("enter")
    terminal.wait_for("All about Bread")


def test_with_words_it_looks_for_them(launch: Launch) -> None:
    terminal = launch("sessions", "--demo", "sorting")
    terminal.wait_for("(?s)sorting.*All about Sorting")
    terminal.wait_gone("Bread")


def test_it_prints_lines_where_asked(launch: Launch, environment: dict[str, str]) -> None:
    terminal = launch("sessions", "--demo", "--list")
    terminal.wait_for("(?s)Sorting.*Bread")
    assert terminal.wait_exit() == 0
    piped = subprocess.run(
        [PROGRAM, "sessions", "--demo"], env=environment, capture_output=True, text=True, check=True
    )
    assert [line.split()[0] for line in piped.stdout.splitlines()] == ["Sorting", "Bread"]


def test_who_wants_no_screen_gets_lines(launch: Launch, environment: dict[str, str]) -> None:
    environment["MINIMAX_CHAT_LINEAR"] = "on"
    terminal = launch("sessions", "--demo", "bread")
    terminal.wait_for("Bread")
    assert terminal.wait_exit() == 0
    assert "Sorting" not in terminal.text()
