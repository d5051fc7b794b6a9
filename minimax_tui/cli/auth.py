"""`minimax-chat auth`: the keys and accounts, from the shell."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from minimax_tui.cli.accounts import UserAccounts, open_accounts
from minimax_tui.cli.lines import write_lines
from minimax_tui.config.accounts import Accounts
from minimax_tui.config.credentials import EnvironmentCredentials
from minimax_tui.domain.accounts import (
    DEFAULT_ACCOUNT,
    ENVIRONMENT,
    REGIONS,
    Account,
    Region,
    Where,
    check_account_name,
    key_ending,
    other_region,
    region_of,
)
from minimax_tui.domain.errors import (
    AuthenticationFailed,
    ForeignKey,
    NoCredentials,
    RequestError,
    SettingsError,
)
from minimax_tui.domain.foreign import visible
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.domain.widths import cell_width

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Coroutine, Sequence
    from pathlib import Path
    from typing import Any

EXIT_NO_KEY = 1


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
            said = (error.what, error.advice, str(error.detail))
            return write_lines(map(visible, filter(None, said)), EXIT_NO_KEY)
        account = self._accounts.book().current
        region = region_of(credential.base_url)
        place = f" ({region.title})" if region is not None else ""
        status = write_lines(
            [
                *([tr("Account:  {name}", name=account.name)] if account is not None else []),
                tr("Key:      {key}", key=key_ending(credential.key) or tr("(set)")),
                tr("From:     {source}", source=visible(credential.source)),
                tr("Host:     {url}", url=visible(credential.base_url)) + place,
            ]
        )
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
        return status

    def _has_environment(self) -> bool:
        return any(account.name == ENVIRONMENT for account in self._keeper.accounts())

    def list(self) -> int:
        accounts = self._keeper.accounts()
        for notice in self._accounts.book().notices:
            _say(notice)
        if not accounts:
            _say(tr("There is no account yet. Add one with: minimax-chat auth set"))
        cells = max((cell_width(account.name) for account in accounts), default=0)
        lines = []
        for account in accounts:
            mark = "●" if account.in_use else " "
            gap = " " * (cells - cell_width(account.name))
            words = f"{mark} {account.name}{gap}  {account.base_url}  {_where(account)}"
            lines.append(visible(f"{words} {account.ending}".rstrip()))
        return write_lines(lines)

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
            write_lines([tr("The account “{name}” was removed.", name=visible(each))])
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
        account, remark = self._tried_and_kept(name, key, urls, options)
        if remark:
            _say(remark)
        return write_lines([kept_words(account, self._accounts.path)])

    def _tried_and_kept(
        self, name: str, key: str, urls: Sequence[str], options: Namespace
    ) -> tuple[Account, str]:
        import asyncio

        from minimax_tui.cli.key_trial import try_and_keep, was_refused

        def work(urls: Sequence[str]) -> Coroutine[Any, Any, tuple[Account, str]]:
            return try_and_keep(
                self._keeper, name, key, urls, untried=options.no_test, in_file=options.file
            )

        try:
            return asyncio.run(work(urls))
        except RequestError as error:
            other = other_region(urls[0]) if len(urls) == 1 and was_refused(error) else None
            chosen = options.region or options.base_url
            if other is None or chosen or not _goes_to(other):
                raise _not_kept(error, both=len(urls) > 1) from error
        try:
            return asyncio.run(work([other.base_url]))
        except RequestError as error:
            raise _not_kept(error, both=True) from error


def kept_words(account: Account, file: Path) -> str:
    """Where a key is kept now.

    Args:
        account: Whose key.
        file: The credentials file.
    """
    where = (
        tr("in the desktop's keyring")
        if account.where is Where.KEYRING
        else tr("in {file}, which only you can read", file=file)
    )
    said = tr(
        "The key of the account “{name}” for {host} is kept {where}.",
        name=account.name,
        host=account.host,
        where=where,
    )
    return visible(said)


def _goes_to(region: Region) -> bool:
    """Whether the user, if there is one at the terminal, lets the key be tried there too."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    question = tr(
        "This region does not take the key. Try {region} ({host}) too? [y/N] ",
        region=region.title,
        host=region.host,
    )
    print(question, end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        print(file=sys.stderr)
    return answer.strip().casefold() in ("y", "yes", tr("yes").casefold())


def _not_kept(error: RequestError, *, both: bool) -> RequestError:
    """The error with what `auth set` can do about it."""
    if isinstance(error, ForeignKey):
        return error
    if not isinstance(error, AuthenticationFailed):
        untried = tr("The key was not kept; --no-test keeps it untried.")
        error.advice = sentences(error.advice, untried)
    elif both:
        error.advice = tr("Neither region takes it: copy the key again.")
    elif error.detail.status is not None:
        error.advice = tr("Keys belong to one region. To try both: --region auto.")
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
    from minimax_tui.cli.key_entry import key_from_stdin, typed_key

    if sys.stdin.isatty():
        try:
            key = typed_key(tr("Key for the account “{name}” (not shown): ", name=name))
        except EOFError:
            key = ""
    else:
        key = key_from_stdin()
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
