"""A key tried at one address after the other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from minimax_tui.cli.accounts import UserAccounts
from minimax_tui.cli.key_trial import try_and_keep, try_key
from minimax_tui.config.accounts import Accounts
from minimax_tui.config.credentials import EnvironmentCredentials
from minimax_tui.config.settings import Settings
from minimax_tui.domain.errors import (
    AuthenticationFailed,
    ChatError,
    ConnectionFailed,
    Detail,
    ForeignKey,
    SettingsError,
)

FIRST, SECOND = "https://first.example/anthropic", "https://second.example/anthropic"
KEY = "sk-0123456789abcdef"


def refusal() -> AuthenticationFailed:
    return AuthenticationFailed(detail=Detail(status=401))


class Endpoints(UserAccounts):
    """Accounts in a folder; each address answers as it is told."""

    def __init__(self, folder: Path, **answers: str | ChatError) -> None:
        accounts = Accounts(folder / "credentials.toml")
        settings = Settings(folder / "settings.toml", {})
        super().__init__(accounts, EnvironmentCredentials(settings, {}, accounts=accounts))
        self.book = accounts.book
        self._answers = answers
        self.asked: list[str] = []

    async def try_key(self, key: str, base_url: str) -> str:
        assert key == KEY
        self.asked.append(base_url)
        answer = self._answers[base_url.split("/")[2].split(".")[0]]
        if isinstance(answer, ChatError):
            raise answer
        return answer


def test_the_first_that_takes_it_is_kept(tmp_path: Path) -> None:
    endpoints = Endpoints(tmp_path, first=refusal(), second="No balance.")
    account, remark = asyncio.run(try_and_keep(endpoints, "work", KEY, (FIRST, SECOND)))
    assert (account.base_url, remark) == (SECOND, "No balance.")
    assert endpoints.asked == [FIRST, SECOND]
    assert endpoints.book().accounts["work"].key == KEY


def test_an_address_that_cannot_be_reached_is_no_reason_not_to_ask_the_next(
    tmp_path: Path,
) -> None:
    endpoints = Endpoints(tmp_path, first=ConnectionFailed(), second="")
    assert asyncio.run(try_key(endpoints, KEY, (FIRST, SECOND))) == (SECOND, "")


@pytest.mark.parametrize("first", [True, False])
def test_who_could_not_be_asked_goes_before_who_refused(tmp_path: Path, first: bool) -> None:
    failures: list[ChatError] = [ConnectionFailed(), refusal()]
    answers = dict(zip(("first", "second"), failures if first else failures[::-1], strict=True))
    with pytest.raises(ConnectionFailed):
        asyncio.run(try_and_keep(Endpoints(tmp_path, **answers), "work", KEY, (FIRST, SECOND)))
    assert not (tmp_path / "credentials.toml").exists()


@pytest.mark.parametrize(
    "error", [AuthenticationFailed("It has odd characters."), SettingsError("No URL.")]
)
def test_what_can_be_no_key_is_tried_once(tmp_path: Path, error: ChatError) -> None:
    endpoints = Endpoints(tmp_path, first=error, second="")
    with pytest.raises(type(error)):
        asyncio.run(try_key(endpoints, KEY, (FIRST, SECOND)))
    assert endpoints.asked == [FIRST]


def test_another_services_key_is_refused_at_both(tmp_path: Path) -> None:
    endpoints = Endpoints(tmp_path, first=ForeignKey(), second=ForeignKey())
    with pytest.raises(ForeignKey):
        asyncio.run(try_key(endpoints, KEY, (FIRST, SECOND)))


def test_untried_it_is_kept_for_the_first(tmp_path: Path) -> None:
    endpoints = Endpoints(tmp_path)
    account, _ = asyncio.run(try_and_keep(endpoints, "work", KEY, (FIRST, SECOND), untried=True))
    assert account.base_url == FIRST
    assert endpoints.asked == []
