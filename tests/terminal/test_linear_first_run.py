"""`--linear` without a key: it asks for region and key, or starts the demo."""

from __future__ import annotations

from pathlib import Path

import pytest

from minimax_tui.simulator.server import Simulator
from tests.terminal.conftest import Launch
from tests.terminal.pty_terminal import Terminal

KEY = "sk-simulated-0123456789ab"
READY = r"^> $|^>$"
NUMBER = r"Number \(enter: 1\):$"
QUESTION = r"Key \(not shown as you type"


@pytest.fixture
def no_key(environment: dict[str, str], simulator: Simulator) -> Simulator:
    """A simulator, and no key for it."""
    environment.pop("MINIMAX_API_KEY")
    return simulator


def give_key(terminal: Terminal, key: str) -> None:
    """Types a key once the terminal shows nothing of it."""
    terminal.wait_until(lambda: not terminal.echoes(), "the echo to be off")
    terminal.type(key + "\n")


def ask_for_key(terminal: Terminal, simulator: Simulator) -> None:
    """Chooses another address, the simulator's."""
    terminal.wait_for(NUMBER)
    terminal.type("3\n")
    terminal.wait_for("Address, such as")
    terminal.type(simulator.base_url + "\n")
    terminal.wait_for(QUESTION)


def test_a_key_is_asked_for_tried_and_kept(
    launch: Launch, no_key: Simulator, environment: dict[str, str]
) -> None:
    terminal = launch("--linear")
    terminal.wait_for("Welcome to minimax-chat")
    terminal.wait_for("1: International: api.minimax.io, keys from platform.minimax.io")
    ask_for_key(terminal, no_key)
    give_key(terminal, "wrong-key")
    terminal.wait_for("did not accept the API key")
    terminal.wait_for("1: Give another key")
    terminal.wait_for("2: Not now")
    terminal.type("1\n")
    terminal.wait_until(lambda: terminal.text().count("Key (not shown") == 2, "the question again")
    give_key(terminal, KEY)
    terminal.wait_for("is kept in")
    terminal.wait_for(READY)
    file = Path(environment["MINIMAX_CHAT_HOME"]) / "config" / "credentials.toml"
    assert file.stat().st_mode & 0o777 == 0o600
    no_key.script([{"type": "text", "text": "An oak."}])
    terminal.type("Name a tree\n")
    terminal.wait_for(r"^An oak\.$")
    assert no_key.requests[-1].key_is(KEY)
    terminal.type("/quit\n")
    assert terminal.wait_exit() == 0
    assert KEY.encode() not in terminal.raw()
    assert terminal.echoes()


def test_what_cannot_be_asked_can_be_kept_untested(launch: Launch) -> None:
    terminal = launch("--linear")
    terminal.wait_for(NUMBER)
    terminal.type("3\n")
    terminal.wait_for("Address, such as")
    terminal.type("http://127.0.0.1:9/anthropic\n")
    terminal.wait_for(QUESTION)
    give_key(terminal, KEY)
    terminal.wait_for("2: Keep it untested")
    terminal.type("2\n")
    terminal.wait_for("for 127.0.0.1:9 is kept in")
    terminal.wait_for(READY)
    terminal.type("/account\n")
    terminal.wait_for(r"default, 127\.0\.0\.1:9, …89ab, in use")
    terminal.type("/quit\n")
    assert terminal.wait_exit() == 0


@pytest.mark.parametrize("way", ["ctrl+c", "ctrl+d", "5", "empty key", "ctrl+c at the key"])
def test_it_can_be_put_off(launch: Launch, way: str) -> None:
    terminal = launch("--linear")
    terminal.wait_for(NUMBER)
    if way in ("empty key", "ctrl+c at the key"):
        terminal.type("1\n")
        terminal.wait_for(QUESTION)  # what is typed before it is thrown away
    if way.startswith("ctrl"):
        terminal.key(way.split()[0])
    else:
        terminal.type("5\n" if way == "5" else "\n")
    terminal.wait_for("No key was kept. /key asks again.")
    terminal.wait_for(READY)
    terminal.type("hello\n")
    terminal.wait_for("There is no API key yet.")
    terminal.wait_for("Give one with /key")
    terminal.type("/quit\n")
    assert terminal.wait_exit() == 0
    assert terminal.echoes()


def test_the_demo_instead(launch: Launch) -> None:
    terminal = launch("--linear")
    terminal.wait_for(NUMBER)
    terminal.type("nine\n")
    terminal.wait_for("Give a number from 1 to 5")
    terminal.wait_for(NUMBER)
    terminal.type("4\n")
    terminal.wait_for("This is a demo")
    terminal.wait_for(READY)
    terminal.type("count to 3\n")
    terminal.wait_for(r"^1, 2, 3\.$")
    terminal.type("/quit\n")
    assert terminal.wait_exit() == 0
    assert not terminal.screen.on_alternate


def test_china_comes_first_where_the_locale_says_so(
    launch: Launch, environment: dict[str, str]
) -> None:
    environment["LANG"] = environment["LC_ALL"] = "zh_CN.UTF-8"
    terminal = launch("--linear")
    terminal.wait_for("2: 中国：api.minimaxi.com")
    terminal.wait_for("编号（回车：2）")
    terminal.type("5\n")
    terminal.wait_for("没有保存密钥。")
    terminal.type("/quit\n")
    assert terminal.wait_exit() == 0


def test_one_more_account(launch: Launch, simulator: Simulator, endpoint: tuple[str, str]) -> None:
    terminal = launch("--linear", *endpoint)
    terminal.wait_for(READY)
    terminal.type("/key\n")
    terminal.wait_for("Name of the account")
    terminal.type("work\n")
    terminal.wait_for(r"Number \(enter: 3\):$")
    terminal.type("\n")
    terminal.wait_for(rf"Address, such as .*{simulator.base_url}$")
    terminal.type("\n")
    terminal.wait_for(QUESTION)
    give_key(terminal, KEY)
    terminal.wait_for("The key of the account “work”")
    terminal.wait_for(READY)
    terminal.type("/account environment\n")
    terminal.wait_for("Account: environment")
    terminal.type("/account nobody\n")
    terminal.wait_for("There is no account called “nobody”")
    terminal.type("/quit\n")
    assert terminal.wait_exit() == 0
    assert KEY.encode() not in terminal.raw()
