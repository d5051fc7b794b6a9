"""Choosing and adding accounts on the screen, and what the first start asks."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from minimax_tui.domain.accounts import ENVIRONMENT, REGIONS, Region, Where
from minimax_tui.domain.errors import ChatError
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.ui.completions import Completion
from minimax_tui.ui.services import Services

if TYPE_CHECKING:
    from minimax_tui.ui.screens.chat import ChatScreen
    from minimax_tui.ui.screens.first_run import Outcome


class AccountFlow:
    """The dialogs about accounts, opened over the chat."""

    def __init__(self, chat: ChatScreen, services: Services) -> None:
        """
        Args:
            chat: The screen that they are opened over.
            services: The program's parts.
        """
        self._chat = chat
        self._services = services
        self.label = ""
        """The name of the account in use where there are several, else ""."""

    def look(self) -> None:
        """Finds out which account is in use; no part of the first screen."""
        self.label = self._find_label()

    def _find_label(self) -> str:
        if self._services.accounts is None:
            return ""
        try:
            accounts = self._services.accounts.accounts()
        except ChatError:
            return ""
        if len(accounts) < 2:
            return ""
        used = next((account.name for account in accounts if account.in_use), "")
        if used == ENVIRONMENT:
            return tr("key of the environment")
        return tr("account {name}", name=used) if used else ""

    def completions(self) -> list[Completion]:
        """The accounts, as what may follow `/account`."""
        accounts = self._services.accounts
        try:
            found = accounts.accounts() if accounts is not None else []
        except ChatError:
            return []
        return [Completion(account.name, account.host) for account in found]

    def first_run(self) -> None:
        """Opens the welcome, where keys can be kept."""
        if self._services.accounts is not None:
            self._ask(first=True)

    def add(self) -> None:
        """Asks for one more account."""
        self._ask(first=False)

    def _ask(self, *, first: bool) -> None:
        accounts = self._services.accounts
        if accounts is None:
            self._say_none()
            return
        from minimax_tui.ui.screens.first_run import FirstRun

        settings = self._services.settings
        self._chat.app.push_screen(
            FirstRun(
                accounts,
                base_url=settings.text("base_url"),
                first=first,
                likely=likely_region(os.environ.get("LC_ALL") or os.environ.get("LANG") or ""),
            ),
            self._asked,
        )

    def _asked(self, outcome: Outcome | None) -> None:
        if outcome is None:
            return
        if outcome.action == "kept":
            account = outcome.account
            assert account is not None
            self._chat.account_changed()
            where = (
                tr("The key is kept in the desktop's keyring.")
                if account.where is Where.KEYRING
                else tr("The key is kept in a file that only you can read.")
            )
            self._chat.app.notify(
                f"{outcome.remark} {where}".strip(),
                severity="warning" if outcome.remark else "information",
                markup=False,
            )
            return
        self._services.demo_wanted = outcome.action == "demo"
        self._chat.action_program_quit()

    def choose(self, name: str = "") -> None:
        """Uses the account called `name`, or shows all, to use another one."""
        accounts = self._services.accounts
        if accounts is None:
            self._say_none()
            return
        if name:
            self._use(name)
            return
        from minimax_tui.ui.screens.account_picker import ADD, AccountPicker

        try:
            found = accounts.accounts()
        except ChatError as error:
            self._say(error)
            return

        def chosen(name: str | None) -> None:
            if name == ADD:
                self.add()
            elif name is not None:
                self._use(name)

        self._chat.app.push_screen(AccountPicker(found), chosen)

    def _use(self, name: str) -> None:
        assert self._services.accounts is not None
        try:
            self._services.accounts.use(name)
        except ChatError as error:
            self._say(error)
        else:
            self._chat.app.notify(tr("Account: {name}", name=name), timeout=3, markup=False)
        self._chat.account_changed()

    def _say(self, error: ChatError) -> None:
        self._chat.app.notify(
            sentences(error.what, error.advice), severity="warning", markup=False, timeout=8
        )

    def _say_none(self) -> None:
        self._chat.app.notify(
            tr("The demo uses no key. Start without --demo to give one."), markup=False
        )


def likely_region(locale: str) -> Region:
    """The region to offer first to a user with this locale, such as `zh_CN.UTF-8`."""
    china = locale.replace("-", "_").lower().startswith(("zh_cn", "zh_hans_cn"))
    return REGIONS[1 if china else 0]
