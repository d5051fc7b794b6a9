"""Which key is used, and the host it belongs to.

Order: the account file, `MINIMAX_API_KEY`, then `ANTHROPIC_API_KEY` and `ANTHROPIC_AUTH_TOKEN`
with `ANTHROPIC_BASE_URL` (the SDK's own order of the two). A key is never taken from the command
line, where every user of the machine can read it, and is in no error or notice.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from minimax_tui.config.hosts import (
    DEFAULT_BASE_URL,
    check_base_url,
    host_of,
    is_anthropic,
    is_loopback,
    is_minimax,
)
from minimax_tui.config.schema import SettingsStore
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


class FixedCredentials:
    """A key known beforehand, for the demo and the simulator."""

    def __init__(self, key: str, base_url: str, source: str) -> None:
        """Takes a key and its host.

        Raises:
            SettingsError: if the base URL cannot be used.
        """
        self._credential = Credential(key, check_base_url(base_url), source)

    def resolve(self) -> Credential:
        """The credential."""
        return self._credential


class EnvironmentCredentials:
    """Finds the key in the account file and the environment; `domain.ports.Credentials`."""

    def __init__(
        self,
        settings: SettingsStore,
        environ: Mapping[str, str] | None = None,
        account_file: Path | None = None,
    ) -> None:
        """Nothing is read before `resolve`.

        Args:
            settings: Gives `base_url`; read at each `resolve`, so that a change counts at once.
            environ: The environment; the process's own if None.
            account_file: TOML with a table `[account]` of `key` and `base_url`, mode 0600.
        """
        self._settings = settings
        self._environ = os.environ if environ is None else environ
        self._account_file = account_file
        self._notices: tuple[str, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        """What the last `resolve` passed over, and why; safe to draw."""
        return self._notices

    def resolve(self) -> Credential:
        """The credential in force.

        Raises:
            NoCredentials: if there is no key; the detail says what was passed over.
            ForeignKey: if the only key is Anthropic's, or belongs to another service's host.
            AuthenticationFailed: if the key has characters that no key has.
            SettingsError: if the base URL that goes with the key cannot be used.
        """
        notices: list[str] = []
        try:
            return (
                self._from_account(notices)
                or self._from_minimax_variable()
                or self._from_anthropic_variables(notices)
            )
        except NoCredentials as error:
            raise NoCredentials(detail=Detail(message=" ".join(notices))) from error
        finally:
            self._notices = tuple(notices)

    # --- the sources, in their order ---

    def _from_account(self, notices: list[str]) -> Credential | None:
        path = self._account_file
        if path is None or not os.path.lexists(path):
            return None
        from minimax_tui.config.toml_file import read_toml

        file = read_toml(path, private=True)
        source = one_line(str(path))
        if file.fault:
            notices.append(
                tr("The account file {file} was not used: {reason}", file=source, reason=file.fault)
            )
            return None
        table = file.values.get("account")
        account: dict[str, Any] = table if isinstance(table, dict) else {}
        raw, own_url = account.get("key"), account.get("base_url")
        key = _clean(raw, source) if isinstance(raw, str) else ""
        if not key:
            notices.append(
                tr("The account file {file} was not used: it has no [account] key.", file=source)
            )
            return None
        url = self._settings.text("base_url")
        # The account's own host is more particular than the file's general setting.
        general = not url or self._settings.origin("base_url") == "file"
        if general and isinstance(own_url, str) and own_url.strip():
            url = _checked(own_url, source)
        return _credential(key, url or DEFAULT_BASE_URL, source)

    def _from_minimax_variable(self) -> Credential | None:
        source = "MINIMAX_API_KEY"
        key = _clean(self._environ.get(source, ""), source)
        if not key:
            return None
        url = self._settings.text("base_url") or self._url_variable("MINIMAX_BASE_URL")
        return _credential(key, url or DEFAULT_BASE_URL, source)

    def _from_anthropic_variables(self, notices: list[str]) -> Credential:
        """Raises `NoCredentials` if neither variable is set."""
        foreign: ForeignKey | None = None
        for source in _ANTHROPIC_VARIABLES:
            key = _clean(self._environ.get(source, ""), source)
            if not key:
                continue
            try:
                _refuse_foreign_key(key, source)
                belongs_to = self._url_variable("ANTHROPIC_BASE_URL")
                url = self._settings.text("base_url") or belongs_to or DEFAULT_BASE_URL
                _refuse_foreign_host(url, belongs_to, source)
                return _credential(key, url, source)
            except ForeignKey as error:
                notices.append(error.what)
                foreign = foreign or error
        raise foreign or NoCredentials()

    def _url_variable(self, name: str) -> str:
        raw = self._environ.get(name, "").strip()
        return _checked(raw, name) if raw else ""


def _credential(key: str, base_url: str, source: str) -> Credential:
    _refuse_foreign_key(key, source)
    if is_anthropic(host_of(base_url)):
        raise _foreign_host(host_of(base_url), source)
    return Credential(key, base_url, source)


def _clean(raw: str, source: str) -> str:
    """The key without white space round it. Raises `AuthenticationFailed` if it can be none."""
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
