"""The accounts that the user keeps: the credentials file, and keys in the desktop's keyring.

    use = "work"

    [accounts.work]
    base_url = "https://api.minimax.io/anthropic"
    keyring = "work-5f0c2a91"        # the key is in the keyring, under this name

    [accounts.home]
    base_url = "https://api.minimaxi.com/anthropic"
    key = "…"                        # no keyring: the file is 0600 in a folder that is 0700

A file with the single table `[account]` is read as one account called `default`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from minimax_tui.config.keyring_store import Keyring, KeyringFailed
from minimax_tui.domain.accounts import (
    DEFAULT_ACCOUNT,
    ENVIRONMENT,
    Where,
    check_account_name,
)
from minimax_tui.domain.errors import Detail, NoCredentials, SettingsError
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.surface import command_words

_USE = "use"
_ACCOUNTS = "accounts"
_SINGLE = "account"


class StoredAccount(NamedTuple):
    """One account of the file. Its key is never in its `repr`.

    Attributes:
        name: Checked.
        base_url: As written, "" where none is.
        key: The key, "" where the keyring has it.
        entry: Name of the keyring's entry, "" where the file has the key.
    """

    name: str
    base_url: str
    key: str
    entry: str

    @property
    def where(self) -> Where:
        """Where the key is."""
        return Where.KEYRING if self.entry else Where.FILE

    def __repr__(self) -> str:
        return f"StoredAccount({self.name!r}, {self.base_url!r})"


class Book(NamedTuple):
    """What the credentials file holds.

    Attributes:
        accounts: By name, in the file's order.
        use: The account chosen, `ENVIRONMENT`, or "".
        notices: What could not be used, and why; safe to draw.
        broken: Whether the file as a whole could not be read.
    """

    accounts: Mapping[str, StoredAccount]
    use: str = ""
    notices: tuple[str, ...] = ()
    broken: bool = False

    @property
    def current(self) -> StoredAccount | None:
        """The account in use: the one chosen, else the first; None for the environment's key."""
        if self.use == ENVIRONMENT:
            return None
        return self.accounts.get(self.use) or next(iter(self.accounts.values()), None)


class Accounts:
    """Reads and changes the accounts.

    The file is read at each use, so that what another instance changed counts at once. A key
    from the keyring is asked for once in the life of the program.
    """

    def __init__(
        self, path: Path, keyring: Keyring | None = None, *, named: str | None = None
    ) -> None:
        """Nothing is read yet.

        Args:
            path: The credentials file; it need not exist.
            keyring: The desktop's; None keeps every key in the file.
            named: The account of this run, as the command line names it; None for the one chosen.
        """
        self.path = path
        self._keyring = keyring
        self._named = named
        self._keys: dict[str, str] = {}

    # --- reading ---

    def book(self) -> Book:
        """What there is, with the account of the command line, if it names one, as chosen.

        Raises:
            SettingsError: if the command line names an account that is not there.
        """
        found = self._read()
        if self._named is None:
            return found
        if self._named != ENVIRONMENT and self._named not in found.accounts:
            raise _no_such_account(self._named, found)
        return Book(found.accounts, self._named, found.notices, found.broken)

    def _read(self) -> Book:
        if not os.path.lexists(self.path):
            return Book({})
        from minimax_tui.config.toml_file import read_toml

        source = one_line(str(self.path))
        file = read_toml(self.path, private=True)
        if file.fault:
            said = tr(
                "The account file {file} was not used: {reason}", file=source, reason=file.fault
            )
            return Book({}, notices=(said,), broken=True)
        return _book_of(file.values, source)

    def key_of(self, account: StoredAccount) -> str:
        """The account's key; waits for the keyring where it is there.

        Raises:
            NoCredentials: if the keyring does not give it.
        """
        if not account.entry:
            return account.key
        known = self._keys.get(account.entry)
        if known is None:
            known = self._keys[account.entry] = self._ask_keyring(account)
        return known

    def known_keys(self) -> list[str]:
        """Every key known without asking the keyring: those of the file, and of this run."""
        kept = [account.key for account in self._read().accounts.values()]
        return [key for key in (*kept, *self._keys.values()) if key]

    def _ask_keyring(self, account: StoredAccount) -> str:
        try:
            if self._keyring is None:
                raise KeyringFailed("the keyring is not used here")
            return self._keyring.read(account.entry)
        except KeyringFailed as error:
            raise NoCredentials(
                tr("The keyring did not give the key of the account “{name}”.", name=account.name),
                tr(
                    "Unlock the keyring and try again, or give the key once more: {command}.",
                    command=command_words("/key"),
                ),
                Detail(message=str(error)),
            ) from error

    # --- changing ---

    def use(self, name: str) -> None:
        """Chooses the account of this and later runs; `ENVIRONMENT` for the environment's key.

        Raises:
            SettingsError: if there is none of that name, or the file cannot be written; the
                choice then holds for this run.
        """
        found = self._read_to_change()
        if name != ENVIRONMENT and name not in found.accounts:
            raise _no_such_account(name, found)
        self._named = name
        self._write(found.accounts, name)
        self._named = None

    def keep(self, name: str, key: str, base_url: str, *, in_file: bool = False) -> StoredAccount:
        """Keeps an account, in the place of one of the same name, and chooses it.

        Args:
            name: See `domain.accounts.check_account_name`.
            key: Checked.
            base_url: Checked.
            in_file: Whether to leave the keyring alone.

        Raises:
            SettingsError: if the name cannot be used, or the file cannot be written.
        """
        name = check_account_name(name)
        found = self._read_to_change()
        entry = "" if in_file else self._into_keyring(name, key)
        account = StoredAccount(name, base_url, "" if entry else key, entry)
        try:
            self._write({**found.accounts, name: account}, name)
        except SettingsError:
            self._out_of_keyring(entry)
            raise
        if entry:
            self._keys[entry] = key
        before = found.accounts.get(name)
        if before is not None:
            self._out_of_keyring(before.entry)
        self._named = None
        return account

    def clear(self, name: str) -> bool:
        """Removes an account and its key.

        Returns:
            False where the keyring would not remove its entry.

        Raises:
            SettingsError: if there is none of that name, or the file cannot be written.
        """
        found = self._read_to_change()
        account = found.accounts.get(name)
        if account is None:
            raise _no_such_account(name, found)
        rest = {other: kept for other, kept in found.accounts.items() if other != name}
        self._write(rest, "" if found.use == name else found.use)
        return self._out_of_keyring(account.entry)

    def _read_to_change(self) -> Book:
        """Raises `SettingsError` where writing would lose what cannot be read."""
        found = self._read()
        if found.broken:
            raise _broken(found)
        return found

    def _into_keyring(self, name: str, key: str) -> str:
        """The name of the new entry, "" where there is no keyring or it refuses."""
        if self._keyring is None:
            return ""
        import secrets

        entry = f"{name}-{secrets.token_hex(4)}"  # other homes may have an account of this name
        try:
            self._keyring.write(entry, key)
        except KeyringFailed:
            return ""
        return entry

    def _out_of_keyring(self, entry: str) -> bool:
        if not entry:
            return True
        self._keys.pop(entry, None)
        try:
            if self._keyring is None:
                return False
            self._keyring.remove(entry)
        except KeyringFailed:
            return False
        return True

    def _write(self, accounts: Mapping[str, StoredAccount], use: str) -> None:
        import tomli_w

        from minimax_tui.config.paths import ensure
        from minimax_tui.config.toml_file import read_toml, write_atomically

        before = read_toml(self.path, private=True)
        if before.fault:
            raise _broken(self._read())
        values = {key: value for key, value in before.values.items() if key != _SINGLE}
        old = values.get(_ACCOUNTS)
        tables: dict[str, Any] = {}
        for name, account in accounts.items():
            kept = old.get(name) if isinstance(old, dict) else None
            table = dict(kept) if isinstance(kept, dict) else {}
            for key in ("base_url", "key", "keyring"):
                table.pop(key, None)
            if account.base_url:
                table["base_url"] = account.base_url
            table["keyring" if account.entry else "key"] = account.entry or account.key
            tables[name] = table
        values.pop(_ACCOUNTS, None)
        values.pop(_USE, None)
        try:
            ensure(self.path.parent)
            text = tomli_w.dumps({_USE: use, **values, _ACCOUNTS: tables})
            write_atomically(self.path, text)
        except OSError as error:
            raise SettingsError(
                tr("The account file {file} cannot be written.", file=one_line(str(self.path))),
                tr("Check the folder's permissions and the disk."),
                Detail(message=one_line(str(error))),
            ) from error


