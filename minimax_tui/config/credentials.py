"""Which key is used, and the host it belongs to.

Order: the account that the command line names or that is chosen, `MINIMAX_API_KEY`, then
`ANTHROPIC_API_KEY` and `ANTHROPIC_AUTH_TOKEN` with `ANTHROPIC_BASE_URL` (the SDK's own order of
the two). A key is never taken from the command line, where every user of the machine can read it,
and is in no error or notice.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from minimax_tui.config.accounts import Accounts, StoredAccount
from minimax_tui.config.hosts import (
    DEFAULT_BASE_URL,
    check_base_url,
    host_names,
    host_of,
    is_anthropic,
    is_loopback,
    is_minimax,
    refuse_plain_http,
)
from minimax_tui.config.schema import SettingsStore
from minimax_tui.domain.accounts import REGIONS
from minimax_tui.domain.errors import (
    AuthenticationFailed,
    Detail,
    ForeignKey,
    NoCredentials,
    SettingsError,
)
from minimax_tui.domain.foreign import one_line
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.ports import Credential

ANTHROPIC_KEY_PREFIX = "sk-ant-"
"""How Anthropic's keys and tokens begin."""

_ANTHROPIC_VARIABLES = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
_IN_THE_KEYRING = "kept-in-the-keyring"
"""Stands for a key that was not asked for."""


class FixedCredentials:
    """A key known beforehand, for the demo and the simulator."""

    def __init__(self, key: str, base_url: str, source: str) -> None:
        """Takes a key and its host.

        Raises:
            SettingsError: if the base URL cannot be used, or is http to another machine.
        """
        self._credential = Credential(key, check_base_url(base_url), source)
        refuse_plain_http(self._credential.base_url)

    def resolve(self) -> Credential:
        """The credential."""
        return self._credential

    def check(self) -> None:
        """There is always a key."""


class EnvironmentCredentials:
    """Finds the key among the accounts and in the environment; `domain.ports.Credentials`."""

    def __init__(
        self,
        settings: SettingsStore,
        environ: Mapping[str, str] | None = None,
        account_file: Path | None = None,
        *,
        accounts: Accounts | None = None,
    ) -> None:
        """Nothing is read before `resolve`.

        Args:
            settings: Gives `base_url`; read at each `resolve`, so that a change counts at once.
            environ: The environment; the process's own if None.
            account_file: Where accounts are kept, without any keyring; see `config.accounts`.
            accounts: The accounts, in the place of `account_file`.
        """
        self._settings = settings
        self._environ = os.environ if environ is None else environ
        if accounts is None and account_file is not None:
            accounts = Accounts(account_file)
        self._accounts = accounts
        self._http_hosts: set[str] = set()
        self._notices: tuple[str, ...] = ()

    def allow_http(self, host: str) -> None:
        """Lets the key be sent to `host` by plain http while the program runs."""
        self._http_hosts.add(host)

    def _allowed_http(self) -> set[str]:
        return self._http_hosts.union(host_names(self._settings.text("http_hosts")))

    @property
    def notices(self) -> tuple[str, ...]:
        """What the last `resolve` passed over, and why; safe to draw."""
        return self._notices

    def resolve(self) -> Credential:
        """The credential in force; waits for the keyring where the key is there.

        Raises:
            NoCredentials: if there is no key, or the keyring does not give it; the detail says
                what was passed over.
            ForeignKey: if the only key is Anthropic's, or belongs to another service's host.
            AuthenticationFailed: if the key has characters that no key has.
            SettingsError: if the base URL that goes with the key cannot be used, or there is no
                account of the name that the command line gives.
        """
        accounts = self._accounts
        return self._find(lambda account: accounts.key_of(account) if accounts is not None else "")

    def check(self) -> None:
        """Raises what `resolve` would, as far as can be told without asking the keyring."""
        self._find(lambda account: account.key or _IN_THE_KEYRING)

    def credential_for(self, key: str, base_url: str) -> Credential:
        """A key and an address as the user gives them, checked.

        Args:
            key: May have white space anywhere, as a paste of several lines has.
            base_url: The address.

        Raises:
            AuthenticationFailed: if it can be no key.
            ForeignKey: if key or host are another service's.
            SettingsError: if the base URL cannot be used.
            PlainHttpRefused: if the key would be sent unencrypted.
        """
        word = "".join(key.split())
        if word.lower().startswith(ANTHROPIC_KEY_PREFIX):
            world, china = REGIONS
            raise ForeignKey(
                tr("That key is Anthropic's (sk-ant-…), so it is not sent to MiniMax."),
                tr("Take one from {world} or {china}.", world=world.platform, china=china.platform),
            )
        source = tr("what was typed")
        key = clean_key(word, source)
        if not key:
            raise AuthenticationFailed(tr("There is no key yet."), tr("Paste your key first."))
        return credential_of(key, check_base_url(base_url), source, self._allowed_http())

    def from_environment(self) -> Credential:
        """The credential that the environment gives, whatever account is chosen.

        Raises:
            ChatError: as `resolve`.
        """
        return self._from_minimax_variable() or self._from_anthropic_variables([])

    def _find(self, key_of: Callable[[StoredAccount], str]) -> Credential:
        notices: list[str] = []
        try:
            return (
                self._from_account(key_of, notices)
                or self._from_minimax_variable()
                or self._from_anthropic_variables(notices)
            )
        except NoCredentials as error:
            if str(error.detail):
                raise
            raise NoCredentials(detail=Detail(message=" ".join(notices))) from error
        finally:
            self._notices = tuple(notices)

    # --- the sources, in their order ---

    def _from_account(
        self, key_of: Callable[[StoredAccount], str], notices: list[str]
    ) -> Credential | None:
        if self._accounts is None:
            return None
        book = self._accounts.book()
        notices += book.notices
        account = book.current
        if account is None:
            return None
        source = self.source_of(account)
        key = clean_key(key_of(account), source)
        url = self._settings.text("base_url")
        # The account's own host is more particular than the file's general setting.
        general = not url or self._settings.origin("base_url") == "file"
        if general and account.base_url:
            url = _checked(account.base_url, source)
        return credential_of(key, url or DEFAULT_BASE_URL, source, self._allowed_http())

    def source_of(self, account: StoredAccount) -> str:
        """Where an account's key comes from, in words that are safe to draw."""
        if account.entry:
            return tr("the keyring (account “{name}”)", name=account.name)
        assert self._accounts is not None
        return one_line(str(self._accounts.path))

    def _from_minimax_variable(self) -> Credential | None:
        source = "MINIMAX_API_KEY"
        key = clean_key(self._environ.get(source, ""), source)
        if not key:
            return None
        url = self._settings.text("base_url") or self._url_variable("MINIMAX_BASE_URL")
        return credential_of(key, url or DEFAULT_BASE_URL, source, self._allowed_http())

    def _from_anthropic_variables(self, notices: list[str]) -> Credential:
        """Raises `NoCredentials` if neither variable is set."""
        foreign: ForeignKey | None = None
        for source in _ANTHROPIC_VARIABLES:
            key = clean_key(self._environ.get(source, ""), source)
            if not key:
                continue
            try:
                _refuse_foreign_key(key, source)
                belongs_to = self._url_variable("ANTHROPIC_BASE_URL")
                url = self._settings.text("base_url") or belongs_to or DEFAULT_BASE_URL
                _refuse_foreign_host(url, belongs_to, source)
                return credential_of(key, url, source, self._allowed_http())
            except ForeignKey as error:
                notices.append(error.what)
                foreign = foreign or error
        raise foreign or NoCredentials()

    def _url_variable(self, name: str) -> str:
        raw = self._environ.get(name, "").strip()
        return _checked(raw, name) if raw else ""


