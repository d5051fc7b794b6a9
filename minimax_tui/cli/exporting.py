"""What an export needs of the rest of the program: request bodies, settings, the known keys."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minimax_tui.cli.sessions import options_for
from minimax_tui.config.accounts import Accounts
from minimax_tui.config.schema import SettingsStore
from minimax_tui.domain.requests import ChatRequest

if TYPE_CHECKING:
    from minimax_tui.exports.rendering import Surroundings

KEY_VARIABLES = ("MINIMAX_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")


def export_surroundings(settings: SettingsStore, account_file: Path) -> Surroundings:
    """What exports of this program need.

    Args:
        settings: In force.
        account_file: Where keys are kept in a file; those in a keyring are not asked for.
    """
    from minimax_tui.exports.rendering import Surroundings

    def body(request: ChatRequest) -> dict[str, Any]:
        from minimax_tui.api.request import build_body

        return build_body(request)

    def secrets() -> list[str]:
        variables = [os.environ.get(name, "").strip() for name in KEY_VARIABLES]
        kept = [account.key for account in Accounts(account_file).book().accounts.values()]
        return [secret for secret in (*variables, *kept) if secret]

    return Surroundings(
        options=lambda session: options_for(settings, session),
        body=body,
        base_url=lambda: settings.text("base_url"),
        secrets=secrets,
    )
