"""Keys and accounts in plain lines: what the first start asks, `/key` and `/account`."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from minimax_tui.domain.accounts import (
    DEFAULT_ACCOUNT,
    REGIONS,
    check_account_name,
    free_account_name,
    likely_region,
    other_region,
    region_of,
)
from minimax_tui.domain.errors import (
    AuthenticationFailed,
    ChatError,
    ForeignKey,
    NoCredentials,
    PlainHttpRefused,
    RequestError,
)
from minimax_tui.domain.i18n import sentences, tr

if TYPE_CHECKING:
    from minimax_tui.cli.accounts import UserAccounts
    from minimax_tui.cli.linear import LinearChat


class LinearAccounts:
    """Asks for keys, and changes the account in use."""

    def __init__(self, chat: LinearChat) -> None:
        self._chat = chat
        self._lines = chat.lines

    # --- the first start ---

    def ask_at_start(self) -> None:
        """Asks for a key, or offers the demo, where there is none; says what else is wrong."""
        chat, accounts = self._chat, self._chat.program.accounts
        if accounts is None:
            return
        try:
            chat.program.credentials.check()
        except NoCredentials as error:
            if not self._lines.asks or str(error.detail):
                raise
        except PlainHttpRefused:
            return  # asked when a prompt is sent
        else:
            return
        self._lines.say(tr("Welcome to minimax-chat"))
        self._lines.say(
            sentences(tr("To talk to MiniMax's models it needs your API key."), _how_kept())
        )
        self._give_key(accounts, DEFAULT_ACCOUNT, first=True)

    # --- later ---

    def add(self, _: str) -> None:
        """Asks for region, key and name of an account."""
        accounts = self._accounts()
        if accounts is None:
            return
        if not self._lines.asks:
            self._lines.say(
                tr("Nobody can be asked here: `minimax-chat auth set` takes a key on stdin.")
            )
            return
        self._lines.say(_how_kept())
        taken = [account.name for account in accounts.accounts()]
        free = free_account_name(taken)
        typed = self._lines.read(tr("Name of the account (enter: {name}): ", name=free))
        name = check_account_name(typed) if typed.strip() else free
        if name in taken:
            self._lines.say(tr("Replaces the key of “{name}”.", name=name))
        self._give_key(accounts, name, first=False)

    def choose(self, name: str) -> None:
        """Uses the account named, or lists them.

        Raises:
            SettingsError: if there is none of that name.
        """
        accounts = self._accounts()
        if accounts is None:
            return
        if name:
            accounts.use(name)
            self._lines.say(tr("Account: {name}", name=name))
            return
        found = accounts.accounts()
        for account in found:
            used = tr("in use") if account.in_use else ""
            words = filter(None, (account.name, account.host, account.ending, used))
            self._lines.say(", ".join(words))
        if found:
            self._lines.say(tr("/account NAME uses one; /key adds one."))
        else:
            self._lines.say(tr("There is no account yet: /key adds one."))

    def _accounts(self) -> UserAccounts | None:
        accounts = self._chat.program.accounts
        if accounts is None:
            self._lines.say(tr("The demo uses no key. Start without --demo to give one."))
        return accounts

    # --- region and key ---

    def _give_key(self, accounts: UserAccounts, name: str, *, first: bool) -> None:
        try:
            self._ask_region(accounts, name, first=first)
        except (EOFError, KeyboardInterrupt):
            self._lines.write("\n")
            self._lines.say(tr("No key was kept. /key asks again."))

    def _ask_region(self, accounts: UserAccounts, name: str, *, first: bool) -> None:
        lines, chat = self._lines, self._chat
        offers_demo = first and chat.can_become_demo
        answers = [
            tr(
                "{region}: {host}, keys from {platform}",
                region=region.title,
                host=region.host,
                platform=region.platform,
            )
            for region in REGIONS
        ]
        answers.append(tr("Another address"))
        answers += [tr("No key: try the demo, a simulation")] if offers_demo else []
        answers.append(tr("Not now"))
        lines.say(tr("Region of the key"))
        given = chat.program.settings.text("base_url")
        region = region_of(given) if given else likely_region(_locale())
        usual = len(REGIONS) if region is None else REGIONS.index(region)
        answer = lines.choose(answers, usual=usual + 1)
        if answer <= len(REGIONS):
            self._take_key(accounts, name, REGIONS[answer - 1].base_url)
        elif answer == len(REGIONS) + 1:
            question = tr("Address, such as https://…/anthropic: ")
            url = lines.read(question, "" if region is not None else given).strip()
            if url:
                self._take_key(accounts, name, url)
            else:
                lines.say(tr("No key was kept. /key asks again."))
        elif answer == len(answers):
            lines.say(tr("No key was kept. /key asks again."))
        else:
            chat.demo_wanted = chat.quit = True

    def _take_key(self, accounts: UserAccounts, name: str, url: str) -> None:
        """Asks for the key until one is kept, or the user gives up."""
        from minimax_tui.cli.key_trial import was_refused

        lines = self._lines
        key = ""
        while True:
            if not key:
                key = lines.read_key(tr("Key (not shown as you type; enter alone: not now): "))
            if not key.strip():
                lines.say(tr("No key was kept. /key asks again."))
                return
            try:
                self._keep(accounts, name, key, url, untried=False)
                return
            except RequestError as error:
                self._chat.say_error(error)
                other = other_region(url) if was_refused(error) else None
                answers = [tr("Give another key")]
                if other is not None:
                    answers.append(
                        tr("Try this key in the other region: {region}", region=other.title)
                    )
                elif not isinstance(error, AuthenticationFailed | ForeignKey):
                    answers.append(tr("Keep it untested"))
                answers.append(tr("Not now"))
                answer = lines.choose(answers)
            if answer == len(answers):
                lines.say(tr("No key was kept. /key asks again."))
                return
            if answer == 1:
                key = ""
            elif other is not None:
                url = other.base_url
            else:
                self._keep(accounts, name, key, url, untried=True)
                return

    def _keep(
        self, accounts: UserAccounts, name: str, key: str, url: str, *, untried: bool
    ) -> None:
        """Tries and keeps a key.

        Raises:
            SettingsError: if the address cannot be used, or nothing could be written.
            RequestError: if the key is not taken.
        """
        from minimax_tui.cli.auth import kept_words
        from minimax_tui.cli.key_trial import try_and_keep

        if not untried:
            host = url.partition("//")[2].partition("/")[0]
            self._lines.say(tr("Asking {host} …", host=host or url))
        kept, remark = asyncio.run(try_and_keep(accounts, name, key, [url], untried=untried))
        if remark:
            self._lines.say(remark)
        self._lines.say(kept_words(kept, self._chat.program.paths.credentials_file))
        try:
            self._chat.program.credentials.check()
        except ChatError as error:  # such as a base URL of the settings that goes before
            self._chat.say_error(error)


def _how_kept() -> str:
    return tr(
        "The key is tried with one request that costs nothing, and kept in the desktop's "
        "keyring, or else in a file that only you can read."
    )


def _locale() -> str:
    return os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
