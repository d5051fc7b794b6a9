"""`minimax-chat auth`: the keys and accounts, from the shell."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from minimax_tui.cli.accounts import UserAccounts, open_accounts
from minimax_tui.config.accounts import Accounts
from minimax_tui.config.credentials import EnvironmentCredentials
from minimax_tui.domain.accounts import (
    DEFAULT_ACCOUNT,
    ENVIRONMENT,
    REGIONS,
    Account,
    Where,
    check_account_name,
    key_ending,
    region_of,
)
from minimax_tui.domain.errors import AuthenticationFailed, ChatError, NoCredentials, SettingsError
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import tr

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

EXIT_NO_KEY = 1
_MOST_KEY_CHARACTERS = 10_000


def run_auth(arguments: Sequence[str]) -> int:
    """Runs `minimax-chat auth ARGUMENTS`; returns the exit status.

    `status` ends with 1 where there is no key.

    Raises:
        ChatError: if the key, the name or the address cannot be used, or the key is refused.
    """
    options = _parser().parse_args(arguments)
    desk = _Desk()
    match options.what:
        case "set":
            return desk.set(options)
        case "clear":
            return desk.clear(options.name, every=options.all)
        case "list":
            return desk.list()
        case "use":
            return desk.use(options.name)
        case _:
            return desk.status()


class _Desk:
    def __init__(self) -> None:
        from minimax_tui.cli.logs import start_log
        from minimax_tui.config.paths import find_paths
        from minimax_tui.config.settings import Settings

        paths = find_paths()
        start_log(paths.logs)
        self._accounts: Accounts
        self._credentials: EnvironmentCredentials
        self._accounts, self._credentials = open_accounts(
            Settings(paths.settings_file, os.environ), os.environ, paths.credentials_file, None
        )
        self._keeper = UserAccounts(self._accounts, self._credentials)

    # --- what there is ---

    def status(self) -> int:
        try:
            credential = self._credentials.resolve()
        except NoCredentials as error:
            print(visible(error.what))
            for line in (error.advice, str(error.detail)):
                if line:
                    print(visible(line))
            return EXIT_NO_KEY
        account = self._accounts.book().current
        if account is not None:
            print(tr("Account:  {name}", name=account.name))
        print(tr("Key:      {key}", key=key_ending(credential.key) or tr("(set)")))
        print(tr("From:     {source}", source=visible(credential.source)))
        region = region_of(credential.base_url)
        place = f" ({region.title})" if region is not None else ""
        print(tr("Host:     {url}", url=visible(credential.base_url)) + place)
        for notice in self._credentials.notices:
            _say(notice)
        if account is not None and self._has_environment():
            _say(
                tr(
                    "There is a key in the environment too; `minimax-chat auth use {word}` uses "
                    "it.",
                    word=ENVIRONMENT,
                )
            )
        return 0

    def _has_environment(self) -> bool:
        return any(account.name == ENVIRONMENT for account in self._keeper.accounts())

    def list(self) -> int:
        accounts = self._keeper.accounts()
        for notice in self._accounts.book().notices:
            _say(notice)
        if not accounts:
            _say(tr("There is no account yet. Add one with: minimax-chat auth set"))
        cells = max((len(account.name) for account in accounts), default=0)
        for account in accounts:
            mark = "●" if account.in_use else " "
            words = f"{mark} {account.name:<{cells}}  {account.base_url}  {_where(account)}"
            print(visible(f"{words} {account.ending}".rstrip()))
        return 0

    # --- changing it ---

    def use(self, name: str) -> int:
        self._accounts.use(name)
        return self.status()

    def clear(self, name: str | None, *, every: bool) -> int:
        book = self._accounts.book()
        if every:
            names = list(book.accounts)
        elif name is not None:
            names = [name]
        elif book.current is not None:
            names = [book.current.name]
        else:
            names = []
        if not names:
            _say(tr("There is no account to remove; a key in the environment is not touched."))
            return 0
        for each in names:
            gone = self._accounts.clear(each)
            print(tr("The account “{name}” was removed.", name=visible(each)))
            if not gone:
                _say(tr("Its key is still in the desktop's keyring, which did not answer."))
        return 0

    def set(self, options: Namespace) -> int:
        book = self._accounts.book()
        name = options.name
        if name is None:
            name = book.current.name if book.current is not None else DEFAULT_ACCOUNT
        name = check_account_name(name)
        before = book.accounts.get(name)
        urls = _base_urls(options, before.base_url if before is not None else "")
        key = _read_key(name)
        import asyncio

        account, remark = asyncio.run(self._try_and_keep(name, key, urls, options))
        if remark:
            _say(remark)
        kept = (
            tr("in the desktop's keyring")
            if account.where is Where.KEYRING
            else tr("in {file}, which only you can read", file=self._accounts.path)
        )
        print(
            tr(
                "The key of the account “{name}” for {host} is kept {where}.",
                name=account.name,
                host=account.host,
                where=visible(kept),
            )
        )
        return 0

    async def _try_and_keep(
        self, name: str, key: str, urls: Sequence[str], options: Namespace
    ) -> tuple[Account, str]:
        """The account, and what is wrong with it although its key is good."""
        url, remark = urls[0], ""
        if not options.no_test:
            for number, url in enumerate(urls, 1):
                try:
                    remark = await self._keeper.try_key(key, url)
                    break
                except AuthenticationFailed as error:
                    if number < len(urls) and error.detail.status is not None:
                        continue
                    raise _not_kept(error, both=len(urls) > 1) from error
                except ChatError as error:
                    raise _not_kept(error, both=True) from error
        account = await self._keeper.keep(name, key, url, in_file=options.file)
        return account, remark


def _not_kept(error: ChatError, *, both: bool) -> ChatError:
    """The error with what `auth set` can do about it."""
    if isinstance(error, AuthenticationFailed) and not both and error.detail.status is not None:
        error.advice = tr("Keys belong to one region. To try both: --region auto.")
    elif not isinstance(error, AuthenticationFailed | SettingsError):
        error.advice = f"{error.advice} " + tr("The key was not kept; --no-test keeps it untried.")
    return error


def _base_urls(options: Namespace, before: str) -> list[str]:
    """The addresses to try in turn."""
    if options.base_url is not None:
        return [options.base_url]
    if options.region == "auto":
        return [region.base_url for region in REGIONS]
    if options.region is not None:
        return [region.base_url for region in REGIONS if region.id == options.region]
    return [before or REGIONS[0].base_url]


def _read_key(name: str) -> str:
    """The key from the terminal, without echo, or the first line of stdin.

    Raises:
        SettingsError: if none was given.
    """
    if sys.stdin.isatty():
        import getpass

        try:
            key = getpass.getpass(tr("Key for the account “{name}” (not shown): ", name=name))
        except EOFError:
            key = ""
    else:
        key = sys.stdin.readline(_MOST_KEY_CHARACTERS)
    if not key.strip():
        raise SettingsError(
            tr("No key was given."),
            tr("Type or paste it when asked, or pass it on stdin; never as an argument."),
        )
    return key


def _where(account: Account) -> str:
    match account.where:
        case Where.KEYRING:
            return tr("keyring")
        case Where.FILE:
            return tr("file")
        case _:
            return tr("environment")


def _say(words: str) -> None:
    print(f"minimax-chat: {visible(words)}", file=sys.stderr)


def _parser() -> ArgumentParser:
    from minimax_tui.cli.options import OptionParser

    parser = OptionParser(
        prog="minimax-chat auth",
        description=tr("Keeps, shows and removes the keys of your accounts."),
    )
    commands = parser.add_subparsers(dest="what", metavar="COMMAND")
    commands.add_parser("status", help=tr("which key is used, and where it comes from (default)"))
    commands.add_parser("list", help=tr("all accounts"))
    setting = commands.add_parser("set", help=tr("try a key and keep it"))
    setting.add_argument("name", nargs="?", help=tr("the account; default: the one in use"))
    place = setting.add_mutually_exclusive_group()
    place.add_argument(
        "--region",
        choices=[*(region.id for region in REGIONS), "auto"],
        help=tr("which of MiniMax's services the key is for; auto tries both"),
    )
    place.add_argument("--base-url", metavar="URL", help=tr("another address"))
    setting.add_argument("--no-test", action="store_true", help=tr("keep the key untried"))
    setting.add_argument(
        "--file", action="store_true", help=tr("keep it in the file, not in the keyring")
    )
    clearing = commands.add_parser("clear", help=tr("remove an account and its key"))
    clearing.add_argument("name", nargs="?", help=tr("the account; default: the one in use"))
    clearing.add_argument("--all", action="store_true", help=tr("remove every account"))
    using = commands.add_parser("use", help=tr("choose the account of later runs"))
    using.add_argument("name", help=tr("the account, or `{word}`", word=ENVIRONMENT))
    return parser
