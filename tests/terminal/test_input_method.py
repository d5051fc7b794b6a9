"""Chinese in a real terminal: what an input method sends, and the interface in Chinese."""

from __future__ import annotations

import subprocess

import pytest

from minimax_tui.simulator.server import Simulator
from tests.terminal.conftest import Launch
from tests.terminal.environment import PROGRAM
from tests.terminal.pty_terminal import Terminal

COMPOSED = "请解释一下归并排序，谢谢。"
GUTTER = 3
"""Cells before what is written in the composer."""
PASTE_START, PASTE_END = b"\x1b[200~", b"\x1b[201~"


def sent_prompt(simulator: Simulator) -> str:
    """The text of the newest request's last message."""
    content = simulator.requests[-1].json["messages"][-1]["content"]
    return str(content[0]["text"])


@pytest.fixture
def chat(launch: Launch, simulator: Simulator, endpoint: tuple[str, str]) -> Terminal:
    """The program, ready to be written in; answers with one word."""
    simulator.script([{"type": "text", "text": "Understood."}])
    terminal = launch(*endpoint)
    terminal.wait_for("Message MiniMax-M3…")
    return terminal


def test_a_composed_phrase_comes_in_one_piece(chat: Terminal, simulator: Simulator) -> None:
    chat.send(COMPOSED.encode())
    chat.wait_for(COMPOSED)
    chat.key("enter")
    chat.wait_for("Understood")
    assert sent_prompt(simulator) == COMPOSED


@pytest.mark.parametrize("at", [1, 2])
def test_a_character_is_split_over_reads(chat: Terminal, simulator: Simulator, at: int) -> None:
    """What is before the split is on the screen, so that it was read, before the rest is sent."""
    shown = ""
    left = b""
    for char in "归并𠮷排":
        data = char.encode()
        chat.send(left + data[:at])
        if shown:
            chat.wait_for(shown)
        left = data[at:]
        shown += char
    chat.send(left)
    chat.wait_for(shown)
    chat.key("enter")
    chat.wait_for("Understood")
    assert sent_prompt(simulator) == "归并𠮷排"


def test_a_phrase_comes_as_a_paste(chat: Terminal, simulator: Simulator) -> None:
    """As some terminals hand over what was composed; every byte is written by itself."""
    chat.send("先".encode())
    chat.wait_for("先")
    for byte in PASTE_START + COMPOSED.encode() + PASTE_END:
        chat.send(bytes([byte]))
        chat.pump()
    chat.wait_for(COMPOSED)
    chat.key("enter")
    chat.wait_for("Understood")
    assert sent_prompt(simulator) == "先" + COMPOSED


def test_keys_go_by_characters(chat: Terminal, simulator: Simulator) -> None:
    """The cursor stands where the next character goes: an input method draws its window there."""

    def wait_for_cursor(column: int) -> None:
        chat.wait_until(lambda: chat.screen.shown.cursor.x == column, f"the cursor at {column}")

    chat.send("甲乙丙".encode())
    wait_for_cursor(GUTTER + 6)
    chat.send(b"\x7f")
    wait_for_cursor(GUTTER + 4)
    chat.key("left")
    wait_for_cursor(GUTTER + 2)
    chat.send("中é".encode())
    chat.wait_for("甲中é乙")
    chat.key("enter")
    chat.wait_for("Understood")
    assert sent_prompt(simulator) == "甲中é乙"


def test_the_interface_in_chinese(
    launch: Launch, environment: dict[str, str], simulator: Simulator, endpoint: tuple[str, str]
) -> None:
    """From the locale alone; the width of every line is right, so that nothing is torn."""
    environment |= {"LC_ALL": "", "LANG": "zh_CN.UTF-8"}
    simulator.script([{"type": "text", "text": "好的。"}])
    terminal = launch(*endpoint, columns=80, lines=24)
    terminal.wait_for("给 MiniMax-M3 发消息…")
    terminal.send(COMPOSED.encode())
    terminal.wait_for(COMPOSED)
    terminal.key("enter")
    terminal.wait_for("好的。")
    terminal.wait_for("首字")
    terminal.key("f1")
    terminal.wait_for("按键与命令")
    terminal.key("escape")
    terminal.wait_gone("按键与命令")
    terminal.key("ctrl+q")
    assert terminal.wait_exit() == 0
    assert "恢复会话：minimax-chat --resume" in terminal.text()


def test_the_command_line_in_chinese(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [PROGRAM, "config", "set", "theme", "no such theme!"],
        env=environment | {"MINIMAX_CHAT_LANGUAGE": "zh"},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "minimax-chat: “no such theme!”不能用于 theme。",
        "请填写：auto，或主题名，例如 minimax-dark。",
    ]
