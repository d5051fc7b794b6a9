"""What is offered when a key did not pass."""

from __future__ import annotations

import pytest

from minimax_tui.domain.accounts import REGIONS
from minimax_tui.domain.errors import (
    AuthenticationFailed,
    ChatError,
    ConnectionFailed,
    Detail,
    ForeignKey,
    PlainHttpRefused,
    RequestError,
    SettingsError,
)
from minimax_tui.ui.screens.first_run_advice import after_failure

WORLD = REGIONS[0].base_url
REFUSED = AuthenticationFailed(detail=Detail(status=401))


@pytest.mark.parametrize(
    ("error", "address", "offered"),
    [
        (REFUSED, WORLD, ("other",)),
        (REFUSED, "https://gateway.example", ()),
        (AuthenticationFailed(), WORLD, ()),
        (ForeignKey("It is another service's."), WORLD, ()),
        (ConnectionFailed(), WORLD, ("untested",)),
        (RequestError(), WORLD, ("untested",)),
        (SettingsError("It is no URL."), "nonsense", ()),
        (PlainHttpRefused("gateway.example"), "http://gateway.example", ()),
    ],
)
def test_what_is_offered(error: ChatError, address: str, offered: tuple[str, ...]) -> None:
    assert after_failure(error, address).offered == offered


def test_a_key_that_was_refused_may_be_the_other_regions() -> None:
    assert REGIONS[1].host in after_failure(REFUSED, WORLD).advice
