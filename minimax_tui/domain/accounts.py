"""Accounts: a name, a key and the host it belongs to; and what the screens may do with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from minimax_tui.domain.errors import CHINA_HOST, INTERNATIONAL_HOST, SettingsError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr

DEFAULT_ACCOUNT = "default"
"""The name of the first account, where the user gives none."""

ENVIRONMENT = "environment"
"""Stands for the key in the environment where one chooses between accounts."""

MAX_NAME_CHARACTERS = 32
_SHORTEST_WITH_ENDING = 16
_ENDING = 4


class Region(NamedTuple):
    """One of MiniMax's two services; each has keys of its own."""

    id: str
    base_url: str
    platform: str
    """Where its keys are made."""

    @property
    def host(self) -> str:
        """The host of its API."""
        return self.base_url.split("/")[2]

    @property
    def title(self) -> str:
        """Its name in the language in force."""
        return tr("International") if self.id == "international" else tr("China")


REGIONS = (
    Region("international", f"https://{INTERNATIONAL_HOST}/anthropic", "platform.minimax.io"),
    Region("china", f"https://{CHINA_HOST}/anthropic", "platform.minimaxi.com"),
)
"""Both regions (MiniMax's "Anthropic SDK" pages, 2026-11)."""


def region_of(base_url: str) -> Region | None:
    """The region with this base URL, None for any other address."""
    return next((region for region in REGIONS if region.base_url == base_url.rstrip("/")), None)


def other_region(base_url: str) -> Region | None:
    """The region that this base URL does not belong to, None where it belongs to neither."""
    here = region_of(base_url)
    return None if here is None else REGIONS[1 - REGIONS.index(here)]


def likely_region(locale: str) -> Region:
    """The region to offer first to a user with this locale, such as `zh_CN.UTF-8`."""
    china = locale.replace("-", "_").lower().startswith(("zh_cn", "zh_hans_cn"))
    return REGIONS[1 if china else 0]


class Where(StrEnum):
    """Where a key is kept."""

    KEYRING = "keyring"
    FILE = "file"
    ENVIRONMENT = "environment"


class Account(NamedTuple):
    """An account as it may be shown: without its key.

    Attributes:
        name: Safe to draw.
        base_url: Where its key is sent to; "" for the environment's, where only the key's use
            tells.
        where: Where its key is kept.
        in_use: Whether requests use it.
        ending: The last characters of a long key, "" where they are not known without asking
            the keyring.
    """

    name: str
    base_url: str
    where: Where
    in_use: bool = False
    ending: str = ""

    @property
    def host(self) -> str:
        """Host and port of the base URL."""
        parts = self.base_url.split("/")
        return parts[2] if len(parts) > 2 else ""


def key_ending(key: str) -> str:
    """The last four characters of a long key, to tell keys apart; "" for a short one."""
    return f"…{key[-_ENDING:]}" if len(key) >= _SHORTEST_WITH_ENDING else ""


def check_account_name(name: str) -> str:
    """`name` without white space round it.

    Raises:
        SettingsError: unless it has 1 to 32 letters, digits, `-`, `_` and `.`, begins with a
            letter or digit, and is not the word for the environment's key.
    """
    word = name.strip()
    signs = word.replace("-", "").replace("_", "").replace(".", "")
    if (
        not signs.isalnum()
        or not word[0].isalnum()
        or len(word) > MAX_NAME_CHARACTERS
        or word.lower() == ENVIRONMENT
    ):
        raise SettingsError(
            tr("An account cannot be called “{name}”.", name=one_line(name, 40)),
            tr(
                "Give letters and digits, at most {n}; “{word}” stands for the environment's key.",
                n=MAX_NAME_CHARACTERS,
                word=ENVIRONMENT,
            ),
        )
    return word


def free_account_name(taken: Collection[str]) -> str:
    """A name for one more account: `default`, `account-2`, …"""
    names = [DEFAULT_ACCOUNT, *(f"account-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


class AccountKeeper(Protocol):
    """The user's accounts, as the screens see them."""

    def accounts(self) -> Sequence[Account]:
        """All accounts, and the environment's key last; asks no keyring."""
        ...

    def use(self, name: str) -> None:
        """Uses this account from now on, `ENVIRONMENT` for the environment's key.

        Raises:
            SettingsError: if there is none of that name, or the choice cannot be kept.
        """
        ...

    async def try_key(self, key: str, base_url: str) -> str:
        """Asks the endpoint whether it takes the key, with one request that costs nothing.

        Returns:
            "" or what is wrong with the account although its key is good, such as no balance.

        Raises:
            SettingsError: if the base URL cannot be used.
            RequestError: one of its subclasses; `ForeignKey` and a key that can be none without
                a request.
        """
        ...

    async def keep(self, name: str, key: str, base_url: str) -> Account:
        """Keeps an account in the keyring, else in the file, and uses it from now on.

        Raises:
            SettingsError: if name, key or base URL cannot be used, or nothing could be written.
            RequestError: as `try_key`, without a request.
        """
        ...

    async def remove(self, name: str) -> bool:
        """Removes an account and its key; was it in use, the first of the others is.

        Returns:
            False where the desktop's keyring did not let the key go.

        Raises:
            SettingsError: if there is none of that name, or nothing could be written.
        """
        ...
