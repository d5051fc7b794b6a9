"""The user's accounts for the screens and for `minimax-chat auth`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from minimax_tui.config.accounts import Accounts, StoredAccount
from minimax_tui.config.credentials import EnvironmentCredentials
from minimax_tui.config.hosts import DEFAULT_BASE_URL
from minimax_tui.config.keyring_store import Keyring
from minimax_tui.config.schema import SettingsStore
from minimax_tui.domain.accounts import (
    ENVIRONMENT,
    Account,
    Where,
    check_account_name,
    key_ending,
)
from minimax_tui.domain.errors import ChatError


def open_accounts(
    settings: SettingsStore,
    environ: Mapping[str, str],
    account_file: Path,
    named: str | None,
) -> tuple[Accounts, EnvironmentCredentials]:
    """The accounts, and the credentials that follow them.

    Args:
        settings: Gives `base_url`.
        environ: The environment.
        account_file: The credentials file.
        named: The account that the command line names, None for the one chosen.

    Raises:
        SettingsError: if there is no account of that name.
    """
    accounts = Accounts(account_file, Keyring(), named=named)
    if named is not None:
        accounts.book()
    return accounts, EnvironmentCredentials(settings, environ, accounts=accounts)


class UserAccounts:
    """Lists, tries, keeps, chooses and removes accounts; `domain.accounts.AccountKeeper`."""

    def __init__(self, accounts: Accounts, credentials: EnvironmentCredentials) -> None:
        """
        Args:
            accounts: Where they are kept.
            credentials: What requests use.
        """
        self._accounts = accounts
        self._credentials = credentials

    def accounts(self) -> list[Account]:
        """All accounts, and the environment's key last; asks no keyring."""
        book = self._accounts.book()
        current = book.current
        found = [shown(account, account is current) for account in book.accounts.values()]
        try:
            given = self._credentials.from_environment()
        except ChatError:
            return found
        found.append(
            Account(
                ENVIRONMENT,
                given.base_url,
                Where.ENVIRONMENT,
                current is None,
                key_ending(given.key),
            )
        )
        return found

    def known_keys(self) -> list[str]:
        """Every key that is known without asking the keyring."""
        return self._accounts.known_keys()

    def use(self, name: str) -> None:
        """Uses this account from now on. Raises `SettingsError`."""
        self._accounts.use(name)

    async def try_key(self, key: str, base_url: str) -> str:
        """Asks the endpoint whether it takes the key; see `AccountKeeper`."""
        from minimax_tui.api.key_check import check_key

        return await check_key(self._credentials.credential_for(key, base_url))

    async def keep(self, name: str, key: str, base_url: str, *, in_file: bool = False) -> Account:
        """Keeps an account and uses it; see `AccountKeeper`.

        Args:
            name: See `check_account_name`.
            key: The key.
            base_url: Where it is sent to.
            in_file: Whether to leave the keyring alone.
        """
        from minimax_tui.domain.daemon import call_in_daemon

        name = check_account_name(name)
        credential = self._credentials.credential_for(key, base_url)

        def keep() -> StoredAccount:
            return self._accounts.keep(name, credential.key, credential.base_url, in_file=in_file)

        return shown(await call_in_daemon(keep, "minimax-account"), in_use=True)

    async def remove(self, name: str) -> bool:
        """Removes an account and its key; see `AccountKeeper`."""
        from functools import partial

        from minimax_tui.domain.daemon import call_in_daemon

        return await call_in_daemon(partial(self._accounts.clear, name), "minimax-account")


def shown(account: StoredAccount, in_use: bool) -> Account:
    """A stored account without its key."""
    return Account(
        account.name,
        account.base_url or DEFAULT_BASE_URL,
        account.where,
        in_use,
        key_ending(account.key),
    )
