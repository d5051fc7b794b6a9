"""The accounts, to choose the one that requests use, or to remove one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from minimax_tui.domain.accounts import ENVIRONMENT, Account, Where, region_of
from minimax_tui.domain.i18n import tr
from minimax_tui.domain.widths import cell_width, truncate
from minimax_tui.ui.screens.key_line import key_hints
from minimax_tui.ui.screens.pick import PickScreen, Row, matches

ADD = ""
"""What is given for "add an account"."""

_NAME_CELLS = 26


class AccountPicker(PickScreen[str]):
    """Gives the name of the account chosen, or `ADD`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+d", "remove", show=False, priority=True)]

    def __init__(
        self, accounts: Sequence[Account], remove: Callable[[AccountPicker, Account], None]
    ) -> None:
        """
        Args:
            accounts: What there is to choose from.
            remove: Asks whether to remove one; `show` tells the picker what is left.
        """
        super().__init__()
        self._accounts = {account.name: account for account in accounts}
        self._remove = remove

    def show(self, accounts: Sequence[Account]) -> None:
        """Shows what accounts there are now."""
        self._accounts = {account.name: account for account in accounts}
        if self.is_mounted:
            self.refill_here()

    def title_text(self) -> str:
        return tr("Account")

    def placeholder(self) -> str:
        return tr("Type to filter")

    def rows(self, typed: str) -> list[Row[str]]:
        rows = [
            Row(Content(self._line(account)), account.name)
            for account in self._accounts.values()
            if matches(typed, account.name, account.base_url)
        ]
        if not typed:
            rows.append(Row(Content(truncate(tr("Add an account …"), self.row_cells)), ADD))
        return rows

    def _line(self, account: Account) -> str:
        name = tr("the environment") if account.name == ENVIRONMENT else account.name
        name += " ●" if account.in_use else ""
        name = truncate(name, _NAME_CELLS)
        return truncate(
            name + " " * (_NAME_CELLS + 2 - cell_width(name)) + account.host, self.row_cells
        )

    def about(self, value: str | None) -> Content | None:
        if value is None:
            return Content(tr("No account is called that."))
        account = self._accounts.get(value)
        if account is None:
            return Content(tr("Asks for its region, its key and its name."))
        match account.where:
            case Where.KEYRING:
                kept = tr("its key is in the desktop's keyring")
            case Where.FILE:
                kept = tr("its key is in the credentials file")
            case _:
                kept = tr("its key is in the environment")
        region = region_of(account.base_url)
        said = f"{region.title}; {kept}" if region is not None else kept
        return Content(f"{said} ({account.ending})" if account.ending else said)

    def start_at(self, rows: list[Row[str]]) -> int:
        used = next((name for name, account in self._accounts.items() if account.in_use), "")
        return next((at for at, row in enumerate(rows) if row.value == used), 0)

    def keys(self) -> Content:
        return key_hints(
            ("enter", tr("use")),
            ("ctrl+d", tr("remove")),
            ("↑ ↓", tr("move")),
            ("esc", tr("close")),
        )

    def action_remove(self) -> None:
        """Asks whether to remove the highlighted account."""
        account = self._accounts.get(self.highlighted or ADD)
        if account is None:
            return
        if account.where is Where.ENVIRONMENT:
            self.app.notify(
                tr("This key is in the environment; it can only be removed there."),
                timeout=5,
                markup=False,
            )
            return
        self._remove(self, account)