def credential_of(
    key: str, base_url: str, source: str, http_hosts: Collection[str] = ()
) -> Credential:
    """A checked key with the checked base URL that it is sent to.

    Raises:
        ForeignKey: if either is another service's.
        PlainHttpRefused: if it would be sent unencrypted, and not to one of `http_hosts`.
    """
    _refuse_foreign_key(key, source)
    if is_anthropic(host_of(base_url)):
        raise _foreign_host(host_of(base_url), source)
    refuse_plain_http(base_url, http_hosts)
    return Credential(key, base_url, source)


def clean_key(raw: str, source: str) -> str:
    """The key without white space round it.

    Raises:
        AuthenticationFailed: if it has characters that no key has.
    """
    key = raw.strip()
    if key.isascii() and key.isprintable() and " " not in key:
        return key
    raise AuthenticationFailed(
        tr("The API key in {source} has characters that no key has.", source=source),
        tr("Copy the key again: it is one word of letters, digits and signs."),
    )


def _checked(url: str, source: str) -> str:
    try:
        return check_base_url(url)
    except SettingsError as error:
        raise SettingsError(f"{source}: {error.what}", error.advice) from None


def _refuse_foreign_key(key: str, source: str) -> None:
    if key.lower().startswith(ANTHROPIC_KEY_PREFIX):
        raise ForeignKey(
            tr("The key in {source} is Anthropic's, so it was not sent to MiniMax.", source=source)
        )


def _refuse_foreign_host(url: str, belongs_to: str, source: str) -> None:
    """Keeps a key that goes with another service's host from being sent to MiniMax."""
    if not belongs_to:
        return
    own, host = host_of(belongs_to), host_of(url)
    if is_anthropic(own):
        raise _foreign_host(own, source)
    if is_minimax(host) and not is_minimax(own) and not is_loopback(own):
        raise _foreign_host(own, source)


def _foreign_host(host: str, source: str) -> ForeignKey:
    return ForeignKey(
        tr(
            "The key in {source} goes with {host}, which is not MiniMax's, so it was not sent.",
            source=source,
            host=host,
        )
    )
