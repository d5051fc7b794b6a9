"""The user's accounts as the screens change them."""

from __future__ import annotations

from pathlib import Path

import pytest

from minimax_tui.cli.accounts import UserAccounts
from minimax_tui.config.accounts import Accounts
from minimax_tui.config.credentials import EnvironmentCredentials
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import SettingsError

KEY = "sk-test-0123456789abcdef"
URL = "https://api.minimax.io/anthropic"


@pytest.fixture
def accounts(tmp_path: Path) -> UserAccounts:
    """None yet, in a file, and no key in the environment."""
    kept = Accounts(tmp_path / "credentials.toml")
    return UserAccounts(kept, EnvironmentCredentials(Settings(None, {}), {}, accounts=kept))


async def test_after_the_one_in_use_is_removed_the_first_of_the_others_is_used(
    accounts: UserAccounts, tmp_path: Path
) -> None:
    for name in ("home", "work"):
        await accounts.keep(name, f"{KEY}-{name}", URL)
    assert [(one.name, one.in_use) for one in accounts.accounts()] == [
        ("home", False), ("work", True),
    ]  # fmt: skip
    assert await accounts.remove("work")
    assert [(one.name, one.in_use) for one in accounts.accounts()] == [("home", True)]
    assert f"{KEY}-work" not in (tmp_path / "credentials.toml").read_text()
    assert await accounts.remove("home")
    assert accounts.accounts() == []


async def test_what_is_not_there_cannot_be_removed(accounts: UserAccounts) -> None:
    with pytest.raises(SettingsError, match="nobody"):
        await accounts.remove("nobody")
