"""Choosing, adding and removing accounts on the screen, and what the first start asks."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from minimax_tui.domain.accounts import ENVIRONMENT, Account, Where, likely_region
from minimax_tui.domain.errors import ChatError, PlainHttpRefused
from minimax_tui.domain.i18n import sentences, tr
from minimax_tui.ui.completions import Completion
from minimax_tui.ui.services import Services

if TYPE_CHECKING:
    from minimax_tui.ui.screens.account_picker import AccountPicker
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
        from minimax_tui.ui.plain_http import ask_about_http
        from minimax_tui.ui.screens.first_run import FirstRun

        settings = self._services.settings

        def ask_http(refused: PlainHttpRefused, go_on: Callable[[], None]) -> None:
            ask_about_http(self._chat, self._services, refused, go_on)

        self._chat.app.push_screen(
            FirstRun(
                accounts,
                base_url=settings.text("base_url"),
                first=first,
                likely=likely_region(os.environ.get("LC_ALL") or os.environ.get("LANG") or ""),
                ask_http=ask_http,
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

        self._chat.app.push_screen(AccountPicker(found, self._ask_to_remove), chosen)

    def _use(self, name: str) -> None:
        assert self._services.accounts is not None
        try:
            self._services.accounts.use(name)
        except ChatError as error:
            self._say(error)
        else:
            self._chat.app.notify(tr("Account: {name}", name=name), timeout=3, markup=False)
        self._chat.account_changed()

    def _ask_to_remove(self, picker: AccountPicker, account: Account) -> None:
        from minimax_tui.ui.screens.confirm import Answer, ConfirmScreen

        def answered(answer: str | None) -> None:
            if answer == "remove":
                # Not exclusive: what has begun to be removed must not be left half way.
                self._chat.run_worker(self._remove(picker, account), group="accounts")

        gone = (
            tr("Its key goes out of the desktop's keyring.")
            if account.where is Where.KEYRING
            else tr("Its key goes out of the credentials file.")
        )
        used = tr("Requests use it now; afterwards they use the first of the others, if any.")
        self._chat.app.push_screen(
            ConfirmScreen(
                tr("Remove the account “{name}”?", name=account.name),
                sentences(gone, used if account.in_use else ""),
                (Answer("keep", tr("Keep it")), Answer("remove", tr("Remove it"))),
            ),
            answered,
        )

    async def _remove(self, picker: AccountPicker, account: Account) -> None:
        assert self._services.accounts is not None
        keeper = self._services.accounts
        try:
            gone = await keeper.remove(account.name)
        except ChatError as error:
            self._say(error)
            return
        removed = tr("The account “{name}” was removed.", name=account.name)
        if gone:
            self._chat.app.notify(removed, timeout=5, markup=False)
        else:
            still = tr("Its key is still in the desktop's keyring, which did not answer.")
            self._chat.app.notify(sentences(removed, still), severity="warning", markup=False)
        with suppress(ChatError):  # as when it was the one that the command line names
            picker.show(keeper.accounts())
        self._chat.account_changed()

    def _say(self, error: ChatError) -> None:
        self._chat.app.notify(
            sentences(error.what, error.advice), severity="warning", markup=False, timeout=8
        )

    def _say_none(self) -> None:
        self._chat.app.notify(
            tr("The demo uses no key. Start without --demo to give one."), markup=False
        )