def _book_of(values: Mapping[str, Any], source: str) -> Book:
    notices: list[str] = []
    accounts: dict[str, StoredAccount] = {}
    tables = values.get(_ACCOUNTS)
    single = values.get(_SINGLE)
    found: dict[str, Any] = {}
    if isinstance(single, dict) or not isinstance(tables, dict):
        found[DEFAULT_ACCOUNT] = single
    if isinstance(tables, dict):
        found.update(tables)
    for name, table in found.items():
        account = _account_of(name, table)
        if account is not None:
            accounts[account.name] = account
        elif name == DEFAULT_ACCOUNT and not isinstance(tables, dict):
            notices.append(
                tr("The account file {file} was not used: it has no [account] key.", file=source)
            )
        else:
            notices.append(
                tr(
                    "The account “{name}” in {file} was not used: it has no key.",
                    name=one_line(name, 40),
                    file=source,
                )
            )
    use = values.get(_USE)
    chosen = use if isinstance(use, str) else ""
    if chosen and chosen != ENVIRONMENT and chosen not in accounts:
        notices.append(
            tr(
                "The account “{name}” is chosen in {file} and is not there.",
                name=one_line(chosen, 40),
                file=source,
            )
        )
    return Book(accounts, chosen, tuple(notices))


def _account_of(name: str, table: object) -> StoredAccount | None:
    if not isinstance(table, dict):
        return None
    key, entry, url = (table.get(field) for field in ("key", "keyring", "base_url"))
    key = key.strip() if isinstance(key, str) else ""
    entry = entry if isinstance(entry, str) and not key else ""
    try:
        name = check_account_name(name)
    except SettingsError:
        return None
    if not key and not entry:
        return None
    return StoredAccount(name, url.strip() if isinstance(url, str) else "", key, entry)


def _no_such_account(name: str, book: Book) -> SettingsError:
    names = ", ".join(book.accounts)
    return SettingsError(
        tr("There is no account called “{name}”.", name=one_line(name, 40)),
        tr("There is: {names}.", names=names)
        if names
        else tr("Add one with: minimax-chat auth set NAME"),
    )


def _broken(book: Book) -> SettingsError:
    return SettingsError(
        tr("The accounts were not changed."),
        tr("Repair or remove the account file first."),
        Detail(message=" ".join(book.notices)),
    )
