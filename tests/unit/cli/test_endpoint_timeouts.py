"""A wait that is changed in the settings holds from the next request on."""

from __future__ import annotations

from minimax_tui.cli.compose import _Endpoint
from minimax_tui.config.credentials import FixedCredentials
from minimax_tui.config.settings import Settings


def test_changed_waits_hold_for_the_next_request() -> None:
    settings = Settings(None, {})
    made = _Endpoint(FixedCredentials("k", "http://127.0.0.1:1", "test"), settings)
    first = made.get()
    assert (first._timeouts.header_s, first._timeouts.stall_s) == (120.0, 120.0)
    settings.set("header_timeout_s", "300")
    settings.set("stall_timeout_s", "7")
    assert made.get() is first
    assert (first._timeouts.header_s, first._timeouts.stall_s) == (300.0, 7.0)
