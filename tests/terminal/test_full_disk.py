"""A disk that is really full, through the real program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from minimax_tui.simulator.server import Simulator
from minimax_tui.simulator.stream import Hold
from tests.terminal.environment import PROGRAM
from tests.terminal.pty_terminal import Terminal
from tests.terminal.small_disk import NoSmallDisk, SmallDisk
from tests.terminal.stored import stored_messages

COMPOSER = "Message MiniMax-M3…"
TEXT = "Oak comes before pine in the list. " * 40
STORES_AGAIN = "everything is saved now"
# One character an event; message_start, ping and content_block_start come before.
BEFORE_DELTAS = 3


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Room for the program's database and little more, at the program's home."""
    try:
        made = SmallDisk(tmp_path / "chat", size_kib=600)
    except NoSmallDisk as reason:
        # test_disk.py has the same with a limit of the system in the place of the disk.
        pytest.skip(str(reason))
    with made:
        yield made


@pytest.fixture
def simulator(environment: dict[str, str]) -> Iterator[Simulator]:
    """Streams until it is held."""
    environment["MINIMAX_API_KEY"] = "sk-simulated"
    with Simulator(tokens_per_s=0) as found:
        yield found


@pytest.fixture
def start(
    disk: SmallDisk, environment: dict[str, str], simulator: Simulator, tmp_path: Path
) -> Iterator[Callable[[], Terminal]]:
    """Starts the program where the disk is."""
    with ExitStack() as started:

        def now() -> Terminal:
            command = disk.command([PROGRAM, "--base-url", simulator.base_url])
            return started.enter_context(Terminal(command, env=environment, cwd=tmp_path))

        yield now


def ask(terminal: Terminal, prompt: str) -> None:
    terminal.wait_for(COMPOSER)
    terminal.type(prompt)
    terminal.key("enter")


def test_a_disk_that_fills_while_an_answer_streams(
    start: Callable[[], Terminal], disk: SmallDisk, simulator: Simulator, tmp_path: Path
) -> None:
    hold = Hold(BEFORE_DELTAS + 15)
    simulator.script([{"type": "text", "text": TEXT}], chunk_sizes=1, hold=hold)
    simulator.script([{"type": "text", "text": "The second answer."}])
    terminal = start()
    ask(terminal, "one")
    terminal.wait_for(re.escape(TEXT[:15]))
    disk.fill()
    hold.release()
    terminal.wait_for("The disk is full")
    terminal.wait_for("not saved yet")
    ask(terminal, "two")
    terminal.wait_for("The second answer.")
    disk.make_room()
    terminal.wait_for(STORES_AGAIN)
    terminal.wait_gone("not saved yet")
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert "could not be stored" not in terminal.text()
    stored = [message.text for message in stored_messages(disk.copy_to(tmp_path / "copy"))]
    assert stored == ["one", TEXT, "two", "The second answer."]


def test_a_disk_that_is_full_from_the_start(
    start: Callable[[], Terminal], disk: SmallDisk, simulator: Simulator, tmp_path: Path
) -> None:
    simulator.script([{"type": "text", "text": "The first answer."}])
    disk.fill()
    terminal = start()
    terminal.wait_for(r"The disk is full\.[^.]*goes on in\s+memory")
    ask(terminal, "one")
    terminal.wait_for("The first answer.")
    disk.make_room()
    terminal.wait_for(STORES_AGAIN)
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert "Resume with" in terminal.text()
    stored = [message.text for message in stored_messages(disk.copy_to(tmp_path / "copy"))]
    assert stored == ["one", "The first answer."]


def test_quitting_with_a_full_disk_asks_first_and_then_says_what_is_lost(
    start: Callable[[], Terminal], disk: SmallDisk, simulator: Simulator, tmp_path: Path
) -> None:
    simulator.script([{"type": "text", "text": TEXT}])
    terminal = start()
    terminal.wait_for(COMPOSER)
    disk.fill()
    ask(terminal, "one")
    terminal.wait_for("not saved yet")
    terminal.wait_for("to first")
    terminal.key("ctrl+q")
    terminal.wait_for(r"Quit, though not everything is saved\?")
    assert "The disk is full." in terminal.text()
    terminal.key("escape")
    terminal.wait_gone("Quit, though")
    terminal.key("ctrl+q")
    terminal.wait_for("Quit, though")
    terminal.key("down", "enter")
    assert terminal.wait_exit() == 0
    assert "could not be stored" in terminal.text()
    assert "The disk is full." in terminal.text()
    assert not stored_messages(disk.copy_to(tmp_path / "copy"))
