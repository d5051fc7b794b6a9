"""`minimax-chat auth` on a terminal: the key is asked for and never shown."""

from __future__ import annotations

from minimax_tui.simulator.server import Simulator
from tests.terminal.conftest import Launch

KEY = "sk-api-Zq7typed-0123456789ab"


def test_the_key_is_typed_unseen(
    launch: Launch, environment: dict[str, str], simulator: Simulator
) -> None:
    environment.pop("MINIMAX_API_KEY")
    setting = launch("auth", "set", "work", "--base-url", simulator.base_url)
    setting.wait_for("Key for the account “work”")
    setting.wait_until(lambda: not setting.echoes(), "the echo to be off")
    setting.type(KEY)
    setting.key("enter")
    assert setting.wait_exit() == 0
    assert "is kept in" in " ".join(setting.text().split())
    assert KEY.encode() not in setting.raw()
    assert setting.echoes()

    status = launch("auth")
    assert status.wait_exit() == 0
    assert "work" in status.text()
    assert "…89ab" in status.text()
    assert b"0123456789" not in status.raw()


def test_ctrl_c_leaves_the_terminal_as_it_was(launch: Launch) -> None:
    setting = launch("auth", "set")
    setting.wait_for("Key for the account")
    setting.wait_until(lambda: not setting.echoes(), "the echo to be off")
    setting.key("ctrl+c")
    assert setting.wait_exit() == 130
    assert setting.echoes()


def test_ctrl_d_gives_no_key(launch: Launch) -> None:
    setting = launch("auth", "set")
    setting.wait_for("Key for the account")
    setting.wait_until(lambda: not setting.echoes(), "the echo to be off")
    setting.key("ctrl+d")
    assert setting.wait_exit() == 2
    assert "No key was given." in setting.text()
    assert setting.echoes()
